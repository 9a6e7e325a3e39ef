// One form for texts that mean the same: SQLite keeps expressions, queries and triggers as they were typed, and quotes
// what it rewrites when something is renamed. Only tokens are looked at, and nothing is changed that could mean
// anything else: what stays uncertain stays as it is.
//
// Comments go, white space follows one rule, keywords are in capitals, names have quotes only where they need them.
// A result column without an alias is called by its text, so that text is left alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "database/sqlite/words.hpp"

namespace dunlin::database::sqlite {

using Tokens = std::span<const Token>;

/// Of a table: `columns` are all that it can name, spelled as they were declared. What is in double quotes and is none
/// of them is a text, as SQLite takes it.
[[nodiscard]] std::string canonical_expression(Tokens tokens, const std::vector<std::string>& columns);

/// A SELECT, a statement of a trigger or its WHEN, with a line for each clause where it does not fit into one.
/// `tables` becomes the names that stand where tables do, each once.
[[nodiscard]] std::string canonical_query(Tokens tokens, std::vector<std::string>* tables = nullptr);

/// "VARCHAR(20)"
[[nodiscard]] std::string canonical_type(Tokens tokens);

/// NOCASE; others as they are written. Empty for BINARY, which is the usual one.
[[nodiscard]] std::string canonical_collation(const std::string& name);

/// The position behind the parenthesis that closes the one at `open`; the end where it is not closed.
[[nodiscard]] std::size_t behind_parentheses(Tokens tokens, std::size_t open);

}  // namespace dunlin::database::sqlite
