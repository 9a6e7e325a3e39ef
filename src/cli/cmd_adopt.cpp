#include "base/text.hpp"
#include "cli/prompt.hpp"
#include "cli/session.hpp"
#include "cli/table.hpp"
#include "cli/times.hpp"
#include "dunlin/adopt.hpp"

namespace dunlin::cli {
namespace {

Json adoption_json(const Adoption& found) {
  Json applied = Json::array();
  for (const auto& one : found.applied) {
    Json json = Json::object();
    json.set("recorded", one.recorded).set("title", Json::known(one.title)).set("file", Json::known(one.file));
    applied.add(std::move(json.set("applied_at", Json::known(one.applied_at))));
  }
  Json json = Json::object();
  json.set("database", found.database).set("tool", found.tool).set("table", found.table);
  json.set("applied", std::move(applied)).set("failed", Json::strings(found.failed));
  json.set("pending", Json::strings(found.pending)).set("baseline", Json::known(found.baseline));
  json.set("notes", Json::strings(found.notes)).set("nothing_to_do", found.nothing_to_do);
  json.set("written", found.written);
  return json;
}

void show_list(Output& out, std::string_view what, const std::vector<std::string>& titles) {
  if (!titles.empty()) out.line(std::string(what) + ": " + base::printable(base::join(titles, ", ")));
}

void show(Output& out, const Adoption& found) {
  out.line(base::printable(found.title) + ": " + base::printable(found.table) + ", " +
           base::plural(static_cast<std::int64_t>(found.applied.size()), "migration") + " applied");
  Table table({"RECORDED", "APPLIED AT", "HERE"});
  for (const auto& one : found.applied) {
    Cell here{base::printable(one.title)};
    if (one.title.empty()) here = {"no file that can be read", Tone::warn};
    table.add({{base::printable(one.recorded)}, {short_time(one.applied_at)}, here});
  }
  if (!found.applied.empty()) {
    for (const auto& line : table.lines(out.out_style())) out.line(line);
  }
  show_list(out, "failed there, so pending here", found.failed);
  show_list(out, "pending", found.pending);
  if (!found.baseline.empty()) {
    out.line("baseline: " + base::printable(found.baseline) +
             " makes the schema as it is now in a new database; here it counts as applied");
  }
  for (const auto& note : found.notes) out.line("note: " + base::printable(note));
}

bool confirm(Session& session, const Adoption& found) {
  Output& out = session.out;
  if (session.yes()) return true;
  if (!out.may_ask()) {
    throw Error(ErrorKind::refused, "adopt would write Dunlin's history, and there is nobody to ask",
                "add --yes to go ahead, or --dry-run to look only");
  }
  show(out, found);
  return ask_yes_no(out, "Take this over? " + base::printable(found.title) + "'s table stays as it is.");
}

}  // namespace

int cmd_adopt(Session& session) {
  Output& out = session.out;
  AdoptOptions how;
  how.from = session.arguments.value("--from");
  how.scripts = session.arguments.value("--scripts");
  how.dry_run = session.arguments.has("--dry-run");
  bool asked = false;
  bool declined = false;
  how.confirm = [&](const Adoption& found) {
    asked = !session.yes();
    const bool go = confirm(session, found);
    declined = !go;
    return go;
  };
  Adoption found;
  try {
    found = adopt(library_options(session.settings()), how);
  } catch (const Error&) {
    if (!declined || out.json()) throw;
    out.complain("nothing was done");
    return exit_failed;
  }
  if (out.json()) {
    out.document(adoption_json(found));
    return exit_done;
  }
  if (!asked) show(out, found);
  if (found.nothing_to_do) {
    out.remark(found.applied.empty() ? "nothing to do: its table says that nothing is applied"
                                     : "nothing to do: it was taken over before");
  } else if (found.written) {
    out.remark("taken over; `dunlin status` shows it, and `dunlin up` applies what is new");
  } else {
    out.remark("nothing was written (--dry-run)");
  }
  return exit_done;
}

}  // namespace dunlin::cli
