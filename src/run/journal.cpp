#include "run/journal.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/failure.hpp"

namespace dunlin::run {
namespace {

using history::State;
using sql::StatementKind;

}  // namespace

Journal::Journal(Context& context, RunnerLock& lock, const plan::Item& item, std::size_t number, std::size_t total)
    : context_(context),
      lock_(lock),
      item_(item),
      step_number_(number),
      step_total_(total),
      text_(text_of(context, item)) {
  const Step& step = item.step;
  result_ = {step.version, step.name, step.title, step.direction, 0, 0, 0};
}

bool Journal::run() {
  begun_ = base::steady_milliseconds();
  const Step& step = item_.step;
  context_.emit({.kind = EventKind::migration_started,
                 .migration = step.title,
                 .version = step.version,
                 .direction = step.direction,
                 .index = static_cast<std::int64_t>(step_number_) + 1,
                 .total = static_cast<std::int64_t>(step_total_)});
  int tries = 0;
  for (;;) {
    try {
      if (!began_) begin_row();
      pass();
      finish();
      return true;
    } catch (Error& error) {
      const Context::Unhurried unhurried(context_);
      const bool lost = error.kind == ErrorKind::lost || context_.connection().lost();
      if (!lost) context_.connection().rollback();
      if (open_ || theirs_) row_ = written_;
      open_ = theirs_ = false;
      if (!lost && error.kind == ErrorKind::lock_timeout && !announced_ && tries < context_.options.lock_retries &&
          !context_.stopping()) {
        wait_before_retry(context_, step, error, ++tries);
        continue;
      }
      if (lost && recover_lost(error)) {
        ended();
        return true;
      }
      fail(std::move(error));
      return false;
    }
  }
}

void Journal::begin_row() {
  auto& connection = context_.connection();
  const auto* record = item_.candidate.record;
  const bool up = item_.step.direction == Direction::up;
  const bool resumes = record != nullptr && record->interrupted();
  row_ = record_of(context_, item_);
  row_.statements_total = text_.summary.statements;
  const auto limits = limits_of(context_, item_);
  connection.set_limits(limits.lock_timeout, limits.statement_timeout);
  const bool code = item_.step.code;
  effect_ = resumes && (row_.statements_done > 0 || code);
  if (resumes) {
    context_.emit({.kind = EventKind::migration_resumed,
                   .migration = item_.step.title,
                   .version = item_.step.version,
                   .direction = item_.step.direction,
                   .index = row_.statements_done,
                   .total = row_.statements_total,
                   .text = code ? "was begun before and is run again from its beginning" : ""});
    row_.state = up ? State::running : State::undoing;
  } else {
    row_.statements_done = row_.statement_begun = row_.batch_rows = 0;
    row_.observed.clear();
    row_.statements_digest.clear();
    row_.batch_position.clear();
    row_.error.clear();
    row_.state = up ? State::running : State::undoing;
    if (code) begin_code();
    base::fail_point("journal: before the row is written");
    std::vector<database::Command> commands = connection.begin({});
    if (up && record != nullptr) commands.push_back(context_.history().removed(row_.version));
    commands.push_back(up ? context_.history().begun(row_, scripts_of(item_)) : context_.history().progress(row_));
    commands.push_back(connection.commit());
    keep(commands);
    base::fail_point("journal: the row is written");
  }
  began_ = true;
  written_ = row_;
}

void Journal::keep(const std::vector<database::Command>& commands) {
  try {
    context_.connection().execute_all(commands);
  } catch (Error& error) {
    error.statement.clear();
    error.offset = Error::npos;
    throw;
  }
}

void Journal::pass() {
  if (item_.step.code) {
    pass_code();
    return;
  }
  chain_ = {};
  number_ = 0;
  auto reader = open_statements(context_, text_);
  source::Statement statement;
  while (reader.next(statement)) {
    context_.check_stop();
    ++number_;
    try {
      if (number_ <= row_.statements_done) {
        replay(statement);
      } else {
        take(statement, reader);
      }
    } catch (Error& error) {
      locate(error, item_, statement, text_.half);
      throw;
    }
  }
  for (const auto& text : reader.trailing_log()) {
    context_.emit({.kind = EventKind::log, .migration = item_.step.title, .text = text});
  }
}

void Journal::take(source::Statement& statement, source::StatementReader& reader) {
  for (const auto& text : statement.log) {
    context_.emit({.kind = EventKind::log, .migration = item_.step.title, .version = item_.step.version, .text = text});
  }
  if (row_.statement_begun == number_ && settle(statement)) {
    done(statement);
    write_progress();
    return;
  }
  if (skip_by_condition(statement)) {
    done(statement);
    return;
  }
  if (statement.info.kind == StatementKind::transaction) {
    transaction_word(statement);
    done(statement);
  } else if (statement.batch) {
    close_transaction();
    if (statement.batch->table) {
      run_key_batches(statement);
    } else {
      run_batches(statement);
    }
  } else if (statement.info.kind == StatementKind::session && !statement.info.refuses_transaction) {
    if (statement.info.implicit_commit) close_transaction();
    tell(EventKind::statement_started, statement, first_line(statement.text));
    send(statement, nullptr);
    done(statement);
  } else if (theirs_ && context_.connection().capabilities().transactional_ddl) {
    send(statement, &reader);
    done(statement);
  } else if (commits_with_record(statement)) {
    run_recorded_together(statement, reader);
  } else {
    close_transaction();
    run_announced(statement);
  }
}

void Journal::open_transaction() {
  if (open_) return;
  auto& connection = context_.connection();
  // A rollback must not take along that those before it took effect.
  if (row_.statements_done != written_.statements_done) write_progress();
  auto commands = connection.begin(limits_of(context_, item_));
  for (auto& guard : connection.locker().guard()) commands.push_back(std::move(guard));
  keep(commands);
  open_ = true;
  opened_at_ = base::steady_milliseconds();
  open_bytes_ = open_statements_ = 0;
}

void Journal::close_transaction() {
  if (!open_) return;
  auto& connection = context_.connection();
  base::fail_point("journal: before a record joins its statements");
  keep({context_.history().progress(row_), connection.commit()});
  open_ = false;
  written_ = row_;
  effect_ = true;
  base::fail_point("journal: statements and record are committed");
}

void Journal::done(const source::Statement& statement) {
  add_to_digest(chain_, statement);
  row_.statements_done = number_;
  if (row_.statement_begun == number_) {
    row_.statement_begun = 0;
    row_.observed.clear();
  }
  auto chain = chain_;
  row_.statements_digest = chain.hex();
  row_.batch_position.clear();
  row_.batch_rows = 0;
}

void Journal::write_progress() {
  keep({context_.history().progress(row_)});
  written_ = row_;
}

void Journal::tell(EventKind kind, const source::Statement& statement, std::string text, std::int64_t rows) {
  const Step& step = item_.step;
  context_.emit(
      {.kind = kind,
       .migration = step.title,
       .version = step.version,
       .direction = step.direction,
       .index = number_,
       .total = row_.statements_total,
       .rows = rows,
       .milliseconds = kind == EventKind::statement_finished ? base::steady_milliseconds() - statement_begun_ : -1,
       .text = std::move(text),
       .place = {text_.half.content.name(), statement.place.line, statement.place.column}});
}

}  // namespace dunlin::run
