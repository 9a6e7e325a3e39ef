// The calls of Migrator that only look.
#include <set>

#include "base/text.hpp"
#include "run/session.hpp"
#include "run/step_text.hpp"
#include "source/version.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

MigrationStatus describe(const plan::Pair& pair) {
  MigrationStatus status;
  status.title = plan::title_of(pair.migration, pair.record);
  if (const auto* record = pair.record) {
    status.version = record->version;
    status.name = record->name;
    status.kind = record->kind;
    status.file = record->file;
    status.code = record->code();
    status.applied_at = record->applied_at;
    status.duration_ms = record->duration_ms;
    status.applied_by = record->applied_by;
    status.tool_version = record->tool_version;
    status.applied_checksum = record->checksum;
    status.statements_done = record->statements_done;
    status.statements_total = record->statements_total;
    status.error = record->error;
    status.state = record->interrupted() ? MigrationState::interrupted : MigrationState::applied;
    if (pair.migration == nullptr && record->kind != "baseline" && !record->interrupted()) {
      status.state = MigrationState::missing;
    }
  }
  if (const auto* migration = pair.migration) {
    status.version = plan::history_version(*migration);
    status.name = migration->name;
    status.kind = std::string(source::to_string(migration->kind));
    status.file = migration->up.name();
    status.code = migration->code != nullptr;
    status.checksum = migration->checksum;
    if (pair.covered) {
      status.state = MigrationState::applied;
      status.applied_by = "(baseline)";
    } else if (status.state == MigrationState::applied && pair.record != nullptr &&
               pair.record->checksum != migration->checksum) {
      status.state = source::runs_again(migration->kind) ? MigrationState::outdated : MigrationState::changed;
    }
  }
  return status;
}

}  // namespace

Status Migrator::status() {
  const Impl::Call call(*impl_);
  return impl_->status();
}

Status Migrator::Impl::status() {
  Impl& impl = *this;
  impl.look(true);
  const auto built = impl.plan(Direction::up, {}, false, false);
  Status status;
  status.database = impl.context.url.redacted();
  if (impl.context.connected()) {
    const auto& capabilities = impl.context.connection().capabilities();
    status.product = capabilities.product + " " + capabilities.version;
  }
  status.current = built.plan.current;
  status.problems = built.plan.problems;
  std::set<const source::Migration*> planned;
  for (const auto& item : built.items) planned.insert(item.candidate.migration);
  std::set<std::string> wrong;
  for (const auto& problem : built.plan.problems) {
    if (problem.blocks) wrong.insert(problem.migration);
  }
  for (const auto& pair : plan::match(impl.source, impl.records)) {
    if (pair.migration != nullptr && pair.record == nullptr &&
        pair.migration->kind == source::MigrationKind::baseline) {
      // A baseline file is a step only in a database that has nothing yet.
      if (!planned.contains(pair.migration)) continue;
    }
    auto entry = describe(pair);
    if (entry.state == MigrationState::pending && !planned.contains(pair.migration) && !wrong.contains(entry.title)) {
      entry.state = MigrationState::skipped;
    }
    switch (entry.state) {
      case MigrationState::pending:
      case MigrationState::outdated:
      case MigrationState::interrupted:
        ++status.pending;
        break;
      case MigrationState::skipped:
        break;
      default:
        ++status.applied;
        break;
    }
    status.migrations.push_back(std::move(entry));
  }
  return status;
}

std::vector<LogEntry> Migrator::history() {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  impl.look(false);
  std::vector<LogEntry> log;
  if (impl.database_missing) return log;
  for (auto& entry : impl.context.history().log()) {
    log.push_back({entry.id, std::move(entry.at), std::move(entry.event), std::move(entry.version),
                   std::move(entry.name), std::move(entry.by), std::move(entry.tool_version), std::move(entry.detail),
                   entry.duration_ms});
  }
  return log;
}

MigrationStatus Migrator::show(const std::string& revision) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  impl.look(true);
  const auto pair = plan::find(plan::match(impl.source, impl.records), revision);
  auto status = describe(pair);
  if (pair.migration != nullptr) {
    status.description =
        source::read_body(*pair.migration, impl.context.driver->lex_rules, impl.context.options.variables).description;
  }
  return status;
}

std::optional<std::string> Migrator::script(const std::string& revision, Direction direction) {
  auto& impl = *impl_;
  const Impl::Call call(impl);
  impl.look(false);
  const auto pair = plan::find(plan::match(impl.source, impl.records), revision);
  if (pair.migration != nullptr) {
    const auto body =
        source::read_body(*pair.migration, impl.context.driver->lex_rules, impl.context.options.variables);
    if (pair.migration->code) {
      // What it was compiled from holds both halves.
      const auto& text = pair.migration->up;
      if (direction == Direction::down || text.size() == 0) return std::nullopt;
      return text.read(0, text.size());
    }
    if (direction == Direction::up) return body.up.text();
    if (body.down) return body.down->text();
  }
  if (pair.record == nullptr || pair.record->code()) return std::nullopt;
  const auto scripts = impl.context.history().scripts(pair.record->version);
  if (!scripts) return std::nullopt;
  if (direction == Direction::up) return scripts->up;
  return scripts->has_down ? std::optional(scripts->down) : std::nullopt;
}

}  // namespace v0
}  // namespace dunlin
