// The ends that libFuzzer calls.
#include <algorithm>
#include <cstring>

#include "fuzz/fuzz.hpp"

extern "C" {
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dunlin::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

// Bytes alone seldom make words: half of the mutations are of words.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned int seed) {
  if (seed % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
  static const auto seeds = dunlin::fuzz::seeds();
  static const auto words = dunlin::fuzz::dictionary();
  std::mt19937_64 random(seed);
  const std::string text =
      dunlin::fuzz::mutate(std::string(reinterpret_cast<const char*>(data), size), seeds, words, random);
  const std::size_t count = std::min(text.size(), max_size);
  std::memcpy(data, text.data(), count);
  return count;
}
}
