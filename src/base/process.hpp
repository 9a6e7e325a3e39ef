// Runs other programs, one or several joined by pipes, without a shell: bytes in, bytes out, and what they complained
// about. A program never outlives the call; when this process dies, a program that it feeds meets the end of its input.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dunlin::base {

struct Program {
  std::vector<std::string> arguments;  ///< the first names it: a path, or looked for in PATH
  std::vector<std::pair<std::string, std::string>> environment{};  ///< beside this process's own: the place of secrets
};

struct Streams {
  /// Bytes for the first program; 0: there are no more. None: it reads nothing.
  std::function<std::size_t(char* into, std::size_t size)> input{};
  /// What the last program writes. None: it goes to `output_descriptor`, or nowhere.
  std::function<void(std::string_view bytes)> output{};
  int output_descriptor = -1;
  /// Called several times a second while they run; what it throws ends them.
  std::function<void()> tick{};
};

/// How one program ended.
struct Ended {
  int exit_code = 0;   ///< 128 + the signal that ended it
  std::string errors;  ///< what it wrote to its standard error, the end of it where that is long

  [[nodiscard]] bool ok() const { return exit_code == 0; }
};

/// Runs them, the output of each being the input of the next; as many results. Throws Error{io} where one cannot be
/// started (native_code ENOENT: there is no such program).
std::vector<Ended> run_programs(const std::vector<Program>& programs, const Streams& streams);

}  // namespace dunlin::base
