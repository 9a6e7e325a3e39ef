// The words on names: those that are taken and should be spelled otherwise, and those that look like migrations and
// are none. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "source/layout.hpp"

namespace dunlin::source {

struct Spelling {
  std::string name;
  std::string path;
  std::string right_form;
};
/// One word each, or one for all where most of the folder is spelled so.
void report_spelling(std::vector<Spelling> spelling, std::size_t migrations, std::vector<SourceProblem>& problems);

/// "24_x" among "001_": numbers that are narrower than the others.
void check_numbering(const std::vector<Migration>& migrations, std::vector<SourceProblem>& problems);

/// A word on a file that does not end in .sql, where one is due.
[[nodiscard]] std::optional<SourceProblem> judge_other_file(std::string_view name, const Layout& layout);

[[nodiscard]] bool is_flyway_callback(std::string_view name);

}  // namespace dunlin::source
