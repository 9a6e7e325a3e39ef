// Errors and problems, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/json.hpp"
#include "cli/output.hpp"
#include "dunlin/error.hpp"
#include "dunlin/plan.hpp"

namespace dunlin::cli {

/// "usage", "sql", ...: as in JSON.
[[nodiscard]] std::string_view to_string(ErrorKind kind);
[[nodiscard]] int exit_code(const Error& error);

/// Lines: what happened, where, the statement with a caret under the fault, what the server said, how the database
/// stands now, what to do.
[[nodiscard]] std::vector<std::string> error_lines(const Error& error, const Style& style, std::size_t width);
/// The part of it that shows the statement: lines with their numbers and, where `offset` is known, a caret.
[[nodiscard]] std::vector<std::string> excerpt(const std::string& statement, std::size_t offset, const Place& place,
                                               const Style& style, std::size_t width);
[[nodiscard]] std::vector<std::string> problem_lines(const Problem& problem, const Style& style);

[[nodiscard]] Json error_json(const Error& error);

}  // namespace dunlin::cli
