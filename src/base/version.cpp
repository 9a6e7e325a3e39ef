#include "dunlin/version.hpp"

namespace dunlin {

const char* version() noexcept { return DUNLIN_VERSION; }

}  // namespace dunlin
