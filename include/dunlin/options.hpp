// What a Migrator is told once: which database, where the migrations are, and how to run them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "dunlin/database.hpp"
#include "dunlin/embedded.hpp"
#include "dunlin/hooks.hpp"
#include "dunlin/migration.hpp"
#include "dunlin/model.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// What becomes of pending migrations that are older than an applied one.
enum class OutOfOrder : std::uint8_t { refuse, allow };

/// What a run does about a failure. In both cases it stops at the migration that failed, keeps those before it, and
/// the next run tries again.
enum class OnFailure : std::uint8_t {
  abort,    ///< the run throws RunFailed, or the Error because of which nothing was begun
  proceed,  ///< the run returns, whatever failed, and RunReport::failed says what: the application goes on
};

/// `url` or `handle`; and migrations from any mix of folders, embedded files and C++, in one order.
struct Options {
  std::string url{};                       ///< "sqlite:app.db", "postgres://user@host/name", ...
  Handle handle{};                         ///< instead of `url`: the application's own connection
  std::vector<std::string> directories{};  ///< folders; "migrations" where no other source is given either
  std::vector<EmbeddedFiles> embedded{};   ///< files that are part of the program
  Migrations migrations{};                 ///< migrations in C++
  std::optional<Schema> models{};          ///< the tables as the application has them, for Migrator::generate()
  std::string schema{};       ///< the tables as they should be, in SQL: a file or folder; for where there are no models
  std::string sandbox_url{};  ///< a database on whose server schemas are tried out; empty: that of the database
  std::string layout = "auto";                      ///< how the files are named: "native", "goose", ...
  std::string history_table = "dunlin_migrations";  ///< what is applied
  std::string log_table = "dunlin_log";             ///< what ever happened
  std::string history_schema{};                     ///< empty: where unqualified names go when the connection opens
  std::string environment{};                        ///< for migrations that name some
  std::vector<std::pair<std::string, std::string>> variables{};  ///< what ${NAME} stands for in SQL files
  OutOfOrder out_of_order = OutOfOrder::refuse;                  ///< migrations older than an applied one
  OnFailure on_failure = OnFailure::abort;                       ///< what a failed run does
  Hooks hooks{};                                                 ///< what runs around a run
  bool backup_before = false;  ///< a backup before each run that changes something; no backup, no run
  /// Where backups go.
  std::string backup_directory = "backups";
  std::int64_t backup_keep = 0;                       ///< of backup_before: keep so many; 0: all
  std::vector<std::string> seed_directories{};        ///< folders of seed files; empty: "seeds", where that is there
  Migrations seeds{};                                 ///< seeds in C++, among the files by name; no down is ever run
  bool create_database_file = true;                   ///< SQLite: make the file on up()
  std::chrono::milliseconds connect_timeout{10'000};  ///< how long to try to connect
  std::chrono::milliseconds lock_wait{60'000};        ///< how long to wait for another run
  std::chrono::milliseconds lock_timeout{3'000};      ///< how long a statement waits for a lock of the database
  std::chrono::milliseconds statement_timeout{-1};    ///< negative: the server's own
  int lock_retries = 10;                              ///< how often a step that met lock_timeout is tried again
  /// A stop that is requested here, from any thread, ends the call that is under way, and each later one as it begins:
  /// the statement that runs is cancelled, what is in a transaction is rolled back, and the call throws what
  /// Migrator::request_stop() makes it throw.
  std::stop_token stop{};
};

/// TARGET of a run. At most one of the two says how far.
struct RunOptions {
  std::string
      target{};  ///< version, unambiguous prefix, file name, "head", "base", "+N", "-N"; empty: head, or one down
  std::int64_t steps = -1;     ///< so many migrations; negative: as `target` says
  bool force = false;          ///< run(): again although it is applied
  bool allow_changed = false;  ///< go ahead although applied files changed or are missing
  /// Called with the plan before anything is done, under the runner lock; false refuses the run.
  std::function<bool(const Plan&)> confirm{};
};

}  // namespace v0
}  // namespace dunlin
