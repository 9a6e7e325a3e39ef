// Cuts SQL text into lexemes, from memory or from a source that is read as it is needed, and knows the place of each.
// It knows what a string, a name and a comment look like in each database and nothing of what they mean.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/content.hpp"
#include "sql/lex_rules.hpp"
#include "sql/splitter.hpp"

namespace dunlin::sql {

enum class LexemeKind : std::uint8_t {
  end,
  space,
  line_comment,
  block_comment,
  versioned_open,   ///< /*!40101 or /*M!100100, whose inside is read like other text
  versioned_close,  ///< and the */ of it
  word,
  quoted_name,
  string,
  number,
  symbol,      ///< one character
  parameter,   ///< $1, ?1, :name, @name, @@name
  terminator,  ///< a ; or the text that DELIMITER named
};

struct Lexeme {
  LexemeKind kind = LexemeKind::end;
  std::uint64_t begin = 0;  ///< offsets from the scanner's first byte
  std::uint64_t end = 0;
};

class Scanner {
 public:
  /// Reads text that is wholly there. Never fails: what does not end, ends with the text.
  Scanner(std::string_view text, const LexRules& rules);
  /// Reads from `source`; throws Error{config} for what does not end, NUL and invalid UTF-8. `source` must outlive it.
  Scanner(base::ByteSource& source, const LexRules& rules, std::string file, Position start);
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  /// At the very beginning of a file.
  void skip_byte_order_mark();
  Lexeme next();

  /// The bytes of an offset range that is not behind keep(). Valid until the next call that reads.
  [[nodiscard]] std::string_view text(std::uint64_t begin, std::uint64_t end) const {
    return {data_ + (begin - base_), static_cast<std::size_t>(end - begin)};
  }
  [[nodiscard]] std::uint64_t offset() const { return base_ + at_; }
  /// Goes back (or on) to an offset whose bytes are still kept.
  void seek(std::uint64_t offset) { at_ = static_cast<std::size_t>(offset - base_); }
  /// Bytes before `offset` are not needed any more.
  void keep(std::uint64_t offset) { keep_ = offset; }
  /// The byte `ahead` of the next one, or -1 behind the end.
  int peek(std::size_t ahead = 0) {
    while (at_ + ahead >= size_) {
      if (!more()) return -1;
    }
    return static_cast<unsigned char>(data_[at_ + ahead]);
  }
  /// The bytes that have been read and are not yet consumed; reads when there are none. Empty at the end only.
  std::string_view window() {
    if (at_ == size_) more();
    return {data_ + at_, size_ - at_};
  }
  /// Reads more behind the window; false at the end.
  bool more();
  void skip(std::size_t bytes) { at_ += bytes; }
  /// Skips to the end of the line, not over it.
  void skip_line();

  /// The place of an offset that is not before the last one anchored.
  [[nodiscard]] Position position(std::uint64_t offset) const;
  /// The same, and places before it are not asked for any more (this is what keeps counting linear).
  Position anchor(std::uint64_t offset);
  [[noreturn]] void fail(std::uint64_t offset, std::string message, std::string hint) const;
  [[noreturn]] void fail(const Position& position, std::string message, std::string hint) const;

  /// What the text itself may change.
  bool backslash_escapes;
  bool double_quoted_strings;
  bool semicolon_ends = false;
  std::string delimiter;  ///< ends a statement beside or instead of ";"; empty: none

 private:
  struct Walker {  // a place and what is needed to go on counting from it
    Position position;
    bool after_return = false;
    void walk(std::string_view bytes);
  };
  enum class Escapes : std::uint8_t { no, yes };

  void check_encoding();
  [[nodiscard]] std::uint64_t here() const { return base_ + at_; }
  bool matches(std::string_view word);
  bool at_delimiter();
  Lexeme finish(LexemeKind kind, std::uint64_t begin) { return {kind, begin, here()}; }

  void space();
  void word();
  void number();
  void quoted(char quote, Escapes escapes, std::uint64_t begin, std::string_view what);
  void bracketed(std::uint64_t begin);
  void block_comment(std::uint64_t begin);
  bool dollar_quoted(std::uint64_t begin);
  Lexeme dash_or_symbol(std::uint64_t begin);
  Lexeme slash(std::uint64_t begin);
  Lexeme prefixed(std::uint64_t begin);
  Lexeme parameter_or_symbol(std::uint64_t begin);
  Lexeme tcl_parameter(std::uint64_t begin);
  Lexeme dollar(std::uint64_t begin);

  const LexRules& rules_;
  base::ByteSource* source_ = nullptr;
  std::unique_ptr<char[]> incoming_;
  std::string buffer_;      // what was read; the last bytes may be the beginning of a character and not yet visible
  const char* data_ = "";   // the visible bytes: of buffer_ or of the caller's text
  std::size_t size_ = 0;    // of them
  std::size_t at_ = 0;      // the next byte within them
  std::uint64_t base_ = 0;  // the offset of the first of them
  std::uint64_t keep_ = 0;  // the first offset that is still needed
  std::string file_;
  Walker walker_;
  std::uint64_t walked_ = 0;  // the offset of walker_
  bool source_ended_ = false;
  enum class Fault : std::uint8_t { none, zero, encoding };
  Fault fault_ = Fault::none;  // what stands behind the visible bytes
  std::uint64_t versioned_at_ = 0;
  unsigned versioned_ = 0;  // depth of /*! within which the scanner stands
  // PostgreSQL: '...' behind an E'...' and a line break continues it, escapes included.
  enum class Continuation : std::uint8_t { none, same_line, next_line };
  Continuation continuation_ = Continuation::none;
};

}  // namespace dunlin::sql
