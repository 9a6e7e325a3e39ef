// The whole way from two schemas to statements: compare, adapt to the database, add what depends, order, write. Pure.
// Renames have happened before: `from` is the schema after them.
#pragma once

#include <vector>

#include "database/ddl.hpp"
#include "schema/change.hpp"

namespace dunlin::diff {

/// The changes as the database makes them, in order.
[[nodiscard]] std::vector<schema::Change> plan(const schema::Schema& from, const schema::Schema& to,
                                               const database::DdlWriter& writer,
                                               const database::DdlOptions& options = {});
[[nodiscard]] database::Statements write(const schema::Schema& from, const schema::Schema& to,
                                         const database::DdlWriter& writer, const database::DdlOptions& options = {});

}  // namespace dunlin::diff
