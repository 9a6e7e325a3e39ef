// goose: NNN_name.sql with "-- +goose Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION".
#include "base/text.hpp"
#include "source/layouts.hpp"
#include "source/names.hpp"

namespace dunlin::source {
namespace {

constexpr std::string_view prefix = "+goose";

std::optional<NameParts> parse_name(std::string_view file, bool is_directory) {
  const std::optional<std::string_view> text = without_sql(file);
  if (is_directory || !text) return std::nullopt;
  const Stem stem = read_stem(*text);
  if (stem.half != NameParts::Half::whole) return std::nullopt;
  return read_numbered(stem, true);
}

MarkRead read_mark(std::string_view comment) {
  if (!comment.starts_with(prefix)) return read_native_mark(comment);
  MarkRead read;
  std::vector<std::string> words;
  for (const std::string_view word : base::words(comment.substr(prefix.size()))) words.push_back(base::lower(word));
  const std::string said = base::join(words, " ");
  read.name = base::trim(comment.substr(prefix.size()));
  if (said == "up") {
    read.mark = Mark::up;
  } else if (said == "down") {
    read.mark = Mark::down;
  } else if (said == "statementbegin") {
    read.mark = Mark::statement_begin;
  } else if (said == "statementend") {
    read.mark = Mark::statement_end;
  } else if (said == "no transaction") {
    read.mark = Mark::transaction_off;
  } else if (said == "envsub on") {
    read.problem = "goose would put environment variables into the text from here on, and Dunlin does not";
    read.hint =
        "Declare the names under [variables] in dunlin.toml, where ${NAME} is then replaced, and take the ENVSUB lines "
        "out";
  } else if (said == "envsub off") {
    read.mark = Mark::directive;
    read.name = "envsub-off";
  } else {
    read.known = {"Up", "Down", "StatementBegin", "StatementEnd", "NO TRANSACTION", "ENVSUB OFF"};
  }
  return read;
}

Layout make() {
  Layout layout;
  layout.name = "goose";
  layout.title = "goose";
  layout.needs_up = true;
  layout.markers = {"dunlin:", std::string(prefix)};
  layout.parse_name = parse_name;
  layout.right_form = "20261120134500_add_comments.sql or 00004_add_comments.sql";
  layout.up_mark = "-- +goose Up";
  layout.read_mark = read_mark;
  return layout;
}

}  // namespace

const Layout& goose_layout() {
  static const Layout layout = make();
  return layout;
}

}  // namespace dunlin::source
