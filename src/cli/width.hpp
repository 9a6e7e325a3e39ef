// How much room text takes on a terminal. Text is UTF-8 that has passed base::printable.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dunlin::cli {

/// Columns: 2 for wide characters (CJK, emoji), 0 for combining ones.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Decodes the character at `at` and moves `at` behind it; a byte that is no UTF-8 stands for itself.
char32_t next_character(std::string_view text, std::size_t& at);
[[nodiscard]] std::size_t character_width(char32_t character);
/// Cut in the middle, with "...", to at most `width` columns.
[[nodiscard]] std::string elide(std::string_view text, std::size_t width);
/// On one line: line breaks and runs of white space become one space.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace dunlin::cli
