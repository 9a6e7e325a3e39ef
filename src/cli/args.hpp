// The command line taken apart: which command, its options, its words. Knows options only through the command table.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/program.hpp"

namespace dunlin::cli {

struct Arguments {
  const Command* command = nullptr;                                      ///< null: none was named
  std::map<std::string, std::vector<std::string>, std::less<>> options;  ///< "--steps" -> values; a flag has one ""
  std::vector<std::string> words;

  [[nodiscard]] bool has(std::string_view option) const { return options.find(option) != options.end(); }
  /// The last value given, or empty.
  [[nodiscard]] std::string value(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  /// The option as a number, `otherwise` where it was not given. Throws Error{usage}.
  [[nodiscard]] std::int64_t number(std::string_view option, std::int64_t otherwise) const;
  [[nodiscard]] std::string word(std::size_t i) const { return i < words.size() ? words[i] : std::string(); }
};

/// Throws Error{usage} with the nearest known name. Words such as -1 and +2 are targets, never options.
[[nodiscard]] Arguments parse_arguments(int argc, const char* const* argv, const Program& program = Program());

/// Whether this looks like asking for JSON, or for no colour: known even when the rest cannot be parsed.
[[nodiscard]] bool mentions(int argc, const char* const* argv, std::string_view flag);

}  // namespace dunlin::cli
