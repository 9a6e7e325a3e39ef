// The inside of a Migrator.
#pragma once

#include <atomic>
#include <thread>

#include "run/context.hpp"
#include "run/hooks.hpp"
#include "run/lock.hpp"
#include "run/reading.hpp"

namespace dunlin {
inline namespace v0 {

struct Migrator::Impl {
  explicit Impl(Options options) : context(std::move(options)) {}
  /// Stops a run that is under way on another thread, and waits for it.
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// Around each public call: one at a time. Throws Error{usage} where another is under way.
  class Call {
   public:
    explicit Call(Impl& impl);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    Impl& impl_;
  };
  std::atomic<bool> busy = false;
  std::thread worker;  ///< of up_async()

  run::Context context;
  source::Source source;  ///< of the last look or run; plans point into it
  run::Bodies bodies;     ///< of those of its migrations that a plan has read
  std::vector<history::Record> records;
  std::vector<plan::Item> items;  ///< of plans given out, for statements()

  /// Reads the files, connects, reads the history. Nothing is written. Without a database file (SQLite) or history
  /// the records are empty.
  void look(bool details);
  /// The rows of the history that concern this look or run: those of migrations, or those of seeds.
  [[nodiscard]] std::vector<history::Record> read_records(bool details);
  [[nodiscard]] Status status();
  [[nodiscard]] plan::Built plan(Direction direction, const RunOptions& options, bool only_target = false,
                                 bool compile = true);
  /// The plans that are given out; their steps are kept for statements().
  [[nodiscard]] Plan plan_and_keep(Direction direction, const RunOptions& options);
  [[nodiscard]] Plan plan_to(const RunOptions& options);
  RunReport execute(Direction direction, const RunOptions& options, bool only_target = false);
  /// execute(), where a lock on the whole database is told as what it is.
  RunReport run_and_name(Direction direction, const RunOptions& options, bool only_target = false);
  /// What a run came to, as Options::on_failure has it.
  RunReport conclude(const std::function<RunReport()>& run);
  RunReport down_then_up(const RunOptions& down, const std::function<RunOptions(const RunReport&)>& up);
  [[nodiscard]] RunReport run_with_hooks(plan::Built& built, run::RunnerLock& lock);
  [[nodiscard]] RunReport run_steps(plan::Built& built, run::RunnerLock& lock, run::HookRunner& hooks);
  /// The lock, and the history's tables made or brought up to date, for a correction.
  void prepare(run::RunnerLock& lock);
  /// The backup before a run that changes something, once for a call. Its failure keeps the run from starting.
  void back_up_before(RunReport& report);

  void forget_interrupted();

  bool database_missing = false;
  bool seeding = false;      ///< the source is the seeds, and their rows of the history are looked at
  std::string backup_taken;  ///< in this call
};

}  // namespace v0
}  // namespace dunlin
