// A schema kept as a file: written from the migrations, and a new database made from it.
#include <algorithm>
#include <filesystem>

#include "author/compare.hpp"
#include "author/replay.hpp"
#include "author/statements.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "diff/write.hpp"
#include "dunlin/difference.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

constexpr std::string_view contains = "-- dunlin:contains ";
constexpr std::string_view default_name = "snapshot.sql";

std::string path_of(const std::string& file) { return file.empty() ? std::string(default_name) : file; }

/// Rows that migrations wrote would be missing in a database that is made from the file.
void refuse_rows(author::Workshop& workshop) {
  Error error(ErrorKind::refused, "migrations put rows into tables, and a snapshot has none",
              "move them into seeds (`dunlin help db seed`), which each new database gets");
  for (const auto& table : workshop.connection().catalogue().tables()) {
    if (table.rows <= 0) continue;
    error.detail +=
        (error.detail.empty() ? "" : "\n") + base::printable(table.name) + " (" + base::plural(table.rows, "row") + ")";
  }
  if (!error.detail.empty()) throw Error(error);
}

std::string text_for(author::Workshop& workshop, const schema::Schema& schema,
                     const std::vector<std::string>& versions) {
  std::string text =
      "-- The schema that the migrations make, written by `dunlin schema snapshot`. `dunlin schema load` makes a new\n"
      "-- database from it, which then has these applied:\n";
  for (const auto& version : versions) text += std::string(contains) + version + "\n";
  schema::Schema nothing;
  nothing.engine = schema.engine;
  return text + "\n" +
         author::text_of(diff::write(nothing, schema, workshop.writer()), workshop.connection().lex_rules());
}

/// The file makes what the migrations make, or there is none.
void prove(author::Workshop& workshop, const std::string& file, const schema::Schema& replayed) {
  workshop.clear();
  static_cast<void>(author::run_sql(workshop, file));
  const auto left = author::differences(workshop.inspect(), replayed, workshop.writer());
  if (left.empty()) return;
  Error error(ErrorKind::internal, "the snapshot was loaded in a sandbox and is not what the migrations make",
              "this is a bug in Dunlin: please report it with what stands here; no file was written");
  error.detail = "left over:\n  " + base::join(left, "\n  ");
  throw Error(error);
}

}  // namespace

SchemaSnapshot snapshot(const Options& options, const std::string& file) {
  author::Workshop workshop(options);
  SchemaSnapshot made;
  made.file = path_of(file);
  made.migrations = author::replay(workshop, {});
  refuse_rows(workshop);
  const auto schema = workshop.inspect();
  const std::string text = text_for(workshop, schema, made.migrations);
  const std::string fresh = made.file + ".new";
  std::error_code ignored;
  std::filesystem::remove(fresh, ignored);
  base::create_file(fresh, text);
  try {
    prove(workshop, fresh, schema);
    made.changed = !base::file_exists(made.file) || base::read_file(made.file) != text;
    std::filesystem::rename(fresh, made.file);
  } catch (...) {
    std::filesystem::remove(fresh, ignored);
    throw;
  }
  return made;
}

SchemaSnapshot load_snapshot(const Options& options, const std::string& file) {
  SchemaSnapshot loaded;
  loaded.file = path_of(file);
  const std::string text = base::read_file(loaded.file);
  for (const auto line : base::split(text, '\n')) {
    if (line.starts_with(contains)) loaded.migrations.emplace_back(base::trim(line.substr(contains.size())));
  }
  Migrator migrator(options);
  std::vector<std::string> known;
  for (const auto& migration : migrator.status().migrations) {
    if (migration.state == MigrationState::applied || migration.state == MigrationState::changed ||
        migration.state == MigrationState::missing || migration.state == MigrationState::interrupted) {
      throw Error(ErrorKind::refused, "the database has migrations applied already",
                  "a snapshot is for a new database; `dunlin up` applies what is pending");
    }
    known.push_back(migration.version);
  }
  for (const auto& version : loaded.migrations) {
    if (std::ranges::count(known, version) == 0) {
      throw Error(ErrorKind::refused, "the snapshot has migration " + base::printable(version) + ", which is not here",
                  "write the snapshot anew with `dunlin schema snapshot`, or bring the file back");
    }
  }
  {
    author::Workshop workshop(options);
    if (!schema::objects(workshop.live()).empty()) {
      throw Error(ErrorKind::refused, "the database is not empty",
                  "a snapshot is for a new database; what an interrupted load left goes with `dunlin db drop`");
    }
  }
  loaded.changed = !apply_schema(options, {SchemaSource::Kind::sql, loaded.file}).empty();
  for (const auto& version : loaded.migrations) static_cast<void>(migrator.mark(version, true));
  return loaded;
}

}  // namespace v0
}  // namespace dunlin
