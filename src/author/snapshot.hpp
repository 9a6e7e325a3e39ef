// What is known of a snapshot's file.
#pragma once

#include <string>
#include <string_view>

namespace dunlin::author {

/// A line of its head, with a version behind it.
inline constexpr std::string_view snapshot_contains = "-- dunlin:contains ";

[[nodiscard]] inline std::string snapshot_path(const std::string& given) {
  return given.empty() ? "snapshot.sql" : given;
}

}  // namespace dunlin::author
