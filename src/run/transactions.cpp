#include "run/transactions.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/code.hpp"
#include "run/failure.hpp"

namespace dunlin::run {
namespace {

constexpr std::size_t pipeline_commands = 512;
constexpr std::size_t pipeline_bytes = 1 << 18;
/// A shared transaction is committed when it is older than this, so that a long run shows and keeps its progress.
constexpr std::int64_t shared_milliseconds = 1'000;

}  // namespace

Transactions::Transactions(Context& context, RunnerLock& lock, const std::vector<plan::Item>& items, RunReport& report)
    : context_(context),
      lock_(lock),
      items_(items),
      report_(report),
      progress_(items.size()),
      texts_(items.size()),
      foreign_keys_off_(items.size()) {
  session_foreign_keys_ = !context.connection().capabilities().enforces_foreign_keys_in_session ||
                          context.connection().foreign_keys_enforced();
}

std::size_t Transactions::run(std::size_t first, std::size_t end) {
  durable_ = first_ = first;
  end_ = end;
  std::size_t limit = first;
  while (limit < end && items_[limit].step.mode == TransactionMode::transaction) ++limit;
  std::optional<Error> kept_failure;
  int tries = 0;
  while (durable_ < limit) {
    try {
      run_group(durable_, limit);
    } catch (Error& error) {
      const std::size_t failed = working_on_;
      settle_failure(error);
      if (durable_ >= limit) break;  // the lost COMMIT had arrived
      if (std::exchange(again_, false)) continue;
      if (error.kind == ErrorKind::lock_timeout && tries < context_.options.lock_retries && !context_.stopping()) {
        wait_before_retry(context_, items_[failed].step, error, ++tries);
        continue;
      }
      if (rolled_back_earlier_ && error.kind != ErrorKind::cancelled && !kept_failure) {
        // The database gave up the whole transaction (a full disk does that): run the good ones again, by themselves.
        kept_failure = std::move(error);
        limit = failed;
        continue;
      }
      fail(std::move(error));
      return durable_;
    }
  }
  if (kept_failure) {
    working_on_ = limit;
    fail(std::move(*kept_failure));
  }
  return durable_;
}

void Transactions::run_group(std::size_t first, std::size_t limit) {
  const bool shared = context_.connection().capabilities().shared_transaction;
  commands_.clear();
  sent_.clear();
  held_.clear();
  bytes_ = 0;
  step_open_ = group_ends_ = false;
  group_first_ = first;
  group_begun_ = base::steady_milliseconds();
  std::size_t item = first;
  for (; item < limit; ++item) {
    working_on_ = item;
    context_.check_stop();
    texts_[item] = text_of(context_, items_[item]);
    open_step(item, item == first);
    if (items_[item].step.code) {
      run_code(item);
    } else {
      send_statements(item);
    }
    close_step(item);
    if (shared && group_ends_after(item, limit)) {
      group_ends_ = true;
      push_all(Role::other, item, std::move(held_));
      push(Role::close, item, context_.connection().commit());
      ++item;
      break;
    }
  }
  flush();
  if (shared) {
    const bool changed = std::any_of(texts_.begin() + static_cast<std::ptrdiff_t>(first),
                                     texts_.begin() + static_cast<std::ptrdiff_t>(item),
                                     [](const StepText& text) { return text.summary.changes_session; });
    if (changed || wants_foreign_keys(first) != session_foreign_keys_) {
      context_.connection().reset_session();
      context_.connection().enforce_foreign_keys(session_foreign_keys_);
    }
  }
  durable_up_to(item);
}

bool Transactions::group_ends_after(std::size_t item, std::size_t limit) const {
  return item + 1 >= limit || wants_foreign_keys(item + 1) != wants_foreign_keys(item) ||
         base::steady_milliseconds() - group_begun_ > shared_milliseconds;
}

void Transactions::open_step(std::size_t item, bool first_of_group) {
  auto& connection = context_.connection();
  const bool shared = connection.capabilities().shared_transaction;
  if (!shared || first_of_group) {
    if (shared) connection.enforce_foreign_keys(wants_foreign_keys(item));
    auto options = limits_of(context_, items_[item]);
    options.foreign_keys = wants_foreign_keys(item);
    // All but the last may become durable later: they do so in order, so that what is lost in a crash of the server
    // is lost together with its history row.
    options.flush = item + 1 >= end_ || items_[item + 1].step.mode != TransactionMode::transaction;
    push_all(Role::open, item, connection.begin(options));
    push_all(Role::other, item, connection.locker().guard());
  }
  if (shared) {
    push(Role::open, item, {"SAVEPOINT dunlin_step", {}});
    step_open_ = true;
  }
}

void Transactions::send_statements(std::size_t item) {
  auto& connection = context_.connection();
  std::vector<std::pair<std::string, std::int64_t>> violations;
  if (checks_foreign_keys(item)) {
    flush();
    violations = connection.foreign_key_violations();
  }
  auto reader = open_statements(context_, texts_[item]);
  source::Statement statement;
  for (std::int64_t number = 1; reader.next(statement); ++number) {
    try {
      send_statement(item, number, statement, reader);
    } catch (Error& error) {
      if (error.migration.empty()) locate(error, items_[item], statement, texts_[item].half);
      throw;
    }
  }
  for (const auto& text : reader.trailing_log()) {
    flush();
    context_.emit({.kind = EventKind::log, .migration = items_[item].step.title, .text = text});
  }
  if (checks_foreign_keys(item)) {
    flush();
    check_foreign_keys(item, violations);
  }
}

void Transactions::send_statement(std::size_t item, std::int64_t number, source::Statement& statement,
                                  source::StatementReader& reader) {
  auto& connection = context_.connection();
  const Step& step = items_[item].step;
  const auto skip = [&](std::string why) {
    flush();
    context_.emit({.kind = EventKind::statement_skipped,
                   .migration = step.title,
                   .version = step.version,
                   .direction = step.direction,
                   .index = number,
                   .total = step.statements,
                   .text = std::move(why),
                   .place = {texts_[item].half.content.name(), statement.place.line, statement.place.column}});
  };
  for (const auto& text : statement.log) {
    flush();
    context_.emit({.kind = EventKind::log, .migration = step.title, .version = step.version, .text = text});
  }
  if (statement.info.transaction == sql::TransactionVerb::begin ||
      statement.info.transaction == sql::TransactionVerb::commit) {
    return;  // replaced by the step's own, which the plan says
  }
  for (const auto& condition : statement.conditions) {
    flush();
    if (!condition_holds(condition)) {
      skip(condition.text + (condition.wanted ? " is not there" : " is there already"));
      return;
    }
  }
  if (statement.has_data) {
    flush();
    sent_.push_back({Role::statement, item, number, statement});
    commands_.push_back({statement.text, {}});
    announce(0);
    const auto outcome = connection.copy_in(statement.text, reader.copy_data());
    finished(0, outcome);
    commands_.clear();
    sent_.clear();
    return;
  }
  Sent sent{Role::statement, item, number, {}};
  sent.statement.place = statement.place;
  sent.statement.source = statement.source;
  bytes_ += statement.text.size();
  commands_.push_back({statement.text, {}});
  sent_.push_back(std::move(sent));
  if (!connection.capabilities().pipelining || commands_.size() >= pipeline_commands || bytes_ >= pipeline_bytes) {
    flush();
  }
}

void Transactions::run_code(std::size_t item) {
  flush();
  working_on_ = item;
  auto& connection = context_.connection();
  std::vector<std::pair<std::string, std::int64_t>> violations;
  if (checks_foreign_keys(item)) violations = connection.foreign_key_violations();
  CodeRun code(context_, items_[item], Ground::transaction);
  try {
    code.run();
    if (checks_foreign_keys(item)) check_foreign_keys(item, violations);
  } catch (Error& error) {
    texts_[item].summary.changes_session = code.changed_session();
    again_ = foreign_keys_off_[item] = code.wants_foreign_keys_off();
    if (error.migration.empty()) error.migration = items_[item].step.title;
    throw;
  }
  texts_[item].summary.changes_session = code.changed_session();
  Progress& progress = progress_[item];
  progress.statements = code.statements();
  progress.rows = code.rows();
  progress.duration = base::steady_milliseconds() - progress.begun;
}

void Transactions::close_step(std::size_t item) {
  auto& connection = context_.connection();
  auto& history = context_.history();
  const bool shared = connection.capabilities().shared_transaction;
  const auto& step = items_[item].step;
  if (!connection.capabilities().pipelining) {
    flush();
    if (!connection.in_transaction()) {
      throw Error(ErrorKind::sql, step.title + " ended the transaction that it ran in",
                  "take its COMMIT or ROLLBACK out, or put `-- dunlin:transaction off` at its top");
    }
  }
  // A migration may have changed the role or the search path: the history is written as the one who connected.
  if (texts_[item].summary.changes_session) push_all(Role::other, item, connection.reset_commands());
  auto record = record_of(context_, items_[item]);
  if (step.code) record.statements_total = progress_[item].statements;
  auto entry = context_.entry(log_event(step), step);
  if (connection.history_sql().elapsed.empty()) {
    record.duration_ms = base::steady_milliseconds() - progress_[item].begun;
    entry.duration_ms = record.duration_ms;
  } else {
    record.duration_ms = -1;
    entry.server_measures = true;
  }
  std::vector<database::Command> rows;
  if (step.direction == Direction::down || items_[item].candidate.record != nullptr) {
    rows.push_back(history.removed(step.version));
  }
  if (step.direction == Direction::up) rows.push_back(history.applied(record, scripts_of(items_[item])));
  rows.push_back(history.logged(entry));
  if (shared) {
    // Written together before the commit: between definitions, each would have to be prepared again.
    held_.insert(held_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    push(Role::other, item, {"RELEASE dunlin_step", {}});
    step_open_ = false;
  } else {
    push_all(Role::other, item, std::move(rows));
    push(Role::close, item, connection.commit());
  }
}

void Transactions::push(Role role, std::size_t item, database::Command command) {
  bytes_ += command.sql.size();
  for (const auto& argument : command.arguments) {
    if (const auto* text = std::get_if<std::string>(&argument)) bytes_ += text->size();
  }
  commands_.push_back(std::move(command));
  sent_.push_back({role, item, 0, {}});
  if (!context_.connection().capabilities().pipelining || commands_.size() >= pipeline_commands ||
      bytes_ >= pipeline_bytes) {
    flush();
  }
}

void Transactions::push_all(Role role, std::size_t item, std::vector<database::Command> commands) {
  for (auto& command : commands) push(role, item, std::move(command));
}

void Transactions::flush() {
  if (commands_.empty()) return;
  context_.check_stop();
  base::fail_point("transaction: before commands are sent");
  announce(0);
  try {
    context_.connection().execute_all(commands_, [this](std::size_t i, const database::Outcome& outcome) {
      base::fail_point("transaction: a command is done");
      tell_notices();  // before the next one, or they would be taken for its own
      finished(i, outcome);
      if (i + 1 < sent_.size()) announce(i + 1);
    });
  } catch (Error& error) {
    const std::size_t at = std::min(error.index, sent_.size() - 1);
    auto& sent = sent_[at];
    working_on_ = sent.item;
    if (sent.role == Role::statement) {
      sent.statement.text = commands_[at].sql;
      locate(error, items_[sent.item], sent.statement, texts_[sent.item].half);
    } else {
      error.migration = items_[sent.item].step.title;
    }
    throw;
  }
  commands_.clear();
  sent_.clear();
  bytes_ = 0;
  tell_notices();
}

void Transactions::tell_notices() {
  for (auto& notice : context_.connection().take_notices()) {
    context_.emit({.kind = EventKind::notice, .migration = items_[working_on_].step.title, .text = std::move(notice)});
  }
}

void Transactions::announce(std::size_t i) {
  const Sent& sent = sent_[i];
  const Step& step = items_[sent.item].step;
  Progress& progress = progress_[sent.item];
  working_on_ = sent.item;
  if (!progress.announced) {
    progress = {};
    progress.announced = true;
    progress.begun = base::steady_milliseconds();
    context_.emit({.kind = EventKind::migration_started,
                   .migration = step.title,
                   .version = step.version,
                   .direction = step.direction,
                   .index = static_cast<std::int64_t>(sent.item) + 1,
                   .total = static_cast<std::int64_t>(items_.size())});
  }
  if (sent.role != Role::statement) return;
  context_.emit(
      {.kind = EventKind::statement_started,
       .migration = step.title,
       .version = step.version,
       .direction = step.direction,
       .index = sent.number,
       .total = step.statements,
       .text = first_line(commands_[i].sql),
       .place = {texts_[sent.item].half.content.name(), sent.statement.place.line, sent.statement.place.column}});
}

void Transactions::finished(std::size_t i, const database::Outcome& outcome) {
  const Sent& sent = sent_[i];
  const Step& step = items_[sent.item].step;
  Progress& progress = progress_[sent.item];
  progress.duration = base::steady_milliseconds() - progress.begun;
  if (sent.role == Role::statement) {
    ++progress.statements;
    if (outcome.rows > 0) progress.rows += outcome.rows;
    context_.emit({.kind = EventKind::statement_finished,
                   .migration = step.title,
                   .version = step.version,
                   .direction = step.direction,
                   .index = sent.number,
                   .total = step.statements,
                   .rows = outcome.rows,
                   .milliseconds = progress.duration});
  } else if (sent.role == Role::close) {
    durable_up_to(sent.item + 1);
  }
}

void Transactions::durable_up_to(std::size_t end) {
  for (; durable_ < end; ++durable_) {
    const Step& step = items_[durable_].step;
    const Progress& progress = progress_[durable_];
    report_.done.push_back(
        {step.version, step.name, step.title, step.direction, progress.statements, progress.rows, progress.duration});
    if (step.direction == Direction::down && step.statements == 0 && !step.code) {
      context_.emit(
          {.kind = EventKind::log, .migration = step.title, .text = "its down half is empty: nothing is undone"});
    }
    context_.emit({.kind = EventKind::migration_finished,
                   .migration = step.title,
                   .version = step.version,
                   .direction = step.direction,
                   .index = static_cast<std::int64_t>(durable_) + 1,
                   .total = static_cast<std::int64_t>(items_.size()),
                   .rows = progress.rows,
                   .milliseconds = progress.duration});
    texts_[durable_].half = {};
  }
}

bool Transactions::condition_holds(const source::Condition& condition) {
  return context_.connection().catalogue().exists(condition.kind, condition.name, condition.table) == condition.wanted;
}

bool Transactions::wants_foreign_keys(std::size_t item) const {
  if (foreign_keys_off_[item]) return false;
  const auto& body = items_[item].body;
  const source::Summary* summary = nullptr;
  if (items_[item].step.direction == Direction::up) {
    if (body) summary = &body->up_summary;
  } else if (body && body->down_summary) {
    summary = &*body->down_summary;
  }
  if (summary == nullptr) return session_foreign_keys_;
  // DROP TABLE deletes the rows first and fires ON DELETE CASCADE (sqlite.org/foreignkeys.html, 5); the pragma does
  // nothing within a transaction, so what the file says there has to be done before it.
  if (summary->drops_table || (summary->foreign_key_pragma && !summary->wants_foreign_keys)) return false;
  return session_foreign_keys_ || summary->wants_foreign_keys;
}

bool Transactions::checks_foreign_keys(std::size_t item) const {
  const auto& summary = texts_[item].summary;
  return context_.connection().capabilities().enforces_foreign_keys_in_session &&
         (summary.drops_table || summary.foreign_key_pragma || (session_foreign_keys_ && !wants_foreign_keys(item)));
}

void Transactions::check_foreign_keys(std::size_t item,
                                      const std::vector<std::pair<std::string, std::int64_t>>& before) const {
  std::map<std::string, std::int64_t> known(before.begin(), before.end());
  std::string words;
  for (const auto& [tables, count] : context_.connection().foreign_key_violations()) {
    const std::int64_t more = count - known[tables];
    if (more <= 0) continue;
    const auto bar = tables.find('|');
    if (tables.ends_with("|mismatch")) {
      // No row is known to be broken, and a later migration often brings the index that is missing: told, not refused.
      context_.emit({.kind = EventKind::notice,
                     .migration = items_[item].step.title,
                     .text = "the foreign key of " + tables.substr(0, bar) + " to " +
                             tables.substr(bar + 1, tables.size() - bar - 10) +
                             " cannot be checked any more: its columns there are not unique"});
      continue;
    }
    words += (words.empty() ? "" : "; ") + base::plural(more, "row") + " of " + tables.substr(0, bar) +
             " without their row in " + tables.substr(std::min(bar, tables.size() - 1) + 1);
  }
  if (words.empty()) return;
  throw Error(ErrorKind::sql, "the migration leaves broken foreign keys behind: " + words,
              "keep or delete those rows in the same migration; `PRAGMA foreign_key_check` lists them");
}

}  // namespace dunlin::run
