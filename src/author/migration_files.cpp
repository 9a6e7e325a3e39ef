#include "author/migration_files.hpp"

#include <algorithm>
#include <filesystem>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "source/layout.hpp"
#include "source/version.hpp"

namespace dunlin::author {
namespace {

void add_version(Present& present, const std::string& version) {
  if (present.highest.empty() || source::compare_versions(version, present.highest) > 0) present.highest = version;
  present.keys.push_back(source::version_key(version));
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

}  // namespace

std::string target_directory(const Options& options, const GenerateOptions& what) {
  if (!what.directory.empty()) return what.directory;
  return options.directories.empty() ? "migrations" : options.directories.front();
}

Present look(const Options& options, const GenerateOptions& what) {
  const std::string target = target_directory(options, what);
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

run::NewMigration new_migration(const GenerateOptions& what, const std::string& name, const Present& present) {
  run::NewMigration migration;
  migration.name = name;
  migration.description = what.description;
  migration.cpp = what.cpp;
  migration.layout = present.layout;
  migration.pairs = present.pairs;
  migration.version = new_version(what.naming, present);
  return migration;
}

std::vector<std::string> write_files(const std::string& directory, const run::NewFiles& files) {
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

std::vector<Halves> halves_of(const Script& script, const std::string& name, const sql::LexRules& rules,
                              std::vector<Loss> losses) {
  std::vector<Halves> all;
  for (const auto& part : script.parts) {
    all.push_back({all.empty() ? name : name + "_" + std::to_string(all.size() + 1),
                   half_text(part.up, rules, losses, Direction::up),
                   half_text(part.down, rules, losses, Direction::down), outside_transaction(part.up),
                   outside_transaction(part.down)});
    losses.clear();
  }
  return all;
}

Generated write_migrations(const Options& options, const GenerateOptions& what, Present present,
                           const std::vector<Halves>& all) {
  Generated made;
  run::NewFiles files;
  for (const auto& halves : all) {
    auto migration = new_migration(what, halves.name, present);
    if (!halves.description.empty()) migration.description = halves.description;
    migration.up = halves.up;
    migration.down = halves.down;
    migration.up_outside = halves.up_outside;
    migration.down_outside = halves.down_outside;
    for (auto& file : run::new_files(migration)) files.push_back(std::move(file));
    if (made.version.empty()) {
      made.version = migration.version;
      made.name = migration.name;
    }
    add_version(present, migration.version);
  }
  made.files = write_files(target_directory(options, what), files);
  return made;
}

}  // namespace dunlin::author
