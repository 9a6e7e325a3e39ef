// Flyway: V1.2__name.sql, its undo U1.2__name.sql, the repeatable R__name.sql, the baseline B1.2__name.sql, and
// V1.2__name.sql.conf beside.
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

std::size_t version_length(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (base::is_digit(text[end]) || text[end] == '.' || text[end] == '_')) {
    if (text.substr(end, 2) == "__") break;
    ++end;
  }
  // "V366_x": the "_" is the beginning of a separator that lost its other half.
  while (end > 0 && !base::is_digit(text[end - 1])) --end;
  return end;
}

NameParts refused(NameParts parts, std::string right_form) {
  parts.refused = true;
  parts.right_form = std::move(right_form);
  return parts;
}

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text || text->size() < 2) return std::nullopt;
  const Stem stem = read_stem(*text);
  if (stem.text.size() < 2 || stem.half != NameParts::Half::whole) return std::nullopt;
  const char letter = base::upper(stem.text.substr(0, 1))[0];
  const bool right_case = letter == stem.text[0];
  std::string_view rest = stem.text.substr(1);
  NameParts parts;
  parts.transaction_off = stem.transaction_off;
  if (letter == 'R') {
    const bool right = right_case && rest.starts_with("__") && rest.size() > 2;
    if (rest[0] != '_') return std::nullopt;
    while (!rest.empty() && rest[0] == '_') rest.remove_prefix(1);
    parts.kind = MigrationKind::repeatable;
    parts.version = parts.name = std::string(rest);
    if (!right) return refused(parts, "R__" + (rest.empty() ? std::string("name") : parts.name) + ".sql");
    return parts;
  }
  if ((letter != 'V' && letter != 'U' && letter != 'B') || !base::is_digit(rest[0])) return std::nullopt;
  if (letter == 'B') parts.kind = MigrationKind::baseline;
  if (letter == 'U') parts.half = NameParts::Half::down;
  const std::size_t length = version_length(rest);
  parts.version = base::replace_all(std::string(rest.substr(0, length)), "_", ".");
  rest.remove_prefix(length);
  const bool separated = rest.empty() || rest.starts_with("__");
  while (!rest.empty() && (rest[0] == '_' || rest[0] == '-' || rest[0] == '.' || rest[0] == ' ')) rest.remove_prefix(1);
  parts.name = rest;
  if (!separated || !right_case) {
    return refused(parts, letter + parts.version + (rest.empty() ? "" : "__" + parts.name) + ".sql");
  }
  return parts;
}

Layout make() {
  Layout layout;
  layout.name = "flyway";
  layout.title = "Flyway";
  layout.recursive = true;
  layout.markers = {"dunlin:"};
  layout.parse_name = parse_name;
  layout.right_form = "V4__add_comments.sql (U4__... undoes it, R__... is repeatable, B4__... is a baseline)";
  layout.up_mark = "-- dunlin:up";
  layout.transaction_setting = "executeInTransaction";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const Layout& flyway_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
