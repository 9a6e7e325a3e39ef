// Runs one shell line and collects what it prints, stdout and stderr in one stream, as somebody at a terminal sees it.
#pragma once

#include <string>
#include <vector>

namespace cases {

struct Outcome {
  std::string output;
  int exit_code = 0;  ///< 128 + N when a signal N ended it
  bool timed_out = false;
};

/// Runs `/bin/sh -c line` in `folder` with exactly this environment, stdin at its end. When the time is over, the
/// shell and all that it started are killed.
[[nodiscard]] Outcome run_shell(const std::string& line, const std::string& folder,
                                const std::vector<std::string>& environment, int timeout_seconds);

/// Runs a program, without a shell, with this text as its stdin.
[[nodiscard]] Outcome run_program(const std::vector<std::string>& arguments, const std::string& input,
                                  const std::string& folder, const std::vector<std::string>& environment,
                                  int timeout_seconds);

}  // namespace cases
