// How the history's SQL is spelled on MariaDB and MySQL.
#pragma once

#include "database/capabilities.hpp"

namespace dunlin::database::mariadb {

extern const HistorySql history_sql;

}  // namespace dunlin::database::mariadb
