#include "match.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace cases {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && digit(text[count])) ++count;
  return count;
}

/// How many characters at the start have this shape, where 9 is any digit; 0: they have not.
std::size_t shape(std::string_view text, std::string_view form) {
  if (text.size() < form.size()) return 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '9' ? !digit(text[i]) : form[i] != text[i]) return 0;
  }
  return form.size();
}

std::size_t amount(std::string_view text) {
  static constexpr std::array<std::string_view, 12> units = {"minutes", "seconds", "hours", "min", "ms", "µs",
                                                             "us",      "ns",      "m",     "s",   "h",  "d"};
  std::size_t length = digits(text);
  if (length == 0) return 0;
  if (length + 1 < text.size() && text[length] == '.' && digit(text[length + 1])) {
    length += 1 + digits(text.substr(length + 1));
  }
  if (length < text.size() && text[length] == ' ') ++length;
  for (const std::string_view unit : units) {
    if (!text.substr(length).starts_with(unit)) continue;
    const std::size_t end = length + unit.size();
    const bool word_goes_on = end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_');
    if (!word_goes_on) return end;
  }
  return 0;
}

/// "12 ms", "1.2s", "1 min 3 s", "1m02s".
std::size_t duration(std::string_view text) {
  std::size_t length = amount(text);
  while (length != 0) {
    const std::size_t space = length < text.size() && text[length] == ' ' ? 1 : 0;
    const std::size_t more = amount(text.substr(length + space));
    if (more == 0) break;
    length += space + more;
  }
  return length;
}

/// "2026-11-20 16:03", "2026-11-20T16:03:59.123Z", with or without a zone.
std::size_t time_stamp(std::string_view text) {
  std::size_t length = std::max(shape(text, "9999-99-99 99:99"), shape(text, "9999-99-99T99:99"));
  if (length == 0) return 0;
  length += shape(text.substr(length), ":99");
  if (length < text.size() && text[length] == '.') length += 1 + digits(text.substr(length + 1));
  for (const std::string_view zone : {"Z", " UTC", "+00:00", "+00"}) {
    if (text.substr(length).starts_with(zone)) return length + zone.size();
  }
  return length;
}

std::size_t version_stamp(std::string_view text) { return digits(text) == 14 ? 14 : 0; }

struct Wildcard {
  std::string_view name;
  std::size_t (*length)(std::string_view);
};

constexpr std::array<Wildcard, 4> wildcards = {
    {{"[ms]", duration}, {"[time]", time_stamp}, {"[stamp]", version_stamp}, {"[n]", digits}}};

std::string_view without_trailing_blanks(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r");
  return line.substr(0, last == npos ? 0 : last + 1);
}

/// Columns are as wide as their widest cell, which may be a time; so two blanks and more within a line are equal.
std::string comparable(std::string_view line) {
  const std::string_view text = without_trailing_blanks(line);
  std::string result;
  std::size_t blanks = 0;
  bool indented = true;
  for (const char c : text) {
    blanks = c == ' ' ? blanks + 1 : 0;
    if (c != ' ') indented = false;
    if (indented || blanks <= 2) result += c;
  }
  return result;
}

bool matches(std::string_view pattern, std::string_view line) {
  while (!pattern.empty()) {
    if (pattern.starts_with("[..]")) {
      pattern.remove_prefix(4);
      if (pattern.empty()) return true;
      for (std::size_t skip = 0; skip <= line.size(); ++skip) {
        if (matches(pattern, line.substr(skip))) return true;
      }
      return false;
    }
    bool consumed = false;
    for (const Wildcard& wildcard : wildcards) {
      if (!pattern.starts_with(wildcard.name)) continue;
      const std::size_t length = wildcard.length(line);
      if (length == 0) continue;
      pattern.remove_prefix(wildcard.name.size());
      line.remove_prefix(length);
      consumed = true;
      break;
    }
    if (consumed) continue;
    if (line.empty() || line.front() != pattern.front()) return false;
    pattern.remove_prefix(1);
    line.remove_prefix(1);
  }
  return line.empty();
}

/// Output that looks like it has a backslash before it (escape_line), so this is the exit code.
bool is_exit(std::string_view line) { return line.starts_with("exit "); }

}  // namespace

bool line_matches(std::string_view pattern, std::string_view line) {
  if (is_exit(line)) return pattern == line;
  return matches(comparable(pattern), comparable(line));
}

Diff compare(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  // cost[i][j]: the fewest differing lines between the expectation from i on and the output from j on.
  const std::size_t rows = expected.size();
  const std::size_t columns = actual.size();
  std::vector<std::vector<std::size_t>> cost(rows + 1, std::vector<std::size_t>(columns + 1));
  for (std::size_t i = rows + 1; i-- > 0;) {
    for (std::size_t j = columns + 1; j-- > 0;) {
      if (i == rows) {
        cost[i][j] = columns - j;
      } else if (expected[i] == "...") {
        cost[i][j] = cost[i + 1][j];
        if (j < columns && !is_exit(actual[j])) cost[i][j] = std::min(cost[i][j], cost[i][j + 1]);
      } else if (j == columns) {
        cost[i][j] = cost[i + 1][j] + 1;
      } else {
        cost[i][j] = std::min(cost[i + 1][j], cost[i][j + 1]) + 1;
        if (line_matches(expected[i], actual[j])) cost[i][j] = std::min(cost[i][j], cost[i + 1][j + 1]);
      }
    }
  }
  Diff diff;
  diff.equal = cost[0][0] == 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && expected[i] == "...") {
      if (j < columns && !is_exit(actual[j]) && cost[i][j] == cost[i][j + 1]) {
        diff.lines.push_back({DiffLine::Kind::same, "...", actual[j++]});
      } else {
        diff.lines.push_back({DiffLine::Kind::same, "...", ""});
        ++i;
      }
    } else if (i < rows && j < columns && line_matches(expected[i], actual[j]) && cost[i][j] == cost[i + 1][j + 1]) {
      diff.lines.push_back({DiffLine::Kind::same, expected[i++], actual[j++]});
    } else if (i < rows && cost[i][j] == cost[i + 1][j] + 1) {
      diff.lines.push_back({DiffLine::Kind::missing, expected[i++], ""});
    } else {
      diff.lines.push_back({DiffLine::Kind::unexpected, "", actual[j++]});
    }
  }
  return diff;
}

std::string generalized(const std::string& line) {
  std::string result;
  std::string_view rest = line;
  char before = ' ';
  while (!rest.empty()) {
    // Not in the middle of a word or number: "v1s" is a name.
    const bool word = digit(before) || (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
                      before == '_' || before == '.';
    bool replaced = false;
    for (const Wildcard& wildcard : wildcards) {
      if (word || wildcard.name == "[n]") continue;
      if (const std::size_t length = wildcard.length(rest); length != 0) {
        result += wildcard.name;
        before = rest[length - 1];
        rest.remove_prefix(length);
        replaced = true;
        break;
      }
    }
    if (replaced) continue;
    before = rest.front();
    result += before;
    rest.remove_prefix(1);
  }
  return result;
}

}  // namespace cases
