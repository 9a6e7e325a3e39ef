#include "base/sha256.hpp"

#include <gtest/gtest.h>

#include "base/sha256_blocks.hpp"

namespace dunlin::base {
namespace {

constexpr const char* long_text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

// The examples of FIPS 180-4.
TEST(Sha256, Fips) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex(long_text), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesMakeTheSameAsTheWhole) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += static_cast<char>(i * 7 + i / 11);
  const std::string whole = sha256_hex(text);
  for (std::size_t piece = 1; piece < 200; ++piece) {
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += piece) hash.update(std::string_view(text).substr(at, piece));
    ASSERT_EQ(hash.hex(), whole) << piece;
  }
}

// One padded block: "abc", and its digest.
TEST(Sha256, PortableBlocks) {
  std::array<unsigned char, 64> block{'a', 'b', 'c', 0x80};
  block[63] = 24;
  std::array<std::uint32_t, 8> state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  sha256_blocks_portable(state, block.data(), 1);
  const std::array<std::uint32_t, 8> expected{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                                              0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
  EXPECT_EQ(state, expected);
}

TEST(Sha256, HardwareAgreesWithPortable) {
  const Sha256Blocks hardware = sha256_blocks_hardware();
  if (hardware == nullptr) GTEST_SKIP() << "this processor has no instructions for SHA-256";
  std::array<unsigned char, 64 * 17 + 1> bytes{};
  std::uint32_t random = 1;
  const auto next = [&random] { return random = random * 1'664'525 + 1'013'904'223; };
  for (std::size_t round = 0; round < 180; ++round) {
    for (auto& byte : bytes) byte = static_cast<unsigned char>(next() >> 24);
    std::array<std::uint32_t, 8> one{};
    for (auto& word : one) word = next();
    std::array<std::uint32_t, 8> other = one;
    const std::size_t count = round % 18;
    const unsigned char* from = bytes.data() + round % 2;  // also where it is not aligned
    sha256_blocks_portable(one, from, count);
    hardware(other, from, count);
    ASSERT_EQ(one, other) << count << " blocks";
  }
}

}  // namespace
}  // namespace dunlin::base
