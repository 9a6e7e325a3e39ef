// The files of the folders before it is known what they are. Private to this room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "source/folder.hpp"
#include "source/layout.hpp"

namespace dunlin::source {

struct Entry {
  const Folder* folder = nullptr;
  std::string directory;
  std::string name;
  bool is_directory = false;
  std::vector<base::DirectoryEntry> inside;  ///< of a folder
  std::optional<base::Content> content;      ///< once read

  [[nodiscard]] std::string path() const { return base::join_path(directory, name); }
  [[nodiscard]] bool holds(std::string_view file) const;
  /// An entry of this folder, and one beside this entry.
  [[nodiscard]] Entry child(std::string child_name, bool directory_too = false) const {
    return {folder, path(), std::move(child_name), directory_too, {}, {}};
  }
  [[nodiscard]] Entry sibling(std::string sibling_name) const {
    return {folder, directory, std::move(sibling_name), false, {}, {}};
  }
};

/// Lists the folders, one level deep. Throws Error{config} for one that is missing.
[[nodiscard]] std::vector<Entry> list_entries(const std::vector<Root>& roots, std::vector<SourceProblem>& problems);
/// Adds the files of folders within folders, however deep.
void list_deeper(std::vector<Entry>& entries);

/// Reads the file of an entry, once; false, and a problem, where it cannot be read.
[[nodiscard]] bool read_entry(Entry& entry, std::vector<SourceProblem>& problems);

/// What marks stand in the first part of a file.
struct Marks {
  bool dunlin = false;
  bool goose = false;
  bool dbmate = false;
  bool sqlx = false;
};
[[nodiscard]] Marks find_marks(const base::Content& content);

struct Recognised {
  const Layout* layout = nullptr;
  std::optional<SourceProblem> problem;  ///< files of two layouts
};
/// What the files are, by their names, and by marks in them where names do not tell.
[[nodiscard]] Recognised recognise(std::vector<Entry>& entries);

}  // namespace dunlin::source
