#include "run/reading.hpp"

#include "base/text.hpp"
#include "compile/load.hpp"
#include "run/code.hpp"
#include "run/failure.hpp"
#include "run/step_text.hpp"

namespace dunlin::run {
namespace {

/// Its errors end the plan rather than become one of its problems: they are long, and say more than a problem can.
void compile_code(Context& context, const source::Migration& migration) {
  const auto entry = compile::load(
      migration.up, [&context] { return context.stopping(); },
      [&](const std::string& compiler) {
        context.emit({.kind = EventKind::compiling,
                      .migration = migration.title(),
                      .version = migration.version,
                      .text = compiler,
                      .place = {migration.up.name()}});
      });
  source::Code code{entry.migration, entry.has_down, {}};
  try {
    code.traits = entry.migration->traits();
  } catch (...) {
    Error error = current_error({});
    error.migration = migration.title();
    error.place = {migration.up.name()};
    throw Error(error);
  }
  *migration.code = std::move(code);
}

plan::Reading read_candidate(Context& context, const plan::Candidate& candidate, Direction direction, Bodies& bodies,
                             bool compile) {
  plan::Reading reading;
  if (compile && candidate.migration != nullptr && candidate.migration->code && !candidate.migration->code->migration) {
    compile_code(context, *candidate.migration);
  }
  const auto& rules = context.driver->lex_rules;
  try {
    if (candidate.migration != nullptr) {
      auto known = bodies.find(candidate.migration);
      if (known == bodies.end()) {
        auto body = source::read_body(*candidate.migration, rules, context.options.variables);
        known = bodies.emplace(candidate.migration, std::move(body)).first;
      }
      reading.body = known->second;
    }
    const auto* record = candidate.record;
    if (direction == Direction::down && record != nullptr && (!reading.body || !reading.body->down) &&
        record->state != history::State::running) {
      if (const auto stored = stored_down(context, *record)) reading.stored_down = stored->summary;
    }
    if (record == nullptr || !record->interrupted() || record->statements_done == 0) return reading;
    StepText text;
    if (record->state == history::State::undoing) {
      if (reading.body && reading.body->down) {
        text = {*reading.body->down, *reading.body->down_summary, candidate.migration->layout};
      } else if (auto stored = stored_down(context, *record)) {
        text = std::move(*stored);
      } else {
        return reading;
      }
    } else if (reading.body) {
      text = {reading.body->up, reading.body->up_summary, candidate.migration->layout};
    } else {
      return reading;
    }
    reading.prefix_same = digest_of(context, text, record->statements_done) == record->statements_digest;
  } catch (Error& error) {
    if (error.kind != ErrorKind::config && error.kind != ErrorKind::io) throw;
    reading.error = std::move(error);
  }
  return reading;
}

}  // namespace

std::vector<std::string> source_directories(const Options& options) {
  const bool others = !options.embedded.empty() || !options.migrations.entries().empty();
  if (options.directories.empty() && !others) return {"migrations"};
  return options.directories;
}

source::Source load_source(const Context& context) {
  return load_source(context.options, source_directories(context.options));
}

source::Source load_source(const Options& options, const std::vector<std::string>& directories) {
  return source::load({.directories = directories,
                       .layout = options.layout,
                       .embedded = options.embedded,
                       .migrations = options.migrations});
}

source::Source load_seeds(const Context& context) {
  auto directories = context.options.seed_directories;
  if (directories.empty()) directories = {"seeds"};
  return source::load_seeds(directories, context.options.environment, context.options.seeds);
}

plan::Request request_for(Context& context, Direction direction, const RunOptions& options) {
  plan::Request request;
  request.direction = direction;
  request.target = options.target;
  request.steps = options.steps;
  request.out_of_order = context.options.out_of_order;
  request.environment = context.options.environment;
  request.allow_changed = options.allow_changed;
  request.force = options.force;
  if (context.connected()) {
    request.transactional_ddl = context.connection().capabilities().transactional_ddl;
    request.product = context.connection().capabilities().product;
  }
  return request;
}

plan::ChangeReading read_change(Context& context, const plan::Change& change) {
  plan::ChangeReading reading;
  if (change.migration->code && change.migration->up.name().empty()) {
    reading.words = "its name or its Traits::revision is another now";
    return reading;
  }
  if (change.migration->code || change.record->code()) return reading;
  const auto scripts = context.history().scripts(change.record->version);
  if (!scripts || (scripts->up.empty() && change.migration->up.size() > 0 && !scripts->has_down)) {
    reading.words = "its text then was not kept";
    return reading;
  }
  try {
    const auto body = source::read_body(*change.migration, context.driver->lex_rules, context.options.variables);
    StepText now{body.up, body.up_summary, change.migration->layout};
    StepText then{source::half_of_text("as applied", scripts->up), {}, change.migration->layout};
    auto new_reader = open_statements(context, now);
    auto old_reader = open_statements(context, then);
    source::Statement was, is;
    for (int number = 1;; ++number) {
      const bool had = old_reader.next(was);
      const bool has = new_reader.next(is);
      if (!had && !has) break;
      const std::string line = has ? " (line " + std::to_string(is.place.line) + ")" : "";
      const std::string which = "statement " + std::to_string(number);
      if (!had) {
        reading.words = which + " is new" + line + ": " + first_line(is.text);
        return reading;
      }
      if (!has) {
        reading.words = which + " is gone: " + first_line(was.text);
        return reading;
      }
      if (!sql::same_tokens(was.text, is.text, context.driver->lex_rules)) {
        reading.words = which + line + " was `" + first_line(was.text) + "` and is `" + first_line(is.text) + "`";
        return reading;
      }
    }
    reading.same_statements = true;
    reading.words = "only comments, white space or its down half; the statements are the same";
  } catch (const Error& error) {
    reading.words = error.message;
  }
  return reading;
}

plan::Built make_plan(Context& context, const source::Source& source, const std::vector<history::Record>& records,
                      const plan::Request& request, Bodies& bodies, bool compile) {
  const auto selection = plan::select(source, records, request);
  std::vector<plan::Reading> readings;
  readings.reserve(selection.candidates.size());
  for (const auto& candidate : selection.candidates) {
    readings.push_back(read_candidate(context, candidate, request.direction, bodies, compile));
  }
  std::vector<plan::ChangeReading> changes;
  for (const auto& change : selection.changes) changes.push_back(read_change(context, change));
  auto built = plan::build(source, records, request, selection, readings, changes);
  built.plan.database = context.url.redacted();
  return built;
}

void count_losses(Context& context, plan::Built& built) {
  if (!context.connected()) return;
  auto& catalogue = context.connection().catalogue();
  for (std::size_t i = 0; i < built.items.size(); ++i) {
    auto& item = built.items[i];
    if (item.step.losses.empty() || item.step.code) continue;
    item.step.losses.clear();
    const StepText text = text_of(context, item);
    auto reader = open_statements(context, text);
    source::Statement statement;
    while (reader.next(statement)) {
      const auto& info = statement.info;
      if (info.destroys.empty()) continue;
      const bool by_table = info.object == sql::ObjectKind::table || info.kind == sql::StatementKind::change;
      const auto& name = info.name.empty() ? info.table : info.name;
      const auto size = by_table && !name.empty() ? catalogue.table(name) : std::nullopt;
      item.step.losses.push_back({info.destroys, size ? size->rows : -1, size ? size->exact : false});
      for (const auto& more : info.more) {
        const auto other = catalogue.table(more);
        item.step.losses.push_back({"table " + more.text(), other ? other->rows : -1, other ? other->exact : false});
      }
    }
    built.plan.steps[i].losses = item.step.losses;
  }
}

}  // namespace dunlin::run
