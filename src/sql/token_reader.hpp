// A cursor over a statement's tokens, for reading it from the left.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/classify.hpp"

namespace dunlin::sql {

class TokenReader {
 public:
  TokenReader(std::vector<Token> tokens, const LexRules& rules);

  [[nodiscard]] bool done() const { return at_ >= tokens_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  void seek(std::size_t at) { at_ = at; }
  void skip(std::size_t count = 1) { at_ += count; }
  [[nodiscard]] std::size_t size() const { return tokens_.size(); }
  [[nodiscard]] const Token& token(std::size_t ahead = 0) const;

  /// The word `ahead` in upper case, or the symbol; empty for anything else and behind the end.
  [[nodiscard]] std::string_view word(std::size_t ahead = 0) const;
  template <typename... Words>
  [[nodiscard]] bool is(Words... words) const {
    const std::string_view next = word();
    return ((next == std::string_view(words)) || ...);
  }
  /// Takes these words, where all of them are next.
  bool take(std::string_view first);
  bool take(std::string_view first, std::string_view second);
  bool take(std::string_view first, std::string_view second, std::string_view third);
  /// A name of up to three parts; empty where there is none.
  QualifiedName name();
  [[nodiscard]] bool at_name(std::size_t ahead = 0) const;
  /// Skips "( ... )" where it is next.
  void skip_parentheses();
  /// Goes to the next of these words outside of parentheses, and returns whether there is one.
  template <typename... Words>
  bool find(Words... words) {
    int depth = 0;
    for (; at_ < tokens_.size(); ++at_) {
      const std::string_view here = word();
      if (here == "(") ++depth;
      if (here == ")") --depth;
      if (depth <= 0 && ((here == std::string_view(words)) || ...)) return true;
    }
    return false;
  }
  [[nodiscard]] const LexRules& rules() const { return rules_; }

 private:
  std::vector<Token> tokens_;
  std::vector<std::string> upper_;  // of words and symbols
  const LexRules& rules_;
  std::size_t at_ = 0;
};

/// Reads CREATE, ALTER, DROP, RENAME, TRUNCATE, COMMENT and the like; returns false where it is none of them.
/// `subject` becomes the words that the patterns of LexRules are held against, without qualifiers.
bool read_definition(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject);

}  // namespace dunlin::sql
