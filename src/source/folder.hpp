// A folder of migrations as the loader sees it: on disk, or part of the program. Private to this room.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/content.hpp"
#include "base/file.hpp"
#include "dunlin/embedded.hpp"
#include "dunlin/migration.hpp"

namespace dunlin::source {

class Folder {
 public:
  virtual ~Folder() = default;
  [[nodiscard]] virtual bool exists(const std::string& path) const = 0;
  /// Entries sorted by name byte for byte. Throws Error{io}.
  [[nodiscard]] virtual std::vector<base::DirectoryEntry> list(const std::string& path) const = 0;
  /// Throws Error{io}.
  [[nodiscard]] virtual base::Content read(const std::string& path) const = 0;
  /// What a .cpp file is in this program; null where it was not compiled into it.
  [[nodiscard]] virtual MigrationFileEntry code(const std::string& path) const = 0;
};

[[nodiscard]] const Folder& disk();

/// The files are below `root`, which is what messages call it ("(embedded)/001_users.sql"). Nothing is copied, and
/// nothing hashed whose hash is given. Throws Error{config} where two files have one path, or one is no path.
[[nodiscard]] std::unique_ptr<const Folder> embedded_folder(std::string root, EmbeddedFiles files);

/// One folder to load: `path` in `folder`.
struct Root {
  const Folder* folder = nullptr;
  std::string path;
};

}  // namespace dunlin::source
