// schema snapshot, schema load.
#include "base/text.hpp"
#include "cli/schema_view.hpp"
#include "cli/stopping.hpp"
#include "dunlin/apply.hpp"

namespace dunlin::cli {
namespace {

int say(Session& session, const SchemaSnapshot& snapshot, std::string_view deed) {
  Output& out = session.out;
  if (out.json()) {
    Json json = Json::object();
    json.set("file", snapshot.file).set("changed", snapshot.changed);
    out.document(json.set("migrations", Json::strings(snapshot.migrations)));
    return exit_done;
  }
  const auto count = static_cast<std::int64_t>(snapshot.migrations.size());
  out.line(std::string(deed) + " " + base::printable(snapshot.file) + ", with " + base::plural(count, "migration"));
  return exit_done;
}

}  // namespace

int cmd_schema_snapshot(Session& session) {
  const auto made = snapshot(schema_options(session.settings()), session.arguments.word(0));
  return say(session, made, made.changed ? "wrote" : "unchanged:");
}

int cmd_schema_load(Session& session) {
  SchemaSnapshot loaded;
  stoppable(session, [&](const auto& stop) {
    loaded = load_snapshot(library_options(session.settings()), session.arguments.word(0), stop);
  });
  return say(session, loaded, "loaded");
}

}  // namespace dunlin::cli
