#include "dunlin/error.hpp"

namespace dunlin {
inline namespace v0 {

std::string Place::text() const {
  std::string out = file;
  if (line != 0) {
    out += ':' + std::to_string(line);
    if (column != 0) out += ':' + std::to_string(column);
  }
  return out;
}

}  // namespace v0
}  // namespace dunlin
