// A case file in memory: text that shows how Dunlin behaves, cut into sections, with enough of the original lines
// kept that the expectations can be rewritten in place. The format is described in tests/cases/README.md.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cases {

/// Something is wrong with a case file itself; the message names the file and the line.
struct CaseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line that is expected, as it is written in the file (see escape_line).
struct Expectation {
  std::string text;
  std::vector<std::string> databases;  ///< empty: on every one
};

/// A command, or a query, and what it is expected to print; an exit code other than 0 is a last line "exit N".
struct Step {
  std::size_t line = 0;  ///< index of the command's last line in CaseFile::lines
  std::string command;
  std::vector<Expectation> expected;  ///< without blank lines at its end
  std::size_t end = 0;                ///< index of the first line after the expectation

  [[nodiscard]] std::vector<std::string> expected_on(std::string_view database) const;
};

enum class SectionKind { file, run, sql, note };

struct Section {
  SectionKind kind = SectionKind::note;
  std::size_t line = 0;
  std::vector<std::string> databases;  ///< empty: every one
  std::string path;                    ///< of a file
  std::string content;                 ///< of a file
  std::vector<Step> steps;

  [[nodiscard]] bool is_for(std::string_view database) const;
};

/// What is done about the database before the first step.
enum class Preparation { created, absent, none };

struct CaseFile {
  std::string path;
  std::string name;  ///< relative to the folder of all cases, without .case
  std::vector<std::string> lines;
  std::vector<std::string> databases;
  std::vector<std::string> needs;  ///< environment variables without which the case is skipped
  Preparation preparation = Preparation::created;
  int timeout_seconds = 60;
  std::vector<Section> sections;
};

[[nodiscard]] CaseFile parse_case(std::string path, std::string name, std::string_view text);
[[nodiscard]] CaseFile read_case(const std::string& path, const std::string& name);

/// A line of output as it has to be written so that it is not taken for a command, a section or an exit line: with a
/// backslash before it.
[[nodiscard]] std::string escape_line(const std::string& line);

/// "{sqlite postgres} text": only on these databases.
[[nodiscard]] std::string written(const Expectation& line);

[[nodiscard]] std::vector<std::string> split_lines(std::string_view text);

}  // namespace cases
