// dbmate: 20261120134500_name.sql with "-- migrate:up" and "-- migrate:down", each with "transaction:false" or not.
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

constexpr std::string_view prefix = "migrate:";

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  const Stem stem = read_stem(*text);
  if (stem.half != NameParts::Half::whole) return std::nullopt;
  return read_numbered(stem, false);
}

MarkRead read_mark(std::string_view comment) {
  if (!comment.starts_with(prefix)) return read_native_mark(comment);
  MarkRead read;
  const std::vector<std::string_view> words = base::words(comment.substr(prefix.size()));
  if (!words.empty()) read.name = words[0];
  if (read.name != "up" && read.name != "down") {
    read.known = {"up", "down"};
    return read;
  }
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "transaction:false") {
      read.half_transaction_off = true;
    } else if (words[i] != "transaction:true") {
      read.problem =
          "migrate:" + read.name + " has an option that dbmate does not know, \"" + base::printable(words[i]) + "\"";
      read.hint = "Write -- migrate:" + read.name + ", or -- migrate:" + read.name + " transaction:false";
      return read;
    }
  }
  read.mark = read.name == "up" ? Mark::up : Mark::down;
  return read;
}

Layout make() {
  Layout layout;
  layout.name = "dbmate";
  layout.title = "dbmate";
  layout.needs_up = true;
  layout.markers = {"dunlin:", std::string(prefix)};
  layout.parse_name = parse_name;
  layout.right_form = "20261120134500_add_comments.sql";
  layout.up_mark = "-- migrate:up";
  layout.read_mark = read_mark;
  return layout;
}

}  // namespace

const Layout& dbmate_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
