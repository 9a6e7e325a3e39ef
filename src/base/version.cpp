#include "dunlin/version.hpp"

namespace dunlin {
inline namespace v0 {

const char* version() noexcept { return DUNLIN_VERSION; }

}  // namespace v0
}  // namespace dunlin
