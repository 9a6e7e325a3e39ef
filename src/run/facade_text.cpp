#include "run/facade_text.hpp"

#include "sql/scanner.hpp"

namespace dunlin::run {
namespace {

/// A parameter that is not ours to number. MariaDB's @name is a variable, no parameter.
bool is_own(std::string_view text, const sql::LexRules& rules) {
  return text != "?" && !(text.starts_with('@') && rules.hash_comments);
}

}  // namespace

std::size_t Placeholders::written(std::size_t offset) const {
  std::size_t here = 0;
  std::size_t there = 0;
  for (const auto& [in_text, in_written] : anchors) {
    if (in_text > offset) break;
    here = in_text;
    there = in_written;
  }
  return there + (offset - here);
}

Placeholders read_placeholders(std::string_view statement, const sql::LexRules& rules, bool numbered) {
  Placeholders out;
  std::size_t copied = 0;
  sql::Scanner scanner(statement, rules);
  sql::Lexeme lexeme = scanner.next();
  const auto replace = [&](std::size_t from, std::size_t to, const std::string& with) {
    out.text += statement.substr(copied, from - copied);
    out.text += with;
    copied = to;
    out.anchors.emplace_back(out.text.size(), to);
  };
  while (lexeme.kind != sql::LexemeKind::end) {
    const std::string_view text = scanner.text(lexeme.begin, lexeme.end);
    if (lexeme.kind == sql::LexemeKind::parameter && is_own(text, rules)) {
      return {std::string(statement), 0, false};
    }
    const sql::Lexeme here = lexeme;
    const bool mark = text == "?";
    lexeme = scanner.next();
    if (!mark) continue;
    const bool doubled = lexeme.begin == here.end && lexeme.kind != sql::LexemeKind::end &&
                         scanner.text(lexeme.begin, lexeme.end) == "?";
    if (doubled) {
      replace(here.begin, lexeme.end, "?");
      lexeme = scanner.next();
    } else {
      ++out.count;
      if (numbered) replace(here.begin, here.end, "$" + std::to_string(out.count));
    }
  }
  out.text += statement.substr(copied);
  return out;
}

}  // namespace dunlin::run
