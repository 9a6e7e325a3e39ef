// Versions: numbers of any length, in parts. "9" < "10", "1.9" < "1.10", "2" == "002" == "2.0" < "2_b".
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::source {

/// Compares number by number. A text of nothing but digits and the separators . - _ is numbers alone (a "v" before
/// them says nothing); any other text is the numbers that it begins with (parted by . or -), and a rest that is
/// compared after them: its own runs of digits as numbers, everything else byte by byte. Text that begins with no
/// number comes behind all that do. Numbers are equal whatever their zeros. A first number that is a date or a time
/// comes where that begins, however exact it is: 20240312235959 < 20240313 < 20240313170000 < 202403131700010000.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view a, std::string_view b);
/// Versions that are equal have equal keys, others never: "002" and "2.0" give "2".
[[nodiscard]] std::string version_key(std::string_view version);
/// Bytes that order as compare_versions() does, to sort by without reading a version twice.
[[nodiscard]] std::string version_sort_key(std::string_view version);

}  // namespace dunlin::source
