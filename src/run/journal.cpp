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
using sql::TransactionVerb;

// Changes of rows that follow each other share a transaction up to these limits, for speed; the journal goes with it.
constexpr std::size_t together_statements = 100;
constexpr std::size_t together_bytes = 1 << 20;
constexpr std::int64_t together_milliseconds = 1'000;

std::string count_words(std::int64_t done, std::int64_t total) {
  return done == 1
             ? "statement 1 of " + std::to_string(total) + " took effect and stays"
             : "statements 1 to " + std::to_string(done) + " of " + std::to_string(total) + " took effect and stay";
}

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

database::TransactionOptions Journal::limits() const {
  database::TransactionOptions options;
  options.lock_timeout = context_.options.lock_timeout;
  options.statement_timeout = context_.options.statement_timeout;
  if (item_.body && item_.body->lock_timeout_ms >= 0) {
    options.lock_timeout = std::chrono::milliseconds{item_.body->lock_timeout_ms};
  }
  if (item_.body && item_.body->statement_timeout_ms >= 0) {
    options.statement_timeout = std::chrono::milliseconds{item_.body->statement_timeout_ms};
  }
  return options;
}

void Journal::begin_row() {
  auto& connection = context_.connection();
  const auto* record = item_.candidate.record;
  const bool up = item_.step.direction == Direction::up;
  const bool resumes = record != nullptr && record->interrupted();
  row_ = record_of(context_, item_);
  row_.statements_total = text_.summary.statements;
  const auto opts = limits();
  connection.set_limits(opts.lock_timeout, opts.statement_timeout);
  if (resumes) {
    context_.emit({.kind = EventKind::migration_resumed,
                   .migration = item_.step.title,
                   .version = item_.step.version,
                   .direction = item_.step.direction,
                   .index = row_.statements_done,
                   .total = row_.statements_total});
    row_.state = up ? State::running : State::undoing;
  } else {
    row_.statements_done = row_.statement_begun = row_.batch_rows = 0;
    row_.observed.clear();
    row_.statements_digest.clear();
    row_.batch_position.clear();
    row_.error.clear();
    row_.state = up ? State::running : State::undoing;
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

void Journal::replay(const source::Statement& statement) {
  add_to_digest(chain_, statement);
  // What only concerns the session is not there any more in this one.
  if (statement.info.kind == StatementKind::session && statement.conditions.empty()) {
    context_.connection().execute(statement.text);
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

bool Journal::skip_by_condition(const source::Statement& statement) {
  for (const auto& condition : statement.conditions) {
    if (context_.connection().catalogue().exists(condition.kind, condition.name, condition.table) == condition.wanted) {
      continue;
    }
    tell(EventKind::statement_skipped, statement,
         condition.text + (condition.wanted ? " is not there" : " is there already"));
    return true;
  }
  return false;
}

bool Journal::settle(const source::Statement& statement) {
  base::fail_point("journal: before an uncertain statement is settled");
  auto& catalogue = context_.connection().catalogue();
  const auto found = catalogue.settle(statement.info, statement.text, row_.observed);
  switch (found.settled) {
    case database::Settled::took_effect:
      tell(EventKind::settled, statement,
           "statement " + std::to_string(number_) + " took effect before the stop: " + found.reason);
      for (const auto& mend : found.mend) context_.connection().execute(mend);
      return true;
    case database::Settled::had_no_effect:
      tell(EventKind::settled, statement,
           "statement " + std::to_string(number_) + " had no effect before the stop: " + found.reason);
      for (const auto& mend : found.mend) context_.connection().execute(mend);
      return false;
    case database::Settled::unknown:
      break;
  }
  Error error(ErrorKind::partial,
              "whether statement " + std::to_string(number_) + " took effect is not known: " + found.reason,
              "look at the database; then say `dunlin repair " + row_.version + " --took-effect` or `dunlin repair " +
                  row_.version + " --no-effect`, and run `dunlin " +
                  (item_.step.direction == Direction::up ? "up" : "down") + "` again");
  error.statement = statement.text;
  throw error;
}

void Journal::transaction_word(const source::Statement& statement) {
  auto& connection = context_.connection();
  switch (statement.info.transaction) {
    case TransactionVerb::begin:
      close_transaction();
      if (connection.capabilities().transactional_ddl) {
        if (row_.statements_done != written_.statements_done) write_progress();
        keep(connection.begin(limits()));
        theirs_ = true;
      }
      return;  // elsewhere rows that change together do so anyway, as far as the database can
    case TransactionVerb::commit:
      if (theirs_) {
        // The record joins the author's transaction.
        ++row_.statements_done;
        auto chain = chain_;
        add_to_digest(chain, statement);
        row_.statements_digest = chain.hex();
        keep({context_.history().progress(row_), connection.commit()});
        written_ = row_;
        --row_.statements_done;
        theirs_ = false;
      } else {
        close_transaction();
      }
      return;
    case TransactionVerb::rollback:
      if (open_) {
        // Statements since the last record are undone, as the author wants; they count as done.
        connection.rollback();
        open_ = false;
      }
      if (theirs_) connection.rollback();
      theirs_ = false;
      return;
    case TransactionVerb::savepoint:
    case TransactionVerb::release:
    case TransactionVerb::rollback_to:
      if (open_ || theirs_) connection.execute(statement.text);
      return;
    case TransactionVerb::none:
      return;
  }
}

bool Journal::commits_with_record(const source::Statement& statement) {
  const auto& info = statement.info;
  auto& connection = context_.connection();
  if (info.refuses_transaction || info.implicit_commit) return false;
  if (connection.capabilities().transactional_ddl) return true;
  if (info.kind == StatementKind::query) return true;
  if (info.kind != StatementKind::change) return false;
  const auto [found, fresh] = rolls_back_.try_emplace(info.table.text(), false);
  if (fresh) found->second = connection.catalogue().rolls_back(info);
  return found->second;
}

void Journal::open_transaction(bool flush) {
  if (open_) return;
  auto& connection = context_.connection();
  // A rollback must not take along that those before it took effect.
  if (row_.statements_done != written_.statements_done) write_progress();
  auto options = limits();
  options.flush = flush;
  auto commands = connection.begin(options);
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
  base::fail_point("journal: statements and record are committed");
}

database::Outcome Journal::send(const source::Statement& statement, source::StatementReader* reader) {
  auto& connection = context_.connection();
  statement_begun_ = base::steady_milliseconds();
  const auto outcome = statement.has_data && reader != nullptr ? connection.copy_in(statement.text, reader->copy_data())
                                                               : connection.execute(statement.text);
  for (auto& notice : connection.take_notices()) {
    context_.emit({.kind = EventKind::notice, .migration = item_.step.title, .text = std::move(notice)});
  }
  tell(EventKind::statement_finished, statement, {}, outcome.rows);
  if (outcome.rows > 0) result_.rows += outcome.rows;
  ++result_.statements;
  return outcome;
}

void Journal::run_recorded_together(const source::Statement& statement, source::StatementReader& reader) {
  const bool change = statement.info.kind == StatementKind::change && !statement.has_data;
  if (!change) close_transaction();
  open_transaction();
  tell(EventKind::statement_started, statement, first_line(statement.text));
  base::fail_point("journal: before a statement in a transaction");
  send(statement, &reader);
  base::fail_point("journal: a statement in a transaction is done");
  done(statement);
  open_bytes_ += statement.text.size();
  ++open_statements_;
  if (!change || open_statements_ >= together_statements || open_bytes_ >= together_bytes ||
      base::steady_milliseconds() - opened_at_ >= together_milliseconds) {
    close_transaction();
  }
}

void Journal::run_announced(const source::Statement& statement) {
  auto& connection = context_.connection();
  auto& catalogue = connection.catalogue();
  if (row_.statement_begun != number_ || row_.observed.empty()) {
    row_.observed = catalogue.observe(statement.info, statement.text);
  }
  row_.statement_begun = number_;
  row_.error.clear();
  base::fail_point("journal: before the intent is written");
  write_progress();
  base::fail_point("journal: the intent is written");
  connection.locker().check();
  tell(EventKind::statement_started, statement, first_line(statement.text));
  for (int tries = 0;;) {
    try {
      announced_ = true;
      send(statement, nullptr);
      announced_ = false;
      if (!statement.info.if_not_exists || !statement.info.refuses_transaction || tries > 0) break;
      // IF NOT EXISTS is content with an INVALID index that an earlier, failed try left behind; we are not.
      const auto found = catalogue.settle(statement.info, statement.text, row_.observed);
      if (found.settled != database::Settled::had_no_effect || found.mend.empty()) break;
      for (const auto& mend : found.mend) {
        connection.execute(mend);
        tell(EventKind::settled, statement, "removed what an earlier try left behind: " + mend);
      }
      ++tries;
    } catch (Error& error) {
      if (connection.lost()) throw;
      // It failed, so it is settled now; what it left behind is taken away.
      for (const auto& mend : catalogue.leftovers(statement.info, statement.text, row_.observed)) {
        connection.execute(mend);
        tell(EventKind::settled, statement, "removed what the failed statement left behind: " + mend);
      }
      if (error.kind == ErrorKind::lock_timeout && tries < context_.options.lock_retries && !context_.stopping()) {
        wait_before_retry(context_, item_.step, error, ++tries);
        continue;
      }
      row_.statement_begun = 0;
      row_.observed.clear();
      throw;
    }
  }
  base::fail_point("journal: the statement is done, its outcome not recorded");
  rolls_back_.clear();
  const bool cannot_be_settled = statement.info.kind == StatementKind::opaque || row_.observed.empty();
  done(statement);
  row_.statement_begun = 0;
  row_.observed.clear();
  // The record of the outcome may wait for the next intent where the catalogue can tell it in between.
  if (cannot_be_settled) write_progress();
  base::fail_point("journal: the outcome is recorded");
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

void Journal::finish() {
  auto& connection = context_.connection();
  auto& history = context_.history();
  const Step& step = item_.step;
  if (theirs_) {
    keep({history.progress(row_), connection.commit()});
    theirs_ = false;
  }
  close_transaction();
  if (text_.summary.changes_session) connection.reset_session();
  result_.duration_ms = base::steady_milliseconds() - begun_;
  row_.duration_ms = result_.duration_ms;
  auto entry = context_.entry(step.direction == Direction::up ? "up" : "down", step);
  entry.duration_ms = result_.duration_ms;
  base::fail_point("journal: before the end is recorded");
  auto commands = connection.begin({});
  commands.push_back(step.direction == Direction::up ? history.finished(row_) : history.removed(row_.version));
  commands.push_back(history.logged(entry));
  commands.push_back(connection.commit());
  keep(commands);
  base::fail_point("journal: the end is recorded");
  ended();
}

void Journal::ended() {
  const Step& step = item_.step;
  context_.emit({.kind = EventKind::migration_finished,
                 .migration = step.title,
                 .version = step.version,
                 .direction = step.direction,
                 .index = static_cast<std::int64_t>(step_number_) + 1,
                 .total = static_cast<std::int64_t>(step_total_),
                 .rows = result_.rows,
                 .milliseconds = result_.duration_ms});
}

bool Journal::recover_lost(Error& error) {
  error.kind = ErrorKind::lost;
  try {
    context_.reconnect();
    lock_.acquire_again();
    const auto now = context_.history().read_one(item_.step.version);
    if (now && now->interrupted()) {
      began_ = true;
      written_ = *now;
    } else if (began_ && now.has_value() == (item_.step.direction == Direction::up)) {
      context_.emit({.kind = EventKind::settled,
                     .migration = item_.step.title,
                     .text = std::string("the connection was lost; the history says that it was ") +
                             (now ? "applied" : "undone")});
      result_.duration_ms = base::steady_milliseconds() - begun_;
      return true;
    } else {
      began_ = false;  // the record of the beginning did not arrive, so nothing was run
    }
  } catch (const Error& again) {
    error.kind = ErrorKind::in_doubt;
    error.detail = (again.kind == ErrorKind::locked ? "the session that was lost is still at work: "
                                                    : "connecting again failed: ") +
                   again.message;
    error.state = "not known: the connection was lost; what is recorded will be settled by the next run";
    error.hint = "run `dunlin " + std::string(item_.step.direction == Direction::up ? "up" : "down") +
                 "` again once the database can be reached: it goes on where it stopped";
  }
  return false;
}

void Journal::fail(Error error) {
  const Step& step = item_.step;
  auto& connection = context_.connection();
  auto& history = context_.history();
  const std::string again = step.direction == Direction::up ? "`dunlin up`" : "`dunlin down`";
  if (error.migration.empty()) error.migration = step.title;
  if (!connection.lost() && error.kind != ErrorKind::in_doubt) {
    try {
      if (text_.summary.changes_session) connection.reset_session();
      // Everything after the last certain record was rolled back; a settled failure leaves no uncertain statement.
      const bool uncertain =
          written_.statement_begun != 0 && (error.kind == ErrorKind::partial || error.kind == ErrorKind::lost);
      history::Record row = uncertain || error.kind == ErrorKind::lost ? written_ : row_;
      if (!uncertain) {
        row.statement_begun = 0;
        row.observed.clear();
      }
      const std::int64_t done = row.statements_done;
      const bool some = began_ && (done > 0 || uncertain || row.batch_rows > 0);
      row.error = error.message;
      row.state = step.direction == Direction::up ? State::failed : State::undoing;
      auto entry = context_.entry("failed", step);
      entry.detail = (error.place.line != 0 ? error.place.text() + ": " : std::string()) + error.message;
      auto commands = connection.begin({});
      if (!began_) {
        // The record is as it was before this run.
      } else if (some) {
        commands.push_back(history.progress(row));
      } else if (step.direction == Direction::up) {
        commands.push_back(history.removed(row.version));
      } else {
        history::Record before = row;
        before.state = State::applied;
        before.error.clear();
        commands.push_back(history.progress(before));
      }
      commands.push_back(history.logged(entry));
      commands.push_back(connection.commit());
      connection.execute_all(commands);
      if (some) {
        error.kind = ErrorKind::partial;
        if (error.state.empty()) {
          error.state =
              done > 0 ? count_words(done, row.statements_total) : "no statement is known to have taken effect";
          if (row.batch_rows > 0) {
            error.state += "; of the batches after them " + base::plural(row.batch_rows, "row") + " stay changed";
          }
        }
        if (!uncertain) {
          const std::string way = "mend what is wrong from statement " + std::to_string(done + 1) + " on and run " +
                                  again + ": it goes on there";
          error.hint = error.hint.empty() ? way : error.hint + "; " + way;
        }
      } else if (error.state.empty()) {
        error.state = "no statement of " + step.title + " took effect";
      }
    } catch (const Error& recording) {
      connection.rollback();
      if (!began_) {
        // Not even the beginning could be recorded: the history is as it was, and so is the rest.
        if (error.state.empty()) error.state = "nothing of " + step.title + " was run";
      } else {
        if (error.kind != ErrorKind::cancelled) error.kind = ErrorKind::partial;
        error.state = "the failure could not be recorded (" + recording.message + "); the next run settles it";
        if (error.hint.empty()) error.hint = "run " + again + " again";
      }
    }
  }
  result_.duration_ms = base::steady_milliseconds() - begun_;
  context_.emit({.kind = EventKind::migration_failed,
                 .migration = step.title,
                 .version = step.version,
                 .direction = step.direction,
                 .text = error.message,
                 .place = error.place});
  error_ = std::move(error);
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
