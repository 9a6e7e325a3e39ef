// What changes of a schema destroy.
#pragma once

#include <vector>

#include "database/connection.hpp"
#include "dunlin/plan.hpp"
#include "schema/change.hpp"

namespace dunlin::author {

/// A loss, and the table whose rows are concerned; none: no table's.
struct Destroyed {
  Loss loss;
  schema::Name table;
};

/// Data that goes by these changes, which are those of diff::plan(): tables, columns, what a rebuild leaves behind (in
/// Change::with), labels, attributes, how far sequences have counted, and values that a narrower type cannot hold.
/// Pure.
[[nodiscard]] std::vector<Destroyed> losses_of(const std::vector<schema::Change>& changes, const schema::Schema& from,
                                               const schema::Schema& to);
/// How many rows each of them has now in this database.
void count_rows(std::vector<Destroyed>& losses, database::Connection& connection);

/// Whether each value of the one type is one of the other: known for few pairs, else false. Pure.
[[nodiscard]] bool widens(std::string_view from, std::string_view to);

}  // namespace dunlin::author
