#include "source/name_rules.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"
#include "source/version.hpp"

namespace dunlin::source {
namespace {

constexpr std::size_t told_together = 6;
constexpr std::size_t told_singly = 10;

std::string quoted(std::string_view name) { return "\"" + base::printable(name) + "\""; }

}  // namespace

void report_spelling(std::vector<Spelling> spelling, std::size_t migrations, std::vector<SourceProblem>& problems) {
  if (spelling.size() >= told_together && spelling.size() * 2 > migrations) {
    // The folder has a habit of its own (dashes, say): the others are few, or there are none.
    const Spelling& first = spelling.front();
    problems.push_back({std::to_string(spelling.size()) +
                            " names are understood, but are not spelled as Dunlin does: " + quoted(first.name) +
                            " and others",
                        "The right form would be " + first.right_form +
                            "; versions stay the same, so they may be renamed when they are applied too",
                        Place{first.path}, false});
    return;
  }
  const std::size_t count = std::min(spelling.size(), told_singly);
  for (std::size_t i = 0; i < count; ++i) {
    const Spelling& one = spelling[i];
    problems.push_back({"The name " + quoted(one.name) + " is understood, but is not spelled as the others",
                        "The right form is " + one.right_form +
                            "; its version stays the same, so it may be renamed when it is applied too",
                        Place{one.path}, false});
  }
  if (spelling.size() > count) {
    problems.push_back({std::to_string(spelling.size() - count) + " more names are not spelled as the others",
                        "The right form of the first of them is " + spelling[count].right_form,
                        Place{spelling[count].path}, false});
  }
}

void check_numbering(const std::vector<Migration>& migrations, std::vector<SourceProblem>& problems) {
  // The width is that of the lowest number: a folder that began with 001 wants 024.
  const Migration* lowest = nullptr;
  std::string lowest_key;
  const auto counts = [](const Migration& migration) {
    return migration.layout == &native_layout() && migration.kind == MigrationKind::versioned &&
           leading_digits(migration.version) == migration.version.size();
  };
  for (const Migration& migration : migrations) {
    if (!counts(migration)) continue;
    std::string key = version_sort_key(migration.version);
    if (lowest != nullptr && !(key < lowest_key)) continue;
    lowest = &migration;
    lowest_key = std::move(key);
  }
  if (lowest == nullptr || lowest->version[0] != '0' || lowest->version.size() > 8) return;
  const std::size_t width = lowest->version.size();
  for (const Migration& migration : migrations) {
    if (!counts(migration) || migration.version.size() >= width) continue;
    const std::string file = migration.up.name().empty() ? migration.title() : base::base_name(migration.up.name());
    problems.push_back({"The number of " + quoted(file) + " is narrower than the others",
                        "The right form is " + std::string(width - migration.version.size(), '0') + file,
                        Place{migration.up.name()}, false});
  }
}

std::optional<SourceProblem> judge_other_file(std::string_view name, const Layout& layout) {
  SourceProblem problem;
  const std::string small = base::lower(name);
  const bool numbered =
      leading_digits(name) > 0 || (name.size() > 1 && (name[0] == 'V' || name[0] == 'v') && base::is_digit(name[1]));
  if (small.ends_with("~") || small.ends_with(".swp") || small.ends_with(".orig") || small.ends_with(".rej")) {
    return std::nullopt;
  }
  if (small.ends_with(".sql")) {
    problem.message = "The file " + quoted(name) + " is not read: its name does not end in .sql, in small letters";
    problem.hint = "Name it " + base::printable(name.substr(0, name.size() - 4)) + ".sql";
    return problem;
  }
  for (const std::string_view ending : {".sql ", ".sq", ".sqll", ".slq", ".qsl", ".psql", ".pgsql", ".mysql", "sql"}) {
    if (!numbered || !small.ends_with(ending)) continue;
    std::string_view stem = name.substr(0, name.size() - ending.size());
    while (stem.ends_with('.')) stem.remove_suffix(1);
    problem.message = "The file " + quoted(name) + " is not read: its name does not end in .sql";
    problem.hint = "Name it " + base::printable(stem) + ".sql";
    return problem;
  }
  if (small.find(".sql.") != std::string::npos) {
    problem.message = "The file " + quoted(name) + " is not read: its name does not end in .sql";
    problem.hint = "Rename it if it is a migration";
    problem.fatal = false;
    return problem;
  }
  for (const std::string_view ending : {".cc", ".cxx", ".c++", ".cpp"}) {
    if (!numbered || !small.ends_with(ending)) continue;
    problem.message = "The file " + quoted(name) + " is not read: a migration in C++ ends in .cpp";
    problem.hint = "Name it " + base::printable(name.substr(0, name.size() - ending.size())) + ".cpp";
    return problem;
  }
  constexpr std::array<std::string_view, 8> languages = {".go", ".java", ".py", ".js", ".ts", ".rb", ".php", ".kt"};
  for (const std::string_view language : languages) {
    if (!numbered || !small.ends_with(language)) continue;
    problem.message = "The file " + quoted(name) + " looks like a migration that is not SQL, and is not run";
    problem.hint = "Write what it does as SQL, under the same version, if " + std::string(layout.title) + " ran it";
    problem.fatal = false;
    return problem;
  }
  return std::nullopt;
}

bool is_flyway_callback(std::string_view name) {
  return name.starts_with("before") || name.starts_with("after") || name.starts_with("createSchema");
}

}  // namespace dunlin::source
