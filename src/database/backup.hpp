// The role of a database that copies it into a file and puts a file's content back. Names of files, folders, locks and
// questions are the caller's.
//
// write(): a consistent state, while others go on. read(): the whole file, so that one that was cut off or damaged is
// noticed. A restore has two halves: prepare() loads the file beside what is live and touches nothing of it, swap()
// puts it in the place of what is live; killed at any moment, the live state is the old or the new one, and recover()
// clears up what was left.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/url.hpp"

namespace dunlin::database {

struct OpenOptions;

/// Bytes or pages that are done, of how many (-1: not known). Called now and then; what it throws ends the work.
using BackupProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// A row of the history as a backup holds it.
struct BackupRow {
  std::string version, kind, checksum;

  auto operator<=>(const BackupRow&) const = default;
};

struct BackupContents {
  std::string product;             ///< what it was made from, as far as the file says: "PostgreSQL 15.18"
  std::vector<BackupRow> history;  ///< of the history's table, sorted
};

class Backup {
 public:
  virtual ~Backup() = default;

  /// Into `file`, which is there, empty and private. Throws Error{unsupported} where the tool for it is missing.
  virtual void write(const std::string& file, const BackupProgress& progress) = 0;
  /// Reads all of it. Throws Error{refused} where it is damaged, cut off or none of this database's kind.
  [[nodiscard]] virtual BackupContents read(const std::string& file, const BackupProgress& progress) = 0;

  /// Other sessions that swap() cannot do with, a line each.
  [[nodiscard]] virtual std::vector<std::string> sessions() { return {}; }
  /// What a killed restore left behind is finished or removed; words for it, empty where there was nothing.
  virtual std::string recover() { return {}; }
  virtual void prepare(const std::string& file, const BackupProgress& progress) = 0;
  /// The history of what prepare() made, sorted.
  [[nodiscard]] virtual std::vector<BackupRow> prepared() = 0;
  /// Whether the connection, and with it the runner lock, must be given up before swap().
  [[nodiscard]] virtual bool swap_needs_disconnect() const { return false; }
  /// `end_sessions`: those of sessions() are ended. Throws with nothing changed.
  virtual void swap(bool end_sessions, const BackupProgress& progress) = 0;
  /// After a failure: what prepare() made goes away.
  virtual void discard() noexcept {}
};

/// How a driver offers the role.
struct BackupKind {
  std::string_view suffix;                    ///< ".sqlite"
  bool (*recognises)(std::string_view head);  ///< from the first bytes of a file
  /// `connection` must live as long as the role, except after swap_needs_disconnect().
  std::unique_ptr<Backup> (*make)(Connection& connection, const Url& url, const OpenOptions& options);
};

/// The most that recognises() wants to see.
inline constexpr std::size_t backup_head = 64;

}  // namespace dunlin::database
