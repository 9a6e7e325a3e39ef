// generate(): one more migration, from a template or from what differs.
#include "dunlin/generate.hpp"

#include <algorithm>

#include "author/compare.hpp"
#include "author/migration_files.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "run/session.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

Error no_template(const GenerateOptions& what, const std::string& path, const std::string& ending) {
  std::vector<std::string> names;
  if (base::directory_exists(what.templates)) {
    for (const auto& entry : base::list_directory(what.templates)) {
      if (entry.name.ends_with(ending) && !entry.name.ends_with(".down.sql")) {
        names.push_back(entry.name.substr(0, entry.name.size() - ending.size()));
      }
    }
  }
  const std::string near = base::nearest(what.template_name, names);
  return {ErrorKind::usage, "there is no template '" + base::printable(path) + "'",
          !near.empty() ? "did you mean --template " + base::printable(near) + "?"
          : names.empty()
              ? "templates are files like " + base::printable(base::join_path(what.templates, "migration" + ending))
              : "there are " + base::printable(base::join(names, ", "))};
}

void read_templates(run::NewMigration& migration, const GenerateOptions& what) {
  const std::string name = what.template_name.empty() ? "migration" : what.template_name;
  const std::string ending = what.cpp ? ".cpp" : ".sql";
  const std::string up = base::join_path(what.templates, name + ending);
  if (base::file_exists(up)) {
    migration.template_up = base::read_file(up);
  } else if (!what.template_name.empty()) {
    throw no_template(what, up, ending);
  }
  const std::string down = base::join_path(what.templates, name + ".down.sql");
  if (!what.cpp && base::file_exists(down)) migration.template_down = base::read_file(down);
}

/// Whether what is made is the difference to the schema as it should be: as asked, or because there is nothing yet and
/// models say what has to be.
bool is_automatic(const Options& options, const GenerateOptions& what, const author::Present& present) {
  if (what.from_models && !options.models) {
    throw Error(ErrorKind::usage, "there are no models to make a migration from", "give them as Options::models");
  }
  const bool asked = what.automatic || what.from_models || what.from_database;
  if (asked && what.cpp) {
    throw Error(ErrorKind::usage, "the difference between schemas is written in SQL, not in C++");
  }
  if (asked && !what.template_name.empty()) {
    throw Error(ErrorKind::usage, "a migration is made from a template or from a difference, not from both");
  }
  return asked || (options.models && !present.any && !what.cpp && what.template_name.empty());
}

/// What is written against a database that its migrations did not make as it is, runs in no other one.
void note_drift(author::Workshop& workshop, author::Comparison& comparison) {
  const auto replayed = author::load(workshop, {SchemaSource::Kind::history, {}});
  if (author::differences(replayed.schema, comparison.from, workshop.writer()).empty()) return;
  for (const char* note :
       {"the database is not what its migrations made of it (`dunlin drift`): this migration is for it alone, and does "
        "not run in a new database",
        "to give up what was changed by hand: remove this migration, then `dunlin schema apply history` and "
        "`dunlin new NAME --auto`",
        "to keep it: remove this migration, put what `dunlin schema diff history database --format sql` prints into a "
        "new one, `dunlin mark` that as applied, then `dunlin new NAME --auto`"}) {
    comparison.difference.notes.emplace_back(note);
  }
}

/// What is still pending would be written a second time.
void refuse_behind(author::Workshop& workshop) {
  Options options = workshop.options();
  options.hooks = {};
  workshop.context.disconnect();  // an application's own connection serves one at a time
  const auto migrations = Migrator(std::move(options)).status().migrations;
  const auto pending =
      std::ranges::count_if(migrations, [](const auto& each) { return each.state == MigrationState::pending; });
  if (pending == 0) return;
  throw Error(ErrorKind::refused,
              "the database is not up to date: " + base::plural(pending, "migration") +
                  (pending == 1 ? " is" : " are") + " pending",
              "`dunlin up` first; without --from-database it is the migrations that are compared with");
}

/// The difference that the new migrations make.
author::Comparison compare(author::Workshop& workshop, const GenerateOptions& what) {
  using Kind = SchemaSource::Kind;
  if (what.from_database) refuse_behind(workshop);
  const SchemaSource from{what.from_database ? Kind::database : Kind::migrations, {}};
  auto comparison = author::compare(workshop, from, author::desired_of(workshop.options()), what.difference);
  author::confirm_losses(comparison.difference, what.difference);
  if (what.from_database && !comparison.difference.empty()) note_drift(workshop, comparison);
  return comparison;
}

Generated generate_difference(const Options& options, const GenerateOptions& what, const author::Present& present) {
  const std::string name = run::migration_name(present.any || !what.name.empty() ? what.name : "initial");
  author::Workshop workshop(options);
  const auto comparison = compare(workshop, what);
  const auto& losses = comparison.difference.losses;
  auto made = author::write_migrations(
      options, what, present, author::halves_of(comparison.script, name, workshop.context.driver->lex_rules, losses));
  made.name = name;
  made.difference = comparison.difference;
  return made;
}

}  // namespace

Generated generate(const Options& options, const GenerateOptions& what) {
  const auto present = author::look(options, what);
  if (is_automatic(options, what, present)) return generate_difference(options, what, present);
  auto migration = author::new_migration(what, run::migration_name(what.name), present);
  read_templates(migration, what);
  Generated made;
  made.version = migration.version;
  made.name = migration.name;
  made.files = author::write_files(author::target_directory(options, what), run::new_files(migration));
  return made;
}

Generated Migrator::generate(const GenerateOptions& what) {
  const Impl::Call call(*impl_);
  return dunlin::generate(impl_->context.options, what);
}

}  // namespace v0
}  // namespace dunlin
