// The runner lock of an SQLite database: flock() on the empty file FILE-dunlin beside the database, in whose folder
// SQLite makes files anyway. The lock dies with the process; the file is removed when it is released, and one that a
// killed process left is taken over. The database file itself is never touched: closing it by another descriptor
// would drop SQLite's own locks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "database/connection.hpp"

namespace dunlin::database::sqlite {

class SqliteLocker final : public Locker {
 public:
  /// `file`: with symbolic links resolved, so that all names of a database share a lock; empty for one in memory, to
  /// which nobody else can connect.
  explicit SqliteLocker(const std::string& file);
  ~SqliteLocker() override;
  SqliteLocker(const SqliteLocker&) = delete;
  SqliteLocker& operator=(const SqliteLocker&) = delete;

  bool try_acquire(const std::string& owner) override;
  void release() noexcept override;
  std::optional<LockHolder> holder() override;
  std::vector<Command> guard() override { return {}; }
  void check() override;

 private:
  enum class Try : std::uint8_t { got, held, again };
  [[nodiscard]] Try attempt(const std::string& owner);
  [[nodiscard]] bool is_ours(int fd) const;

  std::string path_;  ///< empty: in memory
  base::Descriptor file_;
  bool held_ = false;
};

}  // namespace dunlin::database::sqlite
