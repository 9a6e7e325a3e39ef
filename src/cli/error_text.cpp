#include "cli/error_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/json_views.hpp"
#include "cli/width.hpp"

namespace dunlin::cli {
namespace {

constexpr std::size_t context_lines = 3;  // shown before the line of the fault
constexpr std::size_t shown_lines = 6;    // of a statement whose fault has no known place

/// A source line as it is shown, and the column at which byte `mark` of it stands.
struct ShownLine {
  std::string text;
  std::size_t column = 0;
};

/// Tabs become blanks up to the next multiple of four, so that the caret stands where the fault is.
ShownLine show(std::string_view line, std::size_t mark) {
  ShownLine out;
  std::size_t column = 0;
  bool marked = false;
  for (std::size_t at = 0; at < line.size();) {
    if (at >= mark && !marked) {
      out.column = column;
      marked = true;
    }
    const std::size_t begin = at;
    const char32_t character = next_character(line, at);
    if (character == '\t') {
      const std::size_t blanks = 4 - column % 4;
      out.text.append(blanks, ' ');
      column += blanks;
      continue;
    }
    const std::string piece = base::printable(line.substr(begin, at - begin));
    out.text += piece;
    column += piece.size() == at - begin ? character_width(character) : piece.size();
  }
  if (!marked) out.column = column;
  return out;
}

/// Cuts a long line so that the column stays in view.
void crop(ShownLine& line, std::size_t width) {
  if (display_width(line.text) <= width || width < 20) return;
  const std::size_t from = line.column > width * 2 / 3 ? line.column - width / 2 : 0;
  std::string out;
  std::size_t column = 0;
  std::size_t used = 0;
  bool cut_right = false;
  const std::size_t room = width - (from > 0 ? 3 : 0) - 3;
  for (std::size_t at = 0; at < line.text.size();) {
    const std::size_t begin = at;
    const std::size_t wide = character_width(next_character(line.text, at));
    if (column >= from) {
      if (used + wide > room) {
        cut_right = true;
        break;
      }
      used += wide;
      out.append(line.text, begin, at - begin);
    }
    column += wide;
  }
  line.text = (from > 0 ? "..." : "") + out + (cut_right ? "..." : "");
  line.column = line.column - from + (from > 0 ? 3 : 0);
}

/// "  hint: first line" and further lines below it.
void labelled(std::vector<std::string>& out, const Style& style, std::string_view label, const std::string& text) {
  if (text.empty()) return;
  const std::string indent(label.size() + 4, ' ');
  bool first = true;
  const std::string printable = base::printable(text);
  for (const auto line : base::split(base::trim(printable), '\n')) {
    out.push_back(first ? "  " + style(Tone::strong, std::string(label) + ":") + " " + std::string(line)
                        : indent + std::string(line));
    first = false;
  }
}

}  // namespace

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::config:
      return "config";
    case ErrorKind::connect:
      return "connect";
    case ErrorKind::lost:
      return "lost";
    case ErrorKind::lock_timeout:
      return "lock-timeout";
    case ErrorKind::locked:
      return "locked";
    case ErrorKind::sql:
      return "sql";
    case ErrorKind::io:
      return "io";
    case ErrorKind::refused:
      return "refused";
    case ErrorKind::partial:
      return "partial";
    case ErrorKind::in_doubt:
      return "in-doubt";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::code:
      return "code";
    case ErrorKind::unsupported:
      return "unsupported";
    case ErrorKind::hook:
      return "hook";
    case ErrorKind::internal:
      break;
  }
  return "internal";
}

int exit_code(const Error& error) {
  switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::config:
      return exit_usage;
    case ErrorKind::locked:
      return exit_locked;
    case ErrorKind::partial:
      return exit_partial;
    default:
      return exit_failed;
  }
}

std::vector<std::string> excerpt(const std::string& statement, std::size_t offset, const Place& place,
                                 const Style& style, std::size_t width) {
  std::vector<std::string_view> lines = base::split(statement, '\n');
  const bool known = offset != Error::npos && offset <= statement.size();
  std::size_t fault = 0;
  std::size_t mark = 0;
  if (known) {
    const std::string_view before = std::string_view(statement).substr(0, offset);
    fault = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    mark = offset - (before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1);
  }
  const std::size_t from = known && fault > context_lines ? fault - context_lines : 0;
  const std::size_t to = known ? fault + 1 : std::min(lines.size(), shown_lines);
  // `place` is that of the fault. Where variables were replaced it is the statement's beginning: then its column is
  // not the one that the fault has in this text.
  const std::size_t column =
      known ? base::count_characters(std::string_view(statement).substr(offset - mark, mark)) + 1 : 0;
  const bool of_fault = known && place.line > fault && (fault == 0 || place.column == column);
  const bool numbered = place.line != 0;
  const std::size_t first_number = of_fault ? place.line - fault : place.line;
  const std::size_t digits = numbered ? std::to_string(first_number + to - 1).size() : 0;
  const std::string gutter = " " + std::string(digits, ' ') + " | ";
  const std::size_t room = width > gutter.size() + 20 ? width - gutter.size() : 20;

  std::vector<std::string> out;
  for (std::size_t i = from; i < to; ++i) {
    std::string_view line = lines[i];
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    ShownLine shown = show(line, known && i == fault ? mark : 0);
    crop(shown, room);
    std::string number = numbered ? std::to_string(first_number + i) : std::string();
    number.insert(0, digits - number.size(), ' ');
    std::string prefix = style(Tone::dim, " " + number + " |");
    out.push_back(shown.text.empty() ? prefix : prefix + " " + shown.text);
    if (known && i == fault) {
      out.push_back(style(Tone::dim, gutter.substr(0, gutter.size() - 1)) + " " + std::string(shown.column, ' ') +
                    style(Tone::bad, "^"));
    }
  }
  if (!known && to < lines.size()) {
    out.push_back(
        style(Tone::dim, gutter + "... " + base::plural(static_cast<std::int64_t>(lines.size() - to), "more line")));
  }
  return out;
}

std::vector<std::string> error_lines(const Error& error, const Style& style, std::size_t width) {
  std::vector<std::string> out;
  std::string first = style(Tone::bad, "error:") + " ";
  const std::string message = base::printable(error.message);
  if (!error.migration.empty() && message.find(error.migration) == std::string::npos) {
    first += base::printable(error.migration) + ": ";
  }
  const auto message_lines = base::split(message, '\n');
  out.push_back(first + std::string(message_lines[0]));
  for (std::size_t i = 1; i < message_lines.size(); ++i) out.push_back("  " + std::string(message_lines[i]));
  const std::string place = base::printable(error.place.text());
  if (!place.empty() && message.find(place) == std::string::npos)
    out.push_back("  " + style(Tone::dim, "-->") + " " + place);
  if (!error.statement.empty()) {
    for (auto& line : excerpt(error.statement, error.offset, error.place, style, width)) out.push_back(std::move(line));
  }
  std::string code = error.sqlstate;
  // 1 is SQLite's for every error that has no code of its own.
  if (code.empty() && error.native_code > 1 && error.kind == ErrorKind::sql) code = std::to_string(error.native_code);
  labelled(out, style, "code", code);
  labelled(out, style, "detail", error.detail);
  labelled(out, style, "state", error.state);
  labelled(out, style, "hint", error.hint);
  return out;
}

std::vector<std::string> problem_lines(const Problem& problem, const Style& style) {
  std::vector<std::string> out;
  std::string first = problem.blocks ? style(Tone::bad, "problem:") : style(Tone::warn, "note:");
  const std::string message = base::printable(problem.message);
  first += " ";
  if (!problem.migration.empty() && message.find(problem.migration) == std::string::npos) {
    first += base::printable(problem.migration) + ": ";
  }
  out.push_back(first + message);
  const std::string place = base::printable(problem.place.text());
  if (!place.empty() && message.find(place) == std::string::npos)
    out.push_back("  " + style(Tone::dim, "-->") + " " + place);
  labelled(out, style, "hint", problem.hint);
  return out;
}

Json error_json(const Error& error) {
  Json json = Json::object();
  json.set("kind", to_string(error.kind)).set("message", error.message).set("hint", Json::known(error.hint));
  if (!error.detail.empty()) json.set("detail", error.detail);
  if (!error.migration.empty()) json.set("migration", error.migration);
  if (!error.state.empty()) json.set("state", error.state);
  if (!error.place.file.empty() || error.place.line != 0) json.set("place", place_json(error.place));
  if (!error.statement.empty()) json.set("statement", error.statement);
  if (error.offset != Error::npos) json.set("offset", error.offset);
  if (!error.sqlstate.empty()) json.set("sqlstate", error.sqlstate);
  if (error.native_code != 0) json.set("native_code", error.native_code);
  json.set("exit_code", exit_code(error));
  return json;
}

}  // namespace dunlin::cli
