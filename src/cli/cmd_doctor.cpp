#include "base/text.hpp"
#include "cli/session.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {
namespace {

using Verdict = Diagnosis::Verdict;

Diagnosis blame(const std::string& about, const Error& error) {
  std::string what = about + error.message;
  if (!error.detail.empty()) what += ": " + error.detail;
  if (const auto place = error.place.text(); what.find(place) == std::string::npos) what += " (" + place + ")";
  return {Verdict::bad, std::move(what), error.hint};
}

/// The configuration, which only the command line has, and then what the library says.
std::vector<Diagnosis> examine(Session& session) {
  std::vector<Diagnosis> found;
  try {
    const Settings& settings = session.settings();
    if (!settings.file.empty()) {
      found.push_back({Verdict::good, "configuration: " + settings.file, {}});
    } else if (session.out.program().configuration()) {
      found.push_back({Verdict::note, "configuration: no dunlin.toml here or above",
                       "`dunlin init` writes one; options and variables do as well"});
    }
  } catch (const Error& error) {
    found.push_back(blame("configuration: ", error));
    return found;
  }
  const Settings& settings = session.settings();
  Options options = offline_options(settings);
  try {
    if (!options.handle) options.url = session.url();
    found.push_back({Verdict::good,
                     "database: " + (options.handle ? "a connection" : redacted(options.url)) + " (from " +
                         settings.url_origin + ")",
                     {}});
  } catch (const Error& error) {
    found.push_back(blame("database: ", error));
    options.url.clear();
  }
  for (auto& line : diagnose(options)) found.push_back(std::move(line));
  return found;
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

void show(Output& out, const Diagnosis& line) {
  const Tone tone = line.verdict == Verdict::good ? Tone::good : line.verdict == Verdict::note ? Tone::warn : Tone::bad;
  const std::string_view label = line.verdict == Verdict::good   ? "ok  "
                                 : line.verdict == Verdict::note ? "note"
                                                                 : "bad ";
  out.line(out.out_style()(tone, label) + " " + base::printable(line.what));
  if (!line.remedy.empty() && line.verdict != Verdict::good) out.line("     " + base::printable(line.remedy));
}

}  // namespace

int cmd_doctor(Session& session) {
  Output& out = session.out;
  std::int64_t bad = 0;
  Json checks = Json::array();
  for (Diagnosis& line : examine(session)) {
    line.what = out.program().words(line.what);
    line.remedy = out.program().words(line.remedy);
    if (line.verdict == Verdict::bad) ++bad;
    Json json = Json::object();
    json.set("verdict", word(line.verdict)).set("what", line.what).set("remedy", Json::known(line.remedy));
    checks.add(std::move(json));
    show(out, line);
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
