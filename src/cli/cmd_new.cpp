#include <algorithm>

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/new_file.hpp"
#include "cli/session.hpp"
#include "source/layout.hpp"
#include "source/version.hpp"

namespace dunlin::cli {
namespace {

/// What the folders hold already, as far as a new name depends on it.
struct Folder {
  std::string layout = "native";
  std::string highest;            ///< version; empty: no migration yet
  std::vector<std::string> keys;  ///< of all versions
  bool pairs = false;
};

Folder look(const Settings& settings) {
  Folder folder;
  const std::string layout = settings.config.layout.value_or("auto");
  std::vector<std::string> present;
  for (const auto& directory : settings.migrations()) {
    if (base::directory_exists(directory)) present.push_back(directory);
  }
  if (layout != "auto") folder.layout = layout;
  if (present.empty()) return folder;
  const source::Source source = source::load({present, layout});
  if (source.layout != nullptr) folder.layout = std::string(source.layout->name);
  for (const auto& migration : source.migrations) {
    if (migration.kind == source::MigrationKind::repeatable) continue;
    folder.highest = migration.version;
    folder.keys.push_back(source::version_key(migration.version));
    if (!source.layout->folders) folder.pairs = migration.up.name().ends_with(".up.sql");
  }
  return folder;
}

std::string timestamp(const Folder& folder) {
  const bool dashes = folder.highest.find('-') != std::string::npos && is_timestamp(folder.highest);
  for (std::int64_t now = base::now_milliseconds();; now += 1000) {  // two in one second get a second each
    std::string version = base::timestamp_version(now);
    if (dashes) {
      version =
          version.substr(0, 4) + "-" + version.substr(4, 2) + "-" + version.substr(6, 2) + "-" + version.substr(8);
    }
    if (std::find(folder.keys.begin(), folder.keys.end(), source::version_key(version)) == folder.keys.end())
      return version;
  }
}

/// As told; else as the folder has it; else a time stamp.
std::string new_version(const Session& session, const Settings& settings, const Folder& folder) {
  std::optional<Naming> naming = settings.config.naming;
  if (session.arguments.has("--naming")) naming = parse_naming(session.arguments.value("--naming"), Place());
  if (!naming) naming = folder.highest.empty() || is_timestamp(folder.highest) ? Naming::timestamp : Naming::sequence;
  if (*naming == Naming::timestamp) return timestamp(folder);
  return next_number(folder.highest, folder.layout == "flyway" ? "1" : "001");
}

void read_templates(NewMigration& migration, const Settings& settings, const std::string& wanted) {
  const std::string name = wanted.empty() ? "migration" : wanted;
  const std::string up = base::join_path(settings.templates(), name + ".sql");
  const std::string down = base::join_path(settings.templates(), name + ".down.sql");
  if (base::file_exists(up)) {
    migration.template_up = base::read_file(up);
  } else if (!wanted.empty()) {
    std::vector<std::string> names;
    if (base::directory_exists(settings.templates())) {
      for (const auto& entry : base::list_directory(settings.templates())) {
        if (entry.name.ends_with(".sql") && !entry.name.ends_with(".down.sql")) {
          names.push_back(entry.name.substr(0, entry.name.size() - 4));
        }
      }
    }
    const std::string near = base::nearest(wanted, names);
    throw Error(ErrorKind::usage, "there is no template '" + base::printable(up) + "'",
                !near.empty()   ? "did you mean --template " + base::printable(near) + "?"
                : names.empty() ? "templates are files like " +
                                      base::printable(base::join_path(settings.templates(), "migration.sql"))
                                : "there are " + base::printable(base::join(names, ", ")));
  }
  if (base::file_exists(down)) migration.template_down = base::read_file(down);
}

}  // namespace

int cmd_new(Session& session) {
  const Arguments& arguments = session.arguments;
  const Settings& settings = session.settings();
  std::vector<std::string> words = arguments.words;
  if (arguments.has("--message")) {
    if (!words.empty()) throw Error(ErrorKind::usage, "the name is given twice: as words and with -m");
    words = {arguments.value("--message")};
  }
  NewMigration migration;
  migration.name = migration_name(words);
  migration.description = arguments.value("--description");
  const Folder folder = look(settings);
  migration.layout = folder.layout;
  migration.pairs = folder.pairs;
  migration.version = new_version(session, settings, folder);
  read_templates(migration, settings, arguments.value("--template"));

  const std::string directory = settings.migrations().front();
  base::create_directories(directory);
  std::vector<std::string> made;
  for (const auto& [path, text] : new_files(migration)) {
    const std::string full = base::join_path(directory, path);
    if (const auto slash = path.find('/'); slash != std::string::npos) {
      base::create_directories(base::join_path(directory, path.substr(0, slash)));
    }
    base::create_file(full, text);
    made.push_back(full);
  }
  if (session.out.json()) {
    Json json = Json::object();
    json.set("version", migration.version).set("name", migration.name).set("files", Json::strings(made));
    session.out.document(json);
    return exit_done;
  }
  for (const auto& path : made) session.out.line(base::printable(path));
  return exit_done;
}

}  // namespace dunlin::cli
