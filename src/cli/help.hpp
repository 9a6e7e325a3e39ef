// Help, made from the command table.
#pragma once

#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace dunlin::cli {

/// What the program alone prints.
void print_overview(Output& out);
void print_help(Output& out, const Command& command);
/// The commands that begin with `word` ("db").
void print_group(Output& out, std::string_view word);

}  // namespace dunlin::cli
