#include "database/driver.hpp"

#include <fmt/format.h>
#include <unistd.h>

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

bool is_file_database(const std::string& url) {
  try {
    return driver_for(Url::parse(url)).creates_on_open;
  } catch (const Error&) {
    return false;  // whoever connects says what is wrong with it
  }
}

std::string url_in(const std::string& folder, const std::string& url) {
  if (folder.empty()) return url;
  const auto colon = url.find(':');
  if (colon == std::string::npos || !is_file_database(url)) return url;
  std::string path = url.substr(colon + 1);
  if (path.starts_with("///")) {
    path.erase(0, 3);
  } else if (path.starts_with("//")) {
    path.erase(0, 2);
  }
  if (path.empty() || path[0] == '/' || path.starts_with(":memory:") || path[0] == '?') return url;
  return url.substr(0, colon + 1) + folder + path;
}

std::string absolute_url(const std::string& url) {
  char buffer[4096];
  return ::getcwd(buffer, sizeof buffer) == nullptr ? url : url_in(std::string(buffer) + "/", url);
}

}  // namespace dunlin::database
