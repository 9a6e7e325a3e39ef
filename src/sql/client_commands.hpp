// Commands that are not SQL but the language of a client (psql, mysql): what may be skipped is skipped, and what
// does something is refused with what to write instead.
#pragma once

#include "sql/scanner.hpp"

namespace dunlin::sql {

/// `backslash` begins a psql command at the beginning of a statement: skips those that pg_dump writes for psql's
/// own protection, refuses the others. The scanner then stands at the end of the line.
void skip_psql_command(Scanner& scanner, const Lexeme& backslash);

/// `backslash` begins a psql command within a statement.
[[noreturn]] void refuse_psql_command(Scanner& scanner, const Lexeme& backslash);

/// `word` is SOURCE at the beginning of a statement.
[[noreturn]] void refuse_source_command(Scanner& scanner, const Lexeme& word);

}  // namespace dunlin::sql
