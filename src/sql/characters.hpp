// Classes of bytes, by table: every byte of a large file passes through here.
#pragma once

#include <array>
#include <cstdint>

namespace dunlin::sql {

namespace character {
inline constexpr std::uint8_t space = 1;
inline constexpr std::uint8_t word_start = 2;  ///< letters, _ and everything that is not ASCII
inline constexpr std::uint8_t digit = 4;
inline constexpr std::uint8_t dollar = 8;
inline constexpr std::uint8_t string_end = 16;  ///< ' " ` and the backslash
inline constexpr std::uint8_t word = word_start | digit | dollar;

constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) table[c] = space;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80) table[c] = word_start;
    if (c >= '0' && c <= '9') table[c] = digit;
    if (c == '$') table[c] = dollar;
    if (c == '\'' || c == '"' || c == '`' || c == '\\') table[c] = string_end;
  }
  return table;
}
inline constexpr std::array<std::uint8_t, 256> table = make_table();

constexpr bool is(int c, std::uint8_t kinds) { return c >= 0 && (table[static_cast<unsigned char>(c)] & kinds) != 0; }
}  // namespace character

}  // namespace dunlin::sql
