// generate(): looks at the migrations that are there, and writes one more. What stands in it is new_file.hpp's.
#include "dunlin/generate.hpp"

#include <algorithm>
#include <filesystem>

#include "author/compare.hpp"
#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "run/new_file.hpp"
#include "run/session.hpp"
#include "source/layout.hpp"
#include "source/version.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

/// What the sources hold already, as far as a new name depends on it.
struct Present {
  std::string layout = "native";
  std::string highest;            ///< version; empty: no migration yet
  std::vector<std::string> keys;  ///< of all versions
  bool pairs = false;
  bool any = false;  ///< there is a migration of whatever kind
};

std::string target_directory(const Options& options, const GenerateOptions& what) {
  if (!what.directory.empty()) return what.directory;
  return options.directories.empty() ? "migrations" : options.directories.front();
}

void add_version(Present& present, const std::string& version) {
  if (present.highest.empty() || source::compare_versions(version, present.highest) > 0) present.highest = version;
  present.keys.push_back(source::version_key(version));
}

Present look(const Options& options, const std::string& target) {
  Present present;
  if (options.layout != "auto") present.layout = options.layout;
  std::vector<std::string> folders = options.directories;
  if (std::find(folders.begin(), folders.end(), target) == folders.end()) folders.push_back(target);
  std::erase_if(folders, [](const std::string& folder) { return !base::directory_exists(folder); });
  if (!folders.empty() || !options.embedded.empty()) {
    const source::Source source =
        source::load({.directories = folders, .layout = options.layout, .embedded = options.embedded});
    if (source.layout != nullptr) present.layout = std::string(source.layout->name);
    present.any = !source.migrations.empty();
    for (const auto& migration : source.migrations) {
      if (migration.kind == source::MigrationKind::repeatable) continue;
      add_version(present, migration.version);
      if (!source.layout->folders && !migration.code) present.pairs = migration.up.name().ends_with(".up.sql");
    }
  }
  // Those in C++ stand in the same order.
  for (const auto& entry : options.migrations.entries()) {
    const auto parts = source::native_layout().parse_name(std::string(entry.migration->name()) + ".sql", false);
    if (parts && !parts->refused && parts->kind == source::MigrationKind::versioned) {
      add_version(present, parts->version);
    }
  }
  present.any = present.any || !present.keys.empty();
  return present;
}

std::string timestamp(const Present& present) {
  const bool dashes = present.highest.find('-') != std::string::npos && run::is_timestamp(present.highest);
  for (std::int64_t now = base::now_milliseconds();; now += 1000) {  // two in one second get a second each
    std::string version = base::timestamp_version(now);
    if (dashes) {
      version =
          version.substr(0, 4) + "-" + version.substr(4, 2) + "-" + version.substr(6, 2) + "-" + version.substr(8);
    }
    if (std::find(present.keys.begin(), present.keys.end(), source::version_key(version)) == present.keys.end()) {
      return version;
    }
  }
}

/// As told; else as the migrations have it; else a time stamp.
std::string new_version(std::optional<Naming> naming, const Present& present) {
  if (!naming) {
    naming = present.highest.empty() || run::is_timestamp(present.highest) ? Naming::timestamp : Naming::sequence;
  }
  if (*naming == Naming::timestamp) return timestamp(present);
  return run::next_number(present.highest, present.layout == "flyway" ? "1" : "001");
}

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

/// All files or none.
std::vector<std::string> write(const std::string& directory, const run::NewFiles& files) {
  std::vector<std::string> made;
  try {
    base::create_directories(directory);
    for (const auto& [path, text] : files) {
      const std::string full = base::join_path(directory, path);
      if (const auto slash = path.find('/'); slash != std::string::npos) {
        base::create_directories(base::join_path(directory, path.substr(0, slash)));
      }
      base::create_file(full, text);
      made.push_back(full);
    }
  } catch (const Error&) {
    std::error_code ignored;
    for (const auto& path : made) std::filesystem::remove(path, ignored);
    throw;
  }
  return made;
}

/// Whether what is made is the difference to the schema as it should be: as asked, or because there is nothing yet and
/// models say what has to be.
bool is_automatic(const Options& options, const GenerateOptions& what, const Present& present) {
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
  comparison.difference.notes.emplace_back(
      "the database is not what its migrations made of it (`dunlin drift`): this migration is for it alone, "
      "and does not run in a new database");
}

/// The difference that the new migrations make.
author::Comparison compare(author::Workshop& workshop, const GenerateOptions& what) {
  using Kind = SchemaSource::Kind;
  const SchemaSource from{what.from_database ? Kind::database : Kind::migrations, {}};
  auto comparison = author::compare(workshop, from, author::desired_of(workshop.options()), what.difference);
  author::confirm_losses(comparison.difference, what.difference);
  if (what.from_database && !comparison.difference.empty()) note_drift(workshop, comparison);
  return comparison;
}

struct Halves {
  std::string up, down;
  bool up_outside = false, down_outside = false;
};

std::vector<Halves> texts_of(const author::Comparison& comparison, const sql::LexRules& rules) {
  std::vector<Halves> all;
  std::vector<Loss> losses = comparison.difference.losses;
  for (const auto& part : comparison.script.parts) {
    all.push_back({author::half_text(part.up, rules, losses, Direction::up),
                   author::half_text(part.down, rules, losses, Direction::down), author::outside_transaction(part.up),
                   author::outside_transaction(part.down)});
    losses.clear();
  }
  return all;
}

run::NewMigration named(const GenerateOptions& what, const std::string& name, const Present& present) {
  run::NewMigration migration;
  migration.name = name;
  migration.description = what.description;
  migration.cpp = what.cpp;
  migration.layout = present.layout;
  migration.pairs = present.pairs;
  migration.version = new_version(what.naming, present);
  return migration;
}

Generated generate_difference(const Options& options, const GenerateOptions& what, Present present) {
  const std::string name = run::migration_name(present.any || !what.name.empty() ? what.name : "initial");
  author::Workshop workshop(options);
  const auto comparison = compare(workshop, what);
  Generated made;
  made.name = name;
  made.difference = comparison.difference;
  const std::string directory = target_directory(options, what);
  const auto& rules = workshop.context.driver->lex_rules;
  run::NewFiles files;
  int number = 0;
  for (const auto& halves : texts_of(comparison, rules)) {
    auto migration = named(what, ++number == 1 ? name : name + "_" + std::to_string(number), present);
    migration.up = halves.up;
    migration.down = halves.down;
    migration.up_outside = halves.up_outside;
    migration.down_outside = halves.down_outside;
    for (auto& file : run::new_files(migration)) files.push_back(std::move(file));
    if (made.version.empty()) made.version = migration.version;
    add_version(present, migration.version);
  }
  made.files = write(directory, files);
  return made;
}

}  // namespace

Generated generate(const Options& options, const GenerateOptions& what) {
  const std::string directory = target_directory(options, what);
  const Present present = look(options, directory);
  if (is_automatic(options, what, present)) return generate_difference(options, what, present);
  auto migration = named(what, run::migration_name(what.name), present);
  read_templates(migration, what);
  Generated made;
  made.version = migration.version;
  made.name = migration.name;
  made.files = write(directory, run::new_files(migration));
  return made;
}

Generated Migrator::generate(const GenerateOptions& what) {
  const Impl::Call call(*impl_);
  return dunlin::generate(impl_->context.options, what);
}

}  // namespace v0
}  // namespace dunlin
