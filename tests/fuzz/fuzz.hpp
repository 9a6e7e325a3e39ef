// What a fuzzer here is made of. Each is one source that defines the three functions below; with clang it is linked to
// libFuzzer, and everywhere to replay.cpp, which runs the seeds and then a number of their mutations, the same ones
// for the same --seed, so that an ordinary test run has a share of it.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::fuzz {

/// Texts to begin with. They are run as they are before any is changed.
std::vector<std::string> seeds();
/// Words that mutations put in.
std::vector<std::string> dictionary();
/// Runs one input; calls fail() where a promise is broken. Returns whether the input got past the first check (an
/// oracle took it), so that a run can tell that it compared anything at all.
bool run(std::string_view input);

/// Prints both and aborts.
[[noreturn]] void fail(const char* what, std::string_view input, const std::string& detail = {});

/// Changes the text a little: bytes, words of the dictionary, parts of other seeds.
std::string mutate(std::string text, const std::vector<std::string>& seeds, const std::vector<std::string>& words,
                   std::mt19937_64& random);

}  // namespace dunlin::fuzz
