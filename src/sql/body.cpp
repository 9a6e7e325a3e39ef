#include "sql/body.hpp"

#include <algorithm>
#include <array>

namespace dunlin::sql {

namespace {

/// A word in upper case, cut where no keyword is as long.
class Upper {
 public:
  explicit Upper(std::string_view word) : size_(word.size() <= text_.size() ? word.size() : 0) {
    std::transform(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(size_), text_.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  }
  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 16> text_{};
  std::size_t size_;
};

template <typename... Words>
bool one_of(std::string_view word, Words... words) {
  return ((word == std::string_view(words)) || ...);
}

enum Previous : std::uint8_t { other, begin, negation, character_set, set, from, for_each, closing_angle };

}  // namespace

void BodyTracker::reset() {
  state_ = State::first;
  blocks_.clear();
  atomic_ = 0;
  in_trigger_ = copies_ = explained_ = returns_ = arguments_ = in_program_ = false;
  parentheses_ = cases_ = 0;
  previous_ = other;
}

bool BodyTracker::semicolon() {
  if (state_ == State::rule && parentheses_ > 0) return false;
  if (atomic_ > 0) {
    state_ = State::atomic_start;
    return false;
  }
  if (in_trigger_) {
    state_ = State::trigger_start;
    return false;
  }
  if (blocks_.empty()) return true;
  state_ = State::start;
  previous_ = other;
  cases_ = 0;
  return false;
}

void BodyTracker::token(LexemeKind kind, std::string_view text) {
  if (state_ == State::settled || kind == LexemeKind::versioned_open || kind == LexemeKind::versioned_close) return;
  const Upper upper(kind == LexemeKind::word || kind == LexemeKind::symbol ? text : std::string_view());
  const std::string_view word = upper.view();
  if (kind == LexemeKind::symbol) {
    if (word == "(") ++parentheses_;
    if (word == ")") --parentheses_;
  }
  switch (state_) {
    case State::settled:
      break;
    case State::first:
      if (kind == LexemeKind::word) {
        first(word);
      } else if (rules_.compound_bodies && kind == LexemeKind::quoted_name) {
        state_ = State::maybe_label;
      } else {
        state_ = State::settled;
      }
      break;
    case State::create:
    case State::definer:
    case State::definer_name:
    case State::definer_host:
    case State::alter:
      create(kind, word);
      break;
    case State::routine_header:
    case State::atomic_start:
    case State::atomic_create:
    case State::rule:
    case State::copy:
      atomic_body(kind, word);
      break;
    case State::trigger_header:
      if (word == "BEGIN") {
        in_trigger_ = true;
        state_ = State::settled;
      }
      break;
    case State::trigger_start:
      if (word == "END") in_trigger_ = false;
      state_ = State::settled;
      break;
    default:
      program(kind, word);
      break;
  }
}

void BodyTracker::first(std::string_view word) {
  if (word == "CREATE") {
    state_ = State::create;
  } else if (rules_.trigger_bodies && one_of(word, "EXPLAIN", "QUERY", "PLAN") && (explained_ || word == "EXPLAIN")) {
    explained_ = true;
  } else if (rules_.copy_from_stdin && word == "COPY") {
    state_ = State::copy;
  } else if (rules_.compound_bodies && word == "ALTER") {
    state_ = State::alter;
  } else if (rules_.compound_bodies) {
    start(LexemeKind::word, word);
  } else {
    state_ = State::settled;
  }
}

void BodyTracker::create(LexemeKind kind, std::string_view word) {
  const bool name = kind == LexemeKind::word || kind == LexemeKind::quoted_name || kind == LexemeKind::string;
  switch (state_) {
    case State::definer:
      state_ = word == "=" ? State::definer_name : State::settled;
      return;
    case State::definer_name:
      state_ = name ? State::definer_host : State::settled;
      return;
    case State::definer_host:  // root@localhost, root@'%', CURRENT_USER()
      if (kind == LexemeKind::parameter || word == "(" || word == ")") return;
      state_ = word == "@" ? State::definer_name : State::create;
      if (state_ == State::definer_name) return;
      break;
    default:
      break;
  }
  if (state_ == State::alter && word != "EVENT" && word != "DEFINER") {
    state_ = State::settled;
    return;
  }
  parentheses_ = 0;
  if (one_of(word, "OR", "REPLACE")) return;
  state_ = State::settled;
  if (rules_.compound_bodies) {
    if (word == "AGGREGATE") state_ = State::create;
    if (word == "DEFINER") state_ = State::definer;
    if (one_of(word, "PROCEDURE", "FUNCTION")) state_ = State::program_header;
    if (word == "TRIGGER") state_ = State::row_trigger_header;
    if (word == "EVENT") state_ = State::event_header;
    if (word == "PACKAGE") state_ = State::package_header;
    in_program_ = state_ != State::settled;
  } else if (rules_.trigger_bodies) {
    if (one_of(word, "TEMP", "TEMPORARY")) state_ = State::create;
    if (word == "TRIGGER") state_ = State::trigger_header;
  } else if (rules_.begin_atomic) {
    if (one_of(word, "FUNCTION", "PROCEDURE")) state_ = State::routine_header;
    if (word == "RULE") state_ = State::rule;
  }
}

void BodyTracker::atomic_body(LexemeKind kind, std::string_view word) {
  switch (state_) {
    case State::routine_header:
      if (word == "ATOMIC" && previous_ == begin && parentheses_ == 0) {
        ++atomic_;
        state_ = State::atomic_start;
      }
      previous_ = word == "BEGIN" ? begin : other;
      break;
    case State::atomic_start:
      state_ = State::settled;
      if (word == "END") --atomic_;
      if (word == "CREATE") state_ = State::atomic_create;
      break;
    case State::atomic_create:  // the grammar lets a body define a function with a body
      if (one_of(word, "OR", "REPLACE")) break;
      state_ = one_of(word, "FUNCTION", "PROCEDURE") ? State::routine_header : State::settled;
      parentheses_ = 0;
      previous_ = other;
      break;
    case State::copy:
      if (parentheses_ > 0) break;
      if (previous_ == from) {
        copies_ = word == "STDIN";
        state_ = State::settled;
      }
      if (word == "TO") state_ = State::settled;
      previous_ = word == "FROM" && kind == LexemeKind::word ? from : other;
      break;
    default:
      break;
  }
}

void BodyTracker::program(LexemeKind kind, std::string_view word) {
  switch (state_) {
    case State::event_header:
      if (word == "DO" && parentheses_ == 0) state_ = State::start;
      break;
    case State::row_trigger_header:  // ... FOR EACH ROW
      if (word == "ROW" && previous_ == for_each) state_ = State::start;
      previous_ = word == "EACH" ? for_each : other;
      break;
    case State::program_header:
      program_header(word);
      break;
    case State::package_header:
      if (one_of(word, "AS", "IS")) {
        blocks_.push_back(Block::declarations);
        state_ = State::start;
      }
      break;
    case State::after_as:  // AS begins declarations, or names a library, or is MySQL's AS 'text in JavaScript'
      if (kind == LexemeKind::string) {
        state_ = State::settled;
        break;
      }
      blocks_.push_back(Block::declarations);
      start(kind, word);
      break;
    case State::sub_header:
      if (one_of(word, "AS", "IS")) {
        blocks_.push_back(Block::declarations);
        state_ = State::start;
      }
      break;
    case State::top_begin:
      if (word == "NOT") {
        blocks_.push_back(Block::begin);
        state_ = State::start;
        previous_ = negation;
      } else {
        state_ = State::settled;
      }
      break;
    case State::maybe_label:
      state_ = word == ":" ? State::start : State::settled;
      break;
    case State::skip_name:
      state_ = State::start;
      break;
    case State::angle_label:
      if (previous_ == closing_angle && word != ">") {
        previous_ = other;
        start(kind, word);
      } else {
        previous_ = word == ">" ? closing_angle : other;
      }
      break;
    case State::declare:  // DECLARE CONTINUE HANDLER FOR SQLSTATE '42S01', NOT FOUND BEGIN ... END
      if (word == "HANDLER") {
        previous_ = begin;
      } else if (word == "FOR" && previous_ == begin) {
        state_ = State::handler_condition;
      } else if (previous_ == begin) {
        state_ = State::settled;
      }
      break;
    case State::handler_condition:
      state_ = State::handler_next;
      if (word == "SQLSTATE") state_ = State::handler_state;
      if (word == "NOT") state_ = State::handler_found;
      break;
    case State::handler_state:
      if (word != "VALUE") state_ = State::handler_next;
      break;
    case State::handler_found:
      state_ = State::handler_next;
      break;
    case State::handler_next:
      if (word == ",") {
        state_ = State::handler_condition;
      } else {
        previous_ = other;
        start(kind, word);
      }
      break;
    case State::until_then:
    case State::until_do:
    case State::until_end:
      until(word);
      break;
    default:
      start(kind, word);
      break;
  }
}

void BodyTracker::program_header(std::string_view word) {
  if (parentheses_ > 0) return;
  if (word == ")") {
    arguments_ = true;
    return;
  }
  if (word.empty()) return;
  const auto before = previous_;
  previous_ = other;
  if (one_of(word, "CHARACTER", "CHAR", "CHARSET")) previous_ = character_set;
  if (word == "RETURNS") returns_ = true;
  // AS and IS stand only in front of an Oracle-style body, with or without arguments before it.
  if (one_of(word, "AS", "IS")) {
    state_ = State::after_as;
    return;
  }
  if (!arguments_) return;
  if (one_of(word, "BEGIN", "IF", "CASE", "LOOP", "REPEAT", "WHILE", "FOR", "DECLARE")) {
    start(LexemeKind::word, word);
  } else if (one_of(word, "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "CALL", "WITH", "DO", "TRUNCATE", "CREATE",
                    "DROP", "ALTER", "SIGNAL") ||
             (word == "RETURN" && returns_) || (word == "SET" && before != character_set && !returns_)) {
    state_ = State::settled;  // one plain statement is the whole body
  }
}

void BodyTracker::start(LexemeKind kind, std::string_view word) {
  const auto before = previous_;
  previous_ = other;
  state_ = State::settled;
  cases_ = 0;
  const bool within = !blocks_.empty();
  if (kind == LexemeKind::quoted_name) {
    state_ = State::maybe_label;
  } else if (word == "<") {
    state_ = State::angle_label;
  } else if (word == "BEGIN") {
    if (within && blocks_.back() == Block::declarations) {
      blocks_.back() = Block::begin;
    } else if (!within && !in_program_) {
      state_ = State::top_begin;
      return;
    } else {
      blocks_.push_back(Block::begin);
    }
    previous_ = begin;
    state_ = State::start;
  } else if ((word == "NOT" && before == begin) || (word == "ATOMIC" && before == negation)) {
    previous_ = word == "NOT" ? negation : other;
    state_ = State::start;
  } else if (word == "IF" || word == "CASE") {
    blocks_.push_back(Block::branch);
    state_ = State::until_then;
  } else if (word == "LOOP" || word == "REPEAT") {
    blocks_.push_back(Block::loop);
    state_ = State::start;
  } else if (word == "WHILE" || word == "FOR") {
    blocks_.push_back(Block::loop);
    state_ = State::until_do;
  } else if (word == "DECLARE") {
    state_ = State::declare;
  } else if (one_of(word, "FOLLOWS", "PRECEDES") && !within) {
    state_ = State::skip_name;
  } else if (!within) {
    if (kind == LexemeKind::word) state_ = State::maybe_label;
  } else if (word == "END") {
    blocks_.pop_back();
  } else if (one_of(word, "ELSE", "EXCEPTION")) {
    state_ = State::start;
  } else if (one_of(word, "WHEN", "ELSEIF", "ELSIF")) {
    state_ = State::until_then;
  } else if (word == "UNTIL") {
    state_ = State::until_end;
  } else if (one_of(word, "PROCEDURE", "FUNCTION") && blocks_.back() == Block::declarations) {
    state_ = State::sub_header;
  } else if (kind == LexemeKind::word) {
    state_ = State::maybe_label;
  }
}

void BodyTracker::until(std::string_view word) {
  if (word == "CASE") {
    ++cases_;
  } else if (word == "END") {
    if (cases_ > 0) {
      --cases_;
    } else if (state_ == State::until_end) {  // UNTIL ... END REPEAT
      blocks_.pop_back();
      state_ = State::settled;
    }
  } else if (cases_ == 0 && ((state_ == State::until_then && word == "THEN") ||
                             (state_ == State::until_do && one_of(word, "DO", "LOOP")))) {
    state_ = State::start;
  }
}

}  // namespace dunlin::sql
