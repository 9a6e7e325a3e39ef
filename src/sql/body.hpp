// Follows the tokens of one statement and knows which ";" stands within a body and does not end the statement:
// BEGIN ATOMIC in PostgreSQL, triggers in SQLite, stored programs in MariaDB. Its one idea: within a body END closes
// a block only where a statement could begin, so that CASE ... END, IF() and columns named "end" confuse nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sql/lex_rules.hpp"
#include "sql/scanner.hpp"

namespace dunlin::sql {

class BodyTracker {
 public:
  explicit BodyTracker(const LexRules& rules) : rules_(rules) {}

  void reset();
  /// Whether tokens still matter. Most statements are settled after their first word.
  [[nodiscard]] bool watching() const { return state_ != State::settled; }
  /// Takes the next token, which is neither space nor comment nor terminator. Only the text of words is looked at.
  void token(LexemeKind kind, std::string_view text);
  /// Takes a ";" and returns whether it ends the statement.
  bool semicolon();
  /// The statement is COPY ... FROM stdin.
  [[nodiscard]] bool copies_from_stdin() const { return copies_; }
  /// The statement stands in a body that has not been closed.
  [[nodiscard]] bool in_body() const { return !blocks_.empty() || atomic_ > 0 || in_trigger_; }

 private:
  enum class State : std::uint8_t {
    first,    ///< nothing seen yet
    settled,  ///< nothing more to learn: the next ";" ends the statement, or the next statement of the body
    create,   ///< behind CREATE, before the kind of object
    // PostgreSQL
    routine_header,
    atomic_start,
    atomic_create,
    rule,
    copy,
    // SQLite
    trigger_header,
    trigger_start,
    // MariaDB
    definer,
    definer_name,
    definer_host,
    alter,
    event_header,
    row_trigger_header,
    program_header,
    package_header,
    after_as,
    sub_header,
    top_begin,
    start,
    maybe_label,
    skip_name,
    declare,
    handler_condition,
    handler_state,
    handler_found,
    handler_next,
    until_then,
    until_do,
    until_end,
    angle_label,
  };
  enum class Block : std::uint8_t { begin, branch, loop, declarations };

  void first(std::string_view word);
  void create(LexemeKind kind, std::string_view word);
  void atomic_body(LexemeKind kind, std::string_view word);
  void program(LexemeKind kind, std::string_view word);
  void program_header(std::string_view word);
  void start(LexemeKind kind, std::string_view word);
  void until(std::string_view word);

  const LexRules& rules_;
  State state_ = State::first;
  std::vector<Block> blocks_;  // MariaDB: open blocks, innermost last
  unsigned atomic_ = 0;        // PostgreSQL: open BEGIN ATOMIC
  bool in_trigger_ = false;    // SQLite: behind the BEGIN of a trigger
  bool copies_ = false;
  bool explained_ = false;
  bool returns_ = false;     // the header has RETURNS: a RETURN behind it is the body
  bool arguments_ = false;   // the header's list of arguments is over
  bool in_program_ = false;  // MariaDB: the statement creates a stored program, so that BEGIN is never a transaction
  int parentheses_ = 0;
  int cases_ = 0;              // CASE expressions open where THEN, DO or END is waited for
  std::uint8_t previous_ = 0;  // what the word before was, as far as it matters (Previous in body.cpp)
};

}  // namespace dunlin::sql
