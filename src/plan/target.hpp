// What the user's TARGET means.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace dunlin::plan {

struct Target {
  enum class Kind { head, base, steps, version } kind = Kind::head;
  std::int64_t steps = 0;
  Pair pair;
  std::string version;
};

/// Throws Error{usage} for what cannot be meant in this direction.
[[nodiscard]] Target resolve(const Request& request, const std::vector<Pair>& pairs);

}  // namespace dunlin::plan
