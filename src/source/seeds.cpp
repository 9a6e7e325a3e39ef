#include <algorithm>
#include <unordered_map>

#include "base/file.hpp"
#include "base/text.hpp"
#include "source/code.hpp"
#include "source/layout.hpp"
#include "source/layouts.hpp"

namespace dunlin::source {
namespace {

/// Takes it, unless another has its name.
void take(Migration seed, const std::string& where, Source& into, std::unordered_map<std::string, std::string>& known) {
  const auto [other, fresh] = known.try_emplace(seed.name, where);
  if (fresh) {
    into.migrations.push_back(std::move(seed));
    return;
  }
  into.problems.push_back({"Two seeds have the same name " + base::printable(seed.name) + ": " +
                               base::printable(other->second) + " and " + base::printable(where),
                           "Give one of them another name",
                           {seed.code ? std::string() : where},
                           true});
}

/// The seeds of one folder; `prefix`: of the environment.
void take_folder(const std::string& folder, const std::string& prefix, Source& into,
                 std::unordered_map<std::string, std::string>& known) {
  if (!base::directory_exists(folder)) return;
  for (const auto& entry : base::list_directory(folder)) {
    if (entry.is_directory || entry.name.starts_with('.') || !entry.name.ends_with(".sql")) continue;
    const std::string path = base::join_path(folder, entry.name);
    if (base::find_invalid_utf8(entry.name) != std::string::npos) {
      into.problems.push_back({"The name " + base::printable(path) + " is not UTF-8", "Rename the file", {path}, true});
      continue;
    }
    Migration seed;
    seed.name = prefix + entry.name.substr(0, entry.name.size() - 4);
    seed.version = seed.name;
    seed.kind = MigrationKind::seed;
    seed.layout = &native_layout();
    seed.up = base::Content::file(path, path);
    seed.checksum = seed.up.checksum();
    take(std::move(seed), path, into, known);
  }
}

}  // namespace

Source load_seeds(const std::vector<std::string>& directories, const std::string& environment, const Migrations& code) {
  Source source;
  source.layout = &native_layout();
  std::unordered_map<std::string, std::string> known;
  const auto by_name = [&](std::size_t from) {
    std::sort(source.migrations.begin() + static_cast<std::ptrdiff_t>(from), source.migrations.end(),
              [](const Migration& a, const Migration& b) { return a.name < b.name; });
  };
  for (const auto& directory : directories) take_folder(directory, {}, source, known);
  for (const auto& entry : code.entries()) {
    if (auto seed = read_seed(entry, source.problems)) take(std::move(*seed), "a seed in C++", source, known);
  }
  by_name(0);
  const std::size_t common = source.migrations.size();
  if (!environment.empty()) {
    for (const auto& directory : directories) {
      take_folder(base::join_path(directory, environment), environment + "/", source, known);
    }
    by_name(common);
  }
  return source;
}

}  // namespace dunlin::source
