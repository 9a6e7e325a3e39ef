// Cuts SQL text into statements, streaming: memory is bounded by the longest statement, not by the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/content.hpp"
#include "dunlin/error.hpp"
#include "sql/lex_rules.hpp"

namespace dunlin::sql {

/// Comments that mean something to the layout of a file: a line comment whose text, after white space, begins with
/// one of the prefixes ("dunlin:", "+goose ", "migrate:").
struct Markers {
  std::vector<std::string> prefixes;
};

/// Byte offset and place of a point of the file.
struct Position {
  std::uint64_t offset = 0;
  std::size_t line = 1;
  std::size_t column = 1;  ///< in characters
};

enum class ItemKind : std::uint8_t {
  statement,
  marker,   ///< a comment that one of the Markers names
  comment,  ///< any other comment between statements (only where Splitter was asked for them)
  end,
};

struct Item {
  ItemKind kind = ItemKind::end;
  std::string text;        ///< statement: from its first token to its last, without terminator and without the comments
                           ///< before and behind it; marker and comment: the comment's text after -- or #, trimmed
  Position begin;          ///< of text
  Position after;          ///< behind the terminator, where the next item may begin
  bool has_data = false;   ///< COPY ... FROM stdin: the inline data follows; read it with copy_data()
  bool ends_line = false;  ///< marker: the rest of its line is the marker (always so for -- comments)
};

class Splitter {
 public:
  /// `file` names the text in errors. Both references must outlive the splitter. `start` is the position of the
  /// source's first byte in the file, so that a part of a file reports places of the whole.
  Splitter(base::ByteSource& source, const LexRules& rules, Markers markers, std::string file, Position start = {},
           bool comments = false);
  ~Splitter();
  Splitter(const Splitter&) = delete;
  Splitter& operator=(const Splitter&) = delete;

  /// The next item; ItemKind::end at the end, again and again. A marker ends the statement before it. Inline data
  /// that was not read is skipped. Throws Error{config} with the place for text that cannot be cut: a quote, comment
  /// or dollar quote that never ends, a psql command that does something (the hint says what to write instead),
  /// invalid UTF-8, NUL.
  Item next();

  /// All text up to the next marker (or the end) as one statement, uncut: goose's StatementBegin ... StatementEnd.
  /// An item of kind end when there is only white space.
  Item take_until_marker();

  /// The inline data of the COPY that next() just returned: lines without the terminating "\." line. Valid until the
  /// next call of next().
  base::ByteSource& copy_data();

  /// Settings that the text itself changes and that the lexer must follow are followed by the splitter on its own:
  /// DELIMITER, SET sql_mode, SET standard_conforming_strings.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dunlin::sql
