// A .cpp file of the migrations folder, ready to run: compiled with the system's compiler, or taken from the cache of
// what was compiled before, and loaded into this process. It finds Dunlin in the process: no second copy comes in.
#pragma once

#include <functional>
#include <string>

#include "base/content.hpp"
#include "compile/compiler.hpp"
#include "dunlin/migration.hpp"

namespace dunlin::compile {

/// `compiling` is called before the compiler is started, with its name: it takes seconds. The file's name() is its
/// path. What was loaded stays loaded. Throws Error{config} (no compiler, no headers, it does not compile, registers
/// nothing, cannot be loaded, is for another version), Error{io} (the cache), Error{cancelled}.
[[nodiscard]] Migrations::Entry load(const base::Content& file, const Stop& stop,
                                     const std::function<void(const std::string&)>& compiling = {});

}  // namespace dunlin::compile
