// Runs one case on one database, in a folder of its own, and says for each step how its output compares.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "case_file.hpp"
#include "match.hpp"

namespace cases {

struct Options {
  std::string program;  ///< the dunlin to test, absolute
  bool keep = false;    ///< leave the folders of failed cases behind
};

struct StepResult {
  std::size_t section = 0;
  std::size_t step = 0;
  std::vector<std::string> output;  ///< escaped, with the exit line
  bool timed_out = false;
  Diff diff;
  bool passed = false;
};

struct CaseResult {
  std::vector<StepResult> steps;
  std::string error;    ///< the case could not be run at all
  std::string skipped;  ///< why it was not run
  std::string folder;   ///< kept for a look, with Options::keep

  [[nodiscard]] bool passed() const;
};

[[nodiscard]] CaseResult run_case(const CaseFile& file, const std::string& engine, const Options& options);

/// The differences as a person reads them.
[[nodiscard]] std::string describe(const CaseFile& file, const std::string& engine, const CaseResult& result);

/// The case file's text with the expectations replaced by what was printed on these databases. Wildcards in lines that
/// still match are kept, and so is what is expected on databases that were not run; a line that is not the same on all
/// of them is marked with those that print it.
[[nodiscard]] std::string rewritten(const CaseFile& file, const std::map<std::string, CaseResult>& results);

}  // namespace cases
