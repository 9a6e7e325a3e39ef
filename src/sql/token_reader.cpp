#include "sql/token_reader.hpp"

#include "base/text.hpp"

namespace dunlin::sql {

TokenReader::TokenReader(std::vector<Token> tokens, const LexRules& rules) : tokens_(std::move(tokens)), rules_(rules) {
  upper_.reserve(tokens_.size());
  for (const Token& token : tokens_) {
    const bool readable = token.kind == TokenKind::word || token.kind == TokenKind::symbol;
    upper_.push_back(readable ? base::upper(token.text) : std::string());
  }
}

const Token& TokenReader::token(std::size_t ahead) const {
  static const Token none{TokenKind::symbol, "", 0};
  return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead] : none;
}

std::string_view TokenReader::word(std::size_t ahead) const {
  return at_ + ahead < upper_.size() ? std::string_view(upper_[at_ + ahead]) : std::string_view();
}

bool TokenReader::take(std::string_view first) {
  if (word() != first) return false;
  ++at_;
  return true;
}

bool TokenReader::take(std::string_view first, std::string_view second) {
  if (word() != first || word(1) != second) return false;
  at_ += 2;
  return true;
}

bool TokenReader::take(std::string_view first, std::string_view second, std::string_view third) {
  if (word() != first || word(1) != second || word(2) != third) return false;
  at_ += 3;
  return true;
}

bool TokenReader::at_name(std::size_t ahead) const {
  const Token& next = token(ahead);
  if (next.text.empty()) return false;
  switch (next.kind) {
    case TokenKind::word:
    case TokenKind::quoted_name:
      return true;
    case TokenKind::number:  // MariaDB: 2fa_tokens
      return rules_.backtick_names && !base::is_digit(next.text.back());
    case TokenKind::string:  // SQLite takes 'name' for a name, MariaDB does for users
      return rules_.backtick_names;
    default:
      return false;
  }
}

QualifiedName TokenReader::name() {
  QualifiedName result;
  if (!at_name()) return result;
  result.name = name_of(token(), rules_);
  ++at_;
  while (word() == "." && at_name(1)) {
    result.schema = std::move(result.name);
    result.name = name_of(token(1), rules_);
    at_ += 2;
  }
  return result;
}

void TokenReader::skip_parentheses() {
  if (word() != "(") return;
  int depth = 0;
  while (at_ < tokens_.size()) {
    const std::string_view here = word();
    ++at_;
    if (here == "(") ++depth;
    if (here == ")" && --depth == 0) return;
  }
}

}  // namespace dunlin::sql
