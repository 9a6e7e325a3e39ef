// Plain files, as many node and Rust tools have them: the whole name without its ending is the version, ordered by
// its number and then by its name. The words that some of these tools have for the other half are understood, for an
// undo that is run as a migration destroys data. A folder that is named by a release (0.9, v2) is the first part of the
// version of the files in it.
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

struct Word {
  std::string_view text;
  NameParts::Half half;
};
// postgrator: 001.do.name.sql, 001.undo.name.sql; yoyo: 0001.name.rollback.sql.
constexpr Word half_words[] = {
    {"do", NameParts::Half::up}, {"undo", NameParts::Half::down}, {"rollback", NameParts::Half::down}};

void take_half_word(std::string& name, NameParts::Half& half) {
  const std::vector<std::string_view> parts = base::split(name, '.');
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    bool is_word = false;
    for (const Word& word : half_words) {
      if (i == 0 || half != NameParts::Half::whole || parts[i] != word.text) continue;
      half = word.half;
      is_word = true;
    }
    if (!is_word) kept.emplace_back(parts[i]);
  }
  if (kept.size() != parts.size()) name = base::join(kept, ".");
}

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  const Stem stem = read_stem(*text);
  NameParts parts;
  parts.half = stem.half;
  parts.transaction_off = stem.transaction_off;
  if (stem.text.starts_with("R__") && stem.text.size() > 3) {
    parts.kind = MigrationKind::repeatable;
    parts.version = parts.name = std::string(stem.text.substr(3));
    return parts;
  }
  parts.version = stem.half == NameParts::Half::whole ? *text : stem.text;
  if (parts.half == NameParts::Half::whole) take_half_word(parts.version, parts.half);
  return parts;
}

Layout make() {
  Layout layout;
  layout.name = "plain";
  layout.title = "plain files";
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "0004-add-comments.sql: any name that ends in .sql";
  layout.up_mark = "-- dunlin:up";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& plain_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
