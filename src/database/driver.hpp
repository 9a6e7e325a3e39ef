// One database, as the rest of Dunlin sees it, and the list of those that were built in.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "database/backup.hpp"
#include "database/connection.hpp"
#include "database/url.hpp"
#include "sql/lex_rules.hpp"

namespace dunlin::database {

class DdlWriter;

struct OpenOptions {
  bool create = false;     ///< SQLite: make the file where there is none
  bool read_only = false;  ///< SQLite: open it so that nothing can be written
  Milliseconds connect_timeout{10'000};
  Milliseconds busy_timeout{5'000};                 ///< SQLite: how long to wait for another writer
  std::string history_table = "dunlin_migrations";  ///< names the runner lock
  std::string history_schema;
  std::string log_table = "dunlin_log";  ///< MariaDB: stays writable under a migration's LOCK TABLES
};

struct Driver {
  std::string_view name;                      ///< "sqlite": also the name of its folder
  std::string_view title;                     ///< "SQLite"
  std::span<const std::string_view> schemes;  ///< "sqlite", "sqlite3", "file"
  const sql::LexRules& lex_rules;
  bool creates_on_open = false;  ///< opening may make the database: SQLite's file
  std::unique_ptr<Connection> (*open)(const Url& url, const OpenOptions& options);

  /// The database itself. All throw Error{connect | refused | sql | ...}.
  bool (*exists)(const Url& url);
  void (*create)(const Url& url);  ///< refuses where it is there
  void (*drop)(const Url& url);    ///< refuses where it is not there
  /// How it spells a schema: for this server, or without one for the newest that is known (or the library that is
  /// linked).
  std::unique_ptr<DdlWriter> (*ddl)(const Capabilities* server);
  /// What this driver needs beside the binary, and whether it is there: one line for `doctor`.
  std::string (*client)(bool& usable);
  BackupKind backup;
};

[[nodiscard]] std::span<const Driver* const> drivers();
/// Throws Error{config} with the nearest known scheme.
[[nodiscard]] const Driver& driver_for(const Url& url);
[[nodiscard]] std::unique_ptr<Connection> open(const Url& url, const OpenOptions& options = {});

}  // namespace dunlin::database
