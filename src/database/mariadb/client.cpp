#include "database/mariadb/client.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <mutex>

#include "dunlin/error.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr const char* library_name = "libmariadb.so.3";
constexpr const char* install_hint =
    "install the MariaDB client library: `apt install libmariadb3` on Debian and Ubuntu, `dnf install "
    "mariadb-connector-c` on Fedora, `apk add mariadb-connector-c` on Alpine";

struct Loaded {
  Client client;
  std::string failure;  // empty: usable
};

// POSIX promises that a function's address survives the way through void*; the language only lets it be spelled so.
template <typename Function>
bool resolve(void* library, const char* name, Function& into) {
  void* symbol = dlsym(library, name);
  into = reinterpret_cast<Function>(symbol);
  return symbol != nullptr;
}

Loaded load() {
  Loaded loaded;
  void* library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    loaded.failure = reason != nullptr ? reason : "dlopen failed";
    return loaded;
  }
  Client& c = loaded.client;
#define DUNLIN_RESOLVE(name) \
  if (!resolve(library, #name, c.name)) loaded.failure = fmt::format("{} has no function {}", library_name, #name);
  DUNLIN_MARIADB_FUNCTIONS(DUNLIN_RESOLVE)
#undef DUNLIN_RESOLVE
  // The library stays mapped until the process ends: it registers exit handlers of its own.
  return loaded;
}

const Loaded& loaded_client() {
  static const Loaded loaded = load();
  return loaded;
}

}  // namespace

const Client& client() {
  const Loaded& loaded = loaded_client();
  if (!loaded.failure.empty()) {
    Error error(ErrorKind::connect, fmt::format("the MariaDB client library {} cannot be loaded", library_name),
                install_hint);
    error.detail = loaded.failure;
    throw error;
  }
  return loaded.client;
}

void check_same_copy() {
  const void* const theirs = dlsym(RTLD_DEFAULT, "mysql_real_query");
  if (theirs == nullptr || theirs == reinterpret_cast<const void*>(client().mysql_real_query)) return;
  Dl_info where{};
  const bool known = dladdr(theirs, &where) != 0 && where.dli_fname != nullptr;
  throw Error(ErrorKind::refused,
              fmt::format("the program has another client library than {}{}", library_name,
                          known ? fmt::format(": {}", where.dli_fname) : std::string()),
              "link the program with libmariadb, or give Dunlin a URL instead of a connection");
}

std::string describe_client(bool& usable) {
  const Loaded& loaded = loaded_client();
  usable = loaded.failure.empty();
  if (usable) return fmt::format("{} {}", library_name, loaded.client.mysql_get_client_info());
  return fmt::format("{} cannot be loaded ({}); {}", library_name, loaded.failure, install_hint);
}

}  // namespace dunlin::database::mariadb
