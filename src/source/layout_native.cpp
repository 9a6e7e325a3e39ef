// Dunlin's own layout: 20261120134500_add_comments.sql, 004_add_comments.sql, pairs of .up.sql and .down.sql,
// R__name.sql.
#include <algorithm>

#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

constexpr std::string_view prefix = "dunlin:";

bool is_snake(std::string_view name) {
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || base::is_digit(c) || c == '_' || (c & 0x80) != 0;
    if (!plain) return false;
  }
  return true;
}

bool is_gap(char c) { return c == '_' || c == '-' || c == '.' || c == ' '; }

// The number at the start, in parts where it has them: "1.2", "2017-09-26". "0009-2fa" is 0009, its name begins with 2.
std::size_t version_length(std::string_view text) {
  std::size_t end = leading_digits(text);
  while (end > 0 && end + 1 < text.size() && (text[end] == '.' || text[end] == '-')) {
    const std::size_t more = leading_digits(text.substr(end + 1));
    const std::size_t next = end + 1 + more;
    if (more == 0 || (next < text.size() && !is_gap(text[next]))) break;
    end = next;
  }
  return end;
}

std::optional<NameParts> parse_repeatable(std::string_view stem) {
  NameParts parts;
  parts.kind = MigrationKind::repeatable;
  const bool marked = stem.starts_with("R__") || stem.starts_with("r__") || stem.starts_with("R_");
  if (!marked) return std::nullopt;
  std::string_view name = stem.substr(1);
  while (!name.empty() && name[0] == '_') name.remove_prefix(1);
  parts.version = parts.name = std::string(name);
  if (!stem.starts_with("R__") || name.empty()) {
    parts.refused = true;
    parts.right_form = "R__" + (name.empty() ? std::string("name") : std::string(name)) + ".sql";
  }
  return parts;
}

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  const Stem stem = read_stem(*text);
  if (std::optional<NameParts> repeatable = parse_repeatable(stem.text)) {
    repeatable->transaction_off = stem.transaction_off;
    return repeatable;
  }
  const std::size_t length = version_length(stem.text);
  if (length == 0) return std::nullopt;
  NameParts parts;
  parts.version = stem.text.substr(0, length);
  parts.half = stem.half;
  parts.transaction_off = stem.transaction_off;
  std::string_view rest = stem.text.substr(length);
  const bool clean = rest.empty() || (rest.size() > 1 && rest[0] == '_' && is_snake(rest.substr(1)));
  while (!rest.empty() && is_gap(rest[0])) rest.remove_prefix(1);
  parts.name = rest;
  if (!clean || stem.stray_dots) {
    const std::string snake = snake_case(rest);
    parts.right_form = parts.version + (snake.empty() ? "" : "_" + snake);
    if (stem.transaction_off) parts.right_form += ".notx";
    parts.right_form += ending_of(stem.half);
  }
  return parts;
}

Layout make() {
  Layout layout;
  layout.name = "native";
  layout.title = "Dunlin";
  layout.markers = {std::string(prefix)};
  layout.parse_name = parse_name;
  layout.right_form = "20261120134500_add_comments.sql or 004_add_comments.sql";
  layout.up_mark = "-- dunlin:up";
  layout.read_mark = read_native_mark;
  return layout;
}

}  // namespace

const std::vector<std::string>& native_directives() {
  static const std::vector<std::string> names = {"up",          "down",          "transaction",  "requires",
                                                 "environment", "irreversible",  "lock-timeout", "statement-timeout",
                                                 "if-exists",   "unless-exists", "batch",        "log"};
  return names;
}

MarkRead read_native_mark(std::string_view comment) {
  MarkRead read;
  comment.remove_prefix(std::min(prefix.size(), comment.size()));
  comment = base::trim(comment);
  std::size_t end = 0;
  while (end < comment.size() && !base::is_space(comment[end])) ++end;
  read.name = comment.substr(0, end);
  read.rest = base::trim(comment.substr(end));
  if (read.name == "transaction") {
    if (read.rest == "off") {
      read.mark = Mark::transaction_off;
    } else if (read.rest == "on") {
      read.mark = Mark::transaction_on;
    } else {
      read.problem = "dunlin:transaction says \"" + base::printable(read.rest) + "\"";
      read.hint = "Write -- dunlin:transaction off, or on";
    }
    return read;
  }
  const bool half = read.name == "up" || read.name == "down";
  if (half && !read.rest.empty()) {
    read.problem =
        "dunlin:" + read.name + " stands alone on its line, but \"" + base::printable(read.rest) + "\" follows";
    read.hint = "Put what follows on a line of its own";
    return read;
  }
  if (half) {
    read.mark = read.name == "up" ? Mark::up : Mark::down;
    return read;
  }
  for (const std::string& name : native_directives()) {
    if (name == read.name) read.mark = Mark::directive;
  }
  if (read.mark == Mark::unknown) read.known = native_directives();
  return read;
}

const Layout& native_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
