// The whole schema out of PostgreSQL's catalogue (database/inspect.hpp), versions 13 to 18.
#pragma once

#include "database/connection.hpp"
#include "database/inspect.hpp"
#include "schema/schema.hpp"

namespace dunlin::database::postgres {

/// In one round trip and from one snapshot. Names are as seen with only the current schema on the search path, which is
/// put back, as is everything else. What the user may not read becomes an Other of kind "unreadable".
[[nodiscard]] schema::Schema inspect(Connection& connection, const InspectOptions& options);

/// Expressions as PostgreSQL shows them when they were read back once.
void settle_array_casts(schema::Schema& schema);

}  // namespace dunlin::database::postgres
