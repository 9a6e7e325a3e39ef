// What a schema holds, as things that can be named, found, and depended upon.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.hpp"

namespace dunlin::schema {

enum class ObjectKind : std::uint8_t {
  other,  ///< schemas, extensions, collations, rules, ...: the kind is in Object::part
  type,
  sequence,
  table,
  column,
  primary_key,
  unique,
  check,
  foreign_key,
  exclusion,
  index,
  view,
  routine,
  trigger,
  policy,
  grant,
};

/// "foreign key": for people.
[[nodiscard]] std::string_view word(ObjectKind kind);

/// One thing in a schema. Parts of tables (columns, constraints, indexes, triggers, policies) carry the table's name
/// and their own as `part`; an index may be a materialized view's. A routine's part is its arguments; a grant's and an
/// other's is whatever tells it from those of the same name.
struct Object {
  ObjectKind kind = ObjectKind::other;
  Name name;
  std::string part;

  auto operator<=>(const Object&) const = default;
  bool operator==(const Object&) const = default;
  /// The table or view that it is a part of, or itself.
  [[nodiscard]] bool is_part() const;
  /// "column users.email", "table audit.events", "function total(integer)": for people; not quoted.
  [[nodiscard]] std::string text() const;
};

// How each is called. Constraints without a name (SQLite has them) are called by what they say.
[[nodiscard]] Object object_of(const Type& type);
[[nodiscard]] Object object_of(const Sequence& sequence);
[[nodiscard]] Object object_of(const Table& table);
[[nodiscard]] Object object_of(const View& view);
[[nodiscard]] Object object_of(const Routine& routine);
[[nodiscard]] Object object_of(const Trigger& trigger);
[[nodiscard]] Object object_of(const Policy& policy);
[[nodiscard]] Object object_of(const Grant& grant);
[[nodiscard]] Object object_of(const Other& other);
[[nodiscard]] Object object_of(const Name& table, const Column& column);
[[nodiscard]] Object object_of(const Name& table, const Key& key, bool primary);
[[nodiscard]] Object object_of(const Name& table, const Check& check);
[[nodiscard]] Object object_of(const Name& table, const ForeignKey& key);
[[nodiscard]] Object object_of(const Name& table, const Exclusion& exclusion);
[[nodiscard]] Object object_of(const Name& table_or_view, const Index& index);

/// find<Column>(schema, object): none where it is not there, or is of another kind. find<Table>() of a part: the table
/// that it belongs to.
template <class T>
[[nodiscard]] const T* find(const Schema& schema, const Object& object);
// clang-format off
template <> const Type* find<Type>(const Schema&, const Object&);
template <> const Sequence* find<Sequence>(const Schema&, const Object&);
template <> const Table* find<Table>(const Schema&, const Object&);
template <> const Column* find<Column>(const Schema&, const Object&);
template <> const Key* find<Key>(const Schema&, const Object&);
template <> const Check* find<Check>(const Schema&, const Object&);
template <> const ForeignKey* find<ForeignKey>(const Schema&, const Object&);
template <> const Exclusion* find<Exclusion>(const Schema&, const Object&);
template <> const Index* find<Index>(const Schema&, const Object&);
template <> const View* find<View>(const Schema&, const Object&);
template <> const Routine* find<Routine>(const Schema&, const Object&);
template <> const Trigger* find<Trigger>(const Schema&, const Object&);
template <> const Policy* find<Policy>(const Schema&, const Object&);
template <> const Grant* find<Grant>(const Schema&, const Object&);
template <> const Other* find<Other>(const Schema&, const Object&);
// clang-format on

/// Columns, constraints and indexes, in the order of the table.
[[nodiscard]] std::vector<Object> parts_of(const Table& table);
/// Tables that it inherits from, or is a partition of.
[[nodiscard]] std::set<Name> parents_of(const Table& table);
/// Every object, parts of tables included, in the order of the schema: types, sequences, tables with their parts, ...
[[nodiscard]] std::vector<Object> objects(const Schema& schema);

/// What each object refers to. Parts do not list the table that they belong to.
struct Dependencies {
  /// By structure: a foreign key's table, a column's type, a trigger's table, a partition's parent.
  std::map<Object, std::set<Object>> certain;
  /// By their words: whatever is named in an expression, a query or a body. Some of it may be chance.
  std::map<Object, std::set<Object>> likely;
};
[[nodiscard]] Dependencies dependencies(const Schema& schema);

}  // namespace dunlin::schema
