// The start of another program, and where it is. How its streams are read and how it ends is child.hpp (one program,
// lines for people) and process.hpp (bytes, several joined by pipes).
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace dunlin::base {

using Environment = std::vector<std::pair<std::string, std::string>>;

struct Spawn {
  const std::vector<std::string>& arguments;  ///< the first names it: a path, or looked for in PATH
  const Environment& environment;             ///< beside and before that of this process
  int input, output, errors;                  ///< descriptors that become its standard streams
  std::string folder{};                       ///< where it runs; empty: the present one
  bool own_group = false;                     ///< signals to the group reach all that it starts
};
/// Signals that this process ignores or blocks are as usual in it. Throws Error{io} where it cannot be started
/// (native_code ENOENT: there is no such program).
[[nodiscard]] pid_t spawn(const Spawn& program);

/// The program as spawn() would find it; empty where it is not there.
[[nodiscard]] std::string find_program(const std::string& name);

}  // namespace dunlin::base
