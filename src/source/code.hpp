// Migrations in C++ among those in files. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/layout.hpp"
#include "source/name_rules.hpp"

namespace dunlin::source {

/// A migration of the program, named by the rules of `names`. No value, and a problem, where it cannot be taken.
[[nodiscard]] std::optional<Migration> read_code(const Migrations::Entry& entry, const Layout& names,
                                                 std::vector<Spelling>& spelling, std::vector<SourceProblem>& problems);

/// A seed of the program; its name is whatever it says.
[[nodiscard]] std::optional<Migration> read_seed(const Migrations::Entry& entry, std::vector<SourceProblem>& problems);

/// Whether it is a file to be compiled.
[[nodiscard]] bool is_cpp(std::string_view file);
/// Its name by the rules of `names`; refused, without a right form, where it is none of a migration.
[[nodiscard]] NameParts read_cpp_name(std::string_view file, const Layout& names);

/// What its Traits say, as reading a file would.
[[nodiscard]] Body body_of_code(const Migration& migration);

}  // namespace dunlin::source
