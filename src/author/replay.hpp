// The migrations, run in the sandbox by a real Migrator.
#pragma once

#include <string>
#include <vector>

#include "author/workshop.hpp"

namespace dunlin::author {

/// All of them, or up to `target`. No folder: none. Returns the versions of those that were applied, without repeatable
/// ones.
std::vector<std::string> replay(Workshop& workshop, const std::string& target);
/// Those that the history of the configured database has applied. Returns what is worth knowing: files that are not
/// what was applied. Throws Error{refused} where the file of an applied one is gone.
[[nodiscard]] std::vector<std::string> replay_history(Workshop& workshop);

}  // namespace dunlin::author
