#include <algorithm>

#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/session.hpp"
#include "cli/times.hpp"

namespace dunlin::cli {
namespace {

void field(Output& out, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  std::string label(name);
  label.resize(std::max<std::size_t>(label.size(), 12), ' ');
  out.line(out.out_style()(Tone::dim, label) + " " + base::printable(value));
}

void script(Output& out, std::string_view title, const std::optional<std::string>& text) {
  if (!text) return;
  out.line("");
  out.line(out.out_style()(Tone::dim, "-- " + std::string(title)));
  const std::string printable = base::printable(base::trim(base::replace_all(*text, "\r\n", "\n")));
  out.line(printable);
}

}  // namespace

int cmd_show(Session& session) {
  Migrator& migrator = session.migrator();
  const std::string revision = session.revision(session.arguments.word(0));
  const MigrationStatus migration = migrator.show(revision);
  const auto up = migrator.script(revision, Direction::up);
  const auto down = migrator.script(revision, Direction::down);
  Output& out = session.out;
  if (out.json()) {
    Json json = migration_json(migration);
    json.set("description", Json::known(migration.description));
    json.set("up", up ? Json(*up) : Json()).set("down", down ? Json(*down) : Json());
    out.document(json);
    return exit_done;
  }
  out.line(out.out_style()(Tone::strong, base::printable(migration.title)));
  field(out, "description", migration.description);
  field(out, "state", dunlin::to_string(migration.state));
  field(out, "kind", migration.kind);
  field(out, "file", !migration.file.empty() ? migration.file : migration.code ? "(C++)" : "(gone)");
  field(out, "applied at", short_time(migration.applied_at));
  field(out, "applied by", migration.applied_by);
  if (migration.duration_ms >= 0) field(out, "took", base::format_duration(migration.duration_ms));
  if (migration.statements_total > 0 && migration.state == MigrationState::interrupted) {
    field(out, "statements",
          base::format_count(migration.statements_done) + " of " + base::format_count(migration.statements_total) +
              " done");
  }
  field(out, "checksum", migration.checksum);
  if (migration.applied_checksum != migration.checksum) field(out, "when applied", migration.applied_checksum);
  field(out, "tool", migration.tool_version);
  field(out, "error", migration.error);
  script(out, "up", up);
  script(out, "down", down);
  return exit_done;
}

}  // namespace dunlin::cli
