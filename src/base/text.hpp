// Small operations on UTF-8 text that the standard library lacks. Knows no SQL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::base {

[[nodiscard]] std::string_view trim(std::string_view text);  ///< without ASCII white space at both ends
[[nodiscard]] std::string lower(std::string_view text);      ///< ASCII letters only
[[nodiscard]] std::string upper(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);  ///< ASCII letters only
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);  ///< cut at ASCII white space
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
[[nodiscard]] constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// The number that the text spells, or no value when it is anything but digits or does not fit.
[[nodiscard]] bool parse_number(std::string_view text, std::uint64_t& into);

/// Offset of the first byte that is not valid UTF-8, or npos.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text);
/// Number of code points; a byte that is not UTF-8 counts as one.
[[nodiscard]] std::size_t count_characters(std::string_view text);
/// For printing: control characters and invalid bytes become \xNN, so that a terminal is never driven by data.
[[nodiscard]] std::string printable(std::string_view text);

/// Levenshtein distance with transposition of neighbours, and the nearest of some names (empty: none is near).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& names);

/// "3s", "250ms", "5min", "2h", "1d"; a bare number is seconds. Returns milliseconds; false if it is not one.
[[nodiscard]] bool parse_duration(std::string_view text, std::int64_t& milliseconds);
/// "12 ms", "3.4 s", "2 min 5 s": for people.
[[nodiscard]] std::string format_duration(std::int64_t milliseconds);
/// "1,234,567".
[[nodiscard]] std::string format_count(std::int64_t number);
/// "1 row", "2 rows".
[[nodiscard]] std::string plural(std::int64_t number, std::string_view noun);

}  // namespace dunlin::base
