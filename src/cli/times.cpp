#include "cli/times.hpp"

namespace dunlin::cli {

std::string short_time(const std::string& utc) {
  if (utc.size() < 19 || (utc[10] != 'T' && utc[10] != ' ')) return utc;
  return utc.substr(0, 10) + " " + utc.substr(11, 8);
}

}  // namespace dunlin::cli
