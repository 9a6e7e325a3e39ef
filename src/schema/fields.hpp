// The members of each struct of the model, named once: JSON is written and read, and differences are named, from this
// list.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "schema/schema.hpp"

namespace dunlin::schema {

template <class E>
using Words = std::array<std::pair<E, std::string_view>, 5>;

// The words of each enumeration; the first is what is meant by an absent member, and where there are fewer than five
// the last ones repeat it.
constexpr Words<Identity> words_of(Identity) {
  using enum Identity;
  return {{{none, "none"}, {by_default, "by default"}, {always, "always"}, {none, "none"}, {none, "none"}}};
}
constexpr Words<Action> words_of(Action) {
  using enum Action;
  return {{{no_action, "no action"},
           {restrict, "restrict"},
           {cascade, "cascade"},
           {set_null, "set null"},
           {set_default, "set default"}}};
}
constexpr Words<Match> words_of(Match) {
  using enum Match;
  return {{{simple, "simple"}, {full, "full"}, {partial, "partial"}, {simple, "simple"}, {simple, "simple"}}};
}
constexpr Words<Nulls> words_of(Nulls) {
  using enum Nulls;
  return {{{usual, "usual"}, {first, "first"}, {last, "last"}, {usual, "usual"}, {usual, "usual"}}};
}
constexpr Words<RoutineKind> words_of(RoutineKind) {
  using enum RoutineKind;
  return {{{function, "function"},
           {procedure, "procedure"},
           {aggregate, "aggregate"},
           {window, "window"},
           {function, "function"}}};
}
constexpr Words<TypeKind> words_of(TypeKind) {
  using enum TypeKind;
  return {{{enumeration, "enumeration"},
           {domain, "domain"},
           {composite, "composite"},
           {range, "range"},
           {enumeration, "enumeration"}}};
}

/// "set null": as in JSON, and as SQL has it but for the case.
template <class E>
[[nodiscard]] constexpr std::string_view word(E value) {
  for (const auto& [each, text] : words_of(E{})) {
    if (each == value) return text;
  }
  return {};
}

// visit(x, each): calls each(NAME, member) for every member of x, which may be const.
// clang-format off
template <class F> void visit(auto& x, F&& each, const Column*) {
  each("name", x.name); each("type", x.type); each("type_name", x.type_name); each("nullable", x.nullable);
  each("default", x.default_sql); each("generated", x.generated); each("stored", x.stored);
  each("identity", x.identity); each("collation", x.collation); each("comment", x.comment);
  each("renamed_from", x.renamed_from); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Key*) {
  each("name", x.name); each("columns", x.columns); each("include", x.include); each("deferrable", x.deferrable);
  each("initially_deferred", x.initially_deferred); each("nulls_distinct", x.nulls_distinct);
  each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Check*) {
  each("name", x.name); each("expression", x.expression); each("validated", x.validated);
  each("enforced", x.enforced); each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const ForeignKey*) {
  each("name", x.name); each("columns", x.columns); each("table", x.table); each("referenced", x.referenced);
  each("on_delete", x.on_delete); each("on_update", x.on_update); each("set_columns", x.set_columns);
  each("match", x.match); each("deferrable", x.deferrable); each("initially_deferred", x.initially_deferred);
  each("validated", x.validated); each("enforced", x.enforced); each("comment", x.comment);
  each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Part*) {
  each("column", x.column); each("expression", x.expression); each("descending", x.descending);
  each("nulls", x.nulls); each("collation", x.collation); each("operator_class", x.operator_class);
  each("operator", x.operator_with); each("prefix", x.prefix); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Index*) {
  each("name", x.name); each("parts", x.parts); each("unique", x.unique); each("include", x.include);
  each("condition", x.condition); each("method", x.method); each("nulls_distinct", x.nulls_distinct);
  each("visible", x.visible); each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Exclusion*) {
  each("name", x.name); each("method", x.method); each("parts", x.parts); each("condition", x.condition);
  each("deferrable", x.deferrable); each("initially_deferred", x.initially_deferred); each("comment", x.comment);
  each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Table*) {
  each("name", x.name); each("columns", x.columns); each("primary_key", x.primary_key); each("uniques", x.uniques);
  each("checks", x.checks); each("foreign_keys", x.foreign_keys); each("exclusions", x.exclusions);
  each("indexes", x.indexes); each("partition_by", x.partition_by); each("partition_of", x.partition_of);
  each("partition_bound", x.partition_bound); each("inherits", x.inherits); each("definition", x.definition);
  each("comment", x.comment); each("renamed_from", x.renamed_from); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const View*) {
  each("name", x.name); each("query", x.query); each("materialized", x.materialized); each("columns", x.columns);
  each("indexes", x.indexes); each("uses", x.uses); each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Trigger*) {
  each("name", x.name); each("table", x.table); each("definition", x.definition); each("enabled", x.enabled);
  each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Routine*) {
  each("kind", x.kind); each("name", x.name); each("arguments", x.arguments); each("definition", x.definition);
  each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Type*) {
  each("kind", x.kind); each("name", x.name); each("labels", x.labels); each("base", x.base);
  each("nullable", x.nullable); each("default", x.default_sql); each("collation", x.collation);
  each("checks", x.checks); each("fields", x.fields); each("comment", x.comment);
  each("renamed_from", x.renamed_from); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Sequence*) {
  each("name", x.name); each("type", x.type); each("owner", x.owner); each("owner_column", x.owner_column);
  each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Policy*) {
  each("name", x.name); each("table", x.table); each("command", x.command); each("permissive", x.permissive);
  each("roles", x.roles); each("using", x.using_sql); each("check", x.check_sql); each("comment", x.comment);
}
template <class F> void visit(auto& x, F&& each, const Grant*) {
  each("kind", x.kind); each("object", x.object); each("column", x.column); each("grantee", x.grantee);
  each("privilege", x.privilege); each("grantable", x.grantable);
}
template <class F> void visit(auto& x, F&& each, const Other*) {
  each("kind", x.kind); each("name", x.name); each("table", x.table); each("definition", x.definition);
  each("comment", x.comment); each("properties", x.properties);
}
template <class F> void visit(auto& x, F&& each, const Schema*) {
  each("engine", x.engine); each("types", x.types); each("sequences", x.sequences); each("tables", x.tables);
  each("views", x.views); each("routines", x.routines); each("triggers", x.triggers);
  each("policies", x.policies); each("grants", x.grants); each("others", x.others);
}
// clang-format on

}  // namespace dunlin::schema
