#include "base/text.hpp"
#include "cli/error_text.hpp"
#include "cli/json_views.hpp"
#include "cli/prompt.hpp"
#include "cli/session.hpp"
#include "cli/width.hpp"

namespace dunlin::cli {
namespace {

std::string_view to_string(TransactionMode mode) {
  return mode == TransactionMode::transaction ? "transaction" : "journaled";
}

/// Statement by statement, so that a plan of any size is printed in bounded memory.
void show_step(Output& out, Migrator& migrator, const Step& step) {
  const Style& style = out.out_style();
  std::string head =
      "-- " + std::string(step.direction == Direction::up ? "up   " : "down ") + base::printable(step.title);
  out.line(style(Tone::strong, head));
  const auto comment = [&](const std::string& text) { out.line(style(Tone::dim, "--   " + base::printable(text))); };
  if (!step.description.empty()) comment(one_line(step.description));
  comment(!step.file.empty() ? step.file : step.code ? "in C++" : "from the history: the file is gone");
  std::string how = step.mode == TransactionMode::transaction
                        ? "in one transaction"
                        : (step.code ? "outside a transaction" : "statement by statement, each recorded");
  if (!step.mode_reason.empty()) how += ": " + step.mode_reason;
  comment(how);
  if (step.resume_after > 0) comment("goes on after statement " + base::format_count(step.resume_after));
  for (const auto& note : step.notes) comment(note);
  for (const Loss& loss : step.losses) out.line(style(Tone::warn, "--   loses " + loss_text(loss)));
  if (step.code) comment("what it does is known only when it runs");
  migrator.statements(step, [&](const std::string& sql, const Place&) {
    out.line(base::printable(base::replace_all(sql, "\r\n", "\n")) + ";");
  });
  out.line("");
}

Json step_json(Migrator& migrator, const Step& step) {
  Json json = Json::object();
  json.set("version", step.version).set("name", step.name).set("title", step.title);
  json.set("description", Json::known(step.description)).set("direction", cli::to_string(step.direction));
  json.set("kind", step.kind).set("file", Json::known(step.file)).set("mode", to_string(step.mode));
  json.set("mode_reason", Json::known(step.mode_reason)).set("resume_after", step.resume_after);
  json.set("notes", Json::strings(step.notes)).set("losses", losses_json(step.losses));
  json.set("code", step.code);
  Json statements = Json::array();
  migrator.statements(step, [&](const std::string& sql, const Place& place) {
    statements.add(Json::object().set("sql", sql).set("place", place_json(place)));
  });
  json.set("statements", std::move(statements));
  return json;
}

int plan_code(const Session& session, const Plan& plan) {
  if (plan.blocked()) {
    for (const Problem& problem : plan.problems) {
      if (problem.blocks && problem.kind != ProblemKind::source) return exit_failed;
    }
    return exit_usage;
  }
  return session.arguments.has("--exit-code") && !plan.steps.empty() ? exit_found : exit_done;
}

}  // namespace

int cmd_plan(Session& session) {
  Migrator& migrator = session.migrator();
  const RunOptions options = session.run_options();
  Plan plan = session.arguments.has("--down") ? migrator.plan_down(options) : migrator.plan(options);
  Output& out = session.out;
  plan.problems = out.program().words(std::move(plan.problems));
  if (out.json()) {
    Json steps = Json::array();
    for (const Step& step : plan.steps) steps.add(step_json(migrator, step));
    Json json = Json::object();
    json.set("database", plan.database).set("direction", cli::to_string(plan.direction));
    json.set("current", Json::known(plan.current)).set("target", Json::known(plan.target));
    json.set("blocked", plan.blocked()).set("steps", std::move(steps)).set("problems", problems_json(plan.problems));
    out.document(json);
    return plan_code(session, plan);
  }
  for (const Step& step : plan.steps) show_step(out, migrator, step);
  for (const Problem& problem : plan.problems) {
    for (const auto& line : problem_lines(problem, out.err_style())) out.complain(line);
  }
  if (plan.steps.empty()) {
    if (!plan.blocked()) out.remark("nothing to do");
  } else {
    out.story(base::plural(static_cast<std::int64_t>(plan.steps.size()), "migration") + "; nothing was executed");
  }
  return plan_code(session, plan);
}

}  // namespace dunlin::cli
