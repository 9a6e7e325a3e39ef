#include "source/entry.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"

namespace dunlin::source {
namespace {

constexpr std::size_t head_size = 64u << 10;

// What a comment that begins here (behind its -- or #) says, if it is one of the marks.
void read_comment(std::string_view text, Marks& marks) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return;
  text.remove_prefix(begin);
  marks.goose = marks.goose || text.starts_with("+goose ");
  marks.dbmate = marks.dbmate || text.starts_with("migrate:up") || text.starts_with("migrate:down");
  marks.dunlin = marks.dunlin || text.starts_with("dunlin:up") || text.starts_with("dunlin:down");
}

}  // namespace

bool Entry::holds(std::string_view file) const {
  return std::any_of(inside.begin(), inside.end(), [&](const base::DirectoryEntry& e) { return e.name == file; });
}

std::vector<Entry> list_entries(const std::vector<Root>& roots, std::vector<SourceProblem>& problems) {
  std::vector<Entry> entries;
  std::unordered_set<std::string> seen;
  for (const auto& [folder, directory] : roots) {
    if (!seen.insert(directory).second) continue;
    if (!folder->exists(directory)) {
      throw Error(ErrorKind::config, "There is no migrations folder \"" + base::printable(directory) + "\"",
                  "Write one with dunlin init, or name the folder with --migrations");
    }
    for (base::DirectoryEntry& file : folder->list(directory)) {
      if (file.name.starts_with('.')) continue;
      Entry entry;
      entry.folder = folder;
      entry.directory = directory;
      entry.is_directory = file.is_directory;
      entry.name = std::move(file.name);
      if (entry.is_directory) {
        try {
          entry.inside = folder->list(entry.path());
        } catch (const Error& error) {
          problems.push_back(
              {error.message, "Give the right to read it, or move it elsewhere", Place{entry.path()}, true});
          continue;
        }
      }
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

void list_deeper(std::vector<Entry>& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::vector<base::DirectoryEntry> inside = std::exchange(entries[i].inside, {});
    for (const base::DirectoryEntry& file : inside) {
      if (file.name.starts_with('.')) continue;
      Entry entry = entries[i].child(file.name, file.is_directory);
      if (entry.is_directory) entry.inside = entry.folder->list(entry.path());
      entries.push_back(std::move(entry));
    }
  }
}

bool read_entry(Entry& entry, std::vector<SourceProblem>& problems) {
  if (entry.content) return true;
  try {
    entry.content = entry.folder->read(entry.path());
    return true;
  } catch (const Error& error) {
    SourceProblem problem{error.message, error.hint, Place{entry.path()}, true};
    if (problem.hint.empty()) problem.hint = "Give the right to read it, or take it out of the folder";
    problems.push_back(std::move(problem));
    return false;
  }
}

Marks find_marks(const base::Content& content) {
  std::string read;
  std::string_view head;
  if (content.in_memory()) {
    head = content.bytes().substr(0, head_size);
  } else {
    read = content.read(0, std::min<std::uint64_t>(content.size(), head_size));
    head = read;
  }
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  Marks marks;
  marks.sqlx = head.starts_with("-- no-transaction");
  for (std::size_t at = head.find("--"); at != std::string_view::npos; at = head.find("--", at + 1)) {
    read_comment(head.substr(at + 2), marks);
  }
  for (std::size_t at = head.find('#'); at != std::string_view::npos; at = head.find('#', at + 1)) {
    read_comment(head.substr(at + 1), marks);
  }
  return marks;
}

}  // namespace dunlin::source
