#include "cli/json_views.hpp"

#include "cli/error_text.hpp"

namespace dunlin::cli {
namespace {

Json done_json(const MigrationRun& run) {
  Json json = Json::object();
  json.set("version", run.version).set("name", run.name).set("title", run.title);
  json.set("direction", to_string(run.direction)).set("statements", run.statements);
  json.set("rows", Json::known(run.rows)).set("duration_ms", run.duration_ms);
  return json;
}

}  // namespace

std::string_view to_string(Direction direction) { return direction == Direction::up ? "up" : "down"; }

Json place_json(const Place& place) {
  Json json = Json::object();
  json.set("file", Json::known(place.file));
  json.set("line", place.line == 0 ? Json() : Json(place.line));
  json.set("column", place.column == 0 ? Json() : Json(place.column));
  return json;
}

Json problems_json(const std::vector<Problem>& problems) {
  Json all = Json::array();
  for (const Problem& problem : problems) {
    Json json = Json::object();
    json.set("kind", dunlin::to_string(problem.kind)).set("migration", Json::known(problem.migration));
    json.set("message", problem.message).set("hint", Json::known(problem.hint));
    json.set("place", problem.place == Place() ? Json() : place_json(problem.place)).set("blocks", problem.blocks);
    all.add(std::move(json));
  }
  return all;
}

Json losses_json(const std::vector<Loss>& losses) {
  Json all = Json::array();
  for (const Loss& loss : losses) {
    Json json = Json::object();
    json.set("what", loss.what).set("rows", Json::known(loss.rows)).set("exact", loss.exact);
    all.add(std::move(json));
  }
  return all;
}

Json migration_json(const MigrationStatus& migration) {
  Json json = Json::object();
  json.set("version", migration.version).set("name", migration.name).set("title", migration.title);
  json.set("kind", migration.kind).set("state", dunlin::to_string(migration.state));
  json.set("file", Json::known(migration.file)).set("applied_at", Json::known(migration.applied_at));
  json.set("duration_ms", Json::known(migration.duration_ms)).set("applied_by", Json::known(migration.applied_by));
  json.set("tool_version", Json::known(migration.tool_version)).set("checksum", Json::known(migration.checksum));
  json.set("applied_checksum", Json::known(migration.applied_checksum));
  json.set("statements_done", migration.statements_done).set("statements_total", migration.statements_total);
  json.set("error", Json::known(migration.error)).set("code", migration.code);
  return json;
}

Json status_json(const Status& status) {
  Json json = Json::object();
  json.set("database", status.database).set("product", Json::known(status.product));
  json.set("current", Json::known(status.current)).set("applied", status.applied).set("pending", status.pending);
  Json migrations = Json::array();
  for (const auto& migration : status.migrations) migrations.add(migration_json(migration));
  json.set("migrations", std::move(migrations)).set("problems", problems_json(status.problems));
  return json;
}

Json backup_json(const Backup& backup) {
  Json json = Json::object();
  json.set("file", backup.file).set("engine", backup.engine).set("product", Json::known(backup.product));
  json.set("taken_at", Json::known(backup.taken_at)).set("version", Json::known(backup.version));
  json.set("migrations", backup.migrations).set("bytes", backup.bytes);
  return json;
}

Json restored_json(const Restored& restored) {
  Json json = Json::object();
  json.set("database", restored.plan.database).set("from", Json::known(restored.plan.current));
  json.set("backup", backup_json(restored.plan.backup)).set("replaced", losses_json(restored.plan.losses));
  json.set("kept", Json::known(restored.kept)).set("notes", Json::strings(restored.notes));
  json.set("duration_ms", restored.duration_ms);
  return json;
}

Json run_json(const RunReport& report) {
  Json json = Json::object();
  json.set("ok", report.ok()).set("database", report.plan.database);
  json.set("from", Json::known(report.plan.current)).set("target", Json::known(report.plan.target));
  Json done = Json::array();
  for (const auto& run : report.done) done.add(done_json(run));
  json.set("done", std::move(done))
      .set("failed",
           report.failed && !report.failed->migration.title.empty() ? done_json(report.failed->migration) : Json());
  json.set("not_run", Json::strings(report.not_run)).set("duration_ms", report.duration_ms);
  json.set("problems", problems_json(report.plan.problems));
  if (!report.backup.empty()) json.set("backup", report.backup);
  if (report.failed) json.set("error", error_json(report.failed->error));
  return json;
}

Json event_json(const Event& event) {
  Json json = Json::object();
  json.set("event", dunlin::to_string(event.kind));
  if (!event.version.empty()) json.set("version", event.version);
  if (!event.migration.empty()) json.set("migration", event.migration).set("direction", to_string(event.direction));
  json.set("index", event.index).set("total", event.total);
  if (event.rows >= 0) json.set("rows", event.rows);
  if (event.milliseconds >= 0) json.set("duration_ms", event.milliseconds);
  if (!event.hook.empty()) json.set("hook", event.hook);
  if (!event.text.empty()) json.set("text", event.text);
  if (!(event.place == Place())) json.set("place", place_json(event.place));
  return json;
}

Json log_json(const LogEntry& entry) {
  Json json = Json::object();
  json.set("id", entry.id).set("at", entry.at).set("event", entry.event).set("version", Json::known(entry.version));
  json.set("name", Json::known(entry.name)).set("by", Json::known(entry.by));
  json.set("tool_version", Json::known(entry.tool_version)).set("duration_ms", Json::known(entry.duration_ms));
  json.set("detail", Json::known(entry.detail));
  return json;
}

}  // namespace dunlin::cli
