// SQLite's words and tokens, of all versions up to 3.53: what has to be quoted must not depend on which one is linked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::database::sqlite {

enum class TokenKind : std::uint8_t { word, quoted_name, string, number, blob, parameter, symbol };

struct Token {
  TokenKind kind = TokenKind::symbol;
  std::string_view text;      ///< as written, quotes included; operators are whole ("||", "->>")
  std::string_view reserved;  ///< the word in capitals, where it can be nothing but a keyword

  [[nodiscard]] bool is(std::string_view word_or_symbol) const;
};

/// Never fails: what does not end, ends with the text. Comments and white space are left out.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

/// The name that a word, a quoted name or a string in a name's place stands for.
[[nodiscard]] std::string name_of(const Token& token);
/// Whether it can stand where a name is expected.
[[nodiscard]] bool is_name(const Token& token);

/// Quoted where it is a keyword, or not made of letters, digits and _ alone.
[[nodiscard]] std::string written_name(std::string_view name);
[[nodiscard]] std::string written_text(std::string_view text);

/// Whether SQLite has a function of this name, in small letters.
[[nodiscard]] bool is_function(std::string_view name);

}  // namespace dunlin::database::sqlite
