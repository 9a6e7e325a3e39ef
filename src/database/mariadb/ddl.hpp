// How MariaDB and MySQL spell a schema.
#pragma once

#include <memory>

#include "database/capabilities.hpp"
#include "database/ddl.hpp"

namespace dunlin::database::mariadb {

/// For this server; none: for the newest that is known.
[[nodiscard]] std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities* server);

}  // namespace dunlin::database::mariadb
