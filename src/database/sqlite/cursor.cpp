#include <algorithm>

#include "database/sqlite/create_statements.hpp"

namespace dunlin::database::sqlite {

const Token& Cursor::token(std::size_t ahead) const {
  static const Token none{TokenKind::symbol, "", ""};
  return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : none;
}

bool Cursor::take(std::string_view word) {
  if (!is(word)) return false;
  ++at_;
  return true;
}

bool Cursor::take(std::string_view word, std::string_view next) {
  if (!is(word, next)) return false;
  at_ += 2;
  return true;
}

bool Cursor::take_name(std::string& into) {
  if (done() || !is_name(token())) return false;
  into = name_of(token());
  ++at_;
  return true;
}

bool Cursor::take_head(std::string_view kind) {
  if (!take("CREATE")) return false;
  if (!take("TEMP")) take("TEMPORARY");
  if (!take(kind)) return false;
  if (take("IF", "NOT")) take("EXISTS");
  std::string name;
  if (!take_name(name)) return false;
  return !take(".") || take_name(name);
}

Tokens Cursor::take_parentheses() {
  const std::size_t end = behind_parentheses(tokens_, at_);
  const Tokens inside = tokens_.subspan(at_ + 1, std::max(end, at_ + 2) - at_ - 2);
  at_ = end;
  return inside;
}

Tokens Cursor::take(std::size_t count) {
  const Tokens taken = rest().first(std::min(count, rest().size()));
  at_ += taken.size();
  return taken;
}

std::vector<Tokens> cut_at_commas(Tokens tokens) {
  std::vector<Tokens> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= tokens.size(); ++i) {
    if (i < tokens.size() && tokens[i].is("(")) {
      i = behind_parentheses(tokens, i) - 1;
    } else if (i == tokens.size() || tokens[i].is(",")) {
      parts.push_back(tokens.subspan(begin, i - begin));
      begin = i + 1;
    }
  }
  return parts;
}

}  // namespace dunlin::database::sqlite
