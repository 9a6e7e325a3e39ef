// What takes things away, and what gives them other names.
#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::ObjectKind;

namespace {

/// Children that have the column only from this table: those in which it stays as their own, or those in which it goes.
std::vector<Name> heirs(const DdlContext& at, const schema::Object& column, bool staying) {
  std::vector<Name> out;
  for (const auto& child : at.from.tables) {
    if (std::ranges::find(child.inherits, column.name) == child.inherits.end()) continue;
    const auto* old = at.from.column(child.name, column.part);
    const auto* now = at.to.column(child.name, column.part);
    if (old == nullptr || !has(old->properties, "inherited") || has(old->properties, "local")) continue;
    if (now != nullptr && has(now->properties, "inherited")) continue;  // from another parent, too
    if (at.to.table(child.name) != nullptr && (now != nullptr) == staying) out.push_back(child.name);
  }
  return out;
}

/// Whether a partition has the trigger from a parent on both sides.
bool copied(const DdlContext& at, const schema::Object& trigger) {
  for (const auto* table = at.to.table(trigger.name); table != nullptr; table = at.to.table(table->partition_of)) {
    const auto* made = find<schema::Trigger>(at.to, {ObjectKind::trigger, table->partition_of, trigger.part});
    if (made != nullptr && !made->definition.empty()) return true;
  }
  return false;
}

/// Sequences of a table or column that goes, which stay themselves.
std::vector<const schema::Sequence*> staying(const DdlContext& at, const Name& table, const std::string& column) {
  std::vector<const schema::Sequence*> out;
  for (const auto& sequence : at.from.sequences) {
    if (sequence.owner != table || (!column.empty() && sequence.owner_column != column)) continue;
    if (find<schema::Sequence>(at.to, schema::object_of(sequence)) != nullptr) out.push_back(&sequence);
  }
  return out;
}

}  // namespace

Statements PostgresDdl::drop(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string name = quoted(object.name);
  Statements all;
  const auto release = [&](const std::string& column) {
    for (const auto* sequence : staying(at, object.name, column)) {
      all.push_back(statement("ALTER SEQUENCE " + quoted(sequence->name) + " OWNED BY NONE"));
    }
  };
  switch (object.kind) {
    case ObjectKind::table:
      release({});
      // A new partition may have its place; all that are detached are so first (finish()).
      if (const auto& parent = find<schema::Table>(at.from, object)->partition_of; at.to.table(parent) != nullptr) {
        all.push_back(statement("ALTER TABLE " + quoted(parent) + " DETACH PARTITION " + name));
      }
      all.push_back(statement("DROP " + comment_target(object, at.from)));
      return all;
    case ObjectKind::column:
      release(object.part);
      if (heirs(at, object, true).empty()) {
        all.push_back(clause(name, "DROP COLUMN " + quote_name(object.part)));
        return all;
      }
      all.push_back(clause("ONLY " + name, "DROP COLUMN " + quote_name(object.part)));
      for (const auto& child : heirs(at, object, false)) {
        all.push_back(clause(quoted(child), "DROP COLUMN " + quote_name(object.part)));
      }
      return all;
    case ObjectKind::primary_key: {
      const auto& key = find<schema::Key>(at.from, object)->name;
      return {clause(name, "DROP CONSTRAINT " + quote_name(key.empty() ? object.name.name + "_pkey" : key))};
    }
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return {clause(name, "DROP CONSTRAINT " + quote_name(object.part))};
    case ObjectKind::index: {
      const auto* table = at.from.table(object.name);
      const bool concurrently = at.options.online && (table == nullptr || table->partition_by.empty());
      all.push_back(statement(std::string("DROP INDEX ") + (concurrently ? "CONCURRENTLY " : "") +
                              quoted(Name(object.name.space, object.part))));
      all[0].transactional = !concurrently;
      return all;
    }
    case ObjectKind::routine:
      for (const auto& [table, column] : defaults_calling(at.from, object.name)) {
        const auto* now = at.to.column(table->name, column->name);
        if (now == nullptr || !mentions(now->default_sql, object.name.name)) continue;  // has changed before
        all.push_back(clause(quoted(table->name), "ALTER COLUMN " + quote_name(column->name) + " DROP DEFAULT"));
      }
      all.push_back(statement("DROP " + comment_target(object, at.from)));
      return all;
    case ObjectKind::trigger:
      if (find<schema::Trigger>(at.from, object)->definition.empty()) {
        if (!copied(at, object)) return {};
        return {clause(name, "ENABLE TRIGGER " + quote_name(object.part))};
      }
      return {statement("DROP " + comment_target(object, at.from))};
    case ObjectKind::grant:
      return {grant(*find<schema::Grant>(at.from, object), false)};
    case ObjectKind::other:
      return drop_other(*find<schema::Other>(at.from, object));
    case ObjectKind::view:
    case ObjectKind::type:
    case ObjectKind::sequence:
    case ObjectKind::policy:
      return {statement("DROP " + comment_target(object, at.from))};
  }
  return all;
}

Statements PostgresDdl::rename(const schema::Rename& rename, const schema::Schema& from) const {
  const auto& object = rename.object;
  const std::string name = quoted(object.name), part = quote_name(object.part), to = quote_name(rename.to);
  const std::string renames = " RENAME TO " + to;
  switch (object.kind) {
    case ObjectKind::column:
      if (const auto* type = find<schema::Type>(from, {ObjectKind::type, object.name, {}})) {
        return {statement("ALTER TYPE " + quoted(type->name) + " RENAME ATTRIBUTE " + part + " TO " + to)};
      }
      return {statement("ALTER TABLE " + name + " RENAME COLUMN " + part + " TO " + to)};
    case ObjectKind::primary_key: {
      const auto* key = find<schema::Key>(from, object);
      if (key == nullptr) return {};
      return {statement("ALTER TABLE " + name + " RENAME CONSTRAINT " + quote_name(key->name) + " TO " + to)};
    }
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return {statement("ALTER TABLE " + name + " RENAME CONSTRAINT " + part + " TO " + to)};
    case ObjectKind::type:
      if (!rename.label.empty()) {
        return {statement("ALTER TYPE " + name + " RENAME VALUE " + quote_text(rename.label) + " TO " +
                          quote_text(rename.to))};
      }
      return {statement("ALTER " + comment_target(object, from) + renames)};
    case ObjectKind::table:
    case ObjectKind::index:
    case ObjectKind::view:
    case ObjectKind::sequence:
    case ObjectKind::routine:
    case ObjectKind::trigger:
    case ObjectKind::policy:
      return {statement("ALTER " + comment_target(object, from) + renames)};
    case ObjectKind::other: {
      const auto* other = find<schema::Other>(from, object);
      constexpr std::string_view without[] = {"extension",      "cast",       "transform",
                                              "user mapping",   "operator (", "default privileges",
                                              "security label", "unreadable", "comment"};
      for (const auto kind : without) {
        if (other == nullptr || other->kind.starts_with(kind)) return {};
      }
      return {statement("ALTER " + other_target(*other) + renames)};
    }
    case ObjectKind::grant:
      break;
  }
  return {};
}

}  // namespace dunlin::database::postgres
