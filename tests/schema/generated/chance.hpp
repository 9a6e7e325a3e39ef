// Random numbers for a thing by its name, so that schemas with neighbouring numbers are alike in most things: every
// eighth is a new one altogether, and in those after it each thing is another with a chance of one in four or in
// twelve.
#pragma once

#include <functional>
#include <random>
#include <string>

namespace dunlin::journey {

class Chance {
 public:
  explicit Chance(unsigned seed) : whole_(seed / 8), step_(seed % 8) {}

  [[nodiscard]] std::mt19937 about(const std::string& name) const {
    const auto hash = static_cast<unsigned>(std::hash<std::string>{}(name + "#" + std::to_string(whole_)));
    std::mt19937 first(hash);
    if (step_ == 0) return first;
    std::mt19937 other(hash + step_ * 7919U);
    return other() % (whole_ % 2 == 0 ? 4U : 12U) == 0 ? other : first;
  }

 private:
  unsigned whole_, step_;
};

}  // namespace dunlin::journey
