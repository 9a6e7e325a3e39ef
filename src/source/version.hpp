// Versions: numbers of any length, in parts. "9" < "10", "1.9" < "1.10", "2" == "002" == "2.0".
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::source {

/// Compares number by number; parts are cut at every character that is not a digit. Text without digits compares
/// behind all numbers, byte by byte; equal numbers are equal whatever their zeros.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view a, std::string_view b);
/// Versions that are equal have equal keys: "002" and "2.0" give "2".
[[nodiscard]] std::string version_key(std::string_view version);

}  // namespace dunlin::source
