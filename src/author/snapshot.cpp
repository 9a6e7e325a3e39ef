// A schema kept as a file, written from the migrations.
#include <algorithm>
#include <filesystem>

#include "author/compare.hpp"
#include "author/replay.hpp"
#include "author/snapshot.hpp"
#include "author/statements.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "diff/write.hpp"
#include "dunlin/difference.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

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
  for (const auto& version : versions) text += std::string(author::snapshot_contains) + version + "\n";
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
  made.file = author::snapshot_path(file);
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

}  // namespace v0
}  // namespace dunlin
