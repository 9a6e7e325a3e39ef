#include <algorithm>

#include "base/text.hpp"
#include "plan/target.hpp"
#include "source/version.hpp"

namespace dunlin::plan {
namespace {

using source::MigrationKind;

/// Reads an applied_at: all are UTC in one form, so text order is time order.
bool applied_later(const history::Record* a, const history::Record* b) {
  // What is being undone goes on first; it was the latest when it began.
  if ((a->state == history::State::undoing) != (b->state == history::State::undoing)) {
    return a->state == history::State::undoing;
  }
  if (a->applied_at != b->applied_at) return a->applied_at > b->applied_at;
  return source::compare_versions(a->version, b->version) > 0;
}

void report_source(const source::Source& source, Selection& into) {
  for (const auto& problem : source.problems) {
    into.problems.push_back({ProblemKind::source, {}, problem.message, problem.hint, problem.place, problem.fatal});
  }
}

void report_missing(const std::vector<Pair>& pairs, Selection& into) {
  std::string newest;
  for (const auto& pair : pairs) {
    if (pair.migration != nullptr && pair.migration->kind == MigrationKind::versioned &&
        (newest.empty() || source::compare_versions(newest, pair.migration->version) < 0)) {
      newest = pair.migration->version;
    }
  }
  for (const auto& pair : pairs) {
    if (pair.migration != nullptr || pair.record->kind == "baseline" || pair.record->kind == "snapshot") {
      continue;
    }
    const bool newer = pair.record->kind == "versioned" && !newest.empty() &&
                       source::compare_versions(pair.record->version, newest) > 0;
    Problem problem;
    problem.kind = newer ? ProblemKind::newer : ProblemKind::missing;
    problem.migration = title_of(nullptr, pair.record);
    problem.blocks = false;
    if (newer) {
      problem.message = "the database is newer than these files: " + problem.migration + " is applied and not here";
      problem.hint = "use the release that has it; `dunlin down` undoes it if its down script is in the history";
    } else {
      const bool code = pair.record->code();
      problem.message = problem.migration + " is applied and " +
                        (code ? "this program does not have it: it is a migration in C++" : "its file is gone");
      problem.hint = std::string("bring ") + (code ? "it" : "the file") + " back, or forget it with `dunlin mark " +
                     pair.record->version + " unapplied`, which undoes nothing";
    }
    into.problems.push_back(std::move(problem));
  }
}

void select_up(const std::vector<Pair>& pairs, const std::vector<history::Record>& records, const Target& target,
               const Request& request, Selection& into) {
  // A baseline file stands for everything up to it, in a database that has nothing yet.
  const source::Migration* baseline = nullptr;
  for (const auto& pair : pairs) {
    if (!records.empty() || pair.migration == nullptr || pair.migration->kind != MigrationKind::baseline) continue;
    if (target.kind == Target::Kind::version && source::compare_versions(pair.migration->version, target.version) > 0) {
      continue;
    }
    if (baseline == nullptr || source::compare_versions(baseline->version, pair.migration->version) < 0) {
      baseline = pair.migration;
    }
  }
  if (baseline != nullptr) into.candidates.push_back({baseline, nullptr});

  for (const auto& pair : pairs) {
    const auto* migration = pair.migration;
    const auto* record = pair.record;
    if (record != nullptr && record->interrupted()) {
      into.candidates.push_back({migration, record});
      continue;
    }
    if (migration == nullptr || migration->kind == MigrationKind::baseline) continue;
    if (source::runs_again(migration->kind)) {
      const bool again = request.force && migration->kind == MigrationKind::seed;
      if (record == nullptr || record->checksum != migration->checksum || again)
        into.candidates.push_back({migration, record});
      continue;
    }
    if (record == nullptr) {
      const bool below = baseline != nullptr && source::compare_versions(migration->version, baseline->version) <= 0;
      if (!pair.covered && !below) into.candidates.push_back({migration, nullptr});
    } else if (record->checksum != migration->checksum) {
      into.changes.push_back({migration, record});
    }
  }
}

void select_down(const std::vector<Pair>& pairs, const Target& target, Selection& into) {
  for (const auto& pair : pairs) {
    if (pair.record == nullptr || pair.record->kind == "repeatable") continue;
    into.candidates.push_back({pair.migration, pair.record});
  }
  std::ranges::stable_sort(into.candidates,
                           [](const Candidate& a, const Candidate& b) { return applied_later(a.record, b.record); });
  if (target.kind == Target::Kind::steps) {
    into.candidates.resize(std::min(into.candidates.size(), static_cast<std::size_t>(target.steps)));
  } else if (target.kind == Target::Kind::version) {
    std::erase_if(into.candidates, [&](const Candidate& candidate) {
      return source::compare_versions(candidate.record->version, target.version) <= 0;
    });
  }
}

}  // namespace

Selection select(const source::Source& source, const std::vector<history::Record>& records, const Request& request) {
  const auto pairs = match(source, records);
  const Target target = resolve(request, pairs);
  Selection selection;
  report_source(source, selection);
  if (request.direction == Direction::up) report_missing(pairs, selection);
  if (request.only_target) {
    if (target.kind != Target::Kind::version) throw Error(ErrorKind::usage, "say which migration to run");
    selection.candidates.push_back({target.pair.migration, target.pair.record});
  } else if (request.direction == Direction::up) {
    select_up(pairs, records, target, request, selection);
  } else {
    select_down(pairs, target, selection);
  }
  return selection;
}

}  // namespace dunlin::plan
