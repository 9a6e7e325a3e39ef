// The schema as SQL: as sqlite_schema has it.
#pragma once

#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/url.hpp"

namespace dunlin::database::sqlite {

/// Driver::dump_schema
[[nodiscard]] std::string dump_schema(Connection& connection, const Url& url, const std::vector<std::string>& without);

}  // namespace dunlin::database::sqlite
