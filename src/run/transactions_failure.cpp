// What a failed transaction leaves: rolled back, kept up to the failed step, or found out after a lost connection.
#include <algorithm>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/failure.hpp"
#include "run/transactions.hpp"

namespace dunlin::run {

void Transactions::settle_failure(Error& error) {
  const Context::Unhurried unhurried(context_);
  rolled_back_earlier_ = false;
  if (error.kind == ErrorKind::lost || context_.connection().lost()) recover_lost(error);
  auto& connection = context_.connection();  // another one, if it was lost
  const bool shared = connection.capabilities().shared_transaction;
  const std::size_t failed = working_on_;
  for (std::size_t item = durable_; item < items_.size(); ++item) progress_[item].announced = false;
  if (error.kind == ErrorKind::lost || error.kind == ErrorKind::in_doubt) {
    // There is nothing left to roll back.
  } else if (!shared || !connection.in_transaction() || failed == group_first_ || group_ends_) {
    rolled_back_earlier_ = shared && failed > group_first_;
    connection.rollback();
  } else {
    try {
      if (step_open_) {
        connection.execute("ROLLBACK TO dunlin_step");
        connection.execute("RELEASE dunlin_step");
      }
      connection.execute_all(held_);
      base::fail_point("transaction: before those before a failure are committed");
      connection.execute(connection.commit().sql);
      durable_up_to(failed);
    } catch (const Error&) {
      connection.rollback();
      rolled_back_earlier_ = true;
    }
  }
  commands_.clear();
  held_.clear();
  sent_.clear();
  if (!connection.lost() && shared) {
    try {
      connection.reset_session();
      connection.enforce_foreign_keys(session_foreign_keys_);
    } catch (const Error&) {
      // The failure that brought us here is the one to tell.
    }
  }
}

void Transactions::recover_lost(Error& error) {
  error.kind = ErrorKind::lost;
  try {
    context_.reconnect();
    // The lock is free again only when the old session is gone: from then on the history cannot change any more.
    lock_.acquire_again();
    const auto records = context_.history().read(false);
    const auto is_done = [&](std::size_t i) {
      const auto& item = items_[i];
      const auto found = std::ranges::find(records, item.step.version, &history::Record::version);
      const bool there = found != records.end() && found->state == history::State::applied;
      if (item.step.direction == Direction::down) return !there;
      return there && found->checksum == item.candidate.migration->checksum;
    };
    std::size_t kept = first_;
    while (kept < durable_ && is_done(kept)) ++kept;
    if (kept < durable_) {
      // The server answered before its disk had them, and was stopped in between.
      const std::size_t last = durable_ - 1;
      const bool up = items_[kept].step.direction == Direction::up;
      context_.emit({.kind = EventKind::settled,
                     .text = "the server stopped before what it had answered was on its disk: " +
                             items_[kept].step.title + (last > kept ? " to " + items_[last].step.title : "") +
                             (last > kept ? " are" : " is") + " not " + (up ? "applied" : "undone") + " after all"});
      report_.done.resize(report_.done.size() - (durable_ - kept));
      durable_ = working_on_ = kept;
      // The failure is now the first that is gone; the statement that met it says nothing about that one.
      error.migration = items_[kept].step.title;
      error.statement.clear();
      error.place = {};
      return;
    }
    std::size_t end = durable_;
    while (end < end_ && items_[end].step.mode == TransactionMode::transaction && is_done(end)) ++end;
    if (end > durable_) {
      context_.emit({.kind = EventKind::settled,
                     .text = "the connection was lost; the history says that " + items_[end - 1].step.title +
                             " and all before it are " +
                             (items_[end - 1].step.direction == Direction::up ? "applied" : "undone")});
    }
    durable_up_to(end);
  } catch (const Error& again) {
    error.kind = ErrorKind::in_doubt;
    error.detail = (again.kind == ErrorKind::locked ? "the session that was lost is still at work: "
                                                    : "connecting again failed: ") +
                   again.message;
    error.state = "not known: the connection was lost, and the history could not be read again";
    error.hint =
        "`dunlin status` tells what is applied once the database can be reached; a migration is applied "
        "wholly or not at all, so `dunlin up` can be run again";
    if (context_.adopted()) {
      error.kind = ErrorKind::lost;
      error.detail.clear();
      error.state = "not known: the application's connection was lost, and only the application can connect again";
      error.hint =
          "connect again and run it with the new connection; a migration is applied wholly or not at all, and the "
          "history says which";
    }
  }
}

void Transactions::fail(Error error) {
  const Context::Unhurried unhurried(context_);
  const std::size_t failed = std::min(std::max(working_on_, durable_), items_.size() - 1);
  const Step& step = items_[failed].step;
  if (error.migration.empty()) error.migration = step.title;
  if (error.state.empty()) {
    const std::size_t along = context_.connection().capabilities().shared_transaction ? failed - durable_ : 0;
    error.state = step.title +
                  (along == 0 ? " was"
                              : " and " + base::plural(static_cast<std::int64_t>(along), "migration") +
                                    " before it in the same transaction were") +
                  " rolled back; " + words_for_done(report_.done);
  }
  record_failure(context_, step, error);
  context_.emit({.kind = EventKind::migration_failed,
                 .migration = step.title,
                 .version = step.version,
                 .direction = step.direction,
                 .text = error.message,
                 .place = error.place});
  report_.failed = RunFailure{{step.version, step.name, step.title, step.direction, progress_[failed].statements,
                               progress_[failed].rows, progress_[failed].duration},
                              std::move(error)};
}

}  // namespace dunlin::run
