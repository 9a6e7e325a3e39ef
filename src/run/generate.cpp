// generate(): looks at the migrations that are there, and writes one more. What stands in it is new_file.hpp's.
#include "dunlin/generate.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "diff/write.hpp"
#include "run/new_file.hpp"
#include "run/session.hpp"
#include "schema/from_model.hpp"
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

/// Whether what is made comes from the models.
bool is_initial(const Options& options, const GenerateOptions& what, const Present& present) {
  if (what.from_models && !options.models) {
    throw Error(ErrorKind::usage, "there are no models to make a migration from", "give them as Options::models");
  }
  if (what.from_models && what.cpp) {
    throw Error(ErrorKind::usage, "what models declare is written in SQL, not in C++");
  }
  if (what.from_models && present.any) {
    throw Error(ErrorKind::refused,
                "the history has migrations already, and this version does not write the difference to the models",
                "make an empty migration (without asking for the models) and write the change into it; only the first "
                "migration is made from models");
  }
  return options.models && !present.any && !what.cpp && what.template_name.empty();
}

/// Statements as the text of a half: a blank line around those that take several lines.
std::string script(const database::Statements& statements) {
  std::string out;
  bool long_before = false;
  for (const auto& each : statements) {
    const std::string& statement = each.sql;
    const bool is_long = statement.find('\n') != std::string::npos;
    if (!out.empty() &&
        (is_long || (long_before && !statement.starts_with("CREATE INDEX") &&
                     !statement.starts_with("CREATE UNIQUE INDEX") && !statement.starts_with("COMMENT ON")))) {
      out += "\n";
    }
    out += statement + ";\n";
    long_before = is_long;
  }
  return out;
}

void write_initial(run::NewMigration& migration, const Options& options, const database::DdlWriter& writer) {
  std::vector<std::string> known;
  for (const auto* driver : database::drivers()) {
    const auto any = driver->ddl(nullptr);
    const auto& can = any->abilities();
    known.insert(known.end(), can.names.begin(), can.names.end());
    known.insert(known.end(), can.products.begin(), can.products.end());
  }
  const schema::Schema schema = schema::from_model(*options.models, writer, known);
  const schema::Schema nothing;
  migration.up = script(diff::write(nothing, schema, writer));
  migration.down = script(diff::write(schema, nothing, writer));
  if (migration.up.empty()) throw Error(ErrorKind::config, "the models declare nothing");
}

using Writer = std::function<std::unique_ptr<database::DdlWriter>()>;

Generated generate_with(const Options& options, const GenerateOptions& what, const Writer& writer) {
  const std::string directory = target_directory(options, what);
  const Present present = look(options, directory);
  const bool initial = is_initial(options, what, present);
  run::NewMigration migration;
  migration.name = run::migration_name(initial && what.name.empty() ? "initial" : what.name);
  migration.description = what.description;
  migration.cpp = what.cpp;
  migration.layout = present.layout;
  migration.pairs = present.pairs;
  migration.version = new_version(what.naming, present);
  if (initial) {
    write_initial(migration, options, *writer());
  } else {
    read_templates(migration, what);
  }
  return {migration.version, migration.name, write(directory, run::new_files(migration))};
}

}  // namespace

Generated generate(const Options& options, const GenerateOptions& what) {
  const bool initial = is_initial(options, what, look(options, target_directory(options, what)));
  if (!initial) return generate_with(options, what, {});
  if (options.url.empty() && !options.handle) {
    throw Error(ErrorKind::config, "the SQL of models depends on the database, and none is named",
                "give its URL: --database, or Options::url");
  }
  return Migrator(options).generate(what);
}

std::unique_ptr<database::DdlWriter> Migrator::Impl::ddl_writer() {
  // A file's library is the one that is linked; a server has to be asked.
  return context.driver->ddl(context.driver->creates_on_open ? nullptr : &context.connect(false).capabilities());
}

Generated Migrator::generate(const GenerateOptions& what) {
  const Impl::Call call(*impl_);
  return generate_with(impl_->context.options, what, [&] { return impl_->ddl_writer(); });
}

}  // namespace v0
}  // namespace dunlin
