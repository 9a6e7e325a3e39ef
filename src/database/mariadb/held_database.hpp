// Databases that Dunlin makes for itself. Each is held by the server's lock of its name, which ends with the session:
// one that nobody holds is a killed process's, and may be swept away.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "database/connection.hpp"

namespace dunlin::database::mariadb {

/// Waits up to `seconds`; false: another session has it.
[[nodiscard]] bool hold(Connection& connection, const std::string& name, std::int64_t seconds);
void let_go(Connection& connection, const std::string& name) noexcept;
/// Drops the database that is held, if it is there, and lets go of its name.
void drop_held(Connection& connection, const std::string& name);
/// Drops what begins so and is held by nobody; what this user may not drop stays.
void sweep_unheld(Connection& connection, std::string_view prefix);

}  // namespace dunlin::database::mariadb
