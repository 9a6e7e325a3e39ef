#include "base/text.hpp"
#include "cli/error_text.hpp"
#include "cli/json_views.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/times.hpp"

namespace dunlin::cli {
namespace {

Tone tone(MigrationState state) {
  switch (state) {
    case MigrationState::applied:
      return Tone::good;
    case MigrationState::pending:
    case MigrationState::outdated:
      return Tone::warn;
    case MigrationState::skipped:
      return Tone::dim;
    case MigrationState::interrupted:
    case MigrationState::missing:
    case MigrationState::changed:
      break;
  }
  return Tone::bad;
}

std::string took(const MigrationStatus& migration) {
  if (migration.state == MigrationState::interrupted && migration.code) return "stopped part-way";
  if (migration.state == MigrationState::interrupted) {
    return base::format_count(migration.statements_done) + " of " + base::format_count(migration.statements_total) +
           " statements";
  }
  return migration.duration_ms < 0 ? std::string() : base::format_duration(migration.duration_ms);
}

void show(Output& out, const Status& status) {
  if (!status.migrations.empty()) {
    Table table({"STATE", "VERSION", "NAME", "APPLIED AT", "TOOK"});
    for (const MigrationStatus& migration : status.migrations) {
      table.add({{dunlin::to_string(migration.state), tone(migration.state)},
                 {migration.version},
                 {migration.name},
                 {short_time(migration.applied_at)},
                 {took(migration)}});
    }
    for (const auto& line : table.lines(out.out_style())) out.line(line);
    out.line("");
  }
  for (const Problem& problem : status.problems) {
    for (const auto& line : problem_lines(problem, out.out_style())) out.line(line);
  }
  std::string summary =
      base::format_count(status.applied) + " applied, " + base::format_count(status.pending) + " pending";
  const std::string where =
      base::printable(status.database) + (status.product.empty() ? "" : " (" + base::printable(status.product) + ")");
  out.line(summary + " on " + where);
  bool clean = status.pending == 0;
  for (const Problem& problem : status.problems) clean = clean && !problem.blocks;
  if (clean) out.line(out.out_style()(Tone::good, "Database is up to date!"));
}

}  // namespace

int cmd_status(Session& session) {
  Status status = session.migrator().status();
  status.problems = session.out.program().words(std::move(status.problems));
  if (session.out.json()) {
    session.out.document(status_json(status));
  } else {
    show(session.out, status);
  }
  return session.arguments.has("--exit-code") && status.pending > 0 ? exit_found : exit_done;
}

}  // namespace dunlin::cli
