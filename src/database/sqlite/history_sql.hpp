// How the history's own SQL is spelled on SQLite.
#pragma once

#include "database/capabilities.hpp"

namespace dunlin::database::sqlite {

extern const HistorySql history_sql;

}  // namespace dunlin::database::sqlite
