// db create, drop, reset, wait: the database itself.
#include "base/text.hpp"
#include "cli/prompt.hpp"
#include "cli/run_command.hpp"
#include "cli/session.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {
namespace {

int say(Output& out, std::string_view deed, const std::string& url, std::int64_t milliseconds = -1) {
  if (out.json()) {
    Json json = Json::object();
    json.set("database", redacted(url)).set("done", deed);
    if (milliseconds >= 0) json.set("duration_ms", milliseconds);
    out.document(json);
  } else {
    std::string text = std::string(deed) + " " + base::printable(redacted(url));
    if (milliseconds >= 0) text += " after " + base::format_duration(milliseconds);
    out.line(text);
  }
  return exit_done;
}

/// Asks before the whole database goes. False: no.
bool may_drop(Session& session, const std::string& url, std::string_view deed) {
  if (session.yes()) return true;
  std::vector<Loss> losses = database_contents(url);
  // An empty database is asked for as well: it may be the wrong one.
  if (losses.empty()) losses.push_back({"the database, which has no tables", -1, true});
  return confirm_losses(session.out, false, std::string(deed) + " " + base::printable(redacted(url)), losses);
}

int declined(Output& out) {
  out.complain("nothing was done");
  return exit_failed;
}

}  // namespace

int cmd_db_create(Session& session) {
  const std::string url = session.url();
  create_database(url);
  return say(session.out, "created", url);
}

int cmd_db_drop(Session& session) {
  const std::string url = session.url();
  if (database_exists(url) && !may_drop(session, url, "drop")) return declined(session.out);
  drop_database(url);  // says so itself where there is none
  return say(session.out, "dropped", url);
}

int cmd_db_reset(Session& session) {
  const std::string url = session.url();
  if (database_exists(url)) {
    if (!may_drop(session, url, "reset")) return declined(session.out);
    drop_database(url);
    session.out.remark("dropped " + base::printable(redacted(url)));
  }
  create_database(url);
  session.out.remark("created " + base::printable(redacted(url)));
  return run_and_report(session, {}, up_and_seed);
}

int cmd_db_wait(Session& session) {
  std::int64_t limit = 60'000;
  if (session.arguments.has("--timeout") && !base::parse_duration(session.arguments.value("--timeout"), limit)) {
    throw Error(ErrorKind::usage,
                "--timeout needs a time, not '" + base::printable(session.arguments.value("--timeout")) + "'",
                "--timeout 30s");
  }
  const std::string url = session.url();
  session.out.progress("waiting for " + base::printable(redacted(url)));
  const auto took = wait_for_database(url, std::chrono::milliseconds(limit));
  session.out.progress({});
  return say(session.out, "reached", url, took.count());
}

}  // namespace dunlin::cli
