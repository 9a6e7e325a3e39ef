// The database itself: is it there, make it, remove it. Works through a maintenance database of the same server.
#pragma once

#include <memory>
#include <string>

#include "database/postgres/session.hpp"
#include "database/url.hpp"

namespace dunlin::database::postgres {

/// The name of the URL's database. Throws Error{config} where it names none.
[[nodiscard]] std::string database_name(const Url& url);
/// A session in another database of the server, so that `name` can be made, renamed or removed.
[[nodiscard]] std::unique_ptr<Session> maintenance(const Url& url, const std::string& name);
/// Who else is connected to the database, a line each (the first twenty).
[[nodiscard]] std::string users_of(Session& session, const std::string& name);

[[nodiscard]] bool database_exists(const Url& url);
/// URL parameters of its own: none. Refuses where it is there.
void create_database(const Url& url);
/// Refuses where it is not there, and, saying who, where others are connected, unless `force` ends them.
void drop_database(const Url& url, bool force = false);

}  // namespace dunlin::database::postgres
