// diesel: folders 2017-09-26-200549_name with up.sql, perhaps down.sql and metadata.toml. The version is the part
// before the "_", without its dashes.
#include <algorithm>

#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

std::optional<NameParts> parse_name(std::string_view folder, bool is_directory) {
  if (!is_directory || folder.empty()) return std::nullopt;
  // "v1.10": a history whose folders are the application's releases.
  if (folder.size() > 1 && (folder[0] == 'v' || folder[0] == 'V')) folder.remove_prefix(1);
  if (!base::is_digit(folder[0])) return std::nullopt;
  const std::size_t gap = std::min(folder.find('_'), folder.size());
  NameParts parts;
  for (const char c : folder.substr(0, gap)) {
    if (c == '-') continue;
    if (!base::is_digit(c) && c != '.') return std::nullopt;
    parts.version += c;
  }
  if (gap < folder.size()) parts.name = folder.substr(gap + 1);
  return parts;
}

Layout make() {
  Layout layout;
  layout.name = "diesel";
  layout.title = "diesel";
  layout.folders = true;
  layout.up_file = "up.sql";
  layout.down_file = "down.sql";
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "a folder 2026-11-20-134500_add_comments with up.sql and down.sql";
  layout.up_mark = "-- dunlin:up";
  layout.transaction_setting = "run_in_transaction";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& diesel_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
