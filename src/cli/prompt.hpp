// A yes-or-no question, and what counts as yes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output.hpp"
#include "dunlin/plan.hpp"

namespace dunlin::cli {

/// "y" and "yes" in any case; everything else, nothing and the end of input included, is no.
[[nodiscard]] bool means_yes(std::string_view answer);
/// Asks on the terminal. No value: the input ended, or a stop was requested.
[[nodiscard]] std::optional<bool> ask(Output& out, std::string_view question);
/// The same where no answer is a no.
[[nodiscard]] bool ask_yes_no(Output& out, std::string_view question);

/// "table users (1,234 rows)".
[[nodiscard]] std::string loss_text(const Loss& loss);

/// Names what would be lost and asks whether to go on. With --yes, or where nothing is lost, it goes on without
/// asking; where it cannot ask it throws Error{refused} that says how to go on. `deed`: "undo 2 migrations".
[[nodiscard]] bool confirm_losses(Output& out, bool yes, std::string_view deed, const std::vector<Loss>& losses);

}  // namespace dunlin::cli
