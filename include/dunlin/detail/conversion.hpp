// How C++ values become SQL values and back. Included by dunlin/database.hpp.
#pragma once

#include <charconv>
#include <limits>
#include <type_traits>

#include "dunlin/database.hpp"

namespace dunlin {
inline namespace v0 {
namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

/// Throws Error{usage}: a column that does not hold what was asked for.
[[noreturn]] DUNLIN_API void misfit(const Value& value, std::string_view column, const char* wanted);
[[noreturn]] DUNLIN_API void wrong_columns(std::size_t wanted, std::size_t there);

template <class T>
Value to_value(const T& value) {
  if constexpr (std::is_same_v<T, Value>) {
    return value;
  } else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t> ||
                       std::is_same_v<T, Null>) {
    return Null{};
  } else if constexpr (is_optional<T>::value) {
    return value ? to_value(*value) : Value{Null{}};
  } else if constexpr (std::is_same_v<T, Blob>) {
    return value;
  } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    // Beyond 64 bits with a sign only text can carry it; the engines that have such a type read it.
    if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t)) {
      if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max())) return std::to_string(value);
    }
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<double>(value);
  } else {
    static_assert(std::is_convertible_v<const T&, std::string_view>, "no SQL value can be made of this type");
    if constexpr (std::is_pointer_v<T>) {
      if (value == nullptr) return Null{};
    }
    return std::string(std::string_view(value));
  }
}

/// A number that travels as text (decimals, sums, integers beyond 63 bits), where it is one of this type to its end.
template <class T>
bool read_number(const Value& value, T& into) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty()) return false;
  const char* const end = text->data() + text->size();
  const auto [at, problem] = std::from_chars(text->data(), end, into);
  return problem == std::errc() && at == end;
}

template <class T>
T from_value(const Value& value, std::string_view column) {
  if constexpr (std::is_same_v<T, Value>) {
    return value;
  } else if constexpr (is_optional<T>::value) {
    if (is_null(value)) return std::nullopt;
    return from_value<typename T::value_type>(value, column);
  } else if constexpr (std::is_same_v<T, Blob>) {
    if (const auto* blob = std::get_if<Blob>(&value)) return *blob;
    misfit(value, column, "a blob");
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (is_null(value) || std::holds_alternative<Blob>(value)) misfit(value, column, "text");
    return to_text(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (const auto* real = std::get_if<double>(&value)) return static_cast<T>(*real);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<T>(*integer);
    T number = 0;
    if (read_number(value, number)) return number;
    misfit(value, column, "a number");
  } else {
    static_assert(std::is_integral_v<T>, "no SQL value becomes this type");
    const auto* integer = std::get_if<std::int64_t>(&value);
    if constexpr (std::is_same_v<T, bool>) {
      if (integer == nullptr) misfit(value, column, "an integer");
      return *integer != 0;
    } else {
      T number = 0;
      if (read_number(value, number)) return number;
      if (integer == nullptr) misfit(value, column, "an integer");
      if (!std::in_range<T>(*integer)) misfit(value, column, "an integer of this size");
      return static_cast<T>(*integer);
    }
  }
}

template <class... Columns, std::size_t... I>
std::tuple<Columns...> to_tuple(const Rows& rows, const std::vector<Value>& row, std::index_sequence<I...>) {
  return {from_value<Columns>(row[I], rows.columns[I])...};
}

}  // namespace detail

template <class... Columns, class... Args>
std::vector<std::tuple<Columns...>> Database::query_as(std::string_view sql, const Args&... args) {
  const Rows rows = query(sql, args...);
  if (rows.columns.size() != sizeof...(Columns)) detail::wrong_columns(sizeof...(Columns), rows.columns.size());
  std::vector<std::tuple<Columns...>> tuples;
  tuples.reserve(rows.size());
  for (const auto& row : rows.rows) {
    tuples.push_back(detail::to_tuple<Columns...>(rows, row, std::index_sequence_for<Columns...>()));
  }
  return tuples;
}

template <class T, class... Args>
std::optional<T> Database::query_value(std::string_view sql, const Args&... args) {
  const Rows rows = query(sql, args...);
  if (rows.empty()) return std::nullopt;
  if (rows.columns.empty()) detail::wrong_columns(1, 0);
  return detail::from_value<T>(rows[0][0], rows.columns[0]);
}

}  // namespace v0
}  // namespace dunlin
