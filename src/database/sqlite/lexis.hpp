// How SQLite spells SQL.
#pragma once

#include "sql/lex_rules.hpp"

namespace dunlin::database {

extern const sql::LexRules sqlite_lex_rules;

}  // namespace dunlin::database
