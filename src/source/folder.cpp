#include "source/folder.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::source {
namespace {

class Disk final : public Folder {
 public:
  [[nodiscard]] bool exists(const std::string& path) const override { return base::directory_exists(path); }
  [[nodiscard]] std::vector<base::DirectoryEntry> list(const std::string& path) const override {
    return base::list_directory(path);
  }
  [[nodiscard]] base::Content read(const std::string& path) const override { return base::Content::file(path, path); }
  [[nodiscard]] MigrationFileEntry code(const std::string&) const override { return nullptr; }
};

bool is_path(std::string_view path) {
  const std::vector<std::string_view> parts = base::split(path, '/');
  return std::ranges::none_of(parts, [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

class Embedded final : public Folder {
 public:
  Embedded(std::string root, EmbeddedFiles files) : root_(std::move(root)) {
    files_.reserve(files.size());
    for (const EmbeddedFile& file : files) {
      if (!is_path(file.path)) {
        throw Error(ErrorKind::config,
                    "An embedded file is called \"" + base::printable(file.path) + "\", which is no path",
                    "Paths are relative to the folder, with / between their parts");
      }
      files_.push_back(&file);
    }
    // As dunlin_embed_migrations writes them; others may come in any order.
    if (!std::ranges::is_sorted(files_, {}, &EmbeddedFile::path)) std::ranges::sort(files_, {}, &EmbeddedFile::path);
    const auto twice = std::ranges::adjacent_find(files_, {}, &EmbeddedFile::path);
    if (twice != files_.end()) {
      throw Error(ErrorKind::config, "Two embedded files are called \"" + base::printable((*twice)->path) + "\"",
                  "Give the files of each folder to Options::embedded by themselves");
    }
  }

  [[nodiscard]] bool exists(const std::string& path) const override {
    const std::string below = prefix_of(path);
    const auto first = first_at(below);
    return below.empty() || (first != files_.end() && (*first)->path.starts_with(below));
  }

  [[nodiscard]] std::vector<base::DirectoryEntry> list(const std::string& path) const override {
    const std::string below = prefix_of(path);
    std::vector<base::DirectoryEntry> entries;
    bool folders = false;
    for (auto at = first_at(below); at != files_.end() && (*at)->path.starts_with(below); ++at) {
      const std::string_view rest = (*at)->path.substr(below.size());
      const std::size_t slash = rest.find('/');
      const bool is_directory = slash != std::string_view::npos;
      const std::string_view name = rest.substr(0, slash);
      // The files of a folder stand together, because they begin alike.
      if (is_directory && !entries.empty() && entries.back().is_directory && entries.back().name == name) continue;
      entries.push_back({std::string(name), is_directory});
      folders = folders || is_directory;
    }
    // "a-b" is before "a/c", but "a" before "a-b".
    if (folders) std::ranges::sort(entries, {}, &base::DirectoryEntry::name);
    return entries;
  }

  [[nodiscard]] base::Content read(const std::string& path) const override {
    const EmbeddedFile& found = file(path);
    return base::Content::view(path, found.bytes, std::string(found.sha256));
  }

  [[nodiscard]] MigrationFileEntry code(const std::string& path) const override { return file(path).code; }

 private:
  [[nodiscard]] const EmbeddedFile& file(const std::string& path) const {
    const std::string_view wanted = std::string_view(path).substr(root_.size() + 1);
    const auto found = first_at(wanted);
    if (found == files_.end() || (*found)->path != wanted) {
      throw Error(ErrorKind::io, "There is no embedded file '" + base::printable(path) + "'");
    }
    return **found;
  }
  // What the paths of the files in the folder begin with.
  [[nodiscard]] std::string prefix_of(const std::string& path) const {
    return path == root_ ? std::string() : path.substr(root_.size() + 1) + "/";
  }
  [[nodiscard]] std::vector<const EmbeddedFile*>::const_iterator first_at(std::string_view path) const {
    return std::ranges::lower_bound(files_, path, {}, &EmbeddedFile::path);
  }

  std::string root_;
  std::vector<const EmbeddedFile*> files_;
};

}  // namespace

const Folder& disk() {
  static const Disk folder;
  return folder;
}

std::unique_ptr<const Folder> embedded_folder(std::string root, EmbeddedFiles files) {
  return std::make_unique<Embedded>(std::move(root), files);
}

}  // namespace dunlin::source
