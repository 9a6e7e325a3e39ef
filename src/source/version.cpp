#include "source/version.hpp"

#include "base/text.hpp"

namespace dunlin::source {
namespace {

using base::is_digit;

bool is_separator(char c) { return c == '.' || c == '-' || c == '_'; }

struct Parsed {
  std::vector<std::string_view> numbers;  // without leading zeros; none at the end that is zero
  std::string_view rest;
  bool numeric = false;
};

std::size_t digits_at(std::string_view text, std::size_t i) {
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - i;
}

std::string_view without_zeros(std::string_view number) {
  const std::size_t first = number.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view{} : number.substr(first);
}

bool numbers_alone(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c) && !is_separator(c)) return false;
  }
  return true;
}

Parsed parse(std::string_view text) {
  Parsed parsed;
  if (text.size() > 1 && (text[0] == 'v' || text[0] == 'V') && is_digit(text[1])) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) {
    parsed.rest = text;
    return parsed;
  }
  parsed.numeric = true;
  const bool alone = numbers_alone(text);
  std::size_t i = 0;
  for (;;) {
    const std::size_t length = digits_at(text, i);
    parsed.numbers.push_back(without_zeros(text.substr(i, length)));
    i += length;
    std::size_t next = i;
    if (alone) {
      while (next < text.size() && is_separator(text[next])) ++next;
      i = next;
    } else if (next < text.size() && (text[next] == '.' || text[next] == '-')) {
      ++next;
    }
    if (next >= text.size() || !is_digit(text[next])) break;
    i = next;
  }
  parsed.rest = text.substr(i);
  while (!parsed.numbers.empty() && parsed.numbers.back().empty()) parsed.numbers.pop_back();
  return parsed;
}

// Digits of a time to the microsecond: 20261120134500000000.
constexpr std::size_t time_digits = 20;

// Whether a number is a date or a time (20240313, 2013011700, 20261120134500): eight digits or more of this or a later
// century. It stands for the beginning of that day, minute or second: by its size a shorter one would come before all
// longer ones. Numbers of one length keep their order, whatever their digits say.
bool is_time(std::string_view number) { return number.size() >= 8 && number.size() < time_digits && number >= "19"; }

// A number as bytes that order by its size: its length, then its digits.
void append_number(std::string& into, std::string_view number) {
  for (int shift = 24; shift >= 0; shift -= 8) into += static_cast<char>((number.size() >> shift) & 0xff);
  into += number;
}

}  // namespace

std::string version_sort_key(std::string_view version) {
  const Parsed parsed = parse(version);
  std::string key(1, parsed.numeric ? '\1' : '\2');
  const bool time = !parsed.numbers.empty() && is_time(parsed.numbers.front());
  for (const std::string_view number : parsed.numbers) {
    key += '\1';
    if (time && number.data() == parsed.numbers.front().data()) {
      append_number(key, std::string(number).append(time_digits - number.size(), '0'));
    } else {
      append_number(key, number);
    }
  }
  key += '\0';
  for (std::size_t i = 0; i < parsed.rest.size();) {
    const std::size_t length = digits_at(parsed.rest, i);
    if (length == 0) {
      key += parsed.rest[i++];
      continue;
    }
    key += '0';
    append_number(key, without_zeros(parsed.rest.substr(i, length)));
    i += length;
  }
  // "a1" and "a01" are not the same name, only the same number in it.
  key += '\0';
  key += parsed.rest;
  if (time) {
    // Nor are a day and its midnight the same version.
    key += '\0';
    append_number(key, parsed.numbers.front());
  }
  return key;
}

std::strong_ordering compare_versions(std::string_view a, std::string_view b) {
  const int order = version_sort_key(a).compare(version_sort_key(b));
  return order < 0   ? std::strong_ordering::less
         : order > 0 ? std::strong_ordering::greater
                     : std::strong_ordering::equal;
}

std::string version_key(std::string_view version) {
  const Parsed parsed = parse(version);
  if (!parsed.numeric) return std::string(parsed.rest);
  std::string key;
  for (const std::string_view number : parsed.numbers) {
    if (!key.empty()) key += '.';
    key += number.empty() ? std::string_view("0") : number;
  }
  if (key.empty()) key = "0";
  key += parsed.rest;
  return key;
}

}  // namespace dunlin::source
