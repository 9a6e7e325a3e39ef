// `-- dunlin:renamed-from OLD` in SQL: on the line of what has the new name, or on the line before. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "author/renames.hpp"
#include "sql/classify.hpp"

namespace dunlin::author {

/// The old name, where the comment's text (without --) is this directive. Throws Error{config} for another directive
/// of Dunlin's and for one without a name.
[[nodiscard]] std::optional<std::string> renamed_from(std::string_view comment, const sql::LexRules& rules);

/// What the comments in a statement declare, and what `before`, a directive before it, says of the whole.
[[nodiscard]] std::vector<DeclaredRename> read_declared(std::string_view statement, const sql::StatementInfo& info,
                                                        const std::optional<std::string>& before,
                                                        const sql::LexRules& rules);

}  // namespace dunlin::author
