// The database itself: is it there, make it, remove it. Works through a maintenance database of the same server.
#pragma once

#include "database/url.hpp"

namespace dunlin::database::postgres {

[[nodiscard]] bool database_exists(const Url& url);
/// URL parameters of its own: none. Refuses where it is there.
void create_database(const Url& url);
/// Refuses where it is not there, and, saying who, where others are connected, unless `force` ends them.
void drop_database(const Url& url, bool force = false);

}  // namespace dunlin::database::postgres
