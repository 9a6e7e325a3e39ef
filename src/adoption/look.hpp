// Finds the other tool's table in a database and reads it. Nothing is written.
#pragma once

#include <string>
#include <vector>

#include "adoption/tools.hpp"
#include "database/connection.hpp"

namespace dunlin::adoption {

/// The tool whose table is there. `wanted`: its name, or empty for any. Throws Error{usage | refused}.
[[nodiscard]] const Tool& find_tool(database::Connection& connection, const std::string& wanted);
[[nodiscard]] std::vector<Row> read_rows(database::Connection& connection, const Tool& tool);

}  // namespace dunlin::adoption
