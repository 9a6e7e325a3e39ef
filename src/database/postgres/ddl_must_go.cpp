// What stands in the way of a change: it goes before, and is made again afterwards.
#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::Change;
using schema::find;
using schema::Name;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;
using schema::Table;
using Kind = Change::Kind;

/// The properties of a part of a table.
const schema::Properties* properties_of(const Schema& in, const Object& object) {
  if (const auto* each = find<schema::Column>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Key>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Check>(in, object)) return &each->properties;
  if (const auto* each = find<schema::ForeignKey>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Exclusion>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Index>(in, object)) return &each->properties;
  return nullptr;
}

namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// The words of what may depend on something.
std::string words_of(const Schema& in, const Object& object) {
  std::string out;
  const auto parts = [&](const std::vector<schema::Part>& all) {
    for (const auto& part : all) out += " " + part.column + " " + part.expression + " " + part.operator_class;
  };
  if (const auto* view = find<schema::View>(in, object)) return view->query;
  if (const auto* policy = find<schema::Policy>(in, object)) return policy->using_sql + " " + policy->check_sql;
  if (const auto* trigger = find<schema::Trigger>(in, object)) return trigger->definition;
  if (const auto* routine = find<schema::Routine>(in, object)) return routine->definition;
  if (const auto* other = find<schema::Other>(in, object)) return other->definition;
  if (const auto* check = find<schema::Check>(in, object)) return check->expression;
  if (const auto* index = find<schema::Index>(in, object)) {
    parts(index->parts);
    for (const auto& name : index->include) out += " " + name;
    return out + " " + index->condition;
  }
  if (const auto* exclusion = find<schema::Exclusion>(in, object)) {
    parts(exclusion->parts);
    return out + " " + exclusion->condition;
  }
  return out;
}

/// Whether the server knows what the routine's body refers to: it is not only a text.
bool has_parsed_body(const schema::Routine& routine) {
  return routine.definition.find("BEGIN ATOMIC") != std::string::npos ||
         routine.definition.find("\n RETURN ") != std::string::npos ||
         routine.definition.find("\nRETURN ") != std::string::npos;
}

/// Whether the foreign key refers to these columns of the table.
bool refers_to(const schema::ForeignKey& key, const Name& table, std::vector<std::string> columns) {
  auto wanted = key.referenced;
  std::ranges::sort(wanted);
  std::ranges::sort(columns);
  return key.table == table && wanted == columns;
}

/// What depends on a column whose type changes or that goes.
bool on_column(const Change& change, const Object& dependent, const Schema& from, const Schema& to) {
  const std::string& column = change.object.part;
  const std::string& table = change.object.name.name;
  const std::string words = words_of(from, dependent);
  const bool same_table = dependent.name == change.object.name;
  const bool gone = change.kind == Kind::drop;
  switch (dependent.kind) {
    case ObjectKind::view:
      return mentions(words, table) && (mentions(words, column) || words.find(".*") != std::string::npos);
    case ObjectKind::policy:
    case ObjectKind::trigger:
      return mentions(words, column) && (same_table || mentions(words, table));
    case ObjectKind::routine:
      return has_parsed_body(*find<schema::Routine>(from, dependent)) && mentions(words, table) &&
             mentions(words, column);
    case ObjectKind::column: {
      // Made again with the type that it is computed from.
      const auto* computed = find<schema::Column>(to, dependent);
      return !gone && same_table && computed != nullptr && !computed->generated.empty() &&
             mentions(find<schema::Column>(from, dependent)->generated, column);
    }
    case ObjectKind::other: {
      const auto& other = *find<schema::Other>(from, dependent);
      const bool rule = other.kind == "rule" || (other.kind == "statistics" && gone) || other.kind == "publication";
      return rule && mentions(words, column);
    }
    case ObjectKind::check:
    case ObjectKind::exclusion:
    case ObjectKind::index: {
      if (!same_table || !mentions(words, column)) return false;
      if (gone) return true;
      // Where the type is swapped under the same name, expressions hold on to the old one; plain columns do not.
      const auto* old = find<schema::Column>(from, change.object);
      const auto* now = find<schema::Column>(to, change.object);
      if (now == nullptr || old->type != now->type) return false;
      if (const auto* index = find<schema::Index>(from, dependent)) {
        return mentions(index->condition, column) ||
               std::ranges::any_of(index->parts, [&](const auto& part) { return mentions(part.expression, column); });
      }
      return true;
    }
    case ObjectKind::primary_key:
    case ObjectKind::unique: {
      const auto& key = *find<schema::Key>(from, dependent);
      return gone && same_table && (holds(key.columns, column) || holds(key.include, column));
    }
    case ObjectKind::foreign_key: {
      const auto& key = *find<schema::ForeignKey>(from, dependent);
      // Both sides may change, and between that they cannot be compared.
      return (gone || change.alters("type")) && ((same_table && holds(key.columns, column)) ||
                                                 (key.table == change.object.name && holds(key.referenced, column)));
    }
    default:
      return false;
  }
}

}  // namespace

bool PostgresDdl::must_go(const Change& change, const Object& dependent, const Schema& from, const Schema& to) const {
  const auto& object = change.object;
  const bool gone = change.kind == Kind::drop;
  // What comes from a parent goes and comes with the parent's.
  const auto* properties = dependent.is_part() ? properties_of(from, dependent) : nullptr;
  if (properties != nullptr && has(*properties, "inherited") && !has(*properties, "local")) return false;
  switch (object.kind) {
    case ObjectKind::column:
      if (!gone && !change.alters("type") && !change.alters("collation") && !change.alters("type_name")) return false;
      return on_column(change, dependent, from, to);
    case ObjectKind::primary_key:
    case ObjectKind::unique: {
      if (!gone) return false;
      const auto& key = *find<schema::Key>(from, object);
      if (const auto* foreign = find<schema::ForeignKey>(from, dependent)) {
        return refers_to(*foreign, object.name, key.columns);
      }
      // Columns that the key decides need not be grouped by.
      return dependent.kind == ObjectKind::view && object.kind == ObjectKind::primary_key &&
             words_of(from, dependent).find("GROUP BY") != std::string::npos;
    }
    case ObjectKind::index: {
      const auto* index = find<schema::Index>(from, object);
      const auto* foreign = find<schema::ForeignKey>(from, dependent);
      const bool stays = !gone && alters_only(change, {"comment", "properties"});
      if (index == nullptr || foreign == nullptr || !index->unique || stays) return false;
      std::vector<std::string> columns;
      for (const auto& part : index->parts) columns.push_back(part.column);
      return refers_to(*foreign, object.name, columns);
    }
    case ObjectKind::type: {
      if (!gone && !change.alters("type_name")) return false;
      const auto* routine = find<schema::Routine>(from, dependent);
      if (routine == nullptr) {
        const bool casts = dependent.kind == ObjectKind::view || dependent.kind == ObjectKind::policy ||
                           dependent.kind == ObjectKind::check || dependent.kind == ObjectKind::index;
        return casts && mentions(words_of(from, dependent), object.name.name);
      }
      return mentions(routine->arguments, object.name.name) ||
             mentions(value_of(routine->properties, "returns"), object.name.name) || has_parsed_body(*routine);
    }
    case ObjectKind::table:
    case ObjectKind::view:
      if (!gone) return false;
      switch (dependent.kind) {
        case ObjectKind::view:
        case ObjectKind::policy:
          return mentions(words_of(from, dependent), object.name.name);
        case ObjectKind::foreign_key:
          return find<schema::ForeignKey>(from, dependent)->table == object.name;
        case ObjectKind::routine: {
          const auto& routine = *find<schema::Routine>(from, dependent);
          return mentions(routine.arguments, object.name.name) ||
                 mentions(value_of(routine.properties, "returns"), object.name.name) ||
                 (has_parsed_body(routine) && mentions(routine.definition, object.name.name));
        }
        case ObjectKind::other: {
          const auto& other = *find<schema::Other>(from, dependent);
          return other.kind == "rule" || other.kind == "statistics" || other.kind == "publication";
        }
        default:
          return false;
      }
    case ObjectKind::routine:
      if (!gone) return false;
      switch (dependent.kind) {
        case ObjectKind::view:
        case ObjectKind::policy:
        case ObjectKind::trigger:
        case ObjectKind::check:
        case ObjectKind::index:
        case ObjectKind::exclusion:
          return mentions(words_of(from, dependent), object.name.name);
        case ObjectKind::routine: {
          const auto& routine = *find<schema::Routine>(from, dependent);
          return (routine.kind == schema::RoutineKind::aggregate || has_parsed_body(routine)) &&
                 mentions(routine.definition, object.name.name);
        }
        case ObjectKind::other: {
          const auto& other = *find<schema::Other>(from, dependent);
          return other.kind != "schema" && other.kind != "extension" && mentions(other.definition, object.name.name);
        }
        default:
          return false;
      }
    default:
      return false;
  }
}

}  // namespace dunlin::database::postgres
