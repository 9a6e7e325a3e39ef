#include <algorithm>

#include "base/text.hpp"
#include "plan/plan.hpp"
#include "source/version.hpp"

namespace dunlin::plan {

std::string key_of(const history::Record& record) {
  if (record.kind == "repeatable" || record.kind == "seed") return record.version;
  if (record.kind == "baseline") return "B__" + source::version_key(record.version);
  return source::version_key(record.version);
}

std::string title_of(const source::Migration* migration, const history::Record* record) {
  if (migration != nullptr) return migration->title();
  return record->name.empty() || record->kind == "repeatable" ? record->version : record->version + "_" + record->name;
}

std::string history_version(const source::Migration& migration) {
  return source::runs_again(migration.kind) ? migration.key() : migration.version;
}

std::vector<Pair> match(const source::Source& source, const std::vector<history::Record>& records) {
  std::map<std::string, const history::Record*> by_key;
  const history::Record* baseline = nullptr;
  for (const auto& record : records) {
    by_key[key_of(record)] = &record;
    if (record.kind == "baseline" &&
        (baseline == nullptr || source::compare_versions(baseline->version, record.version) < 0)) {
      baseline = &record;
    }
  }
  std::vector<Pair> pairs;
  pairs.reserve(source.migrations.size());
  for (const auto& migration : source.migrations) {
    Pair pair{&migration, nullptr, false};
    if (const auto found = by_key.find(migration.key()); found != by_key.end()) {
      pair.record = found->second;
      by_key.erase(found);
    } else if (baseline != nullptr && migration.kind == source::MigrationKind::versioned) {
      pair.covered = source::compare_versions(migration.version, baseline->version) <= 0;
    }
    pairs.push_back(pair);
  }
  if (!by_key.empty()) {
    for (const auto& [key, record] : by_key) pairs.push_back({nullptr, record, false});
    std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) {
      const auto repeatable = [](const Pair& pair) {
        return pair.migration != nullptr ? pair.migration->kind == source::MigrationKind::repeatable
                                         : pair.record->kind == "repeatable";
      };
      const auto version = [](const Pair& pair) -> const std::string& {
        return pair.migration != nullptr ? pair.migration->version : pair.record->version;
      };
      if (repeatable(a) != repeatable(b)) return repeatable(b);
      return source::compare_versions(version(a), version(b)) < 0;
    });
  }
  return pairs;
}

Pair find(const std::vector<Pair>& pairs, const std::string& revision) {
  struct Names {
    std::string version, title, file;
  };
  const auto names = [](const Pair& pair) -> Names {
    if (pair.migration != nullptr) {
      return {pair.migration->version, pair.migration->title(), base::base_name(pair.migration->up.name())};
    }
    const std::string& version = pair.record->version;
    return {version, title_of(nullptr, pair.record), base::base_name(pair.record->file)};
  };
  const std::string wanted = base::base_name(revision);
  const std::string key = source::version_key(wanted);
  std::vector<const Pair*> exact;
  std::vector<const Pair*> near;
  std::vector<std::string> all;
  for (const auto& pair : pairs) {
    const Names name = names(pair);
    if (name.version == wanted || name.title == wanted || (!name.file.empty() && name.file == wanted) ||
        source::version_key(name.version) == key) {
      exact.push_back(&pair);
    } else if (!wanted.empty() && (name.version.starts_with(wanted) || name.title.starts_with(wanted))) {
      near.push_back(&pair);
    }
    all.push_back(name.version);
    all.push_back(name.title);
  }
  const auto& found = exact.empty() ? near : exact;
  if (found.size() == 1) return *found.front();
  if (found.size() > 1) {
    std::vector<std::string> titles;
    titles.reserve(found.size());
    for (const auto* pair : found) titles.push_back(names(*pair).title);
    if (titles.size() > 5) {
      titles.resize(5);
      titles.emplace_back("...");
    }
    throw Error(ErrorKind::usage, "'" + base::printable(revision) + "' may be any of " + base::join(titles, ", "),
                "give more of the version");
  }
  const std::string nearest = base::nearest(wanted, all);
  throw Error(ErrorKind::usage, "there is no migration '" + base::printable(revision) + "'",
              nearest.empty() ? "`dunlin status` lists them" : "did you mean " + nearest + "?");
}

}  // namespace dunlin::plan
