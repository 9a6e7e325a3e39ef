// The time, and how it is written. Always UTC.
#pragma once

#include <cstdint>
#include <string>

namespace dunlin::base {

[[nodiscard]] std::int64_t now_milliseconds();                           ///< since 1970
[[nodiscard]] std::int64_t steady_milliseconds();                        ///< for measuring spans
[[nodiscard]] std::string format_utc(std::int64_t milliseconds);         ///< 2026-11-20T13:45:00.123Z
[[nodiscard]] std::string timestamp_version(std::int64_t milliseconds);  ///< 20261120134500

}  // namespace dunlin::base
