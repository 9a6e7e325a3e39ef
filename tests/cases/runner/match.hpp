// Compares what was printed with what was expected, line by line, with wildcards for what differs from run to run:
//   [..]     anything within a line          [ms]    a duration
//   [time]   a date and time of day          [stamp] a version of 14 digits made from the time
//   [n]      a whole number                  a line that is only "...": any number of lines
// No wildcard stands for an exit line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cases {

[[nodiscard]] bool line_matches(std::string_view pattern, std::string_view line);

/// One line of a comparison.
struct DiffLine {
  enum class Kind { same, missing, unexpected };
  Kind kind = Kind::same;
  std::string expected;  ///< the pattern; empty for `unexpected`
  std::string actual;    ///< empty for `missing`, and for "..." that stood for no line
};

struct Diff {
  bool equal = false;
  std::vector<DiffLine> lines;
};

[[nodiscard]] Diff compare(const std::vector<std::string>& expected, const std::vector<std::string>& actual);

/// A line of output as a pattern: times and durations become wildcards.
[[nodiscard]] std::string generalized(const std::string& line);

}  // namespace cases
