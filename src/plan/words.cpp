#include "dunlin/event.hpp"
#include "dunlin/migrator.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

std::string to_string(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::source:
      return "source";
    case ProblemKind::changed:
      return "changed";
    case ProblemKind::missing:
      return "missing";
    case ProblemKind::out_of_order:
      return "out-of-order";
    case ProblemKind::requires_:
      return "requires";
    case ProblemKind::dirty:
      return "dirty";
    case ProblemKind::newer:
      return "newer";
    case ProblemKind::irreversible:
      return "irreversible";
    case ProblemKind::no_down:
      return "no-down";
    case ProblemKind::environment:
      return "environment";
    case ProblemKind::target:
      return "target";
  }
  return {};
}

std::string to_string(MigrationState state) {
  switch (state) {
    case MigrationState::applied:
      return "applied";
    case MigrationState::pending:
      return "pending";
    case MigrationState::interrupted:
      return "interrupted";
    case MigrationState::missing:
      return "missing";
    case MigrationState::changed:
      return "changed";
    case MigrationState::outdated:
      return "outdated";
    case MigrationState::skipped:
      return "skipped";
  }
  return {};
}

std::string to_string(HookPoint point) {
  switch (point) {
    case HookPoint::before_run:
      return "before-run";
    case HookPoint::after_run:
      return "after-run";
    case HookPoint::before_migration:
      return "before-migration";
    case HookPoint::after_migration:
      return "after-migration";
    case HookPoint::on_failure:
      return "on-failure";
  }
  return "";
}

std::string to_string(EventKind kind) {
  switch (kind) {
    case EventKind::run_started:
      return "run-started";
    case EventKind::waiting_for_lock:
      return "waiting-for-lock";
    case EventKind::lock_acquired:
      return "lock-acquired";
    case EventKind::migration_started:
      return "migration-started";
    case EventKind::migration_resumed:
      return "migration-resumed";
    case EventKind::statement_started:
      return "statement-started";
    case EventKind::statement_finished:
      return "statement-finished";
    case EventKind::statement_skipped:
      return "statement-skipped";
    case EventKind::batch:
      return "batch";
    case EventKind::compiling:
      return "compiling";
    case EventKind::log:
      return "log";
    case EventKind::notice:
      return "notice";
    case EventKind::retry:
      return "retry";
    case EventKind::settled:
      return "settled";
    case EventKind::migration_finished:
      return "migration-finished";
    case EventKind::migration_failed:
      return "migration-failed";
    case EventKind::hook_started:
      return "hook-started";
    case EventKind::hook_output:
      return "hook-output";
    case EventKind::hook_finished:
      return "hook-finished";
    case EventKind::hook_failed:
      return "hook-failed";
    case EventKind::run_finished:
      return "run-finished";
    case EventKind::backup_progress:
      return "backup-progress";
    case EventKind::backup_finished:
      return "backup-finished";
    case EventKind::restore_progress:
      return "restore-progress";
  }
  return {};
}

}  // namespace v0
}  // namespace dunlin
