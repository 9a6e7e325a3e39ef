#include "sql/splitter.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sql/body.hpp"
#include "sql/client_commands.hpp"
#include "sql/copy_data.hpp"
#include "sql/scanner.hpp"
#include "sql/settings.hpp"

namespace dunlin::sql {

struct Splitter::State {
  State(base::ByteSource& source, const LexRules& rules_, Markers markers_, std::string file, Position start,
        bool comments_)
      : rules(rules_),
        markers(std::move(markers_)),
        comments(comments_),
        scanner(source, rules_, std::move(file), start),
        body(rules_),
        settings(rules_),
        copy(scanner) {
    scanner.semicolon_ends = true;
  }

  void begin();
  Item next();
  Item between(const Lexeme& lexeme, bool& found);
  Item statement(const Lexeme& first);
  Item finish(std::uint64_t begin, std::uint64_t end, std::uint64_t after, bool terminated);
  Item take_until_marker();
  void set_delimiter(const Lexeme& command);
  void forget(std::uint64_t before, bool line_begins);
  [[nodiscard]] std::string_view comment_text(const Lexeme& lexeme) const;
  [[nodiscard]] bool is_marker(std::string_view comment) const;
  [[nodiscard]] bool begins_line(std::uint64_t offset) const;
  bool unspaced_marker(const Lexeme& lexeme);

  const LexRules& rules;
  const Markers markers;
  const bool comments;
  Scanner scanner;
  BodyTracker body;
  Settings settings;
  CopyData copy;
  bool begun = false;
  std::uint64_t floor = 0;        // the first byte that is still there
  bool floor_begins_line = true;  // whether only white space is before it on its line
};

/// The comment's inside, trimmed; also of a -- that lacks the space MariaDB wants.
std::string_view Splitter::State::comment_text(const Lexeme& lexeme) const {
  std::string_view text = scanner.text(lexeme.begin, lexeme.end);
  text.remove_prefix(text[0] == '#' ? 1 : 2);
  if (lexeme.kind == LexemeKind::block_comment) text.remove_suffix(2);
  return base::trim(text);
}

bool Splitter::State::is_marker(std::string_view comment) const {
  return std::any_of(markers.prefixes.begin(), markers.prefixes.end(),
                     [comment](const std::string& prefix) { return comment.substr(0, prefix.size()) == prefix; });
}

bool Splitter::State::begins_line(std::uint64_t offset) const {
  while (offset > floor) {
    const char before = *scanner.text(offset - 1, offset).data();
    if (before == '\n' || before == '\r') return true;
    if (!base::is_space(before)) return false;
    --offset;
  }
  return floor_begins_line;
}

void Splitter::State::forget(std::uint64_t before, bool line_begins) {
  floor = before;
  floor_begins_line = line_begins;
  scanner.keep(before);
}

/// In MariaDB "--dunlin:up" is no comment. It is taken for the marker that it was meant to be: read as SQL, it would
/// run a down half as part of the up half.
bool Splitter::State::unspaced_marker(const Lexeme& lexeme) {
  if (!rules.dashes_need_space || markers.prefixes.empty() || scanner.text(lexeme.begin, lexeme.begin + 1) != "-" ||
      scanner.peek() != '-' || !begins_line(lexeme.begin)) {
    return false;
  }
  scanner.seek(lexeme.begin);
  scanner.skip_line();
  const bool marker = is_marker(comment_text({LexemeKind::line_comment, lexeme.begin, scanner.offset()}));
  if (!marker) scanner.seek(lexeme.end);
  return marker;
}

/// Goes to where the next item may begin.
void Splitter::State::begin() {
  if (!begun) {
    begun = true;
    scanner.skip_byte_order_mark();
    forget(scanner.offset(), true);
  }
  if (copy.finish()) forget(scanner.offset(), true);
}

Item Splitter::State::next() {
  begin();
  body.reset();
  while (true) {
    const Lexeme lexeme = scanner.next();
    bool found = false;
    Item item = between(lexeme, found);
    if (found) return item;
  }
}

/// Handles what may stand between statements; `found` says whether there is something to return.
Item Splitter::State::between(const Lexeme& lexeme, bool& found) {
  switch (lexeme.kind) {
    case LexemeKind::end: {
      found = true;
      Item item;
      item.begin = item.after = scanner.anchor(lexeme.begin);
      return item;
    }
    case LexemeKind::space:
      forget(lexeme.end, begins_line(lexeme.end));
      return {};
    case LexemeKind::terminator:
      forget(lexeme.end, false);
      return {};
    case LexemeKind::line_comment:
    case LexemeKind::block_comment: {
      const std::string_view text = comment_text(lexeme);
      const bool marker = lexeme.kind == LexemeKind::line_comment && is_marker(text);
      found = marker || comments;
      Item item;
      if (found) {
        item.kind = marker ? ItemKind::marker : ItemKind::comment;
        item.text = std::string(text);
        item.begin = scanner.anchor(lexeme.begin);
        item.after = scanner.anchor(lexeme.end);
        item.ends_line = lexeme.kind == LexemeKind::line_comment;
      }
      forget(lexeme.end, false);
      return item;
    }
    default:
      break;
  }
  const std::string_view text = scanner.text(lexeme.begin, lexeme.end);
  if (lexeme.kind == LexemeKind::symbol) {
    if (text == ";") {  // an empty statement in front of another delimiter
      forget(lexeme.end, false);
      return {};
    }
    if (unspaced_marker(lexeme)) {
      found = true;
      Item item;
      item.kind = ItemKind::marker;
      item.text = std::string(comment_text({LexemeKind::line_comment, lexeme.begin, scanner.offset()}));
      item.begin = scanner.anchor(lexeme.begin);
      item.after = scanner.anchor(scanner.offset());
      item.ends_line = true;
      forget(scanner.offset(), false);
      return item;
    }
    if (rules.psql_commands && text == "\\") {
      skip_psql_command(scanner, lexeme);
      forget(scanner.offset(), false);
      return {};
    }
  } else if (lexeme.kind == LexemeKind::word) {
    if (rules.delimiter_command && base::equals_ignoring_case(text, "delimiter") && begins_line(lexeme.begin)) {
      set_delimiter(lexeme);
      forget(scanner.offset(), false);
      return {};
    }
    if (rules.compound_bodies && base::equals_ignoring_case(text, "source")) refuse_source_command(scanner, lexeme);
  }
  found = true;
  return statement(lexeme);
}

Item Splitter::State::statement(const Lexeme& first) {
  const std::uint64_t begin = first.begin;
  std::uint64_t end = begin;  // of the last token; a ";" in front of another delimiter is none
  // In MariaDB another delimiter ends statements alone and bodies need not be understood; elsewhere, where no client
  // knows the command, it ends them beside ";".
  const bool tracks = scanner.semicolon_ends;
  for (Lexeme lexeme = first;; lexeme = scanner.next()) {
    switch (lexeme.kind) {
      case LexemeKind::end:
        return finish(begin, end, lexeme.begin, false);
      case LexemeKind::space:
      case LexemeKind::block_comment:
        continue;
      case LexemeKind::line_comment:
        if (markers.prefixes.empty() || !is_marker(comment_text(lexeme)) || !begins_line(lexeme.begin)) continue;
        scanner.seek(lexeme.begin);
        return finish(begin, end, lexeme.begin, false);
      case LexemeKind::terminator: {
        const bool semicolon = lexeme.end - lexeme.begin == 1 && *scanner.text(lexeme.begin, lexeme.end).data() == ';';
        if (!tracks || !semicolon || body.semicolon()) return finish(begin, end, lexeme.end, true);
        end = lexeme.end;
        continue;
      }
      case LexemeKind::symbol:
        if (rules.dashes_need_space && unspaced_marker(lexeme)) {
          scanner.seek(lexeme.begin);
          return finish(begin, end, lexeme.begin, false);
        }
        if (*scanner.text(lexeme.begin, lexeme.end).data() == ';') {
          if (tracks) {  // within a versioned comment, which no ";" ends
            body.semicolon();
            end = lexeme.end;
          }
          continue;
        }
        if (rules.psql_commands && scanner.text(lexeme.begin, lexeme.end) == "\\") {
          refuse_psql_command(scanner, lexeme);
        }
        break;
      default:
        break;
    }
    if (tracks && body.watching()) body.token(lexeme.kind, scanner.text(lexeme.begin, lexeme.end));
    end = lexeme.end;
  }
}

Item Splitter::State::finish(std::uint64_t begin, std::uint64_t end, std::uint64_t after, bool terminated) {
  Item item;
  item.kind = ItemKind::statement;
  item.text = std::string(scanner.text(begin, end));
  item.begin = scanner.anchor(begin);
  item.after = scanner.anchor(after);
  forget(after, !terminated);  // not terminated: by a marker, which begins a line
  // Where a marker ends the COPY there is no line of data.
  item.has_data = terminated && body.copies_from_stdin();
  if (item.has_data) copy.begin();
  settings.follow(item.text, scanner);
  return item;
}

void Splitter::State::set_delimiter(const Lexeme& command) {
  scanner.skip_line();
  const std::string line(scanner.text(command.end, scanner.offset()));
  const std::vector<std::string_view> words = base::words(line);
  std::string_view word = words.empty() ? std::string_view() : words[0];
  if (word.size() > 2 && word.front() == word.back() && (word[0] == '\'' || word[0] == '"' || word[0] == '`')) {
    word = word.substr(1, word.size() - 2);
  }
  if (word.empty()) scanner.fail(command.begin, "DELIMITER names no delimiter", "write it behind: DELIMITER //");
  if (word.find('\\') != std::string_view::npos) {
    scanner.fail(command.begin, "a delimiter cannot hold a backslash", "choose another: DELIMITER //");
  }
  const bool standard = word == ";";
  scanner.delimiter = standard ? std::string() : std::string(word);
  scanner.semicolon_ends = standard || !rules.compound_bodies;
}

Item Splitter::State::take_until_marker() {
  begin();
  while (base::is_space(static_cast<char>(scanner.peek()))) scanner.skip(1);
  const std::uint64_t begin = scanner.offset();
  forget(begin, begins_line(begin));
  std::uint64_t stop = begin;
  std::uint64_t line = begin;
  while (true) {
    scanner.skip_line();
    const std::string_view text = base::trim(scanner.text(line, scanner.offset()));
    const bool comment = text.substr(0, 2) == "--" || (rules.hash_comments && text.substr(0, 1) == "#");
    if (comment && is_marker(base::trim(text.substr(text[0] == '#' ? 1 : 2))) && begins_line(line)) {
      scanner.seek(line);
      break;
    }
    if (!text.empty()) stop = scanner.offset();
    if (scanner.peek() < 0) break;
    scanner.skip(1);
    line = scanner.offset();
  }
  while (stop > begin && base::is_space(*scanner.text(stop - 1, stop).data())) --stop;
  Item item;
  item.kind = stop > begin ? ItemKind::statement : ItemKind::end;
  item.text = std::string(scanner.text(begin, stop));
  item.begin = scanner.anchor(begin);
  item.after = scanner.anchor(scanner.offset());
  forget(scanner.offset(), begins_line(scanner.offset()));
  settings.follow(item.text, scanner);
  return item;
}

Splitter::Splitter(base::ByteSource& source, const LexRules& rules, Markers markers, std::string file, Position start,
                   bool comments)
    : state_(std::make_unique<State>(source, rules, std::move(markers), std::move(file), start, comments)) {}

Splitter::~Splitter() = default;

Item Splitter::next() { return state_->next(); }

Item Splitter::take_until_marker() { return state_->take_until_marker(); }

base::ByteSource& Splitter::copy_data() { return state_->copy; }

}  // namespace dunlin::sql
