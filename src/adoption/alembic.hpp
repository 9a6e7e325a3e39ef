// Alembic's folder of Python files, as far as it tells the order: `revision` and `down_revision` of each. No Python is
// run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunlin::adoption {

struct Revision {
  std::string id, title;  ///< "ae1027a6acf", "ae1027a6acf_add_account"
  std::vector<std::string> after;
};

/// No value's id is empty: text without a revision gives none.
[[nodiscard]] Revision read_revision(std::string_view text, std::string_view file_name);
/// The files of the first of these folders that has any.
[[nodiscard]] std::vector<Revision> read_revisions(const std::vector<std::string>& folders);
/// Those that the heads stand on and the heads themselves, the oldest first.
[[nodiscard]] std::vector<Revision> up_to(const std::vector<Revision>& all, const std::vector<std::string>& heads);

}  // namespace dunlin::adoption
