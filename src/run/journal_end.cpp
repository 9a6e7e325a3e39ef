// How a journaled step ends: finished, failed, or found out after a lost connection.
#include <algorithm>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/failure.hpp"
#include "run/journal.hpp"

namespace dunlin::run {
namespace {

using history::State;

std::string count_words(std::int64_t done, std::int64_t total) {
  return done == 1
             ? "statement 1 of " + std::to_string(total) + " took effect and stays"
             : "statements 1 to " + std::to_string(done) + " of " + std::to_string(total) + " took effect and stay";
}

}  // namespace

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
  auto entry = context_.entry(log_event(step), step);
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
      effect_ = effect_ || now->statements_done > 0;
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
    error.hint = "run `dunlin " + command_of(item_.step) +
                 "` again once the database can be reached: it goes on where it stopped";
    if (context_.adopted()) error.kind = ErrorKind::lost;
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
      const bool code = item_.step.code;
      history::Record row = uncertain || error.kind == ErrorKind::lost ? written_ : row_;
      if (!uncertain && !code) {
        row.statement_begun = 0;
        row.observed.clear();
      }
      const std::int64_t done = row.statements_done;
      const bool some = began_ && (effect_ || uncertain || row.batch_rows > 0);
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
        before.statement_begun = 0;
        before.observed.clear();
        before.error.clear();
        commands.push_back(history.progress(before));
      }
      commands.push_back(history.logged(entry));
      commands.push_back(connection.commit());
      connection.execute_all(commands);
      if (some) {
        error.kind = ErrorKind::partial;
        if (code) tell_code(error, row);
        if (error.state.empty()) {
          error.state =
              done > 0 ? count_words(done, row.statements_total) : "no statement is known to have taken effect";
          if (row.batch_rows > 0) {
            error.state += "; of the batches after them " + base::plural(row.batch_rows, "row") + " stay changed";
          }
        }
        if (!uncertain && !code) {
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

}  // namespace dunlin::run
