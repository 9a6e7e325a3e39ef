// Which Dunlin this is.
#pragma once

namespace dunlin {

/// "0.1.0".
[[nodiscard]] const char* version() noexcept;

}  // namespace dunlin
