// Folders that hold what only this user may put there: code that will be loaded, files that are used unseen.
#pragma once

#include <string>

namespace dunlin::base {

/// Makes the folder (0700) where it is not there, and its parents, and returns its real path. Throws Error{config},
/// with `hint`, where it belongs to another user or others can write to it; Error{io} where it cannot be made. `what`
/// names it in messages: "the folder of compiled migrations".
[[nodiscard]] std::string private_folder(const std::string& path, const std::string& what, const std::string& hint);

}  // namespace dunlin::base
