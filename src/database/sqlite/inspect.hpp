// What sqlite_schema and the pragmas say, as a neutral schema. Three queries, whatever the number of tables.
#pragma once

#include "database/connection.hpp"
#include "database/inspect.hpp"

namespace dunlin::database::sqlite {

/// Driver::inspect. A table whose statement is not understood whole keeps it as Table::definition.
[[nodiscard]] schema::Schema inspect(Connection& connection, const InspectOptions& options);

}  // namespace dunlin::database::sqlite
