// From migrations and history to what is to be done: pure functions on values. No connection, disk or clock.
//
// A plan is made in two steps, because the text of a migration is read only where it is needed: select() names the
// migrations that a run might concern, the caller reads their bodies, and build() decides.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dunlin/migrator.hpp"
#include "dunlin/plan.hpp"
#include "history/record.hpp"
#include "source/layout.hpp"
#include "source/migration.hpp"

namespace dunlin::plan {

struct Request {
  Direction direction = Direction::up;
  std::string target;  ///< as the user said it
  std::int64_t steps = -1;
  OutOfOrder out_of_order = OutOfOrder::refuse;
  std::string environment;
  bool allow_changed = false;
  bool transactional_ddl = true;
  std::string product = "this database";  ///< for words
  /// run(): only this one, whatever else is pending; again with force.
  bool only_target = false;
  bool force = false;
};

/// A migration that a run might concern: its file, its row, or both.
struct Candidate {
  const source::Migration* migration = nullptr;  ///< null: no file
  const history::Record* record = nullptr;       ///< null: not in the history
};

/// An applied migration whose file is another now.
struct Change {
  const source::Migration* migration = nullptr;
  const history::Record* record = nullptr;
};

struct Selection {
  std::vector<Candidate> candidates;  ///< in the order in which they would run
  std::vector<Change> changes;
  std::vector<Problem> problems;
};

/// Where migrations and rows belong together: by key.
[[nodiscard]] std::string key_of(const history::Record& record);
/// How people call it: "004_add_comments"; from the file where there is one.
[[nodiscard]] std::string title_of(const source::Migration* migration, const history::Record* record);
/// The history's version of a migration.
[[nodiscard]] std::string history_version(const source::Migration& migration);

/// Everything that status shows, in order of version; rows without a file and files without a row included.
struct Pair {
  const source::Migration* migration = nullptr;
  const history::Record* record = nullptr;
  bool covered = false;  ///< no row of its own, but a baseline stands for it
};
[[nodiscard]] std::vector<Pair> match(const source::Source& source, const std::vector<history::Record>& records);

[[nodiscard]] Selection select(const source::Source& source, const std::vector<history::Record>& records,
                               const Request& request);

/// What reading the text of a candidate gave.
struct Reading {
  std::optional<source::Body> body;
  std::optional<Error> error;       ///< the text is wrong
  std::optional<bool> prefix_same;  ///< of an interrupted one: the statements that are done are still the same
  std::optional<source::Summary> stored_down;  ///< no file: of the down script in the history
};

/// How a changed file differs from what was applied.
struct ChangeReading {
  bool same_statements = false;  ///< only comments, white space, or the down half
  std::string words;             ///< "statement 2 was `...` and is `...` (line 7)"
};

struct Item {
  Step step;
  Candidate candidate;
  std::optional<source::Body> body;
};

struct Built {
  Plan plan;
  std::vector<Item> items;  ///< one per step, same order
};

[[nodiscard]] Built build(const source::Source& source, const std::vector<history::Record>& records,
                          const Request& request, const Selection& selection, const std::vector<Reading>& readings,
                          const std::vector<ChangeReading>& changes);

/// One migration by full version, unambiguous prefix of it, file name or title. Throws Error{usage} with the nearest.
[[nodiscard]] Pair find(const std::vector<Pair>& pairs, const std::string& revision);

}  // namespace dunlin::plan
