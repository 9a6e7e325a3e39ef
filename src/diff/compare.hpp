// What differs between two schemas of one engine, as changes in no particular order. Both were inspected from real
// databases, so that equal things have equal words. A pure function; it knows no engine.
#pragma once

#include <vector>

#include "schema/change.hpp"

namespace dunlin::diff {

struct CompareOptions {
  bool column_order = false;  ///< the order of columns is a difference too: attribute "position"
};

/// A new table comes as one change and one for each of its foreign keys and indexes (order() puts together what can be
/// made in one statement); a table that goes takes its parts along, but its foreign keys are named. What else belongs
/// to a table or view that goes (triggers, policies, grants) goes unsaid.
[[nodiscard]] std::vector<schema::Change> compare(const schema::Schema& from, const schema::Schema& to,
                                                  const CompareOptions& options = {});

}  // namespace dunlin::diff
