// The whole schema out of PostgreSQL's catalogue (database/inspect.hpp), versions 13 to 18.
#pragma once

#include "database/connection.hpp"
#include "database/inspect.hpp"
#include "schema/schema.hpp"

namespace dunlin::database::postgres {

/// In one round trip and from one snapshot. Names are as seen with only the current schema on the search path, which is
/// put back, as is everything else. What the user may not read becomes an Other of kind "unreadable".
[[nodiscard]] schema::Schema inspect(Connection& connection, const InspectOptions& options);

/// What the constraint of a NOT NULL is called (since PostgreSQL 18): as said, else as its parent's that it came from,
/// else as the server calls it.
[[nodiscard]] std::string not_null_name(const schema::Schema& in, const schema::Table& table,
                                        const schema::Column& column);
/// Only names are left that would not be given without a word.
void settle_not_null_names(schema::Schema& schema);

/// Expressions as PostgreSQL shows them when they were read back once.
void settle_expressions(schema::Schema& schema);

}  // namespace dunlin::database::postgres
