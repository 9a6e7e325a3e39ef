#include "sql/object.hpp"

#include <utility>

#include "base/text.hpp"

namespace dunlin::sql {

namespace {

// The first word of a kind is the one it is called by; the others are what people and databases also say.
constexpr std::pair<ObjectKind, std::string_view> words_of_kinds[] = {
    {ObjectKind::table, "table"},
    {ObjectKind::table, "tables"},
    {ObjectKind::table, "foreign table"},
    {ObjectKind::table, "virtual table"},
    {ObjectKind::column, "column"},
    {ObjectKind::column, "field"},
    {ObjectKind::index, "index"},
    {ObjectKind::index, "key"},
    {ObjectKind::index, "unique index"},
    {ObjectKind::constraint, "constraint"},
    {ObjectKind::constraint, "check"},
    {ObjectKind::constraint, "foreign key"},
    {ObjectKind::constraint, "primary key"},
    {ObjectKind::view, "view"},
    {ObjectKind::materialized_view, "materialized view"},
    {ObjectKind::materialized_view, "materialised view"},
    {ObjectKind::materialized_view, "matview"},
    {ObjectKind::trigger, "trigger"},
    {ObjectKind::function, "function"},
    {ObjectKind::function, "aggregate"},
    {ObjectKind::function, "routine"},
    {ObjectKind::procedure, "procedure"},
    {ObjectKind::type, "type"},
    {ObjectKind::type, "domain"},
    {ObjectKind::type, "enum"},
    {ObjectKind::sequence, "sequence"},
    {ObjectKind::schema, "schema"},
    {ObjectKind::database, "database"},
    {ObjectKind::extension, "extension"},
    {ObjectKind::event, "event"},
    {ObjectKind::role, "role"},
    {ObjectKind::role, "user"},
    {ObjectKind::role, "group"},
    {ObjectKind::other, "object"},
};

}  // namespace

std::string_view to_string(ObjectKind kind) {
  for (const auto& [known, word] : words_of_kinds) {
    if (known == kind) return word;
  }
  return "";
}

ObjectKind object_kind(std::string_view word) {
  // "materialized_view" and "materialized-view" are the same words, spelled where spaces are not allowed.
  std::string spelled = base::lower(base::trim(word));
  for (char& c : spelled) {
    if (c == '_' || c == '-') c = ' ';
  }
  for (const auto& [kind, known] : words_of_kinds) {
    if (known == spelled) return kind;
  }
  return ObjectKind::none;
}

}  // namespace dunlin::sql
