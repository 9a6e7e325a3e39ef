// The runner lock: GET_LOCK on the working connection. It belongs to the server session, so that a killed process
// leaves none behind, and to no transaction, so that DDL does not give it up. Its name is valid for the whole server
// and therefore holds the database and the history's table. (In a Galera cluster such locks are known to one node only:
// let every runner use the same node.)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace dunlin::database::mariadb {

class MariadbConnection;

class MariadbLocker final : public Locker {
 public:
  explicit MariadbLocker(MariadbConnection& connection);

  bool try_acquire(const std::string& owner) override;
  void release() noexcept override;
  std::optional<LockHolder> holder() override;
  std::vector<Command> guard() override { return {}; }
  void check() override;

 private:
  MariadbConnection& connection_;
  bool held_ = false;
};

/// At most 64 characters: "dunlin app.dunlin_migrations", or a hash where that is too long or not plain.
[[nodiscard]] std::string lock_name(const std::string& schema, const std::string& table);

}  // namespace dunlin::database::mariadb
