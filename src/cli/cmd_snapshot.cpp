// schema snapshot, schema load.
#include "base/text.hpp"
#include "cli/schema_view.hpp"
#include "cli/stopping.hpp"
#include "dunlin/difference.hpp"

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
  const auto made = stoppable(session, schema_options(session.settings()),
                              [&](const Options& options) { return snapshot(options, session.arguments.word(0)); });
  return say(session, made, made.changed ? "wrote" : "unchanged:");
}

int cmd_schema_load(Session& session) {
  const auto loaded = stoppable(session, library_options(session.settings()), [&](const Options& options) {
    return load_snapshot(options, session.arguments.word(0));
  });
  return say(session, loaded, "loaded");
}

}  // namespace dunlin::cli
