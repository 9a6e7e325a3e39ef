// Files beside a migration that set something: diesel's metadata.toml, Flyway's .conf. Private to this room.
#pragma once

#include <optional>
#include <string_view>

#include "base/content.hpp"

namespace dunlin::source {

/// The value of `key` in lines of "key = value"; no value where it is not set. Throws Error{config} with the place for
/// one that is neither true nor false.
[[nodiscard]] std::optional<bool> read_switch(const base::Content& settings, std::string_view key);

}  // namespace dunlin::source
