// How one statement of a journaled step runs: together with its record, or announced before and confirmed behind.
#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "run/failure.hpp"
#include "run/journal.hpp"

namespace dunlin::run {
namespace {

using sql::StatementKind;
using sql::TransactionVerb;

// Changes of rows that follow each other share a transaction up to these limits, for speed; the journal goes with it.
constexpr std::size_t together_statements = 100;
constexpr std::size_t together_bytes = 1 << 20;
constexpr std::int64_t together_milliseconds = 1'000;

}  // namespace

void Journal::replay(const source::Statement& statement) {
  add_to_digest(chain_, statement);
  // What only concerns the session is not there any more in this one.
  if (statement.info.kind == StatementKind::session && statement.conditions.empty()) {
    context_.connection().execute(statement.text);
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
                  row_.version + " --no-effect`, and run `dunlin " + command_of(item_.step) + "` again");
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
        keep(connection.begin(limits_of(context_, item_)));
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
        effect_ = true;
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
      const Context::Unhurried unhurried(context_);
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
  effect_ = true;
  const bool cannot_be_settled = statement.info.kind == StatementKind::opaque || row_.observed.empty();
  done(statement);
  row_.statement_begun = 0;
  row_.observed.clear();
  // The record of the outcome may wait for the next intent where the catalogue can tell it in between.
  if (cannot_be_settled) write_progress();
  base::fail_point("journal: the outcome is recorded");
}

}  // namespace dunlin::run
