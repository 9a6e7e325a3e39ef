#include "dunlin/value.hpp"

#include <charconv>

namespace dunlin {
inline namespace v0 {

std::int64_t to_integer(const Value& value) {
  if (const auto* i = std::get_if<std::int64_t>(&value)) return *i;
  if (const auto* d = std::get_if<double>(&value)) {
    return *d >= -9.2e18 && *d <= 9.2e18 ? static_cast<std::int64_t>(*d) : 0;
  }
  if (const auto* s = std::get_if<std::string>(&value)) {
    std::int64_t number = 0;
    std::from_chars(s->data(), s->data() + s->size(), number);
    return number;
  }
  return 0;
}

std::string to_text(const Value& value) {
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) {
    char buffer[32];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, *d).ptr;
    return {buffer, end};
  }
  if (const auto* b = std::get_if<Blob>(&value)) {
    std::string text(b->size(), '\0');
    for (std::size_t i = 0; i < b->size(); ++i) text[i] = static_cast<char>((*b)[i]);
    return text;
  }
  return {};
}

}  // namespace v0
}  // namespace dunlin
