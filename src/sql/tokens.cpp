#include <string>
#include <vector>

#include "base/text.hpp"
#include "sql/classify.hpp"
#include "sql/scanner.hpp"

namespace dunlin::sql {

namespace {

/// Fetches tokens one after the other, without comments and white space.
class TokenStream {
 public:
  TokenStream(std::string_view text, const LexRules& rules) : scanner_(text, rules) {}

  bool next(Token& token) {
    while (true) {
      const Lexeme lexeme = scanner_.next();
      switch (lexeme.kind) {
        case LexemeKind::end:
          return false;
        case LexemeKind::space:
        case LexemeKind::line_comment:
        case LexemeKind::block_comment:
        case LexemeKind::versioned_open:
        case LexemeKind::versioned_close:
          continue;
        case LexemeKind::word:
          token.kind = TokenKind::word;
          break;
        case LexemeKind::quoted_name:
          token.kind = TokenKind::quoted_name;
          break;
        case LexemeKind::string:
          token.kind = TokenKind::string;
          break;
        case LexemeKind::number:
          token.kind = TokenKind::number;
          break;
        case LexemeKind::parameter:
          token.kind = TokenKind::parameter;
          break;
        case LexemeKind::symbol:
        case LexemeKind::terminator:
          token.kind = TokenKind::symbol;
          break;
      }
      token.text = scanner_.text(lexeme.begin, lexeme.end);
      token.offset = static_cast<std::size_t>(lexeme.begin);
      return true;
    }
  }

 private:
  Scanner scanner_;
};

/// The inside of a quoted text, with doubled quotes made single.
std::string unquote(std::string_view text, char close) {
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name += text[i];
    if (text[i] == close && text[i + 1] == close && i + 2 < text.size()) ++i;
  }
  return name;
}

}  // namespace

std::vector<Token> tokens(std::string_view statement, const LexRules& rules, std::size_t limit) {
  std::vector<Token> all;
  TokenStream stream(statement, rules);
  Token token;
  while (all.size() < limit && stream.next(token)) all.push_back(token);
  return all;
}

std::string name_of(const Token& token, const LexRules& rules) {
  const std::string_view text = token.text;
  if (text.empty()) return {};
  switch (text[0]) {
    case '"':
    case '`':
    case '\'':
      return unquote(text, text[0]);
    case '[':
      return unquote(text, ']');
    default:
      break;
  }
  if (token.kind == TokenKind::quoted_name && text.size() > 2 && text[1] == '&') return unquote(text.substr(2), '"');
  return rules.folding == NameFolding::lower ? base::lower(text) : std::string(text);
}

bool same_tokens(std::string_view a, std::string_view b, const LexRules& rules) {
  TokenStream left(a, rules);
  TokenStream right(b, rules);
  Token one;
  Token other;
  while (true) {
    const bool more = left.next(one);
    if (more != right.next(other)) return false;
    if (!more) return true;
    if (one.kind != other.kind || one.text != other.text) return false;
  }
}

}  // namespace dunlin::sql
