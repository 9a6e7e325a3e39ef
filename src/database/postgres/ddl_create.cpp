// What makes each kind of thing, with all that is said of it beside its statement (ddl_create_table.cpp has tables).
#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::ObjectKind;
using schema::Schema;
using schema::Table;

Statements PostgresDdl::create(const DdlContext& at) const {
  const auto& object = at.change.object;
  Statements all;
  switch (object.kind) {
    case ObjectKind::table:
      return make_table(at);
    case ObjectKind::column:
      return make_column(at);
    case ObjectKind::primary_key:
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return make_constraint(at);
    case ObjectKind::index:
      return make_index(at);
    case ObjectKind::view:
      return make_view(at);
    case ObjectKind::type:
      return make_type(*find<schema::Type>(at.to, object));
    case ObjectKind::sequence:
      return make_sequence(at);
    case ObjectKind::routine:
      return make_routine(at);
    case ObjectKind::trigger:
      return make_trigger(*find<schema::Trigger>(at.to, object));
    case ObjectKind::policy:
      return make_policy(*find<schema::Policy>(at.to, object));
    case ObjectKind::grant:
      return {grant(*find<schema::Grant>(at.to, object), true)};
    case ObjectKind::other:
      return make_other(*find<schema::Other>(at.to, object));
  }
  return all;
}

void PostgresDdl::add_view_details(Statements& all, const schema::View& view, const schema::View* before) const {
  const std::string name = quoted(view.name);
  const std::string alter = std::string("ALTER ") + (view.materialized ? "MATERIALIZED " : "") + "VIEW " + name;
  const auto old = [&](const std::string& property) {
    return before == nullptr ? std::string() : value_of(before->properties, property);
  };
  for (const auto& column : view.columns) {
    const auto now = [&](const char* word) { return value_of(view.properties, std::string(word) + " " + column); };
    const auto changed = [&](const char* word) { return now(word) != old(std::string(word) + " " + column); };
    const std::string of = alter + " ALTER COLUMN " + quote_name(column);
    if (changed("default")) {
      all.push_back(statement(of + (now("default").empty() ? " DROP DEFAULT" : " SET DEFAULT " + now("default"))));
    }
    if (changed("comment")) add_comment(all, "COLUMN " + name + "." + quote_name(column), now("comment"));
    if (changed("statistics")) {
      all.push_back(statement(of + " SET STATISTICS " + (now("statistics").empty() ? "-1" : now("statistics"))));
    }
    if (changed("compression")) {
      all.push_back(
          statement(of + " SET COMPRESSION " + (now("compression").empty() ? "default" : now("compression"))));
    }
    if (changed("storage") && !now("storage").empty()) {
      all.push_back(statement(of + " SET STORAGE " + base::upper(now("storage"))));
    }
  }
}

Statements PostgresDdl::make_view(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& view = *find<schema::View>(at.to, object);
  std::string sql = std::string("CREATE ") + (view.materialized ? "MATERIALIZED " : "") + "VIEW " + quoted(view.name);
  // What was inspected names its columns within.
  if (!view.columns.empty() && !has(view.properties, "types")) sql += " " + quoted(view.columns);
  if (has(view.properties, "access_method")) sql += " USING " + quote_name(value_of(view.properties, "access_method"));
  sql += with_parameters(view.properties);
  if (has(view.properties, "tablespace")) sql += " TABLESPACE " + quote_name(value_of(view.properties, "tablespace"));
  Statements all{statement(sql + " AS\n" + view.query)};
  add_view_details(all, view, nullptr);
  if (!view.comment.empty()) add_comment(all, comment_target(object, at.to), view.comment);
  return all;
}

Statements PostgresDdl::make_type(const schema::Type& type) const {
  const std::string name = quoted(type.name);
  Statements all;
  std::string sql = "CREATE TYPE " + name + " AS ";
  switch (type.kind) {
    case schema::TypeKind::enumeration: {
      std::string labels;
      for (const auto& label : type.labels) labels += (labels.empty() ? "" : ", ") + quote_text(label);
      all.push_back(statement(sql + "ENUM (" + labels + ")"));
      break;
    }
    case schema::TypeKind::composite: {
      std::vector<std::string> fields;
      for (const auto& field : type.fields) {
        fields.push_back(quote_name(field.name) + " " + field.type + collate(field.collation));
      }
      all.push_back(statement(sql + (fields.empty() ? "()" : "(\n  " + base::join(fields, ",\n  ") + "\n)")));
      for (const auto& field : type.fields) {
        if (!field.comment.empty()) add_comment(all, "COLUMN " + name + "." + quote_name(field.name), field.comment);
      }
      break;
    }
    case schema::TypeKind::range: {
      std::string options = "SUBTYPE = " + type.base;
      for (const auto& [property, value] : type.properties) {
        options += ", " + base::upper(property) + " = " + value;
      }
      if (!type.collation.empty()) {
        options += ", COLLATION = " + collate(type.collation).substr(std::string_view(" COLLATE ").size());
      }
      all.push_back(statement(sql + "RANGE (" + options + ")"));
      break;
    }
    case schema::TypeKind::domain: {
      sql = "CREATE DOMAIN " + name + " AS " + type.base + collate(type.collation);
      if (!type.default_sql.empty()) sql += " DEFAULT " + type.default_sql;
      if (!type.nullable) sql += " NOT NULL";
      for (const auto& each : type.checks) {
        if (each.validated) sql += "\n  " + check(each);
      }
      all.push_back(statement(sql));
      for (const auto& each : type.checks) {
        if (!each.validated) all.push_back(statement("ALTER DOMAIN " + name + " ADD " + check(each)));
        if (!each.comment.empty()) {
          add_comment(all, "CONSTRAINT " + quote_name(each.name) + " ON DOMAIN " + name, each.comment);
        }
      }
      break;
    }
  }
  if (!type.comment.empty()) {
    add_comment(all, (type.kind == schema::TypeKind::domain ? "DOMAIN " : "TYPE ") + name, type.comment);
  }
  return all;
}

Statements PostgresDdl::make_sequence(const DdlContext& at) const {
  const auto& sequence = *find<schema::Sequence>(at.to, at.change.object);
  const std::string name = quoted(sequence.name);
  Statements all;
  const auto* counted = at.from.column(sequence.owner, sequence.owner_column);
  if (counted != nullptr && counted->identity != schema::Identity::none) {
    // Its own sequence may have the name.
    all.push_back(statement("ALTER TABLE " + quoted(sequence.owner) + " ALTER COLUMN " +
                            quote_name(sequence.owner_column) + " DROP IDENTITY"));
  }
  all.push_back(statement(std::string("CREATE ") + (has(sequence.properties, "unlogged") ? "UNLOGGED " : "") +
                          "SEQUENCE " + name +
                          (sequence.type.empty() || sequence.type == "bigint" ? "" : " AS " + sequence.type) +
                          sequence_options(sequence.properties)));
  if (!sequence.owner.empty() && at.from.column(sequence.owner, sequence.owner_column) != nullptr) {
    // The column is there, with rows whose numbers must not come again.
    const std::string column = quote_name(sequence.owner_column);
    if (!has(sequence.properties, "increment")) {
      all.push_back(statement("SELECT setval(" + quote_text(name) + ", greatest(coalesce(max(" + column +
                              ")::bigint, 0) + 1, " +
                              (has(sequence.properties, "start") ? value_of(sequence.properties, "start") : "1") +
                              "), false) FROM " + quoted(sequence.owner)));
    }
    all.push_back(statement("ALTER SEQUENCE " + name + " OWNED BY " + quoted(sequence.owner) + "." + column));
  }
  if (!sequence.comment.empty()) add_comment(all, "SEQUENCE " + name, sequence.comment);
  return all;
}

namespace {

/// The words of the text that stand without the name of a schema before them.
std::set<std::string_view> lone_words(std::string_view text) {
  std::set<std::string_view> out;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = at + 1;
    if (!is_word_character(text[at])) continue;
    while (end < text.size() && is_word_character(text[end])) ++end;
    if (at == 0 || text[at - 1] != '.') out.insert(text.substr(at, end - at));
  }
  return out;
}

/// Whether the body finds what it is about only with another search path than the usual one: it names things of other
/// schemas alone.
bool wants_other_path(const schema::Routine& routine, const Schema& in) {
  const std::string_view all = routine.definition;
  const std::size_t body = all.find("\nAS $");
  if (body == std::string_view::npos || all.substr(0, body).find("\n SET search_path ") != std::string_view::npos) {
    return false;
  }
  const auto words = lone_words(all.substr(body));
  const auto named = [&](const auto& objects) {
    return std::ranges::any_of(
        objects, [&](const auto& each) { return !each.name.space.empty() && words.contains(each.name.name); });
  };
  return named(in.tables) || named(in.views) || named(in.routines) || named(in.types) || named(in.sequences);
}

}  // namespace

Statements PostgresDdl::define_routine(const schema::Routine& routine, const Schema& in) const {
  if (!wants_other_path(routine, in)) return {statement(routine.definition)};
  return {statement(kUncheckedBodies), statement(routine.definition), statement(kCheckedBodies)};
}

Statements PostgresDdl::make_routine(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& routine = *find<schema::Routine>(at.to, object);
  Statements all = define_routine(routine, at.to);
  if (!routine.comment.empty()) add_comment(all, comment_target(object, at.to), routine.comment);
  if (find<schema::Routine>(at.from, object) != nullptr) {
    for (const auto& [table, column] : defaults_calling(at.to, routine.name)) {
      if (at.from.column(table->name, column->name) == nullptr) continue;
      all.push_back(clause(quoted(table->name),
                           "ALTER COLUMN " + quote_name(column->name) + " SET DEFAULT " + column->default_sql));
    }
  }
  return all;
}

Statements PostgresDdl::make_trigger(const schema::Trigger& trigger) const {
  Statements all;
  if (!trigger.definition.empty()) all.push_back(statement(trigger.definition));
  if (!trigger.enabled.empty()) {
    const std::string word = trigger.enabled == "disabled" ? "DISABLE"
                             : trigger.enabled == "origin" ? "ENABLE"
                                                           : "ENABLE " + base::upper(trigger.enabled);
    all.push_back(clause(quoted(trigger.table), word + " TRIGGER " + quote_name(trigger.name)));
  }
  if (!trigger.comment.empty()) {
    add_comment(all, "TRIGGER " + quote_name(trigger.name) + " ON " + quoted(trigger.table), trigger.comment);
  }
  return all;
}

Statements PostgresDdl::make_policy(const schema::Policy& policy) const {
  std::string sql = "CREATE POLICY " + quote_name(policy.name) + " ON " + quoted(policy.table);
  if (!policy.permissive) sql += " AS RESTRICTIVE";
  if (policy.command != "ALL" && !policy.command.empty()) sql += " FOR " + policy.command;
  std::string roles;
  for (const auto& role : policy.roles) {
    roles += (roles.empty() ? "" : ", ") + (role == "PUBLIC" ? role : quote_name(role));
  }
  if (!roles.empty() && roles != "PUBLIC") sql += " TO " + roles;
  if (!policy.using_sql.empty()) sql += "\n  USING (" + policy.using_sql + ")";
  if (!policy.check_sql.empty()) sql += "\n  WITH CHECK (" + policy.check_sql + ")";
  Statements all{statement(sql)};
  if (!policy.comment.empty()) {
    add_comment(all, "POLICY " + quote_name(policy.name) + " ON " + quoted(policy.table), policy.comment);
  }
  return all;
}

}  // namespace dunlin::database::postgres
