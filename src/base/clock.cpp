#include "base/clock.hpp"

#include <chrono>
#include <cstdio>

#include "base/text.hpp"

namespace dunlin::base {
namespace {

struct Fields {
  int year;
  unsigned month, day;
  int hour, minute, second, millisecond;
};

Fields fields(std::int64_t milliseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{milliseconds}};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

}  // namespace

std::int64_t now_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::string format_utc(std::int64_t milliseconds) {
  const Fields f = fields(milliseconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", f.year, f.month, f.day, f.hour, f.minute,
                f.second, f.millisecond);
  return text;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  text = trim(text);
  std::uint64_t number = 0;
  if (parse_number(text, number)) {
    constexpr std::uint64_t latest_second = 100'000'000'000;  // what is more counts milliseconds
    if (text.size() < 9 || text.size() > 14) return std::nullopt;
    return static_cast<std::int64_t>(number < latest_second ? number * 1000 : number);
  }
  std::size_t at = 0;
  const auto digits = [&](std::size_t count, int& into) {
    into = 0;
    for (std::size_t i = 0; i < count; ++i, ++at) {
      if (at >= text.size() || !is_digit(text[at])) return false;
      into = into * 10 + (text[at] - '0');
    }
    return true;
  };
  const auto next = [&](std::string_view any) {
    if (at >= text.size() || any.find(text[at]) == std::string_view::npos) return false;
    ++at;
    return true;
  };
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!digits(4, year) || !next("-") || !digits(2, month) || !next("-") || !digits(2, day)) return std::nullopt;
  if (next(" T") && (!digits(2, hour) || !next(":") || !digits(2, minute))) return std::nullopt;
  if (next(":") && !digits(2, second)) return std::nullopt;
  std::int64_t milliseconds = 0;
  if (next(".,")) {
    for (std::int64_t unit = 100; at < text.size() && is_digit(text[at]); ++at, unit /= 10) {
      milliseconds += unit * (text[at] - '0');
    }
  }
  while (next(" ")) {
  }
  std::int64_t offset = 0;
  if (at < text.size() && !next("Zz") && (text[at] == '+' || text[at] == '-')) {
    const int sign = text[at++] == '-' ? -1 : 1;
    int hours = 0, minutes = 0;
    if (!digits(2, hours)) return std::nullopt;
    next(":");
    if (at < text.size() && !digits(2, minutes)) return std::nullopt;
    offset = std::int64_t{sign} * (hours * 60 + minutes) * 60'000;
  }
  if (at != text.size()) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto since = sys_days{date}.time_since_epoch();
  return duration_cast<std::chrono::milliseconds>(since).count() + (hour * 3600LL + minute * 60LL + second) * 1000 +
         milliseconds - offset;
}

std::string timestamp_version(std::int64_t milliseconds) {
  const Fields f = fields(milliseconds);
  char text[64];
  std::snprintf(text, sizeof text, "%04d%02u%02u%02d%02d%02d", f.year, f.month, f.day, f.hour, f.minute, f.second);
  return text;
}

}  // namespace dunlin::base
