// The `batch` directive: one statement repeated over portions of a table, each portion in a transaction of its own
// together with the record of how far it has come, so that a killed run goes on where it stopped.
#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "run/batch_text.hpp"
#include "run/batch_walk.hpp"
#include "run/failure.hpp"
#include "run/journal.hpp"

namespace dunlin::run {

void Journal::run_batches(const source::Statement& statement) {
  auto& connection = context_.connection();
  const auto& batch = *statement.batch;
  source::Statement bound = statement;
  bound.text = bind_batch_size(statement.text, batch.size, connection.lex_rules());
  tell(EventKind::statement_started, statement, first_line(statement.text));
  const std::int64_t begun = base::steady_milliseconds();
  for (;;) {
    context_.check_stop();
    open_transaction();
    base::fail_point("batch: before a batch");
    const auto outcome = connection.execute(bound.text);
    if (outcome.rows <= 0) break;
    row_.batch_rows += outcome.rows;
    close_transaction();
    base::fail_point("batch: a batch is committed");
    result_.rows += outcome.rows;
    context_.emit({.kind = EventKind::batch,
                   .migration = item_.step.title,
                   .version = item_.step.version,
                   .direction = item_.step.direction,
                   .index = number_,
                   .total = -1,
                   .rows = row_.batch_rows,
                   .milliseconds = base::steady_milliseconds() - begun});
    context_.pause(std::chrono::milliseconds{batch.pause_ms});
  }
  ++result_.statements;
  statement_begun_ = begun;
  tell(EventKind::statement_finished, statement, {}, row_.batch_rows);
  done(statement);
  close_transaction();
}

void Journal::run_key_batches(const source::Statement& statement) {
  auto& connection = context_.connection();
  const auto& batch = *statement.batch;
  tell(EventKind::statement_started, statement, first_line(statement.text));
  const std::int64_t begun = base::steady_milliseconds();
  KeyWalk walk(connection.catalogue(), *batch.table, batch.key, batch.size, row_.batch_position);
  const std::int64_t total = row_.batch_rows + walk.left();
  for (;;) {
    context_.check_stop();
    const auto range = walk.next();
    if (!range) break;
    const std::string text = bind_batch_range(statement.text, literal(range->first, connection),
                                              literal(range->last, connection), connection.lex_rules());
    open_transaction();
    base::fail_point("batch: before a batch");
    const auto outcome = connection.execute(text);
    row_.batch_position = key_text(range->last);
    if (outcome.rows > 0) row_.batch_rows += outcome.rows;
    close_transaction();
    base::fail_point("batch: a batch is committed");
    walk.pass(*range);
    if (outcome.rows > 0) result_.rows += outcome.rows;
    context_.emit({.kind = EventKind::batch,
                   .migration = item_.step.title,
                   .version = item_.step.version,
                   .direction = item_.step.direction,
                   .index = number_,
                   .total = total,
                   .rows = row_.batch_rows,
                   .milliseconds = base::steady_milliseconds() - begun});
    context_.pause(std::chrono::milliseconds{batch.pause_ms});
  }
  ++result_.statements;
  statement_begun_ = begun;
  tell(EventKind::statement_finished, statement, {}, row_.batch_rows);
  open_transaction();
  done(statement);
  close_transaction();
}

}  // namespace dunlin::run
