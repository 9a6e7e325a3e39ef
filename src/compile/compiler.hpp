// The system's compiler, and how it is asked to make a loadable file of a migration's source.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dunlin/error.hpp"

namespace dunlin::compile {

/// Asked several times a second; true ends what is under way with Error{cancelled}.
using Stop = std::function<bool()>;

struct Compiler {
  std::vector<std::string> words;  ///< the program, with its full path, and what CXX says behind it
  std::string identity;            ///< the first lines of --version

  /// CXX, else c++, g++ or clang++ of PATH. Throws Error{config} where there is none or it does not answer.
  [[nodiscard]] static Compiler find(const Stop& stop);
};

/// What is compiled: `source` holds the bytes, which are called `name` in messages; local headers are looked for in
/// `folder`. `library` and `dependencies`, a make rule with the headers that were read, are written.
struct Job {
  std::string source, name, folder, include;
  std::string library, dependencies;
};

/// Everything but the names of files: part of the cache's key.
[[nodiscard]] std::vector<std::string> flags();

/// Throws Error{config} with the first mistake's place, and all that the compiler said as its detail.
void compile(const Compiler& compiler, const Job& job, const Stop& stop);

/// The first error in what a compiler printed: its place and words. No value where none is recognised.
struct Complaint {
  Place place;
  std::string words;
};
[[nodiscard]] std::optional<Complaint> first_complaint(const std::string& output);

/// The folder that holds dunlin/migration.hpp of this Dunlin: DUNLIN_INCLUDE_DIR, or beside the installed library or
/// program, or in the source tree that it was built in. Throws Error{config} that says where it was looked for.
[[nodiscard]] std::string find_headers();

}  // namespace dunlin::compile
