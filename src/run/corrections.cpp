// The calls of Migrator that correct the history: mark, baseline, repair, settle.
#include <algorithm>

#include "dunlin/version.hpp"
#include "run/session.hpp"
#include "run/step_text.hpp"
#include "source/version.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

using history::Record;
using history::State;

void applied_commands(run::Context& context, const plan::Pair& pair, const char* event,
                      std::vector<database::Command>& into) {
  const plan::Item item = run::recorded_item(context, *pair.migration);
  if (pair.record != nullptr) into.push_back(context.history().removed(pair.record->version));
  Record record = run::record_of(context, item);
  record.duration_ms = 0;
  into.push_back(context.history().applied(record, run::scripts_of(item)));
  into.push_back(context.history().logged(context.entry(event, item.step)));
}

}  // namespace

void Migrator::Impl::prepare(run::RunnerLock& lock) {
  look(false);
  context.connect(true);
  lock.acquire();
  context.history().prepare();
  records = read_records(true);
  database_missing = false;
}

std::vector<std::string> Migrator::mark(const std::string& revision, bool applied) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  run::RunnerLock lock(impl.context);
  impl.prepare(lock);
  const auto pair = plan::find(plan::match(impl.source, impl.records), revision);
  const std::string title = plan::title_of(pair.migration, pair.record);
  std::vector<database::Command> commands;
  if (applied) {
    if (pair.covered || (pair.record != nullptr && !pair.record->interrupted())) return {};
    if (pair.migration == nullptr) {
      Record record = *pair.record;
      record.duration_ms = 0;
      commands.push_back(impl.context.history().finished(record));
      Step step;
      step.version = record.version;
      step.name = record.name;
      commands.push_back(impl.context.history().logged(impl.context.entry("mark applied", step)));
    } else {
      applied_commands(impl.context, pair, "mark applied", commands);
    }
    run::commit_all(impl.context, std::move(commands));
    return {title + " is marked as applied; nothing of it was run"};
  }
  if (pair.record == nullptr) return {};
  Step step;
  step.version = pair.record->version;
  step.name = pair.record->name;
  commands.push_back(impl.context.history().removed(pair.record->version));
  commands.push_back(impl.context.history().logged(impl.context.entry("mark unapplied", step)));
  run::commit_all(impl.context, std::move(commands));
  return {title + " is marked as not applied; nothing of it was undone"};
}

std::vector<std::string> Migrator::baseline(const std::string& revision) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  run::RunnerLock lock(impl.context);
  impl.prepare(lock);
  const auto pairs = plan::match(impl.source, impl.records);
  std::string version = revision;
  bool has_file = false;
  try {
    const auto pair = plan::find(pairs, revision);
    version = pair.migration != nullptr ? pair.migration->version : pair.record->version;
    has_file = pair.migration != nullptr && pair.migration->kind == source::MigrationKind::versioned;
  } catch (const Error&) {
    // A version that no file has, such as the last one of a folder that was cleaned up, is a baseline too; a word
    // that is no version is a mistake.
    if (revision.empty() || revision.find_first_not_of("0123456789._-") != std::string::npos) throw;
  }
  std::vector<database::Command> commands;
  std::vector<std::string> changed;
  for (const auto& pair : pairs) {
    if (pair.migration == nullptr || pair.migration->kind != source::MigrationKind::versioned || pair.covered ||
        pair.record != nullptr || source::compare_versions(pair.migration->version, version) > 0) {
      continue;
    }
    applied_commands(impl.context, pair, "baseline", commands);
    changed.push_back(pair.migration->title() + " counts as applied");
  }
  const bool recorded = std::ranges::any_of(
      impl.records, [&](const Record& record) { return source::compare_versions(record.version, version) == 0; });
  if (!has_file && !recorded) {
    Record record;
    record.version = version;
    record.name = "baseline";
    record.kind = "baseline";
    record.applied_by = impl.context.actor();
    record.tool_version = dunlin::version();
    record.duration_ms = 0;
    Step step;
    step.version = version;
    step.name = record.name;
    commands.push_back(impl.context.history().applied(record, {}));
    commands.push_back(impl.context.history().logged(impl.context.entry("baseline", step)));
    changed.push_back("everything up to " + version + " counts as applied");
  }
  if (!commands.empty()) run::commit_all(impl.context, std::move(commands));
  return changed;
}

std::vector<std::string> Migrator::repair() {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  run::RunnerLock lock(impl.context);
  impl.prepare(lock);
  std::vector<database::Command> commands;
  std::vector<std::string> changed;
  for (const auto& pair : plan::match(impl.source, impl.records)) {
    if (pair.record == nullptr) continue;
    const Record& record = *pair.record;
    if (record.kind == "snapshot") {
      changed.push_back("`dunlin schema load` was stopped part-way; said again, it goes on where it stopped");
      continue;
    }
    if (record.interrupted()) {
      if (record.statements_done == 0 && record.statement_begun == 0 && record.batch_rows == 0 &&
          record.state != State::undoing) {
        Step step;
        step.version = record.version;
        step.name = record.name;
        commands.push_back(impl.context.history().removed(record.version));
        commands.push_back(impl.context.history().logged(impl.context.entry("repair", step)));
        changed.push_back(plan::title_of(pair.migration, pair.record) + ": forgot a try that had no effect");
        continue;
      }
      if (record.code()) {
        changed.push_back(plan::title_of(pair.migration, pair.record) +
                          ": was begun and may have taken effect; `dunlin " +
                          (record.state == State::undoing ? "down" : "up") + "` runs it again from its beginning");
        continue;
      }
      const std::string undoing = record.state == State::undoing ? "undone" : "applied";
      changed.push_back(plan::title_of(pair.migration, pair.record) + ": " + std::to_string(record.statements_done) +
                        " of " + std::to_string(record.statements_total) + " statements are done; `dunlin " +
                        (record.state == State::undoing ? "down" : "up") + "` goes on until it is " + undoing);
      continue;
    }
    if (pair.migration == nullptr || pair.migration->kind != source::MigrationKind::versioned ||
        record.checksum == pair.migration->checksum) {
      continue;
    }
    const plan::Item item = run::recorded_item(impl.context, *pair.migration);
    Record now = run::record_of(impl.context, item);
    now.version = record.version;
    auto entry = impl.context.entry("repair", item.step);
    entry.detail = "checksum was " + record.checksum + ", is " + now.checksum;
    commands.push_back(impl.context.history().rewritten(now, run::scripts_of(item)));
    commands.push_back(impl.context.history().logged(entry));
    changed.push_back(plan::title_of(pair.migration, pair.record) +
                      ": its file as it is now is taken as what was applied");
  }
  if (!commands.empty()) run::commit_all(impl.context, std::move(commands));
  return changed;
}

std::vector<std::string> Migrator::settle(const std::string& revision, bool took_effect) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  run::RunnerLock lock(impl.context);
  impl.prepare(lock);
  const auto pair = plan::find(plan::match(impl.source, impl.records), revision);
  if (pair.record != nullptr && pair.record->interrupted() && pair.record->code()) {
    throw Error(
        ErrorKind::refused,
        plan::title_of(pair.migration, pair.record) + " is a migration in C++, which is not resumed by statements",
        std::string("`dunlin ") + (pair.record->state == State::undoing ? "down" : "up") +
            "` runs it again from its beginning; or say `dunlin mark " + pair.record->version +
            " applied` or `unapplied`");
  }
  if (pair.record == nullptr || pair.record->statement_begun == 0) {
    throw Error(ErrorKind::refused,
                plan::title_of(pair.migration, pair.record) + " has no statement whose outcome is not known",
                "`dunlin status` shows where it stands");
  }
  Record record = *pair.record;
  const std::string which = "statement " + std::to_string(record.statement_begun);
  if (took_effect) {
    plan::Item item;
    item.candidate = {pair.migration, pair.record};
    item.step.direction = record.state == State::undoing ? Direction::down : Direction::up;
    item.step.title = plan::title_of(pair.migration, pair.record);
    if (pair.migration != nullptr) {
      item.body = source::read_body(*pair.migration, impl.context.driver->lex_rules, impl.context.options.variables);
    } else if (item.step.direction == Direction::up) {
      throw Error(ErrorKind::refused, "the file of " + plan::title_of(pair.migration, pair.record) + " is gone",
                  "bring it back first");
    }
    record.statements_done = record.statement_begun;
    record.statements_digest = run::digest_of(impl.context, run::text_of(impl.context, item), record.statements_done);
  }
  record.statement_begun = 0;
  record.observed.clear();
  Step step;
  step.version = record.version;
  step.name = record.name;
  auto entry = impl.context.entry("repair", step);
  entry.detail = which + (took_effect ? " took effect" : " had no effect") + ", as told by hand";
  run::commit_all(impl.context, {impl.context.history().progress(record), impl.context.history().logged(entry)});
  return {plan::title_of(pair.migration, pair.record) + ": " + which +
          (took_effect ? " counts as done" : " will be run")};
}

}  // namespace v0
}  // namespace dunlin
