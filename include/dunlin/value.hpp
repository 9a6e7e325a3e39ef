// A value that goes to or comes from a database. Integers are 64-bit, text is UTF-8 and may hold NUL; what has no
// type of its own here (dates, decimals, JSON, ...) travels as text exactly as the database prints it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

/// SQL's NULL.
struct Null {
  /// All alike, as values of C++.
  bool operator==(const Null&) const = default;
};

/// Bytes.
using Blob = std::vector<std::byte>;
/// One value.
using Value = std::variant<Null, std::int64_t, double, std::string, Blob>;

/// A result: `columns` names, and rows of as many values each.
struct Rows {
  std::vector<std::string> columns;      ///< their names
  std::vector<std::vector<Value>> rows;  ///< each as long as `columns`

  /// Whether there are no rows.
  [[nodiscard]] bool empty() const { return rows.empty(); }
  /// How many rows there are.
  [[nodiscard]] std::size_t size() const { return rows.size(); }
  /// A row, counted from 0.
  [[nodiscard]] const std::vector<Value>& operator[](std::size_t i) const { return rows[i]; }
};

/// Readings that do not throw: null, or a value of another type, becomes 0 or the empty string; text that spells a
/// number is read as one.
[[nodiscard]] DUNLIN_API std::int64_t to_integer(const Value& value);
/// See to_integer().
[[nodiscard]] DUNLIN_API std::string to_text(const Value& value);
/// Whether it is NULL.
[[nodiscard]] inline bool is_null(const Value& value) { return std::holds_alternative<Null>(value); }

}  // namespace v0
}  // namespace dunlin
