#include "dunlin/admin.hpp"

#include <thread>

#include "base/clock.hpp"
#include "database/driver.hpp"

namespace dunlin {
inline namespace v0 {

bool database_exists(const std::string& url) {
  const auto parsed = database::Url::parse(url);
  return database::driver_for(parsed).exists(parsed);
}

void create_database(const std::string& url) {
  const auto parsed = database::Url::parse(url);
  database::driver_for(parsed).create(parsed);
}

std::vector<Loss> database_contents(const std::string& url) {
  const auto parsed = database::Url::parse(url);
  const auto connection = database::open(parsed);
  std::vector<Loss> contents;
  for (const auto& table : connection->catalogue().tables()) {
    contents.push_back({"table " + table.name, table.rows, table.exact});
  }
  return contents;
}

void drop_database(const std::string& url) {
  const auto parsed = database::Url::parse(url);
  database::driver_for(parsed).drop(parsed);
}

std::chrono::milliseconds wait_for_database(const std::string& url, std::chrono::milliseconds limit) {
  const auto parsed = database::Url::parse(url);
  const auto& driver = database::driver_for(parsed);
  const std::int64_t begun = base::steady_milliseconds();
  for (std::chrono::milliseconds pause{50};; pause = std::min(pause * 2, std::chrono::milliseconds{1000})) {
    const std::chrono::milliseconds waited{base::steady_milliseconds() - begun};
    database::OpenOptions options;
    options.connect_timeout =
        std::clamp(limit - waited, std::chrono::milliseconds{1000}, std::chrono::milliseconds{10'000});
    try {
      driver.open(parsed, options)->query("SELECT 1");
      return std::chrono::milliseconds{base::steady_milliseconds() - begun};
    } catch (const Error& error) {
      const std::chrono::milliseconds now{base::steady_milliseconds() - begun};
      const bool may_come = error.kind == ErrorKind::lost || error.kind == ErrorKind::lock_timeout ||
                            (error.kind == ErrorKind::connect && error.sqlstate.substr(0, 2) != "28" &&
                             error.sqlstate.substr(0, 2) != "3D" && error.sqlstate.substr(0, 2) != "42");
      if (!may_come || now + pause > limit) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace v0
}  // namespace dunlin
