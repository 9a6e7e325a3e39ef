#include "database/postgres/client.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "dunlin/error.hpp"

namespace dunlin::database::postgres {
namespace {

#ifdef __APPLE__
constexpr const char* kFiles[] = {"libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
                                  "/usr/local/opt/libpq/lib/libpq.5.dylib"};
#else
constexpr const char* kFiles[] = {"libpq.so.5"};
#endif

template <typename Function>
bool find(void* library, const char* name, Function& into) {
  into = reinterpret_cast<Function>(::dlsym(library, name));
  return into != nullptr;
}

}  // namespace

Client load_client(std::span<const char* const> files) {
  void* library = nullptr;
  std::string reasons;
  for (const char* file : files) {
    library = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library) break;
    const char* reason = ::dlerror();
    reasons += fmt::format("{}{}", reasons.empty() ? "" : "\n", reason ? reason : file);
  }
  if (!library) {
    Error error(ErrorKind::connect, "PostgreSQL's client library libpq could not be loaded",
                "Install it: apt-get install libpq5 (Debian, Ubuntu), dnf install libpq (Fedora), apk add libpq "
                "(Alpine), brew install libpq (macOS)");
    error.detail = reasons;
    throw error;
  }
  Client out;
  const char* missing = nullptr;
#define DUNLIN_PQ_FIND(name) \
  if (!find(library, #name, out.name)) missing = #name;
  DUNLIN_PQ_REQUIRED(DUNLIN_PQ_FIND)
#undef DUNLIN_PQ_FIND
  if (missing) {
    throw Error(ErrorKind::connect, fmt::format("The library libpq that is installed has no {}", missing),
                "Install libpq 10 or later (Debian package libpq5)");
  }
#define DUNLIN_PQ_FIND(name) find(library, #name, out.name);
  DUNLIN_PQ_PIPELINE(DUNLIN_PQ_FIND)
#undef DUNLIN_PQ_FIND
  return out;
}

const Client& client() {
  // Never unloaded: libpq brings libraries that register handlers at exit.
  static const Client loaded = load_client(kFiles);
  return loaded;
}

void check_same_copy() {
  const void* const theirs = ::dlsym(RTLD_DEFAULT, "PQconnectStartParams");
  if (theirs == nullptr || theirs == reinterpret_cast<const void*>(client().PQconnectStartParams)) return;
  Dl_info where{};
  const bool known = ::dladdr(theirs, &where) != 0 && where.dli_fname != nullptr;
  throw Error(ErrorKind::refused,
              fmt::format("The program has another copy of libpq than {}{}", kFiles[0],
                          known ? fmt::format(": {}", where.dli_fname) : std::string()),
              "Link the program with the shared libpq of the system, or give Dunlin a URL instead of a connection");
}

}  // namespace dunlin::database::postgres
