#include "author/apply.hpp"

#include <algorithm>

#include "author/statements.hpp"
#include "base/text.hpp"
#include "run/lock.hpp"

namespace dunlin {
namespace author {
namespace {

/// What `confirm_drop` was not asked for is refused before anything is locked.
Comparison plan(Workshop& workshop, const Application& what) {
  auto comparison = compare(workshop, {}, what.desired, what.how);
  confirm_losses(comparison.difference, what.how);
  workshop.context.check_stop();
  return comparison;
}

void check(Workshop& workshop, const Comparison& done) {
  const auto left = differences(workshop.live(), done.to, workshop.writer());
  if (left.empty()) return;
  Error error(
      ErrorKind::internal, "the schema was changed, and is not yet as it should be",
      "this is a bug in Dunlin, or somebody else changed it meanwhile: `dunlin schema diff` shows what is left");
  error.detail = "left over:\n  " + base::join(left, "\n  ");
  throw Error(error);
}

/// The error with what it left behind. It is looked for, because a statement that failed may have left something.
Error with_state(Workshop& workshop, const Comparison& planned, const Application& what, std::size_t done,
                 Error error) {
  const run::Context::Unhurried unhurried(workshop.context);
  const auto total = static_cast<std::int64_t>(planned.script.up().size());
  bool none = false;
  try {
    if (workshop.context.connection().lost()) workshop.context.reconnect();
    none = workshop.live() == planned.from;
  } catch (const Error&) {
    error.state = "what of it was done could not be looked at; `dunlin schema apply --dry-run` shows what is left";
    error.kind = ErrorKind::partial;
    return error;
  }
  if (none) {
    error.state = "nothing was changed";
    return error;
  }
  const auto left = total - static_cast<std::int64_t>(done);
  error.state = base::plural(static_cast<std::int64_t>(done), "statement") + (done == 1 ? " was" : " were") +
                " done, " + std::to_string(left) + (left == 1 ? " was" : " were") + " not; the next `dunlin " +
                std::string(what.command) + "` does the rest";
  if (error.kind == ErrorKind::sql || error.kind == ErrorKind::cancelled || error.kind == ErrorKind::lock_timeout) {
    error.kind = ErrorKind::partial;
  }
  return error;
}

}  // namespace

Difference apply(Workshop& workshop, const Application& what) {
  auto& context = workshop.context;
  const auto& options = context.options;
  auto comparison = plan(workshop, what);
  if (comparison.difference.empty() && !what.record) return comparison.difference;

  if (options.backup_before) {
    context.disconnect();  // an application's own connection serves one at a time
    static_cast<void>(Migrator(options).backup({.output = {}, .keep = options.backup_keep}));
  }
  context.connect(true);
  if (context.connection().capabilities().read_only) {
    throw Error(ErrorKind::refused, "the database can only be read", "connect to one that can be written");
  }
  run::RunnerLock lock(context);
  static_cast<void>(lock.acquire());
  // Somebody else may have come first: what counts is what is true under the lock.
  if (workshop.live() != comparison.from) {
    comparison = plan(workshop, what);
    if (comparison.difference.empty() && !what.record) return comparison.difference;
  }
  if (what.confirm && !what.confirm(comparison.difference)) {
    Error error(ErrorKind::refused, "not confirmed", "say --yes to go ahead without being asked");
    error.state = "nothing was changed";
    throw Error(error);
  }
  context.check_stop();
  const auto statements = comparison.script.up();
  if (what.begin) what.begin(context.connection().capabilities().transactional_ddl && !outside_transaction(statements));
  Execution execution;
  execution.limits.lock_timeout = options.lock_timeout;
  execution.limits.statement_timeout = options.statement_timeout;
  execution.before_each = [&] { context.check_stop(); };
  if (what.record) execution.last = what.record();
  try {
    run_statements(context.connection(), statements, execution);
  } catch (const Error& error) {
    throw Error(with_state(workshop, comparison, what, execution.done, error));
  }
  context.connection().reset_session();
  check(workshop, comparison);
  return comparison.difference;
}

}  // namespace author

inline namespace v0 {

Difference apply_schema(const Options& options, const SchemaSource& desired, const DifferenceOptions& how,
                        const std::function<bool(const Difference&)>& confirm) {
  author::Workshop workshop(options);
  return author::apply(workshop, {.desired = desired, .how = how, .confirm = confirm});
}

}  // namespace v0
}  // namespace dunlin
