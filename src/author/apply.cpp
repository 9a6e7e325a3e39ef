// apply_schema(): the database is changed to be as it is declared. No migration, and nothing is recorded; all else is
// as in a run.
#include <algorithm>

#include "author/compare.hpp"
#include "author/statements.hpp"
#include "base/text.hpp"
#include "dunlin/difference.hpp"
#include "run/lock.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

/// What `confirm_drop` was not asked for is refused before anything is locked.
author::Comparison plan(author::Workshop& workshop, const SchemaSource& desired, const DifferenceOptions& how) {
  auto comparison = author::compare(workshop, {}, desired, how);
  author::confirm_losses(comparison.difference, how);
  return comparison;
}

void check(author::Workshop& workshop, const author::Comparison& done) {
  const auto left = author::differences(workshop.live(), done.to, workshop.writer());
  if (left.empty()) return;
  Error error(
      ErrorKind::internal, "the schema was changed, and is not yet as it should be",
      "this is a bug in Dunlin, or somebody else changed it meanwhile: `dunlin schema diff` shows what is left");
  error.detail = "left over:\n  " + base::join(left, "\n  ");
  throw Error(error);
}

}  // namespace

Difference apply_schema(const Options& options, const SchemaSource& desired, const DifferenceOptions& how,
                        const std::function<bool(const Difference&)>& confirm) {
  author::Workshop workshop(options);
  auto& context = workshop.context;
  auto comparison = plan(workshop, desired, how);
  if (comparison.difference.empty()) return comparison.difference;

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
    comparison = plan(workshop, desired, how);
    if (comparison.difference.empty()) return comparison.difference;
  }
  if (confirm && !confirm(comparison.difference)) {
    Error error(ErrorKind::refused, "not confirmed", "say --yes to go ahead without being asked");
    error.state = "nothing was changed";
    throw Error(error);
  }
  database::TransactionOptions limits;
  limits.lock_timeout = options.lock_timeout;
  limits.statement_timeout = options.statement_timeout;
  try {
    author::run_statements(context.connection(), comparison.script.up(), limits);
  } catch (const Error& caught) {
    Error error = caught;
    const bool none = workshop.live() == comparison.from;
    error.state = none ? "nothing was changed" : "some of it was done; the next `dunlin schema apply` does the rest";
    if (!none && error.kind == ErrorKind::sql) error.kind = ErrorKind::partial;
    throw Error(error);
  }
  context.connection().reset_session();
  check(workshop, comparison);
  return comparison.difference;
}

}  // namespace v0
}  // namespace dunlin
