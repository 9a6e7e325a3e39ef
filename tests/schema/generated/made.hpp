// What the generators make out of nothing but a number: the same each time.
#pragma once

#include <string>
#include <vector>

namespace dunlin::journey {

struct Made {
  std::string sql;                ///< a whole schema
  std::vector<std::string> rows;  ///< statements that put some into it
};

}  // namespace dunlin::journey
