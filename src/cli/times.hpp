// Times for people.
#pragma once

#include <string>

namespace dunlin::cli {

/// "2026-11-20 13:45:00" of "2026-11-20T13:45:00.123Z"; other text is returned as it is.
[[nodiscard]] std::string short_time(const std::string& utc);

}  // namespace dunlin::cli
