// What runs around a run: before and after it, before and after each migration, and on failure. A hook is SQL, a
// command with the facts in environment variables, or a callable.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/export.hpp"
#include "dunlin/report.hpp"

namespace dunlin {
inline namespace v0 {

class Database;

/// When a hook runs.
enum class HookPoint : std::uint8_t {
  before_run,  ///< something is to be done and the runner lock is held; a failure stops the run before its first step
  after_run,   ///< everything went well; a failure is one of the run, whose migrations stay
  before_migration,  ///< a failure is a failure of the migration, of which nothing is run
  after_migration,   ///< it is durable; a failure stops the run there
  on_failure,        ///< a migration or another hook failed; a failure of this one is told and changes nothing
};
/// "before-run", ...
[[nodiscard]] DUNLIN_API std::string to_string(HookPoint point);

/// The facts that a hook is given.
struct HookFacts {
  HookPoint point = HookPoint::before_run;  ///< when
  std::string database;                     ///< redacted URL
  Direction direction = Direction::up;      ///< of the run
  std::int64_t steps = 0;                   ///< of the run
  std::string migration;                    ///< title, of *_migration and on_failure
  std::string version;                      ///< of the same
  const Error* error = nullptr;             ///< of on_failure
};

/// One of the three says what is done.
struct Hook {
  HookPoint point = HookPoint::before_run;  ///< when
  std::string name{};                       ///< for messages; empty: the file or command
  std::string sql_file{};  ///< read and run statement by statement, in a transaction where the engine has one
  std::string command{};   ///< for /bin/sh; the facts are in DUNLIN_HOOK, DUNLIN_MIGRATION, ... (docs/hooks.md)
  std::string folder{};    ///< in which the command runs; empty: the present one
  std::function<void(Database&, const HookFacts&)> call{};  ///< an exception is a failure
};
/// In the order in which they run.
using Hooks = std::vector<Hook>;

}  // namespace v0
}  // namespace dunlin
