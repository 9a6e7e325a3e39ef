#include "cli/run_command.hpp"

#include "base/text.hpp"
#include "cli/error_text.hpp"
#include "cli/json_views.hpp"
#include "cli/prompt.hpp"
#include "cli/stopping.hpp"

namespace dunlin::cli {
namespace {

/// Asks before steps that undo something and would lose data.
bool confirm(Session& session, const Plan& plan) {
  std::vector<Loss> losses;
  std::int64_t undone = 0;
  for (const Step& step : plan.steps) {
    if (step.direction != Direction::down) continue;
    ++undone;
    losses.insert(losses.end(), step.losses.begin(), step.losses.end());
  }
  return confirm_losses(session.out, session.yes(), "undo " + base::plural(undone, "migration"), losses);
}

void show_problems(Output& out, const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) {
    if (problem.blocks) continue;  // those made the run refuse, and are told by its error
    for (const auto& line : problem_lines(problem, out.err_style())) out.story(line);
  }
}

std::string count_done(const RunReport& report) {
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t seeds = 0;
  for (const MigrationRun& run : report.done) {
    ++(run.version.starts_with("seed:") ? seeds : run.direction == Direction::up ? up : down);
  }
  std::string text;
  if (down > 0) text = base::plural(down, "migration") + " undone";
  if (up > 0 || (down == 0 && seeds == 0)) {
    text += (text.empty() ? "" : ", ") + base::plural(up, "migration") + " applied";
  }
  if (seeds > 0) text += (text.empty() ? "" : ", ") + base::plural(seeds, "seed") + " run";
  return text;
}

void show_failure(Output& out, const RunReport& report) {
  Error error = report.failed->error;
  if (error.migration.empty()) error.migration = report.failed->migration.title;
  for (const auto& line : error_lines(error, out.err_style(), out.width())) out.complain(line);
  if (report.not_run.empty()) return;
  std::string text = "not run: " + base::printable(report.not_run.front());
  if (report.not_run.size() > 1) {
    text += " and " + base::format_count(static_cast<std::int64_t>(report.not_run.size()) - 1) + " more";
  }
  out.complain("  " + text);
}

}  // namespace

int run_and_report(Session& session, RunOptions options,
                   const std::function<RunReport(Migrator&, const RunOptions&)>& call, OnFailure on_failure) {
  Output& out = session.out;
  bool declined = false;
  options.confirm = [&](const Plan& plan) {
    out.progress({});
    const bool go = confirm(session, plan);
    declined = !go;
    return go;
  };
  RunReport report;
  try {
    watched(session, true, [&](Migrator& migrator) { report = call(migrator, options); });
  } catch (RunFailed& failed) {
    report = std::move(failed.report);
  } catch (const Error& error) {
    if (declined && !out.json()) {
      out.complain("nothing was done");
      return exit_failed;
    }
    if (on_failure == OnFailure::abort) throw;
    report.failed = RunFailure{{}, error};
  }
  report.plan.problems = out.program().words(std::move(report.plan.problems));
  if (report.failed) report.failed->error = out.program().words(std::move(report.failed->error));
  if (out.json()) {
    out.document(run_json(report));
  } else {
    show_problems(out, report.plan.problems);
    if (report.failed) {
      show_failure(out, report);
    } else if (report.done.empty()) {
      out.remark("nothing to do");
    } else {
      out.remark(count_done(report) + " in " + base::format_duration(report.duration_ms));
    }
  }
  if (!report.failed) return exit_done;
  const int code = exit_code(report.failed->error);
  if (on_failure == OnFailure::abort || report.failed->error.kind == ErrorKind::cancelled) return code;
  if (!out.json()) {
    out.complain("going on all the same (on_failure = \"continue\", exit code 0 rather than " + std::to_string(code) +
                 "); the next run tries again");
  }
  return exit_done;
}

}  // namespace dunlin::cli
