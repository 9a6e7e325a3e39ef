// sqlx: NNN_name.sql, or pairs of NNN_name.up.sql and NNN_name.down.sql; a first line "-- no-transaction".
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  return read_numbered(read_stem(*text), true);
}

Layout make() {
  Layout layout;
  layout.name = "sqlx";
  layout.title = "sqlx";
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "20261120134500_add_comments.sql, or a pair of 20261120134500_add_comments.up.sql and .down.sql";
  layout.up_mark = "-- dunlin:up";
  layout.first_line_off = "-- no-transaction";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& sqlx_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
