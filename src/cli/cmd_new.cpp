#include "base/text.hpp"
#include "cli/json.hpp"
#include "cli/schema_view.hpp"
#include "cli/stopping.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/zero_downtime.hpp"

namespace dunlin::cli {
namespace {

NewColumn new_column(const Arguments& arguments) {
  const std::string given = arguments.value("--zero-downtime");
  const auto dot = given.rfind('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == given.size()) {
    throw Error(ErrorKind::usage, "--zero-downtime needs a table and a column, not '" + base::printable(given) + "'",
                "--zero-downtime users.phone --type \"varchar(20)\" --fill \"''\"");
  }
  return {given.substr(0, dot), given.substr(dot + 1), arguments.value("--type"), arguments.value("--fill")};
}

int show_made(Session& session, const Generated& made) {
  if (session.out.json()) {
    Json json = Json::object();
    json.set("version", made.version).set("name", made.name).set("files", Json::strings(made.files));
    if (!made.difference.from.empty()) json.set("difference", difference_json(made.difference));
    session.out.document(json);
    return exit_done;
  }
  if (made.files.empty()) {
    session.out.remark("nothing to write: " + made.difference.from + " and " + made.difference.to + " are alike");
  }
  for (const auto& path : made.files) session.out.line(base::printable(path));
  if (!made.difference.from.empty()) show_notes(session.out, made.difference);
  return exit_done;
}

}  // namespace

int cmd_new(Session& session) {
  const Arguments& arguments = session.arguments;
  const Settings& settings = session.settings();
  GenerateOptions what = session.given.new_migration;
  what.name = base::join(arguments.words, " ");
  if (arguments.has("--message")) {
    if (!what.name.empty()) throw Error(ErrorKind::usage, "the name is given twice: as words and with -m");
    what.name = arguments.value("--message");
  }
  what.description = arguments.value("--description");
  if (!what.naming) what.naming = settings.config.naming;
  if (arguments.has("--naming")) what.naming = parse_naming(arguments.value("--naming"), Place());
  if (what.templates == GenerateOptions().templates) what.templates = settings.templates();
  if (arguments.has("--migrations")) what.directory.clear();
  what.template_name = arguments.value("--template");
  what.cpp = arguments.has("--cpp");

  what.automatic = arguments.has("--auto");
  what.from_database = arguments.has("--from-database");
  what.difference = difference_options(session);

  if (arguments.has("--zero-downtime")) {
    const auto column = new_column(arguments);
    return show_made(session, stoppable(session, schema_options(settings), [&](const Options& options) {
                       return generate_zero_downtime(options, what, column);
                     }));
  }
  for (const char* option : {"--type", "--fill"}) {
    if (arguments.has(option)) throw Error(ErrorKind::usage, std::string(option) + " goes with --zero-downtime");
  }
  Options options = offline_options(settings);
  // Only what models or schema.sql declare is written in the words of a database.
  if (what.automatic || what.from_database) {
    options = schema_options(settings);
  } else if (options.models && !settings.url.empty()) {
    options.url = complete_url(settings);
  }
  return show_made(session, stoppable(session, options, [&](const Options& given) { return generate(given, what); }));
}

}  // namespace dunlin::cli
