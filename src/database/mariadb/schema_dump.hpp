// The schema as SQL: by mariadb-dump, or mysqldump.
#pragma once

#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/url.hpp"

namespace dunlin::database::mariadb {

/// Driver::dump_schema
[[nodiscard]] std::string dump_schema(Connection& connection, const Url& url, const std::vector<std::string>& without);

}  // namespace dunlin::database::mariadb
