// SHA-256's inner loop, in the forms that exist for it. Only for sha256.cpp and its test.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace dunlin::base {

/// Takes `count` blocks of 64 bytes each into the state.
using Sha256Blocks = void (*)(std::array<std::uint32_t, 8>& state, const unsigned char* bytes, std::size_t count);

extern const std::array<std::uint32_t, 64> sha256_constants;

void sha256_blocks_portable(std::array<std::uint32_t, 8>& state, const unsigned char* bytes, std::size_t count);

/// By the processor's own instructions; null where it has none.
[[nodiscard]] Sha256Blocks sha256_blocks_hardware();

}  // namespace dunlin::base
