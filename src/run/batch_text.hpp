// Puts a batch's size or range into its statement, by tokens: never within a string or comment.
#pragma once

#include <string>
#include <string_view>

#include "database/connection.hpp"
#include "sql/lex_rules.hpp"

namespace dunlin::run {

/// `:batch_size` becomes the number.
[[nodiscard]] std::string bind_batch_size(std::string_view statement, std::int64_t size, const sql::LexRules& rules);
/// `:batch_from` and `:batch_to` become the first and last key of the range, both of which belong to it. Throws
/// Error{config} where the statement lacks one of them, or leaves an end out (`> :batch_from`).
[[nodiscard]] std::string bind_batch_range(std::string_view statement, const std::string& from, const std::string& to,
                                           const sql::LexRules& rules);
[[nodiscard]] std::string literal(const Value& value, const database::Connection& connection);

}  // namespace dunlin::run
