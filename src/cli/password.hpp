// The password from a command or a file. It goes into the URL that the library is given, and nowhere else.
#pragma once

#include <string>

#include "cli/config.hpp"

namespace dunlin::cli {

/// The first line that password_command prints, or of password_file. Throws Error{config}: the command failed, or
/// printed nothing; its own words go to standard error untouched.
[[nodiscard]] std::string read_password(const Config& config);

}  // namespace dunlin::cli
