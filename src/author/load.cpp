#include "author/load.hpp"

#include <algorithm>

#include "author/replay.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "diff/write.hpp"
#include "schema/from_model.hpp"

namespace dunlin::author {
namespace {

std::vector<std::string> engine_names() {
  std::vector<std::string> known;
  for (const auto* driver : database::drivers()) {
    const auto any = driver->ddl(nullptr);
    const auto& can = any->abilities();
    known.insert(known.end(), can.names.begin(), can.names.end());
    known.insert(known.end(), can.products.begin(), can.products.end());
  }
  return known;
}

std::vector<DeclaredRename> declared_in(const schema::Schema& models) {
  std::vector<DeclaredRename> declared;
  for (const auto& table : models.tables) {
    if (!table.renamed_from.empty()) {
      declared.push_back({schema::ObjectKind::table, table.name, {}, false, table.renamed_from.name});
    }
    for (const auto& column : table.columns) {
      if (column.renamed_from.empty()) continue;
      declared.push_back({schema::ObjectKind::column, table.name, column.name, false, column.renamed_from});
    }
  }
  return declared;
}

Loaded from_models(Workshop& workshop) {
  const auto& options = workshop.options();
  if (!options.models) throw Error(ErrorKind::usage, "there are no models", "give them as Options::models");
  const schema::Schema models = schema::from_model(*options.models, workshop.writer(), engine_names());
  Loaded loaded;
  loaded.renames = declared_in(models);
  schema::Schema nothing;
  nothing.engine = models.engine;
  loaded.statements = diff::write(nothing, models, workshop.writer());
  workshop.execute(loaded.statements);
  loaded.schema = workshop.inspect();
  return loaded;
}

Loaded from_json(Workshop& workshop, const std::string& path) {
  const auto schema = schema::from_json(base::read_file(path), path);
  if (schema.engine != workshop.context.driver->name) {
    throw Error(ErrorKind::refused,
                "'" + base::printable(path) + "' is a schema of " + base::printable(schema.engine) +
                    ", and the database is of " + std::string(workshop.context.driver->title),
                "compare schemas of one engine");
  }
  Loaded loaded;
  loaded.schema = workshop.make(schema);
  return loaded;
}

}  // namespace

Loaded load(Workshop& workshop, const SchemaSource& source) {
  using Kind = SchemaSource::Kind;
  Loaded loaded;
  if (source.kind == Kind::database) {
    loaded.schema = source.text.empty() ? workshop.live() : workshop.live_at(source.text);
    loaded.in_sandbox = false;
    return loaded;
  }
  if (source.kind == Kind::desired) return load(workshop, desired_of(workshop.options()));
  workshop.clear();
  switch (source.kind) {
    case Kind::models:
      return from_models(workshop);
    case Kind::json:
      return from_json(workshop, source.text);
    case Kind::migrations:
      static_cast<void>(replay(workshop, source.text));
      break;
    case Kind::history:
      loaded.notes = replay_history(workshop);
      break;
    default:
      loaded.renames = run_sql(workshop, source.text);
      break;
  }
  loaded.schema = workshop.inspect();
  return loaded;
}

SchemaSource desired_of(const Options& options) {
  if (options.models) return {SchemaSource::Kind::models, {}};
  if (!options.schema.empty()) return {SchemaSource::Kind::sql, options.schema};
  throw Error(ErrorKind::usage, "there is nothing that says how the schema should be",
              "write it as SQL, and name the file in dunlin.toml: schema = \"schema.sql\"; or give models");
}

}  // namespace dunlin::author
