#include "run/step_text.hpp"

#include "base/text.hpp"
#include "dunlin/version.hpp"
#include "source/layout.hpp"

namespace dunlin::run {
namespace {

constexpr std::size_t kept_script = 1 << 20;

std::string kept(const source::Half& half) { return half.to - half.from > kept_script ? std::string() : half.text(); }

}  // namespace

std::optional<StepText> stored_down(Context& context, const history::Record& record) {
  const auto scripts = context.history().scripts(record.version);
  if (!scripts || !scripts->has_down) return std::nullopt;
  StepText text;
  const auto* layout = source::layout_named(record.layout);
  text.layout = layout != nullptr ? layout : &source::native_layout();
  text.half = source::half_of_text("down script of " + record.version + " in the history", scripts->down);
  text.summary = source::summarize(text.half, *text.layout, context.driver->lex_rules, context.options.variables);
  return text;
}

StepText text_of(Context& context, const plan::Item& item) {
  if (item.step.direction == Direction::up) {
    return {item.body->up, item.body->up_summary, item.candidate.migration->layout};
  }
  if (item.body && item.body->down)
    return {*item.body->down, *item.body->down_summary, item.candidate.migration->layout};
  auto text = stored_down(context, *item.candidate.record);
  if (!text) throw Error(ErrorKind::refused, item.step.title + " has no down script any more");
  return std::move(*text);
}

std::string directives_of(const source::Statement& statement) {
  std::string lines;
  for (const auto& condition : statement.conditions) {
    lines += (condition.wanted ? "-- dunlin:if-exists " : "-- dunlin:unless-exists ") + condition.text + "\n";
  }
  if (const auto& batch = statement.batch) {
    lines += "-- dunlin:batch " + std::to_string(batch->size);
    if (batch->table) lines += " by " + batch->table->text() + "." + batch->key;
    if (batch->pause_ms > 0) lines += " pause " + std::to_string(batch->pause_ms) + "ms";
    lines += "\n";
  }
  return lines;
}

source::StatementReader open_statements(Context& context, const StepText& text) {
  return {text.half, *text.layout, context.driver->lex_rules, context.options.variables};
}

void add_to_digest(base::Sha256& digest, const source::Statement& statement) {
  digest.update(statement.source.empty() ? statement.text : statement.source);
  digest.update(std::string_view("\0", 1));
}

std::string digest_of(Context& context, const StepText& text, std::int64_t count) {
  base::Sha256 digest;
  auto reader = open_statements(context, text);
  source::Statement statement;
  for (std::int64_t number = 0; number < count && reader.next(statement); ++number) add_to_digest(digest, statement);
  return digest.hex();
}

std::string log_event(const Step& step) {
  if (step.kind == "seed") return "seed";
  return step.direction == Direction::up ? "up" : "down";
}

std::string command_of(const Step& step) { return step.kind == "seed" ? "db seed" : log_event(step); }

history::Scripts scripts_of(const plan::Item& item) {
  history::Scripts scripts;
  if (!item.body) return scripts;
  if (item.candidate.migration != nullptr && item.candidate.migration->code) return scripts;
  scripts.up = kept(item.body->up);
  if (item.body->down && item.body->down->to - item.body->down->from <= kept_script) {
    scripts.down = kept(*item.body->down);
    scripts.has_down = true;
  }
  return scripts;
}

plan::Item recorded_item(Context& context, const source::Migration& migration) {
  plan::Item item;
  item.candidate = {&migration, nullptr};
  item.step.version = plan::history_version(migration);
  item.step.name = migration.name;
  item.step.title = migration.title();
  item.step.kind = std::string(source::to_string(migration.kind));
  item.body = source::read_body(migration, context.driver->lex_rules, context.options.variables);
  item.step.statements = item.body->up_summary.statements;
  return item;
}

void commit_all(Context& context, std::vector<database::Command> changes) {
  auto& connection = context.connection();
  auto commands = connection.begin({});
  for (auto& change : changes) commands.push_back(std::move(change));
  commands.push_back(connection.commit());
  try {
    connection.execute_all(commands);
  } catch (...) {
    connection.rollback();
    throw;
  }
}

history::Record record_of(const Context& context, const plan::Item& item) {
  history::Record record;
  if (item.candidate.record != nullptr) record = *item.candidate.record;
  record.version = item.step.version;
  record.name = item.step.name;
  record.kind = item.step.kind;
  if (const auto* migration = item.candidate.migration; migration != nullptr && item.step.direction == Direction::up) {
    record.checksum = migration->checksum;
    record.file = base::base_name(migration->up.name());
    record.layout = migration->layout != nullptr ? std::string(migration->layout->name) : std::string();
    if (migration->code) record.layout = history::Record::code_layout;
  }
  record.statements_total = item.step.statements;
  record.applied_by = context.actor();
  record.tool_version = version();
  return record;
}

database::TransactionOptions limits_of(const Context& context, const plan::Item& item) {
  database::TransactionOptions limits;
  limits.lock_timeout = context.options.lock_timeout;
  limits.statement_timeout = context.options.statement_timeout;
  if (item.body && item.body->lock_timeout_ms >= 0) {
    limits.lock_timeout = std::chrono::milliseconds{item.body->lock_timeout_ms};
  }
  if (item.body && item.body->statement_timeout_ms >= 0) {
    limits.statement_timeout = std::chrono::milliseconds{item.body->statement_timeout_ms};
  }
  return limits;
}

void locate(Error& error, const plan::Item& item, const source::Statement& statement, const source::Half& half) {
  if (error.migration.empty()) error.migration = item.step.title;
  // What the author did not write (a look into the catalogue, say) would only puzzle at the author's line.
  if (error.statement != statement.text) {
    error.statement = statement.text;
    error.offset = Error::npos;
  }
  if (error.place.line != 0) return;
  error.place = {half.content.name(), statement.place.line, statement.place.column};
  // Where variables were replaced, offsets in what was sent say nothing about the file.
  if (error.offset >= error.statement.size() || !statement.source.empty() || error.statement != statement.text) return;
  const std::string_view before = std::string_view(error.statement).substr(0, error.offset);
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] != '\n' &&
        (before[i] != '\r' || (i + 1 < error.statement.size() && error.statement[i + 1] == '\n'))) {
      continue;
    }
    ++error.place.line;
    error.place.column = 1;
    line_begin = i + 1;
  }
  error.place.column += base::count_characters(before.substr(line_begin));
}

}  // namespace dunlin::run
