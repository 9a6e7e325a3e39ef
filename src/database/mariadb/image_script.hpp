// The statements that make another database like one that is there: tables with their rows, sequences, views, triggers,
// routines and events.
#pragma once

#include <string>
#include <vector>

#include "database/connection.hpp"

namespace dunlin::database::mariadb {

/// The first is what follows CREATE DATABASE `name`; the others are run in the new database, in order, on a session
/// that is thrown away or reset. Rows are copied from `name` by the server, which has to be there then.
[[nodiscard]] std::vector<std::string> image_script(Connection& connection, const std::string& name);

}  // namespace dunlin::database::mariadb
