#include "base/fail_point.hpp"

#ifdef DUNLIN_FAIL_POINTS
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace dunlin::base {

void fail_point(const char* name) {
  static const char* const at = std::getenv("DUNLIN_FAIL_AT");
  static const char* const log = std::getenv("DUNLIN_FAIL_LOG");
  static std::atomic<long> met = 0;
  const long number = ++met;
  if (log != nullptr) {
    if (std::FILE* file = std::fopen(log, "a")) {
      std::fprintf(file, "%ld %s\n", number, name);
      std::fclose(file);
    }
  }
  // A number counts all points; a name kills at the first of that name.
  if (at != nullptr && (std::to_string(number) == at || std::string_view(name) == at)) ::kill(::getpid(), SIGKILL);
}

}  // namespace dunlin::base
#endif
