// Runs the hooks around a run. Hooks that are SQL are read before anything is done, so that a missing file or a wrong
// directive stops the run while nothing is changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/context.hpp"

namespace dunlin::run {

class HookRunner {
 public:
  /// Throws Error{usage | config | io} for a hook that cannot be run.
  HookRunner(Context& context, Direction direction, std::size_t steps);

  /// Whether something runs before or after each migration: each then commits by itself.
  [[nodiscard]] bool around_migrations() const;

  /// Runs the hooks of a point in order and throws the Error of the first that fails, which says what state it leaves.
  void before_run() { run(HookPoint::before_run, nullptr, nullptr, "no migration was run"); }
  void before_migration(const Step& step, const std::vector<MigrationRun>& done);
  void after_migration(const Step& step);
  void after_run(const std::vector<MigrationRun>& done);
  /// Tells a hook's failure and throws nothing.
  void on_failure(const RunFailure& failure) noexcept;

 private:
  struct Loaded {
    const Hook* hook;
    std::string name;
    std::optional<source::Body> body;  ///< of SQL
  };

  [[nodiscard]] Loaded load(const Hook& hook) const;
  void run(HookPoint point, const Step* step, const Error* error, const std::string& state);
  void run_one(const Loaded& hook, const HookFacts& facts);
  void run_sql(const Loaded& hook);
  void run_statements(const Loaded& hook, bool transaction);
  void run_call(const Loaded& hook, const HookFacts& facts);
  void run_command(const Loaded& hook, const HookFacts& facts);
  [[nodiscard]] bool should_end(std::int64_t begun) const;
  void tell(EventKind kind, const Loaded& hook, std::string text = {}, std::int64_t milliseconds = -1) const;

  Context& context_;
  Direction direction_;
  std::int64_t steps_;
  std::vector<Loaded> hooks_;
  std::string migration_;    ///< of the hooks that run now
  bool after_stop_ = false;  ///< on failure: a stop that was asked for earlier does not end the hook at once
};

}  // namespace dunlin::run
