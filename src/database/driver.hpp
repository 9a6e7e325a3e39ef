// One database, as the rest of Dunlin sees it, and the list of those that were built in.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/backup.hpp"
#include "database/connection.hpp"
#include "database/images.hpp"
#include "database/inspect.hpp"
#include "database/url.hpp"
#include "dunlin/handle.hpp"
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
  Handle::Kind handle_kind = Handle::Kind::none;
  /// A connection on a handle that the application owns. It is never closed or opened anew; when the Connection goes,
  /// the session has the settings again that it had. Throws Error{refused} where a transaction is open on it or the
  /// handle is of another copy of the client library, Error{lost} where it is not connected.
  std::unique_ptr<Connection> (*adopt)(void* handle, const OpenOptions& options) = nullptr;
  /// Where a handle is connected to, as a URL: what others connect with, and what is printed (redacted).
  Url (*url_of)(void* handle) = nullptr;

  /// The database itself. All throw Error{connect | refused | sql | ...}.
  bool (*exists)(const Url& url);
  void (*create)(const Url& url);  ///< refuses where it is there
  void (*drop)(const Url& url);    ///< refuses where it is not there
  /// How it spells a schema: for this server, or without one for the newest that is known (or the library that is
  /// linked).
  std::unique_ptr<DdlWriter> (*ddl)(const Capabilities* server);
  /// The SQL that makes the schema as it is now, without rows, owners and these tables of the current schema. Throws
  /// Error{unsupported} where the program that writes it is missing.
  std::string (*dump_schema)(Connection& connection, const Url& url, const std::vector<std::string>& without);
  /// The schema as it is now, sorted (database/inspect.hpp).
  schema::Schema (*inspect)(Connection& connection, const InspectOptions& options) = nullptr;
  /// `url`: the database whose server and settings are taken; nothing of it is changed. Throws Error{refused} where the
  /// user may make neither a database nor a schema there.
  std::unique_ptr<Sandbox> (*sandbox)(const Url& url, const OpenOptions& options) = nullptr;
  /// What this driver needs beside the binary, and whether it is there: one line for `doctor`.
  std::string (*client)(bool& usable);
  BackupKind backup;
  /// Databases for tests; `url` names what Images of this database need.
  std::unique_ptr<Images> (*images)(const Url& url);
};

[[nodiscard]] std::span<const Driver* const> drivers();
/// Throws Error{config} with the nearest known scheme.
[[nodiscard]] const Driver& driver_for(const Url& url);
/// Throws Error{unsupported} where the handle's database is not built in.
[[nodiscard]] const Driver& driver_for(const Handle& handle);
[[nodiscard]] std::unique_ptr<Connection> open(const Url& url, const OpenOptions& options = {});

}  // namespace dunlin::database
