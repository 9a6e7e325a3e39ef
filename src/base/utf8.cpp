#include <cstring>

#include "base/text.hpp"

namespace dunlin::base {
namespace {

/// Length of the well-formed sequence at p (Unicode 15, table 3-7), or 0.
std::size_t sequence_length(const unsigned char* p, std::size_t size) {
  const unsigned char lead = p[0];
  if (lead < 0x80) return 1;
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < size && p[i] >= low && p[i] <= high;
  };
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return tail(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return tail(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t i = 0;
  while (i < text.size()) {
    // Eight ASCII bytes at a time: nearly all SQL is ASCII.
    std::uint64_t eight = 0;
    while (i + 8 <= text.size() && (std::memcpy(&eight, p + i, 8), (eight & 0x8080808080808080u) == 0)) i += 8;
    if (i >= text.size()) break;
    const std::size_t length = sequence_length(p + i, text.size() - i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size(); ++count) {
    const std::size_t length = sequence_length(p + i, text.size() - i);
    i += length == 0 ? 1 : length;
  }
  return count;
}

}  // namespace dunlin::base
