// golang-migrate: NNN_name.up.sql and NNN_name.down.sql; the number alone is the version.
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  const Stem stem = read_stem(*text);
  if (stem.half == NameParts::Half::whole) return std::nullopt;
  return read_numbered(stem, true);
}

Layout make() {
  Layout layout;
  layout.name = "golang-migrate";
  layout.title = "golang-migrate";
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "004_add_comments.up.sql and 004_add_comments.down.sql";
  layout.up_mark = "-- dunlin:up";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& golang_migrate_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
