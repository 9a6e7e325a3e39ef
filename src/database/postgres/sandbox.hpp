// Where schemas are evaluated on PostgreSQL: a database of its own, or, for a user without that right, a schema.
#pragma once

#include <memory>

#include "database/driver.hpp"
#include "database/inspect.hpp"
#include "database/url.hpp"

namespace dunlin::database::postgres {

/// See Driver::sandbox. What unqualified names go to is called as in the database that `url` names, except in a sandbox
/// that is only a schema.
[[nodiscard]] std::unique_ptr<Sandbox> make_sandbox(const Url& url, const OpenOptions& options);

}  // namespace dunlin::database::postgres
