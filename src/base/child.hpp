// Another program: started with its arguments and environment, its output read as it comes, ended when a stop is asked.
// It has no standard input and a process group of its own, so that all that it started ends with it.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dunlin::base {

struct Child {
  std::vector<std::string> arguments;                              ///< the program first, looked up in PATH
  std::string folder{};                                            ///< where it runs; empty: the present one
  std::vector<std::pair<std::string, std::string>> environment{};  ///< beside and before that of this process
  std::function<void(std::string_view)> out{};                     ///< pieces of its standard output, as they come
  std::function<void(std::string_view)> err{};                     ///< of its standard error; empty: both go to `out`
  /// Asked about ten times a second; true sends SIGTERM to the group, and SIGKILL two seconds later.
  std::function<bool()> stop{};
};

struct ChildEnd {
  int code = 0;    ///< exit code; 127: the program was not found
  int signal = 0;  ///< that ended it
  bool stopped = false;

  [[nodiscard]] bool ok() const { return code == 0 && signal == 0; }
  /// "ended with exit code 3", "was ended by signal 9".
  [[nodiscard]] std::string words() const;
};

/// Returns when it has ended; what it left running in the background is not waited for. Throws Error{io} where it
/// cannot be started.
[[nodiscard]] ChildEnd run_child(const Child& process);

}  // namespace dunlin::base
