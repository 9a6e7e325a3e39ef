#include <cstdio>

#include "fuzz/fuzz.hpp"

namespace dunlin::fuzz {

void fail(const char* what, std::string_view input, const std::string& detail) {
  std::fprintf(stderr, "\n%s\n%s\n--- input (%zu bytes) ---\n%.*s\n--- end ---\n", what, detail.c_str(), input.size(),
               static_cast<int>(input.size()), input.data());
  for (const char c : input) std::fprintf(stderr, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
  std::fprintf(stderr, "\n");
  std::abort();
}

std::string mutate(std::string text, const std::vector<std::string>& seeds, const std::vector<std::string>& words,
                   std::mt19937_64& random) {
  const auto below = [&random](std::size_t limit) {
    return limit == 0 ? 0 : static_cast<std::size_t>(random() % limit);
  };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1);
    switch (below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random() % 128);
        break;
      case 1:
        text.erase(at, 1 + below(4));
        break;
      case 2:
      case 3:
        text.insert(at, words[below(words.size())]);
        break;
      case 4: {  // a part of itself again
        const std::string part = text.substr(at, below(20));
        text.insert(below(text.size() + 1), part);
        break;
      }
      case 5:
        text += ";\n" + seeds[below(seeds.size())];
        break;
      default: {  // cross with another
        const std::string& other = seeds[below(seeds.size())];
        const std::size_t from = below(other.size());
        text = text.substr(0, at) + other.substr(from);
        break;
      }
    }
    if (text.size() > 2000) text.resize(below(2000));
  }
  return text;
}

}  // namespace dunlin::fuzz
