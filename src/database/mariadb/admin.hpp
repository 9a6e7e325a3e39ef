// The database itself: is it there, create it, drop it. Connects without choosing a database.
#pragma once

#include "database/url.hpp"

namespace dunlin::database::mariadb {

[[nodiscard]] bool database_exists(const Url& url);
void create_database(const Url& url);
void drop_database(const Url& url);

}  // namespace dunlin::database::mariadb
