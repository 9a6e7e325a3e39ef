// A JSON value that is built by the commands and written once. Members keep the order in which they were set.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dunlin::cli {

class Json {
 public:
  Json() = default;  ///< null
  Json(bool value) : value_(value) {}
  Json(std::int64_t value) : value_(value) {}
  Json(int value) : value_(std::int64_t{value}) {}
  Json(std::size_t value) : value_(static_cast<std::int64_t>(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}

  [[nodiscard]] static Json object();
  [[nodiscard]] static Json array();
  [[nodiscard]] static Json strings(const std::vector<std::string>& all);
  /// Null for an empty text, and for a number below zero: what is not known.
  [[nodiscard]] static Json known(const std::string& text) { return text.empty() ? Json() : Json(text); }
  [[nodiscard]] static Json known(std::int64_t number) { return number < 0 ? Json() : Json(number); }

  Json& set(std::string name, Json value);  ///< returns *this
  Json& add(Json value);

  /// Bytes that are not UTF-8 become U+FFFD: the document is always valid.
  [[nodiscard]] std::string text(bool pretty) const;

  using Members = std::vector<std::pair<std::string, Json>>;
  using Elements = std::vector<Json>;

 private:
  friend struct JsonWriter;
  std::variant<std::monostate, bool, std::int64_t, std::string, Members, Elements> value_;
};

}  // namespace dunlin::cli
