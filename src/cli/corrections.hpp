// How mark, baseline and repair say what they changed.
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"

namespace dunlin::cli {

/// A line each, or `nothing`. Returns the exit code.
int show_changes(Output& out, const std::vector<std::string>& changes, std::string_view nothing);

}  // namespace dunlin::cli
