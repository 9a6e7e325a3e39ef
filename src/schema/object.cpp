#include "schema/object.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace dunlin::schema {
namespace {

constexpr std::array<std::string_view, 16> words{
    "object",           "type",        "sequence",  "table", "column", "primary key", "unique constraint",
    "check constraint", "foreign key", "exclusion", "index", "view",   "routine",     "trigger",
    "policy",           "grant"};

std::string called(const std::string& name, const std::vector<std::string>& otherwise) {
  return name.empty() ? "(" + base::join(otherwise, ", ") + ")" : name;
}

template <class T, class Owner>
const T* find_part(const std::vector<T>& all, const Owner& owner, const Object& object) {
  for (const auto& each : all) {
    if (object_of(owner, each).part == object.part) return &each;
  }
  return nullptr;
}

template <class T>
const T* find_whole(const std::vector<T>& all, const Object& object) {
  for (const auto& each : all) {
    if (object_of(each) == object) return &each;
  }
  return nullptr;
}

}  // namespace

std::string_view word(ObjectKind kind) { return words.at(static_cast<std::size_t>(kind)); }

bool Object::is_part() const {
  switch (kind) {
    case ObjectKind::column:
    case ObjectKind::primary_key:
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
    case ObjectKind::index:
    case ObjectKind::trigger:
    case ObjectKind::policy:
      return true;
    default:
      return false;
  }
}

std::string Object::text() const {
  switch (kind) {
    case ObjectKind::column:
      return "column " + name.text() + "." + part;
    case ObjectKind::routine:
      return "routine " + name.text() + "(" + part + ")";
    case ObjectKind::primary_key:
      return "primary key of " + name.text();
    case ObjectKind::grant:
      return "grant on " + name.text() + " (" + part + ")";
    case ObjectKind::other:
      return part + " " + name.text();
    default:
      break;
  }
  if (is_part()) return std::string(word(kind)) + " " + part + " of " + name.text();
  return std::string(word(kind)) + " " + name.text();
}

Object object_of(const Type& type) { return {ObjectKind::type, type.name, {}}; }
Object object_of(const Sequence& sequence) { return {ObjectKind::sequence, sequence.name, {}}; }
Object object_of(const Table& table) { return {ObjectKind::table, table.name, {}}; }
Object object_of(const View& view) { return {ObjectKind::view, view.name, {}}; }
Object object_of(const Routine& routine) { return {ObjectKind::routine, routine.name, routine.arguments}; }
Object object_of(const Trigger& trigger) { return {ObjectKind::trigger, trigger.table, trigger.name}; }
Object object_of(const Policy& policy) { return {ObjectKind::policy, policy.table, policy.name}; }
Object object_of(const Grant& grant) {
  return {
      ObjectKind::grant, grant.object,
      grant.kind + (grant.column.empty() ? "" : " " + grant.column) + ", " + grant.privilege + ", " + grant.grantee};
}
Object object_of(const Other& other) {
  return {ObjectKind::other, other.name, other.kind + (other.table.empty() ? "" : " of " + other.table.text())};
}
Object object_of(const Name& table, const Column& column) { return {ObjectKind::column, table, column.name}; }
Object object_of(const Name& table, const Key& key, bool primary) {
  return {primary ? ObjectKind::primary_key : ObjectKind::unique, table,
          primary ? std::string() : called(key.name, key.columns)};
}
Object object_of(const Name& table, const Check& check) {
  return {ObjectKind::check, table, called(check.name, {check.expression})};
}
Object object_of(const Name& table, const ForeignKey& key) {
  return {ObjectKind::foreign_key, table,
          called(key.name, key.columns) + (key.name.empty() ? " to " + key.table.text() : "")};
}
Object object_of(const Name& table, const Exclusion& exclusion) {
  return {ObjectKind::exclusion, table, exclusion.name};
}
Object object_of(const Name& table_or_view, const Index& index) {
  return {ObjectKind::index, table_or_view, index.name};
}

template <>
const Type* find<Type>(const Schema& schema, const Object& object) {
  return find_whole(schema.types, object);
}
template <>
const Sequence* find<Sequence>(const Schema& schema, const Object& object) {
  return find_whole(schema.sequences, object);
}
template <>
const View* find<View>(const Schema& schema, const Object& object) {
  return object.kind == ObjectKind::view ? find_whole(schema.views, object) : nullptr;
}
template <>
const Routine* find<Routine>(const Schema& schema, const Object& object) {
  return find_whole(schema.routines, object);
}
template <>
const Trigger* find<Trigger>(const Schema& schema, const Object& object) {
  return find_whole(schema.triggers, object);
}
template <>
const Policy* find<Policy>(const Schema& schema, const Object& object) {
  return find_whole(schema.policies, object);
}
template <>
const Grant* find<Grant>(const Schema& schema, const Object& object) {
  return find_whole(schema.grants, object);
}
template <>
const Other* find<Other>(const Schema& schema, const Object& object) {
  return find_whole(schema.others, object);
}
/// Of a part: the table that it belongs to.
template <>
const Table* find<Table>(const Schema& schema, const Object& object) {
  if (object.kind != ObjectKind::table && !object.is_part()) return nullptr;
  return schema.table(object.name);
}
template <>
const Column* find<Column>(const Schema& schema, const Object& object) {
  const auto* table = object.kind == ObjectKind::column ? schema.table(object.name) : nullptr;
  return table == nullptr ? nullptr : find_part(table->columns, table->name, object);
}
template <>
const Key* find<Key>(const Schema& schema, const Object& object) {
  const auto* table = schema.table(object.name);
  if (table == nullptr) return nullptr;
  if (object.kind == ObjectKind::primary_key) return table->primary_key ? &*table->primary_key : nullptr;
  if (object.kind != ObjectKind::unique) return nullptr;
  for (const auto& key : table->uniques) {
    if (object_of(table->name, key, false) == object) return &key;
  }
  return nullptr;
}
template <>
const Check* find<Check>(const Schema& schema, const Object& object) {
  const auto* table = object.kind == ObjectKind::check ? schema.table(object.name) : nullptr;
  return table == nullptr ? nullptr : find_part(table->checks, table->name, object);
}
template <>
const ForeignKey* find<ForeignKey>(const Schema& schema, const Object& object) {
  const auto* table = object.kind == ObjectKind::foreign_key ? schema.table(object.name) : nullptr;
  return table == nullptr ? nullptr : find_part(table->foreign_keys, table->name, object);
}
template <>
const Exclusion* find<Exclusion>(const Schema& schema, const Object& object) {
  const auto* table = object.kind == ObjectKind::exclusion ? schema.table(object.name) : nullptr;
  return table == nullptr ? nullptr : find_part(table->exclusions, table->name, object);
}
template <>
const Index* find<Index>(const Schema& schema, const Object& object) {
  if (object.kind != ObjectKind::index) return nullptr;
  if (const auto* table = schema.table(object.name)) return find_part(table->indexes, table->name, object);
  const auto* view = find<View>(schema, {ObjectKind::view, object.name, {}});
  return view == nullptr ? nullptr : find_part(view->indexes, view->name, object);
}

std::set<Name> parents_of(const Table& table) {
  std::set<Name> all(table.inherits.begin(), table.inherits.end());
  if (!table.partition_of.empty()) all.insert(table.partition_of);
  return all;
}

std::vector<Object> parts_of(const Table& table) {
  std::vector<Object> all;
  for (const auto& each : table.columns) all.push_back(object_of(table.name, each));
  if (table.primary_key) all.push_back(object_of(table.name, *table.primary_key, true));
  for (const auto& each : table.uniques) all.push_back(object_of(table.name, each, false));
  for (const auto& each : table.checks) all.push_back(object_of(table.name, each));
  for (const auto& each : table.foreign_keys) all.push_back(object_of(table.name, each));
  for (const auto& each : table.exclusions) all.push_back(object_of(table.name, each));
  for (const auto& each : table.indexes) all.push_back(object_of(table.name, each));
  return all;
}

std::vector<Object> objects(const Schema& schema) {
  std::vector<Object> all;
  const auto add = [&](const auto& list) {
    for (const auto& each : list) all.push_back(object_of(each));
  };
  add(schema.types);
  add(schema.sequences);
  for (const auto& table : schema.tables) {
    all.push_back(object_of(table));
    const auto parts = parts_of(table);
    all.insert(all.end(), parts.begin(), parts.end());
  }
  for (const auto& view : schema.views) {
    all.push_back(object_of(view));
    for (const auto& index : view.indexes) all.push_back(object_of(view.name, index));
  }
  add(schema.routines);
  add(schema.triggers);
  add(schema.policies);
  add(schema.grants);
  add(schema.others);
  return all;
}

}  // namespace dunlin::schema
