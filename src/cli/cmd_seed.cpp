// db seed, db setup.
#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/run_command.hpp"
#include "cli/table.hpp"
#include "cli/times.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {
namespace {

int list(Session& session) {
  const auto seeds = session.migrator().seeds();
  Output& out = session.out;
  if (out.json()) {
    Json all = Json::array();
    for (const auto& seed : seeds) all.add(migration_json(seed));
    out.document(Json::object().set("seeds", std::move(all)));
    return exit_done;
  }
  if (seeds.empty()) {
    out.remark("there are no seeds; they are " + base::printable(base::join(session.settings().config.seeds, ", ")) +
               "/NAME.sql");
    return exit_done;
  }
  Table table({"STATE", "SEED", "RUN AT", "TOOK"});
  for (const auto& seed : seeds) {
    const bool done = seed.state == MigrationState::applied;
    table.add({{dunlin::to_string(seed.state), done ? Tone::good : Tone::warn},
               {seed.name},
               {short_time(seed.applied_at)},
               {seed.duration_ms < 0 ? std::string() : base::format_duration(seed.duration_ms)}});
  }
  for (const auto& line : table.lines(out.out_style())) out.line(line);
  return exit_done;
}

}  // namespace

int cmd_db_seed(Session& session) {
  if (session.arguments.has("--list")) return list(session);
  RunOptions options;
  options.force = session.arguments.has("--force");
  return run_and_report(session, options, [](Migrator& migrator, const RunOptions& run) { return migrator.seed(run); });
}

int cmd_db_setup(Session& session) {
  const std::string url = session.url();
  if (!database_exists(url)) {
    create_database(url);
    session.out.remark("created " + base::printable(redacted(url)));
  }
  return run_and_report(session, {}, up_and_seed);
}

RunReport up_and_seed(Migrator& migrator, const RunOptions& options) {
  RunReport report = migrator.up(options);
  if (!report.ok()) return report;
  try {
    RunReport seeds = migrator.seed();
    report.done.insert(report.done.end(), seeds.done.begin(), seeds.done.end());
    report.failed = std::move(seeds.failed);
    report.not_run = std::move(seeds.not_run);
    report.duration_ms += seeds.duration_ms;
    return report;
  } catch (RunFailed& failed) {
    failed.report.done.insert(failed.report.done.begin(), report.done.begin(), report.done.end());
    throw;
  }
}

}  // namespace dunlin::cli
