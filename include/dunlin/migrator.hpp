// Dunlin in a program: what the command line does, as calls. A Migrator is used by one thread at a time; request_stop()
// may be called from any.
//
//   dunlin::Migrator migrator({.url = "sqlite:app.db", .directories = {"migrations"}});
//   dunlin::RunReport report = migrator.up();
//   if (!report.ok()) complain(report.failed->error);
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/event.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {

enum class OutOfOrder : std::uint8_t { refuse, allow };

struct Options {
  std::string url{};
  std::vector<std::string> directories = {"migrations"};
  std::string layout = "auto";
  std::string history_table = "dunlin_migrations";
  std::string log_table = "dunlin_log";
  std::string history_schema{};  ///< empty: where unqualified names go when the connection opens
  std::string environment{};
  std::vector<std::pair<std::string, std::string>> variables{};
  OutOfOrder out_of_order = OutOfOrder::refuse;
  bool create_database_file = true;  ///< SQLite: make the file on up()
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds lock_wait{60'000};      ///< how long to wait for another run
  std::chrono::milliseconds lock_timeout{3'000};    ///< how long a statement waits for a lock of the database
  std::chrono::milliseconds statement_timeout{-1};  ///< negative: the server's own
  int lock_retries = 10;                            ///< how often a step that met lock_timeout is tried again
};

enum class MigrationState : std::uint8_t {
  applied,
  pending,
  interrupted,  ///< stopped part-way
  missing,      ///< applied, and its file is gone
  changed,      ///< applied, and its file is another now
  outdated,     ///< a repeatable one whose text changed: runs again
  skipped,      ///< for other environments only
};
/// "applied", "pending", ...
[[nodiscard]] std::string to_string(MigrationState state);

struct MigrationStatus {
  std::string version, name, title, kind;
  MigrationState state = MigrationState::pending;
  std::string file;
  std::string description;  ///< read from the file for show() only
  std::string applied_at;   ///< UTC, ISO 8601
  std::int64_t duration_ms = -1;
  std::string applied_by, tool_version;
  std::string checksum, applied_checksum;
  std::int64_t statements_done = 0, statements_total = 0;
  std::string error;  ///< of the last try
};

struct Status {
  std::string database;  ///< redacted URL
  std::string product;   ///< "PostgreSQL 15.18"
  std::string current;
  std::int64_t applied = 0, pending = 0;
  std::vector<MigrationStatus> migrations;
  std::vector<Problem> problems;
};

/// One row of the log: something that happened.
struct LogEntry {
  std::int64_t id = 0;
  std::string at, event, version, name, by, tool_version, detail;
  std::int64_t duration_ms = -1;
};

struct MigrationRun {
  std::string version, name, title;
  Direction direction = Direction::up;
  std::int64_t statements = 0;
  std::int64_t rows = -1;
  std::int64_t duration_ms = 0;
};

struct RunFailure {
  MigrationRun migration;
  Error error;
};

struct RunReport {
  Plan plan;
  std::vector<MigrationRun> done;  ///< durable in the database
  std::optional<RunFailure> failed;
  std::vector<std::string> not_run;  ///< titles
  std::int64_t duration_ms = 0;

  [[nodiscard]] bool ok() const { return !failed; }
};

/// TARGET of a run. At most one of the two says how far.
struct RunOptions {
  std::string
      target{};  ///< version, unambiguous prefix, file name, "head", "base", "+N", "-N"; empty: head, or one down
  std::int64_t steps = -1;
  bool force = false;          ///< run(): again although it is applied
  bool allow_changed = false;  ///< go ahead although applied files changed or are missing
  /// Called with the plan before anything is done, under the runner lock; false refuses the run.
  std::function<bool(const Plan&)> confirm{};
};

class Migrator {
 public:
  /// Connects when the first call needs it. Throws Error{config} for a URL or layout that cannot be right.
  explicit Migrator(Options options);
  ~Migrator();
  Migrator(Migrator&&) noexcept;
  Migrator& operator=(Migrator&&) noexcept;

  void observe(Observer observer);

  /// Looks. None of them writes, takes a lock, or creates a database or table. Throw Error{connect | config | io}.
  [[nodiscard]] Status status();
  [[nodiscard]] Plan plan(const RunOptions& options = {});
  [[nodiscard]] Plan plan_down(const RunOptions& options = {});
  [[nodiscard]] Plan plan_to(const RunOptions& options);
  [[nodiscard]] std::vector<LogEntry> history();
  [[nodiscard]] MigrationStatus show(const std::string& revision);
  /// The statements of a step of one of this Migrator's plans that are still to be done, in order, as they would be
  /// sent; before them, as comments, the directives that say whether and how often.
  void statements(const Step& step, const std::function<void(const std::string& sql, const Place& place)>& each);
  /// The text of one half of a migration, from its file or else from the history; no value where it has none.
  [[nodiscard]] std::optional<std::string> script(const std::string& revision, Direction direction);

  /// Runs. Throw Error where nothing was begun (no connection, locked, refused because the plan is blocked: then
  /// Error::detail lists the problems); once the first step has begun, failure is in the report.
  RunReport up(const RunOptions& options = {});
  RunReport down(const RunOptions& options = {});
  RunReport to(const RunOptions& options);
  RunReport redo(const RunOptions& options = {});
  RunReport run(const std::string& revision, const RunOptions& options = {});

  /// Corrections of the history. Each returns what it changed, a line each.
  std::vector<std::string> mark(const std::string& revision, bool applied);
  std::vector<std::string> baseline(const std::string& revision);
  /// Takes over changed checksums and forgets tries that took no effect.
  std::vector<std::string> repair();
  /// Says what became of the statement whose outcome could not be found out (RunReport failed with
  /// ErrorKind::partial and named it). Throws Error{refused} where there is none.
  std::vector<std::string> settle(const std::string& revision, bool took_effect);

  /// Any thread: ends the statement that runs, rolls back what can be, and makes the run return.
  void request_stop() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dunlin
