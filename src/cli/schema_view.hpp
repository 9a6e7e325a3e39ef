// What the commands about schemas have in common: options, questions, and how a difference is shown.
#pragma once

#include "cli/json.hpp"
#include "cli/session.hpp"
#include "dunlin/difference.hpp"

namespace dunlin::cli {

/// --online, --allow-drop, --rename, --no-rename; and questions, where somebody can be asked.
[[nodiscard]] DifferenceOptions difference_options(Session& session);
/// --format, else --json. Throws Error{usage}.
[[nodiscard]] SchemaFormat schema_format(const Session& session);

[[nodiscard]] Json difference_json(const Difference& difference);
/// The statements as a script; `losses`: told first, as comments.
[[nodiscard]] std::string script_text(const std::vector<SchemaStatement>& statements, const std::vector<Loss>& losses);
/// "+ table posts" and so on, what would be lost, and notes.
void show_changes(Output& out, const Difference& difference);
void show_notes(Output& out, const Difference& difference);
/// Text as lines of the result.
void show_text(Output& out, const std::string& text);

}  // namespace dunlin::cli
