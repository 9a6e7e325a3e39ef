// Which Dunlin this is.
#pragma once

#include "dunlin/export.hpp"

/// The version of these headers; version() is that of the library that a program runs with. CMakeLists.txt reads it
/// here.
#define DUNLIN_VERSION "0.1.0"

namespace dunlin {
inline namespace v0 {

/// "0.1.0".
[[nodiscard]] DUNLIN_API const char* version() noexcept;

}  // namespace v0
}  // namespace dunlin
