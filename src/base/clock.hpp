// The time, and how it is written. Always UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dunlin::base {

[[nodiscard]] std::int64_t now_milliseconds();                    ///< since 1970
[[nodiscard]] std::int64_t steady_milliseconds();                 ///< for measuring spans
[[nodiscard]] std::string format_utc(std::int64_t milliseconds);  ///< 2026-11-20T13:45:00.123Z
/// Milliseconds since 1970 of "2026-11-20 13:45:00.123+01:00", "2026-11-20T13:45Z", a date, or a number of seconds or
/// milliseconds since 1970; without a zone it is UTC. No value for other text.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);
[[nodiscard]] std::string timestamp_version(std::int64_t milliseconds);  ///< 20261120134500

}  // namespace dunlin::base
