#include "sql/scanner.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "sql/characters.hpp"

namespace dunlin::sql {

namespace {

using character::is;

bool equal_letters(char a, char b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return low(a) == low(b);
}

}  // namespace

Scanner::Scanner(std::string_view text, const LexRules& rules)
    : backslash_escapes(rules.backslash_escapes),
      double_quoted_strings(rules.double_quoted_strings),
      rules_(rules),
      data_(text.data()),
      size_(text.size()),
      source_ended_(true) {}

bool Scanner::matches(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    const int c = peek(i);
    if (c < 0 || !equal_letters(static_cast<char>(c), word[i])) return false;
  }
  return true;
}

bool Scanner::at_delimiter() {
  if (!matches(delimiter)) return false;
  // A delimiter that is a word ("go") must not be found within another word; one with punctuation may follow one.
  const bool is_word = std::all_of(delimiter.begin(), delimiter.end(), [](char c) {
    return is(static_cast<unsigned char>(c), character::word_start | character::digit);
  });
  if (!is_word) return true;
  if (at_ > 0 && is(static_cast<unsigned char>(data_[at_ - 1]), character::word)) return false;
  return !is(peek(delimiter.size()), character::word);
}

Lexeme Scanner::next() {
  const std::uint64_t begin = here();
  const int c = peek();
  if (c < 0) {
    if (versioned_ > 0 && source_ != nullptr) {
      fail(versioned_at_, "this comment with a version number has no end", "close it with */");
    }
    return {LexemeKind::end, begin, begin};
  }
  if (is(c, character::space)) {
    space();
    return finish(LexemeKind::space, begin);
  }
  const Continuation continuation = std::exchange(continuation_, Continuation::none);
  if (versioned_ == 0) {
    if (!delimiter.empty() && equal_letters(static_cast<char>(c), delimiter[0]) && at_delimiter()) {
      skip(delimiter.size());
      return finish(LexemeKind::terminator, begin);
    }
    if (c == ';' && semicolon_ends) {
      skip(1);
      return finish(LexemeKind::terminator, begin);
    }
  }
  if (is(c, character::word_start)) {
    if (rules_.escape_strings && (peek(1) == '\'' || peek(1) == '&')) return prefixed(begin);
    word();
    return finish(LexemeKind::word, begin);
  }
  if (is(c, character::digit)) {
    number();
    return finish(LexemeKind::number, begin);
  }
  switch (c) {
    case '\'': {
      skip(1);
      const bool escapes = backslash_escapes || continuation == Continuation::next_line;
      quoted('\'', escapes ? Escapes::yes : Escapes::no, begin, "string");
      if (continuation == Continuation::next_line) continuation_ = Continuation::same_line;
      return finish(LexemeKind::string, begin);
    }
    case '"':
      skip(1);
      if (double_quoted_strings) {
        quoted('"', backslash_escapes ? Escapes::yes : Escapes::no, begin, "string");
        return finish(LexemeKind::string, begin);
      }
      quoted('"', Escapes::no, begin, "quoted name");
      return finish(LexemeKind::quoted_name, begin);
    case '`':
      if (!rules_.backtick_names) break;
      skip(1);
      quoted('`', Escapes::no, begin, "quoted name");
      return finish(LexemeKind::quoted_name, begin);
    case '[':
      if (!rules_.bracket_names) break;
      bracketed(begin);
      return finish(LexemeKind::quoted_name, begin);
    case '#':
      if (!rules_.hash_comments) break;
      skip_line();
      return finish(LexemeKind::line_comment, begin);
    case '-': {
      const Lexeme lexeme = dash_or_symbol(begin);
      if (lexeme.kind == LexemeKind::line_comment) continuation_ = continuation;
      return lexeme;
    }
    case '/':
      return slash(begin);
    case '*':
      if (versioned_ > 0 && peek(1) == '/') {
        --versioned_;
        skip(2);
        return finish(LexemeKind::versioned_close, begin);
      }
      break;
    case '$':
      return dollar(begin);
    case '@':
    case ':':
    case '?':
      return parameter_or_symbol(begin);
    default:
      break;
  }
  skip(1);
  return finish(LexemeKind::symbol, begin);
}

/// Stops where the window does: any amount of white space between two statements is then forgotten piece by piece.
void Scanner::space() {
  while (at_ < size_ && is(static_cast<unsigned char>(data_[at_]), character::space)) {
    if (continuation_ == Continuation::same_line && (data_[at_] == '\n' || data_[at_] == '\r')) {
      continuation_ = Continuation::next_line;
    }
    ++at_;
  }
}

void Scanner::word() {
  const bool watch =
      !delimiter.empty() && versioned_ == 0 && is(static_cast<unsigned char>(delimiter[0]), character::word);
  while (true) {
    while (at_ < size_ && is(static_cast<unsigned char>(data_[at_]), character::word)) {
      if (watch && equal_letters(data_[at_], delimiter[0]) && at_delimiter()) return;
      ++at_;
    }
    if (at_ < size_ || !more()) return;
  }
}

void Scanner::number() {
  // MariaDB lets a name begin with a digit: the letters behind the digits belong to it, whatever it is. A $ does not,
  // because in PostgreSQL it may begin a dollar quote and elsewhere a delimiter.
  bool hex = false;
  bool exponent = false;
  while (true) {
    const int c = peek();
    if (is(c, character::digit | character::word_start)) {
      if (c == 'x' || c == 'X') hex = true;
      exponent = (c == 'e' || c == 'E') && !hex;
    } else if ((c == '+' || c == '-') && exponent && is(peek(1), character::digit)) {
      exponent = false;
    } else if (c != '.' || !is(peek(1), character::digit)) {
      return;
    }
    if (!delimiter.empty() && versioned_ == 0 && equal_letters(static_cast<char>(c), delimiter[0]) && at_delimiter())
      return;
    skip(1);
  }
}

void Scanner::quoted(char quote, Escapes escapes, std::uint64_t begin, std::string_view what) {
  std::uint64_t quote_at = 0;  // the next quote character, when it is not before at_: found once, however many escapes
  while (true) {
    const char* p = data_ + at_;
    const char* const end = data_ + size_;
    for (const char* const near = end - p > 24 ? p + 24 : end; p != near && *p != quote && *p != '\\'; ++p) {
    }
    if (p != end && *p != quote && (*p != '\\' || escapes == Escapes::no)) {
      const auto find = [](const char* from, const char* to, char what_for) {
        const void* found = std::memchr(from, what_for, static_cast<std::size_t>(to - from));
        return found == nullptr ? to : static_cast<const char*>(found);
      };
      const auto p_at = base_ + static_cast<std::uint64_t>(p - data_);
      if (quote_at < p_at) quote_at = base_ + static_cast<std::uint64_t>(find(p, end, quote) - data_);
      const char* const stop = data_ + (quote_at - base_);
      p = escapes == Escapes::yes ? find(p, stop, '\\') : stop;
    }
    at_ = static_cast<std::size_t>(p - data_);
    if (p == end) {
      if (!more()) break;
      quote_at = 0;  // it may have meant the end of the window
      continue;
    }
    if (*p == '\\' && escapes == Escapes::yes) {
      skip(1);
      if (peek() < 0) break;
      skip(1);
      continue;
    }
    skip(1);
    if (peek() != static_cast<unsigned char>(quote)) return;
    skip(1);
  }
  if (source_ == nullptr) return;
  fail(begin, "this " + std::string(what) + " has no end", "close it with " + std::string(1, quote));
}

void Scanner::bracketed(std::uint64_t begin) {
  while (true) {
    const auto* found = static_cast<const char*>(std::memchr(data_ + at_, ']', size_ - at_));
    if (found != nullptr) {
      at_ = static_cast<std::size_t>(found - data_) + 1;
      return;
    }
    at_ = size_;
    if (!more()) break;
  }
  if (source_ != nullptr) fail(begin, "this quoted name has no end", "close it with ]");
}

void Scanner::skip_line() {
  while (true) {
    const std::size_t left = size_ - at_;
    const auto* found = static_cast<const char*>(std::memchr(data_ + at_, '\n', left));
    if (rules_.return_ends_comment) {
      const std::size_t until = found == nullptr ? left : static_cast<std::size_t>(found - (data_ + at_));
      const void* before = std::memchr(data_ + at_, '\r', until);
      if (before != nullptr) found = static_cast<const char*>(before);
    }
    if (found != nullptr) {
      at_ = static_cast<std::size_t>(found - data_);
      return;
    }
    at_ = size_;
    if (!more()) return;
  }
}

Lexeme Scanner::dash_or_symbol(std::uint64_t begin) {
  if (peek(1) == '-') {
    const int third = rules_.dashes_need_space ? peek(2) : ' ';
    if (third <= ' ') {  // white space, a control character or the end
      skip_line();
      return finish(LexemeKind::line_comment, begin);
    }
  }
  skip(1);
  return finish(LexemeKind::symbol, begin);
}

Lexeme Scanner::slash(std::uint64_t begin) {
  if (peek(1) != '*') {
    skip(1);
    return finish(LexemeKind::symbol, begin);
  }
  if (rules_.versioned_comments) {
    std::size_t digits = 2;
    if (peek(digits) == 'M') ++digits;
    if (peek(digits) == '!') {
      ++digits;
      const std::size_t most = digits + 6;
      while (digits < most && is(peek(digits), character::digit)) ++digits;
      // mariadb-dump begins with /*M!999999\- ... */, which only its own client understands: a comment to a server.
      if (peek(digits) != '\\') {
        if (versioned_++ == 0) versioned_at_ = begin;
        skip(digits);
        return finish(LexemeKind::versioned_open, begin);
      }
    }
  }
  skip(2);
  block_comment(begin);
  return finish(LexemeKind::block_comment, begin);
}

void Scanner::block_comment(std::uint64_t begin) {
  unsigned depth = 1;
  while (true) {
    const int c = peek();
    if (c < 0) break;
    if (c == '*' && peek(1) == '/') {
      skip(2);
      if (--depth == 0) return;
    } else if (c == '/' && rules_.nested_comments && peek(1) == '*') {
      skip(2);
      ++depth;
    } else {
      skip(1);
      while (at_ < size_ && data_[at_] != '*' && data_[at_] != '/') ++at_;
    }
  }
  if (source_ == nullptr) return;
  fail(begin, depth > 1 ? "this comment has no end (comments nest in this database)" : "this comment has no end",
       "close it with */");
}

Lexeme Scanner::prefixed(std::uint64_t begin) {
  const int c = peek() | 0x20;
  std::size_t length = 0;  // of the prefix
  if (peek(1) == '\'' && (c == 'e' || c == 'b' || c == 'x' || c == 'n')) length = 1;
  if (peek(1) == '&' && c == 'u' && (peek(2) == '\'' || peek(2) == '"')) length = 2;
  if (length == 0) {
    word();
    return finish(LexemeKind::word, begin);
  }
  skip(length);
  const char quote = static_cast<char>(peek());
  skip(1);
  const bool escapes = c == 'e' || (c == 'n' && backslash_escapes);
  quoted(quote, escapes ? Escapes::yes : Escapes::no, begin, quote == '"' ? "quoted name" : "string");
  if (c == 'e') continuation_ = Continuation::same_line;
  return finish(quote == '"' ? LexemeKind::quoted_name : LexemeKind::string, begin);
}

Lexeme Scanner::parameter_or_symbol(std::uint64_t begin) {
  const int c = peek();
  const bool tcl = rules_.bracket_names;
  if (tcl && c != '?') return tcl_parameter(begin);
  skip(1);
  if (c == '@' && rules_.hash_comments) {  // @name and @@name; to PostgreSQL it is an operator
    if (peek() == '@') skip(1);
    if (is(peek(), character::word)) {
      word();
      return finish(LexemeKind::parameter, begin);
    }
  }
  if (c == '?' && tcl) {
    while (is(peek(), character::digit)) skip(1);
    return finish(LexemeKind::parameter, begin);
  }
  return finish(LexemeKind::symbol, begin);
}

/// :a, @a and $a, where a may hold "::" and end in "(anything)", as Tcl writes variables.
Lexeme Scanner::tcl_parameter(std::uint64_t begin) {
  skip(1);
  bool named = false;
  while (true) {
    if (is(peek(), character::word)) {
      named = true;
      skip(1);
    } else if (peek() == ':' && peek(1) == ':') {
      skip(2);
    } else {
      break;
    }
  }
  if (peek() == '(' && named) {
    std::size_t length = 1;
    while (peek(length) >= 0 && peek(length) != ')' && !is(peek(length), character::space)) ++length;
    if (peek(length) == ')') skip(length + 1);
  }
  return finish(named ? LexemeKind::parameter : LexemeKind::symbol, begin);
}

Lexeme Scanner::dollar(std::uint64_t begin) {
  if (rules_.dollar_quotes) {
    if (dollar_quoted(begin)) return finish(LexemeKind::string, begin);
    skip(1);
    if (!is(peek(), character::digit)) return finish(LexemeKind::symbol, begin);
    while (is(peek(), character::digit)) skip(1);
    return finish(LexemeKind::parameter, begin);
  }
  if (rules_.bracket_names) return tcl_parameter(begin);
  word();
  if (here() == begin) skip(1);
  return finish(LexemeKind::word, begin);
}

bool Scanner::dollar_quoted(std::uint64_t begin) {
  std::size_t length = 1;
  if (is(peek(length), character::word_start)) {
    while (is(peek(length), character::word_start | character::digit)) ++length;
  }
  if (peek(length) != '$') return false;
  ++length;
  const std::string tag(data_ + at_, length);
  skip(length);
  while (true) {
    const std::string_view rest(data_ + at_, size_ - at_);
    const std::size_t found = rest.find(tag);
    if (found != std::string_view::npos) {
      skip(found + length);
      return true;
    }
    if (rest.size() >= length) skip(rest.size() - length + 1);
    if (!more()) break;
  }
  if (source_ == nullptr) {
    at_ = size_;
    return true;
  }
  fail(begin, "this dollar-quoted text has no end", "close it with " + tag);
}

}  // namespace dunlin::sql
