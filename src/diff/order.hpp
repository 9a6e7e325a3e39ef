// The order of changes: each finds what it needs, and nothing goes while something else still refers to it. A graph
// over all objects, bodies of views and functions included; where what is only likely goes round in a circle, it is
// given up. Pure.
#pragma once

#include <functional>
#include <vector>

#include "schema/change.hpp"

namespace dunlin::diff {

/// Adds what has to be dropped and made again because of a change: `must_go` says for which objects that is so (a view
/// of a column whose type changes). What belongs to such an object (grants, triggers, indexes of a view) is made again
/// with it.
[[nodiscard]] std::vector<schema::Change> with_dependents(
    std::vector<schema::Change> changes, const schema::Schema& from, const schema::Schema& to,
    const std::function<bool(const schema::Change& change, const schema::Object& dependent)>& must_go);

struct OrderOptions {
  /// A foreign key may stand in CREATE TABLE before its parent is there (SQLite), and goes unnoticed when it goes.
  bool forward_references = false;
  bool indexes_in_tables = false;  ///< a new table's indexes are made with it (MariaDB)
  bool merged_clauses = false;     ///< changes of one table stand together where they can: they become one statement
  /// Whether the change's statements run outside of transactions. Such changes stand together as far as that goes, so
  /// that a transaction ends, and another begins, as seldom as can be; where nothing else decides they come last.
  std::function<bool(const schema::Change&)> apart = {};
};

/// Foreign keys and indexes of new tables that can be made with their table become Change::with of it; those of tables
/// that go, and need not go before, are left out.
[[nodiscard]] std::vector<schema::Change> order(std::vector<schema::Change> changes, const schema::Schema& from,
                                                const schema::Schema& to, const OrderOptions& options);

}  // namespace dunlin::diff
