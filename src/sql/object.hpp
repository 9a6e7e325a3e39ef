// What SQL speaks of: kinds of objects and their names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dunlin::sql {

enum class ObjectKind : std::uint8_t {
  none,
  table,
  column,
  index,
  constraint,
  view,
  materialized_view,
  trigger,
  function,
  procedure,
  type,
  sequence,
  schema,
  database,
  extension,
  event,
  role,
  other,
};

/// "table", "materialized view", ...; and back (ObjectKind::none where it is not one).
[[nodiscard]] std::string_view to_string(ObjectKind kind);
[[nodiscard]] ObjectKind object_kind(std::string_view word);

/// A possibly qualified name, unquoted, and case-folded as the database folds unquoted names.
struct QualifiedName {
  std::string schema;  ///< empty where not given (MariaDB: the database, SQLite: main, temp or an attached one)
  std::string name;

  [[nodiscard]] bool empty() const { return name.empty(); }
  [[nodiscard]] std::string text() const { return schema.empty() ? name : schema + "." + name; }
  bool operator==(const QualifiedName&) const = default;
};

}  // namespace dunlin::sql
