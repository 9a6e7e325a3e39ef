// How MariaDB and MySQL spell SQL.
#pragma once

#include "sql/lex_rules.hpp"

namespace dunlin::database {

extern const sql::LexRules mariadb_lex_rules;

}  // namespace dunlin::database
