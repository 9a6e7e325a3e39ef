#include "source/settings.hpp"

#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::source {

std::optional<bool> read_switch(const base::Content& settings, std::string_view key) {
  const std::string text = settings.read(0, settings.size(), 1u << 20);
  std::optional<bool> result;
  std::size_t number = 0;
  for (const std::string_view whole : base::split(text, '\n')) {
    ++number;
    const std::string_view line = base::trim(whole.substr(0, whole.find('#')));
    const std::size_t equals = line.find_first_of("=:");
    if (equals == std::string_view::npos) continue;
    std::string_view name = base::trim(line.substr(0, equals));
    if (name.starts_with("flyway.")) name.remove_prefix(7);
    if (name != key) continue;
    const std::string value = base::lower(base::trim(line.substr(equals + 1)));
    if (value != "true" && value != "false") {
      Error error(ErrorKind::config, std::string(key) + " is \"" + base::printable(value) + "\"",
                  "Write " + std::string(key) + " = true, or false");
      error.place = Place{settings.name(), number, 1};
      throw error;
    }
    result = value == "true";
  }
  return result;
}

}  // namespace dunlin::source
