#include "adoption/alembic.hpp"

#include <algorithm>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"

namespace dunlin::adoption {
namespace {

/// The texts in quotes of what is assigned to a name at the beginning of a line: `name = "a"`, `name: str = ("a",
/// "b")`.
std::vector<std::string> assigned(std::string_view text, std::string_view name) {
  std::vector<std::string> values;
  std::size_t at = 0;
  for (const auto line : base::split(text, '\n')) {
    const std::size_t begin = at;
    at += line.size() + 1;
    if (!line.starts_with(name) || line.size() == name.size()) continue;
    const char next = line[name.size()];
    const auto equals = line.find('=');
    if ((next != ' ' && next != ':' && next != '=') || equals == std::string_view::npos) continue;
    std::string_view rest = text.substr(begin + equals + 1);
    // A list may go over several lines.
    const auto first = rest.find_first_not_of(" \t");
    const bool list = first != std::string_view::npos && (rest[first] == '(' || rest[first] == '[');
    rest = rest.substr(0, list ? rest.find_first_of(")]") : rest.find('\n'));
    for (std::size_t open = rest.find_first_of("'\"#"); open != std::string_view::npos;
         open = rest.find_first_of("'\"#", open)) {
      if (rest[open] == '#') {
        open = rest.find('\n', open);
        if (open == std::string_view::npos) break;
        continue;
      }
      const auto close = rest.find(rest[open], open + 1);
      if (close == std::string_view::npos) break;
      values.emplace_back(rest.substr(open + 1, close - open - 1));
      open = close + 1;
    }
    return values;
  }
  return values;
}

}  // namespace

Revision read_revision(std::string_view text, std::string_view file_name) {
  Revision revision;
  const auto id = assigned(text, "revision");
  if (id.empty()) return revision;
  revision.id = id.front();
  revision.after = assigned(text, "down_revision");
  revision.title = file_name.ends_with(".py") ? file_name.substr(0, file_name.size() - 3) : file_name;
  return revision;
}

std::vector<Revision> read_revisions(const std::vector<std::string>& folders) {
  for (const auto& folder : folders) {
    std::vector<Revision> all;
    if (!base::directory_exists(folder)) continue;
    for (const auto& entry : base::list_directory(folder)) {
      if (entry.is_directory || !entry.name.ends_with(".py")) continue;
      auto revision = read_revision(base::read_file(base::join_path(folder, entry.name)), entry.name);
      if (!revision.id.empty()) all.push_back(std::move(revision));
    }
    if (!all.empty()) return all;
  }
  return {};
}

std::vector<Revision> up_to(const std::vector<Revision>& all, const std::vector<std::string>& heads) {
  std::vector<Revision> order;
  std::set<std::string> seen;
  // Without recursion: a history may be longer than the stack is deep.
  std::vector<std::pair<std::string, bool>> work;
  for (auto head = heads.rbegin(); head != heads.rend(); ++head) work.emplace_back(*head, false);
  while (!work.empty()) {
    const auto [id, expanded] = work.back();
    work.pop_back();
    const auto found = std::ranges::find(all, id, &Revision::id);
    if (expanded) {
      if (found != all.end()) order.push_back(*found);
      continue;
    }
    if (!seen.insert(id).second || found == all.end()) continue;
    work.emplace_back(id, true);
    for (const auto& before : found->after) work.emplace_back(before, false);
  }
  return order;
}

}  // namespace dunlin::adoption
