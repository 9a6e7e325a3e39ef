// Which Dunlin this is.
#pragma once

#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

/// "0.1.0".
[[nodiscard]] DUNLIN_API const char* version() noexcept;

}  // namespace v0
}  // namespace dunlin
