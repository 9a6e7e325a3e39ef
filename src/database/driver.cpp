#include "database/driver.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.hpp"

namespace dunlin::database {

const Driver& driver_for(const Url& url) {
  std::vector<std::string> known;
  for (const Driver* driver : drivers()) {
    for (std::string_view scheme : driver->schemes) {
      if (scheme == url.scheme) return *driver;
      known.emplace_back(scheme);
    }
  }
  const std::string near = base::nearest(url.scheme, known);
  const std::string list = "Known are " + base::join(known, ", ");
  throw Error(ErrorKind::config, fmt::format("No database answers to the scheme \"{}\"", url.scheme),
              near.empty() ? list : fmt::format("Did you mean {}? {}", near, list));
}

const Driver& driver_for(const Handle& handle) {
  if (!handle) throw Error(ErrorKind::usage, "A null pointer is no connection");
  for (const Driver* driver : drivers()) {
    if (driver->handle_kind == handle.kind() && driver->adopt != nullptr) return *driver;
  }
  throw Error(ErrorKind::unsupported, "The database of this handle is not built into this copy of Dunlin");
}

std::unique_ptr<Connection> open(const Url& url, const OpenOptions& options) {
  return driver_for(url).open(url, options);
}

}  // namespace dunlin::database
