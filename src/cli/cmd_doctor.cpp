#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/session.hpp"
#include "database/driver.hpp"
#include "dunlin/admin.hpp"
#include "source/layout.hpp"

namespace dunlin::cli {
namespace {

using Verdict = Diagnosis::Verdict;

class Examination {
 public:
  void say(Verdict verdict, std::string what, std::string remedy = {}) {
    found_.push_back({verdict, std::move(what), std::move(remedy)});
  }
  void blame(const std::string& about, const Error& error) {
    std::string what = about + error.message;
    if (!error.detail.empty()) what += ": " + error.detail;
    if (const auto place = error.place.text(); !place.empty() && what.find(place) == std::string::npos)
      what += " (" + place + ")";
    say(Verdict::bad, what, error.hint);
  }
  [[nodiscard]] const std::vector<Diagnosis>& found() const { return found_; }

 private:
  std::vector<Diagnosis> found_;
};

void look_at_folders(Examination& exam, const Settings& settings) {
  std::vector<std::string> present;
  for (const auto& directory : settings.migrations()) {
    if (base::directory_exists(directory)) {
      present.push_back(directory);
    } else {
      exam.say(Verdict::bad, "migrations: there is no folder '" + directory + "'",
               "dunlin new NAME makes it with the first migration; --migrations DIR names another");
    }
  }
  if (present.empty()) return;
  try {
    const source::Source source = source::load({present, settings.config.layout.value_or("auto")});
    const std::string layout = source.layout == nullptr ? "native" : std::string(source.layout->name);
    exam.say(Verdict::good,
             "migrations: " + base::plural(static_cast<std::int64_t>(source.migrations.size()), "migration") + " in " +
                 base::join(present, ", ") + ", layout " + layout);
    for (const auto& problem : source.problems) {
      std::string what = "migrations: " + problem.message;
      if (const auto place = problem.place.text(); what.find(place) == std::string::npos) what += " (" + place + ")";
      exam.say(problem.fatal ? Verdict::bad : Verdict::note, what, problem.hint);
    }
  } catch (const Error& error) {
    exam.blame("migrations: ", error);
  }
}

/// Whether tables may be made: tried where the try can be rolled back, so that it leaves nothing behind.
void look_at_rights(Examination& exam, const std::string& url) {
  database::OpenOptions options;
  const auto connection = database::open(database::Url::parse(url), options);
  const auto& can = connection->capabilities();
  const std::string user = connection->user();
  const std::string who = user.empty() ? "" : " as " + user;
  if (can.read_only) {
    exam.say(Verdict::bad, "rights: the database is read-only",
             "connect to the primary server, or make the file writable; status and plan work as it is");
    return;
  }
  if (can.pooled) {
    exam.say(Verdict::note, "rights: the connection goes through a transaction pooler",
             "Dunlin works behind it; a direct connection is quicker for long migrations");
  }
  if (!can.transactional_ddl) return;
  try {
    for (const auto& command : connection->begin({}))
      static_cast<void>(connection->execute(command.sql, command.arguments));
    static_cast<void>(connection->execute("CREATE TABLE dunlin_doctor (probe INTEGER)"));
    connection->rollback();
    exam.say(Verdict::good, "rights: tables can be created" + who);
  } catch (const Error& error) {
    connection->rollback();
    exam.blame("rights: no table can be created" + who + ": ", error);
  }
}

void look_at_database(Examination& exam, Session& session, const std::string& url) {
  if (!database_exists(url)) {
    exam.say(Verdict::bad, "connection: the database does not exist yet",
             "dunlin db create, or dunlin up where it is a file");
    return;
  }
  const Status status = session.migrator().status();
  exam.say(Verdict::good, "connection: " + status.product + " answers");
  look_at_rights(exam, url);
  exam.say(Verdict::good, "history: " + base::format_count(status.applied) + " applied, " +
                              base::format_count(status.pending) + " pending");
  for (const Problem& problem : status.problems) {
    if (problem.kind == ProblemKind::source) continue;  // told with the folders
    std::string what = "history: " + problem.message;
    if (!problem.migration.empty() && what.find(problem.migration) == std::string::npos)
      what += " (" + problem.migration + ")";
    exam.say(problem.blocks ? Verdict::bad : Verdict::note, what, problem.hint);
  }
}

void examine(Examination& exam, Session& session) {
  try {
    const Settings& settings = session.settings();
    if (settings.file.empty()) {
      exam.say(Verdict::note, "configuration: no dunlin.toml here or above",
               "dunlin init writes one; options and variables do as well");
    } else {
      exam.say(Verdict::good, "configuration: " + settings.file);
    }
  } catch (const Error& error) {
    exam.blame("configuration: ", error);
    return;
  }
  for (auto& diagnosis : diagnose_clients()) exam.say(diagnosis.verdict, diagnosis.what, diagnosis.remedy);
  const Settings& settings = session.settings();
  look_at_folders(exam, settings);
  try {
    const std::string url = session.url();
    exam.say(Verdict::good, "database: " + redacted(url) + " (from " + settings.url_origin + ")");
    look_at_database(exam, session, url);
  } catch (const Error& error) {
    exam.blame(settings.url.empty() ? "database: " : "connection: ", error);
  }
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "good";
    case Verdict::note:
      return "note";
    case Verdict::bad:
      break;
  }
  return "bad";
}

}  // namespace

int cmd_doctor(Session& session) {
  Examination exam;
  examine(exam, session);
  Output& out = session.out;
  std::int64_t bad = 0;
  Json checks = Json::array();
  for (const Diagnosis& diagnosis : exam.found()) {
    if (diagnosis.verdict == Verdict::bad) ++bad;
    Json json = Json::object();
    json.set("verdict", word(diagnosis.verdict))
        .set("what", diagnosis.what)
        .set("remedy", Json::known(diagnosis.remedy));
    checks.add(std::move(json));
    const Tone tone = diagnosis.verdict == Verdict::good   ? Tone::good
                      : diagnosis.verdict == Verdict::note ? Tone::warn
                                                           : Tone::bad;
    const std::string_view label = diagnosis.verdict == Verdict::good   ? "ok  "
                                   : diagnosis.verdict == Verdict::note ? "note"
                                                                        : "bad ";
    out.line(out.out_style()(tone, label) + " " + base::printable(diagnosis.what));
    if (!diagnosis.remedy.empty() && diagnosis.verdict != Verdict::good)
      out.line("     " + base::printable(diagnosis.remedy));
  }
  if (out.json()) out.document(Json::object().set("ok", bad == 0).set("checks", std::move(checks)));
  if (bad > 0) {
    out.remark(base::plural(bad, "thing") + " to mend");
  } else {
    out.remark("all is well");
  }
  return bad > 0 ? exit_found : exit_done;
}

}  // namespace dunlin::cli
