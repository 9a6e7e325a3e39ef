#include "cli/width.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace dunlin::cli {
namespace {

struct Range {
  char32_t from, to;
};

// The blocks that matter (Unicode 15, EastAsianWidth W and F; general categories Mn, Me and Cf): libc's wcwidth
// depends on the locale, which containers usually lack.
constexpr std::array<Range, 17> wide = {{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0x33FF},
                                         {0x3400, 0x4DBF},
                                         {0x4E00, 0x9FFF},
                                         {0xA000, 0xA4CF},
                                         {0xA960, 0xA97F},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0xFFE0, 0xFFE6},
                                         {0x1F300, 0x1F64F},
                                         {0x1F680, 0x1F6FF},
                                         {0x1F900, 0x1F9FF},
                                         {0x1FA70, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 12> combining = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x0610, 0x061A},
                                              {0x064B, 0x065F},
                                              {0x0E34, 0x0E3A},
                                              {0x200B, 0x200F},
                                              {0x202A, 0x202E},
                                              {0x2060, 0x2064},
                                              {0x20D0, 0x20F0},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& r) { return c >= r.from && c <= r.to; });
}

}  // namespace

char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte(at++);
  if (lead < 0xC0) return lead;
  std::size_t tail = 1;
  char32_t character = lead & 0x1F;
  if (lead >= 0xE0) {
    tail = 2;
    character = lead & 0x0F;
  }
  if (lead >= 0xF0) {
    tail = 3;
    character = lead & 0x07;
  }
  std::size_t end = at;
  for (; tail > 0 && end < text.size() && (byte(end) & 0xC0) == 0x80; --tail)
    character = character << 6 | (byte(end++) & 0x3F);
  if (tail != 0) return lead;
  at = end;
  return character;
}

std::size_t character_width(char32_t character) {
  if (character < 0x300) return 1;
  if (within(combining, character)) return 0;
  return within(wide, character) ? 2 : 1;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += character_width(next_character(text, at));
  return width;
}

std::string elide(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width <= 3) return std::string("...").substr(0, width);
  const std::size_t left_room = (width - 3 + 1) / 2;
  const std::size_t right_room = width - 3 - left_room;
  std::size_t left = 0;
  for (std::size_t used = 0; left < text.size();) {
    std::size_t next = left;
    used += character_width(next_character(text, next));
    if (used > left_room) break;
    left = next;
  }
  std::size_t right = left;
  while (right < text.size() && display_width(text.substr(right)) > right_room) next_character(text, right);
  return std::string(text.substr(0, left)) + "..." + std::string(text.substr(right));
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const auto word : base::words(text)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace dunlin::cli
