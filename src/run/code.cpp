#include "run/code.hpp"

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "run/failure.hpp"
#include "run/step_text.hpp"

namespace dunlin::run {
namespace {

constexpr std::int64_t lock_looks_ms = 1'000;

Error words_of(const std::string& words, const std::optional<Error>& failed) {
  if (!failed) return {ErrorKind::code, words.empty() ? "it threw an exception without words" : words};
  // The code put the database's error into an exception of its own.
  Error error = *failed;
  if (!words.empty() && words != error.message) {
    error.detail = error.message + (error.detail.empty() ? "" : "\n" + error.detail);
    error.message = words;
  }
  return error;
}

}  // namespace

Error current_error(const std::optional<Error>& failed) {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& error) {
    return words_of(error.what(), failed);
  } catch (...) {
    return words_of(failed ? failed->message : "it threw something that is no std::exception", failed);
  }
}

CodeRun::CodeRun(Context& context, const plan::Item& item, Ground ground)
    : context_(context), item_(item), ground_(ground) {}

void CodeRun::call(Database& db) {
  auto& migration = *item_.candidate.migration->code->migration;
  if (item_.step.direction == Direction::up) {
    migration.up(db);
  } else {
    migration.down(db);
  }
}

void CodeRun::run() {
  auto& connection = context_.connection();
  auto owned =
      std::make_unique<Database::Impl>(connection, context_.driver->name, ground_, *this, limits_of(context_, item_));
  auto& impl = *owned;
  Database db(std::move(owned));
  std::optional<Error> failure;
  base::fail_point("code: before it runs");
  try {
    call(db);
    impl.check_end();
  } catch (...) {
    failure = current_error(impl.failed);
  }
  base::fail_point("code: it has run");
  changed_session_ = impl.changed_session;
  wants_foreign_keys_off_ = impl.wants_foreign_keys_off;
  if (!failure) return;
  // Kinds that speak of this run's own connection, thrown because of another one.
  const bool of_run = failure->kind == ErrorKind::in_doubt || failure->kind == ErrorKind::partial ||
                      (failure->kind == ErrorKind::lost && !connection.lost());
  if (of_run) failure->kind = ErrorKind::code;
  if (failure->migration.empty()) failure->migration = item_.step.title;
  failure->place = {};
  throw Error(*failure);
}

Event CodeRun::event(EventKind kind) const {
  const Step& step = item_.step;
  return {.kind = kind,
          .migration = step.title,
          .version = step.version,
          .direction = step.direction,
          .index = statements_,
          .total = -1};
}

void CodeRun::check() {
  context_.check_stop();
  if (ground_ != Ground::journaled || context_.connection().in_transaction()) return;
  const std::int64_t now = base::steady_milliseconds();
  if (lock_seen_ >= 0 && now - lock_seen_ < lock_looks_ms) return;
  lock_seen_ = now;
  if (context_.connection().capabilities().runner_lock) context_.connection().locker().check();
}

void CodeRun::started(std::string_view statement) {
  ++statements_;
  begun_ = base::steady_milliseconds();
  Event told = event(EventKind::statement_started);
  told.text = first_line(statement);
  context_.emit(told);
  base::fail_point("code: before a statement");
}

void CodeRun::finished(const database::Outcome& outcome) {
  base::fail_point("code: a statement is done");
  for (auto& notice : context_.connection().take_notices()) {
    Event told = event(EventKind::notice);
    told.text = std::move(notice);
    context_.emit(told);
  }
  if (outcome.rows > 0) rows_ += outcome.rows;
  Event told = event(EventKind::statement_finished);
  told.rows = outcome.rows;
  told.milliseconds = base::steady_milliseconds() - begun_;
  context_.emit(told);
}

void CodeRun::log(std::string_view text) {
  Event told = event(EventKind::log);
  told.text = text;
  context_.emit(told);
}

void CodeRun::took_effect(std::int64_t statements, std::string_view last) {
  effects_ += statements;
  last_effect_ = first_line(last);
}

bool CodeRun::again(const Error& error, int tries) {
  if (tries > context_.options.lock_retries || context_.stopping()) return false;
  wait_before_retry(context_, item_.step, error, tries);
  return !context_.stopping();
}

std::vector<database::Command> CodeRun::guard() { return context_.connection().locker().guard(); }

void CodeRun::batch_committed(std::int64_t rows, std::int64_t total, std::int64_t milliseconds) {
  Event told = event(EventKind::batch);
  told.total = total;
  told.rows = rows;
  told.milliseconds = milliseconds;
  context_.emit(told);
}

}  // namespace dunlin::run
