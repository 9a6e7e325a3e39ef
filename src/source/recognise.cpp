// layout = "auto". Names decide where they can; only NNN_name.sql, which goose, dbmate, sqlx and Dunlin itself share,
// needs a look into the files. Where the names allow two readings that would give a migration two versions, the file
// with the lowest number decides: a history grows at its end, so that a file more never changes what was recognised.
#include <algorithm>

#include "base/text.hpp"
#include "source/entry.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"
#include "source/version.hpp"

namespace dunlin::source {
namespace {

struct Count {
  std::size_t files = 0;
  const Entry* first = nullptr;
  void add(const Entry& entry) {
    if (files++ == 0) first = &entry;
  }
};

struct Counts {
  Count diesel, prisma, flyway, pairs, singles, goose, dbmate, sqlx;
  const Entry* lowest = nullptr;  ///< of pairs and singles
  std::string lowest_key;
  bool lowest_pair = false;
};

bool is_flyway(const Entry& entry) {
  const std::optional<NameParts> parts = flyway_layout().parse_name(entry.name, false);
  return parts && !parts->refused && parts->kind != MigrationKind::repeatable;
}

void look_at(const Entry& entry, Counts& counts) {
  if (entry.is_directory) {
    if (diesel_layout().parse_name(entry.name, true) && entry.holds("up.sql")) counts.diesel.add(entry);
    if (prisma_layout().parse_name(entry.name, true) && entry.holds("migration.sql")) counts.prisma.add(entry);
    return;
  }
  const std::optional<std::string_view> text = without_sql(entry.name);
  if (!text) return;
  if (is_flyway(entry)) {
    counts.flyway.add(entry);
    return;
  }
  const bool versioned = base::is_digit((*text)[0]) ||
                         (text->size() > 1 && ((*text)[0] == 'v' || (*text)[0] == 'V') && base::is_digit((*text)[1]));
  if (!versioned) return;
  const bool pair = read_stem(*text).half != NameParts::Half::whole;
  (pair ? counts.pairs : counts.singles).add(entry);
  std::string key = version_sort_key(*text);
  if (counts.lowest == nullptr || key < counts.lowest_key) {
    counts.lowest = &entry;
    counts.lowest_key = std::move(key);
    counts.lowest_pair = pair;
  }
}

// Whether the name is digits, and "_" or nothing behind them: what every layout that numbers its files can read.
bool is_numbered(std::string_view name) {
  const std::size_t digits = leading_digits(name);
  return digits > 0 && (name[digits] == '_' || name.substr(digits) == ".sql" ||
                        name.substr(digits).starts_with(".up.") || name.substr(digits).starts_with(".down."));
}

const Layout& numbered_layout(const Counts& counts) {
  if (counts.goose.files > 0 && counts.goose.files >= counts.dbmate.files) return goose_layout();
  if (counts.dbmate.files > 0) return dbmate_layout();
  if (counts.lowest == nullptr) return native_layout();
  if (!is_numbered(counts.lowest->name)) {
    // "1.2_x" could be read either way; Dunlin's own names have no such number, and the whole name tells them apart.
    return plain_layout();
  }
  if (counts.sqlx.files > 0) return sqlx_layout();
  return counts.lowest_pair ? golang_migrate_layout() : native_layout();
}

}  // namespace

Recognised recognise(std::vector<Entry>& entries) {
  Counts counts;
  for (const Entry& entry : entries) look_at(entry, counts);
  if (counts.diesel.files + counts.prisma.files + counts.flyway.files + counts.pairs.files + counts.singles.files ==
      0) {
    // Flyway looks into folders too.
    for (const Entry& entry : entries) {
      for (const base::DirectoryEntry& file : entry.inside) {
        if (!file.is_directory && is_flyway(entry.child(file.name))) return {&flyway_layout(), std::nullopt};
      }
    }
  }
  std::vector<SourceProblem> unread;
  for (Entry& entry : entries) {
    const std::optional<std::string_view> text = without_sql(entry.name);
    if (entry.is_directory || !text || !base::is_digit(entry.name[0])) continue;
    // What cannot be read is reported when the file is loaded.
    if (!read_entry(entry, unread)) continue;
    const Marks marks = find_marks(*entry.content);
    if (read_stem(*text).half == NameParts::Half::whole) {
      if (marks.goose) counts.goose.add(entry);
      if (marks.dbmate) counts.dbmate.add(entry);
    }
    if (marks.sqlx) counts.sqlx.add(entry);
  }

  struct Candidate {
    const Layout* layout;
    const Count* count;
  };
  const Layout& numbered = numbered_layout(counts);
  std::vector<Candidate> candidates = {
      {&diesel_layout(), &counts.diesel}, {&prisma_layout(), &counts.prisma}, {&flyway_layout(), &counts.flyway}};
  // Plain numbered files among those of a tool are Dunlin's own, which may stand anywhere (load() asks for the mark).
  if (&numbered == &goose_layout()) candidates.push_back({&numbered, &counts.goose});
  if (counts.dbmate.files > 0) candidates.push_back({&dbmate_layout(), &counts.dbmate});
  if (&numbered == &golang_migrate_layout()) candidates.push_back({&numbered, &counts.pairs});
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.count->files > b.count->files; });
  Recognised recognised;
  recognised.layout = candidates[0].count->files > 0 ? candidates[0].layout : &numbered;
  if (candidates[1].count->files > 0 && candidates[0].layout != candidates[1].layout) {
    const Candidate& a = candidates[0];
    const Candidate& b = candidates[1];
    SourceProblem problem;
    problem.message = "The files are of two layouts: \"" + base::printable(a.count->first->name) + "\" is of " +
                      std::string(a.layout->title) + ", \"" + base::printable(b.count->first->name) + "\" of " +
                      std::string(b.layout->title);
    problem.hint =
        "Keep each in a folder of its own, or set layout = \"" + std::string(a.layout->name) + "\" in dunlin.toml";
    problem.place.file = b.count->first->path();
    recognised.problem = std::move(problem);
  }
  return recognised;
}

}  // namespace dunlin::source
