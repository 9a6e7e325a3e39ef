// Dunlin in a program: what the command line does, as calls.
//
//   dunlin::Migrator migrator({.url = "sqlite:app.db", .directories = {"migrations"}});
//   migrator.observe([](const dunlin::Event& event) { std::clog << to_string(event.kind) << '\n'; });
//   dunlin::RunReport report = migrator.up();  // throws where something failed
//
// Threads: a Migrator does one thing at a time, on whichever thread asks for it. A call that comes while another is
// under way, from another thread or from an observer, throws Error{usage}; only request_stop() may be called at any
// time, from any thread. Several Migrators in one process are independent, on one database as well: the runner lock
// keeps them apart as it does processes. Observers, hooks, confirm() and migrations in C++ are called on the thread
// that runs. More in docs/threads.md.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "dunlin/backup.hpp"
#include "dunlin/error.hpp"
#include "dunlin/event.hpp"
#include "dunlin/export.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/options.hpp"
#include "dunlin/plan.hpp"
#include "dunlin/report.hpp"

namespace dunlin {
inline namespace v0 {

/// One database with its migrations.
class DUNLIN_API Migrator {
 public:
  /// Connects when the first call needs it. Throws Error{config} for a URL or layout that cannot be right.
  explicit Migrator(Options options);
  /// Where up_async() is under way: stops it as request_stop() does, and waits for it.
  ~Migrator();
  Migrator(Migrator&&) noexcept;             ///< what was moved from may only be destroyed or assigned to
  Migrator& operator=(Migrator&&) noexcept;  ///< the same

  /// Who is told of events, instead of whom it was before.
  void observe(Observer observer);

  /// Looks. None of them writes, takes a lock, or creates a database or table. Throw Error{connect | config | io}.
  [[nodiscard]] Status status();
  /// What up() would do.
  [[nodiscard]] Plan plan(const RunOptions& options = {});
  /// What down() would do.
  [[nodiscard]] Plan plan_down(const RunOptions& options = {});
  /// What to() would do.
  [[nodiscard]] Plan plan_to(const RunOptions& options);
  /// Everything that ever happened, oldest first.
  [[nodiscard]] std::vector<LogEntry> history();
  /// One migration, with the description from its file. Throws Error{usage} where there is none such.
  [[nodiscard]] MigrationStatus show(const std::string& revision);
  /// The statements of a step of one of this Migrator's plans that are still to be done, in order, as they would be
  /// sent; before them, as comments, the directives that say whether and how often. None of one in C++.
  void statements(const Step& step, const std::function<void(const std::string& sql, const Place& place)>& each);
  /// The text of one half of a migration, from its file or else from the history; no value where it has none.
  [[nodiscard]] std::optional<std::string> script(const std::string& revision, Direction direction);

  /// Runs. Options::on_failure says how they fail: by default they throw Error where nothing was begun (no connection,
  /// locked, refused because the plan is blocked: then Error::detail lists the problems) and RunFailed once the first
  /// step has begun; with OnFailure::proceed both are RunReport::failed.
  RunReport up(const RunOptions& options = {});
  /// Undoes the last one, or those above RunOptions::target.
  RunReport down(const RunOptions& options = {});
  /// Goes to RunOptions::target, in whichever direction it is.
  RunReport to(const RunOptions& options);
  /// Undoes the last one and applies it again.
  RunReport redo(const RunOptions& options = {});
  /// Applies that one alone; with RunOptions::force although it is applied.
  RunReport run(const std::string& revision, const RunOptions& options = {});

  /// up() on a thread of its own, on which events are told too; the future has the report or the exception that up()
  /// would throw. No other call of this Migrator until the future is ready, but request_stop(). `stop` ends the run as
  /// request_stop() does. The Migrator may be moved meanwhile; its end stops the run and waits for it.
  [[nodiscard]] std::future<RunReport> up_async(RunOptions options = {}, std::stop_token stop = {});

  /// Corrections of the history. Each returns what it changed, a line each.
  std::vector<std::string> mark(const std::string& revision, bool applied);
  /// Records everything up to `revision` as applied without running it: an existing database is taken on.
  std::vector<std::string> baseline(const std::string& revision);
  /// Takes over changed checksums and forgets tries that took no effect.
  std::vector<std::string> repair();
  /// Says what became of the statement whose outcome could not be found out (RunReport failed with
  /// ErrorKind::partial and named it). Throws Error{refused} where there is none.
  std::vector<std::string> settle(const std::string& revision, bool took_effect);

  /// generate(options, what) with this Migrator's Options. Writes a file; the database is left alone.
  Generated generate(const GenerateOptions& what);

  /// Copies the database into a file (dunlin/backup.hpp), under the runner lock: no run is under way meanwhile. Throws
  /// Error{connect | locked | io | unsupported}, unsupported where the database's dump tool is missing; then there is
  /// no new file, and none was removed.
  Backup backup(const BackupOptions& options = {});
  /// Puts a backup in the place of what the database holds, under the runner lock. Throws Error{refused} with nothing
  /// changed for a damaged file, one of another engine or another database's, and where `confirm` says no. Killed at
  /// any moment it leaves the old state or the new one; the next restore clears up (docs/backup.md).
  Restored restore(const RestoreOptions& options);

  /// Runs the seeds (Options::seed_directories) that were not run yet or changed since, in the order of their names;
  /// with RunOptions::force all of them. Fails as up() does.
  RunReport seed(const RunOptions& options = {});
  /// Every seed for this environment, and whether it has been run. Looks only.
  [[nodiscard]] std::vector<MigrationStatus> seeds();

  /// Any thread, at any time: ends the statement that runs, rolls back what can be, and makes the call under way return
  /// with Error{cancelled}; where none is, it does nothing.
  void request_stop() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace v0
}  // namespace dunlin
