// A sandbox is a database of its own on the server, dunlin_sandbox_..., with the character set and collation of the one
// that was named.
#pragma once

#include "database/driver.hpp"
#include "database/inspect.hpp"

namespace dunlin::database::mariadb {

/// See Driver::sandbox.
[[nodiscard]] std::unique_ptr<Sandbox> open_sandbox(const Url& url, const OpenOptions& options);

}  // namespace dunlin::database::mariadb
