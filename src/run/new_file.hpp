// How a new migration file is called and what stands in it. Pure: reads no folder and no clock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dunlin::run {

/// Words as one snake_case name: "Add Comments", "AddComments" and "add-comments" are add_comments. Throws
/// Error{usage} with the right form: empty, a path, other characters than ASCII letters, digits and _, its own number.
[[nodiscard]] std::string migration_name(const std::string& words);

/// The number after `highest`, as wide: "009" -> "010", "1.9" -> "1.10"; `first` where there is none yet.
[[nodiscard]] std::string next_number(const std::string& highest, const std::string& first);
/// Whether the version is made from a time: 14 digits, or 2026-11-20-134500.
[[nodiscard]] bool is_timestamp(std::string_view version);

/// The layout's name is source::Layout::name.
struct NewMigration {
  std::string layout;
  std::string version;
  std::string name;
  std::string description;
  bool cpp = false;           ///< a migration in C++, whatever the layout
  bool pairs = false;         ///< the folder has NAME.up.sql and NAME.down.sql
  std::string up, down;       ///< SQL; empty: left to be written
  bool up_outside = false;    ///< outside a transaction
  bool down_outside = false;  ///< the same of the down
  std::string template_up;    ///< empty: the layout's own
  std::string template_down;  ///< of pairs and folders
};

/// Paths relative to the migrations folder, with what stands in them; {{name}}, {{version}} and {{description}} of the
/// templates are replaced.
using NewFiles = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] NewFiles new_files(const NewMigration& migration);

}  // namespace dunlin::run
