// What changes where it stands, and of it tables, constraints and indexes (ddl_alter_column.cpp has columns).
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::ObjectKind;
using schema::Properties;
using schema::Table;

namespace {

/// SET (a = b), RESET (c): from one set of parameters to another.
std::vector<std::string> parameter_clauses(const Properties& old, const Properties& now) {
  const auto before = storage_parameters(old), after = storage_parameters(now);
  Properties set;
  std::vector<std::string> reset;
  for (const auto& [name, value] : after) {
    if (const auto found = before.find(name); found == before.end() || found->second != value) set.emplace(name, value);
  }
  for (const auto& [name, value] : before) {
    if (!after.contains(name)) reset.push_back(name);
  }
  std::vector<std::string> out;
  if (!set.empty()) out.push_back("SET" + with_parameters(set).substr(std::string_view(" WITH").size()));
  if (!reset.empty()) out.push_back("RESET (" + base::join(reset, ", ") + ")");
  return out;
}

/// Whether one of the table's indexes has the property.
bool by_index(const Table& table, const char* property) {
  const auto says = [&](const auto& each) { return has(each.properties, property); };
  return (table.primary_key && says(*table.primary_key)) || std::ranges::any_of(table.uniques, says) ||
         std::ranges::any_of(table.exclusions, says) || std::ranges::any_of(table.indexes, says);
}

/// Whether the table says itself, or by another index, how its rows are told apart.
bool identified_otherwise(const Table& table) {
  return has(table.properties, "replica_identity") || by_index(table, "replica_identity");
}

}  // namespace

Statements PostgresDdl::alter(const DdlContext& at) const {
  const auto& object = at.change.object;
  switch (object.kind) {
    case ObjectKind::table:
      return alter_table(at);
    case ObjectKind::column:
      return alter_column(at);
    case ObjectKind::primary_key:
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return alter_constraint(at);
    case ObjectKind::index:
      return alter_index(at);
    case ObjectKind::view:
      return alter_view(at);
    case ObjectKind::type:
      return alter_type(at);
    case ObjectKind::sequence:
      return alter_sequence(at);
    case ObjectKind::routine: {
      const auto& old = *find<schema::Routine>(at.from, object);
      const auto& now = *find<schema::Routine>(at.to, object);
      Statements all;
      if (old.definition != now.definition) all = define_routine(now, at.to);
      if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
      return all;
    }
    case ObjectKind::trigger:
      return alter_trigger(at);
    case ObjectKind::policy:
      return alter_policy(at);
    case ObjectKind::grant: {
      const auto& now = *find<schema::Grant>(at.to, object);
      if (now.grantable) return {grant(now, true)};
      Statement statement = grant(now, false);
      statement.sql.insert(std::string_view("REVOKE ").size(), "GRANT OPTION FOR ");
      return {statement};
    }
    case ObjectKind::other:
      return alter_other(at);
  }
  return {};
}

Statements PostgresDdl::alter_table(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<Table>(at.from, object);
  const auto& now = *find<Table>(at.to, object);
  const std::string name = quoted(now.name);
  Statements all;
  const auto changed = [&](const char* property) {
    return has(old.properties, property) != has(now.properties, property) ||
           value_of(old.properties, property) != value_of(now.properties, property);
  };
  const bool moves = old.partition_of != now.partition_of || old.partition_bound != now.partition_bound;
  if (moves && !old.partition_of.empty()) {
    Statement detach = statement("ALTER TABLE " + quoted(old.partition_of) + " DETACH PARTITION " + name);
    if (at.options.online && version_ >= 14) {
      detach.sql += " CONCURRENTLY";
      detach.transactional = false;
    }
    all.push_back(std::move(detach));
  }
  for (const auto& parent : old.inherits) {
    if (std::ranges::find(now.inherits, parent) == now.inherits.end()) {
      all.push_back(statement("ALTER TABLE " + name + " NO INHERIT " + quoted(parent)));
    }
  }
  if (changed("access_method")) {
    const std::string method = value_of(now.properties, "access_method");
    all.push_back(clause(name, "SET ACCESS METHOD " + (method.empty() ? "heap" : quote_name(method))));
  }
  if (changed("of_type")) {
    const std::string type = value_of(now.properties, "of_type");
    all.push_back(clause(name, type.empty() ? "NOT OF" : "OF " + type));
  }
  if (changed("unlogged")) {
    all.push_back(clause(name, has(now.properties, "unlogged") ? "SET UNLOGGED" : "SET LOGGED"));
  }
  for (auto& each : parameter_clauses(old.properties, now.properties)) all.push_back(clause(name, std::move(each)));
  if (changed("tablespace")) {
    const std::string space = value_of(now.properties, "tablespace");
    all.push_back(clause(name, "SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
  }
  if (changed("row_security")) {
    all.push_back(
        clause(name, std::string(has(now.properties, "row_security") ? "ENABLE" : "DISABLE") + " ROW LEVEL SECURITY"));
  }
  if (changed("force_row_security")) {
    all.push_back(clause(
        name, std::string(has(now.properties, "force_row_security") ? "FORCE" : "NO FORCE") + " ROW LEVEL SECURITY"));
  }
  if (changed("replica_identity")) {
    const std::string identity = value_of(now.properties, "replica_identity");
    // (By an index: that one says so.)
    if (!identity.empty() || !identified_otherwise(now))
      all.push_back(clause(name, "REPLICA IDENTITY " + (identity.empty() ? "DEFAULT" : base::upper(identity))));
  }
  if (moves || old.inherits != now.inherits) {
    // Only while nothing is inherited can its constraint be called otherwise. (A child's name is its parent's affair.)
    for (const auto& each : now.columns) {
      const auto* column = at.from.column(now.name, each.name);
      const bool child = !now.inherits.empty() && has(each.properties, "inherited");
      if (column != nullptr && !column->nullable && !each.nullable && !child) {
        rename_not_null(all, at, now, *column, each);
      }
    }
  }
  for (const auto& parent : now.inherits) {
    if (std::ranges::find(old.inherits, parent) == old.inherits.end()) {
      all.push_back(clause(name, "INHERIT " + quoted(parent)));
    }
  }
  if (moves && !now.partition_of.empty()) {
    // What its parent has already would be made under other names.
    const auto before = [&](const schema::Object& part, const Properties& properties, bool there) {
      if (there || !has(properties, "inherited") || old.partition_of == now.partition_of) return;
      const schema::Change change{schema::Change::Kind::create, part, {}, {}};
      for (auto& each : create({at.from, at.to, at.options, change})) all.push_back(std::move(each));
    };
    const auto key = [&](const schema::Key& each, bool primary) {
      const auto part = schema::object_of(now.name, each, primary);
      before(part, each.properties, find<schema::Key>(at.from, part) != nullptr);
    };
    if (now.primary_key) key(*now.primary_key, true);
    for (const auto& each : now.uniques) key(each, false);
    for (const auto& each : now.indexes) {
      const auto part = schema::object_of(now.name, each);
      before(part, each.properties, find<schema::Index>(at.from, part) != nullptr);
    }
    all.push_back(
        statement("ALTER TABLE " + quoted(now.partition_of) + " ATTACH PARTITION " + name + " " + now.partition_bound));
  }
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::alter_constraint(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string name = quoted(object.name);
  Statements all;
  const auto validate = [&](bool old, bool now, const std::string& constraint) {
    if (old || !now) return;
    all.push_back(statement("ALTER TABLE " + name + " VALIDATE CONSTRAINT " + quote_name(constraint)));
    if (at.options.online) all.back().transactional = false;
  };
  if (const auto* check = find<schema::Check>(at.to, object)) {
    validate(find<schema::Check>(at.from, object)->validated, check->validated, check->name);
  } else if (const auto* key = find<schema::ForeignKey>(at.to, object)) {
    const auto& old = *find<schema::ForeignKey>(at.from, object);
    if (old.deferrable != key->deferrable || old.initially_deferred != key->initially_deferred) {
      all.push_back(clause(name, "ALTER CONSTRAINT " + quote_name(key->name) +
                                     (!key->deferrable          ? " NOT DEFERRABLE"
                                      : key->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
                                                                : " DEFERRABLE INITIALLY IMMEDIATE")));
    }
    validate(old.validated, key->validated, key->name);
  } else {
    // The index of a key: its parameters and its part in the table can change.
    const auto properties = [&](const schema::Schema& in, std::string& called) -> std::optional<Properties> {
      if (const auto* each = find<schema::Key>(in, object)) {
        called = each->name;
        return each->properties;
      }
      if (const auto* each = find<schema::Exclusion>(in, object)) {
        called = each->name;
        return each->properties;
      }
      return std::nullopt;
    };
    std::string called;
    const auto old = properties(at.from, called);
    const std::string before = called;
    const auto now = properties(at.to, called);
    if (before != called) {
      all.push_back(
          statement("ALTER TABLE " + name + " RENAME CONSTRAINT " + quote_name(before) + " TO " + quote_name(called)));
    }
    const std::string index = quoted(Name(object.name.space, called));
    for (const auto& each : parameter_clauses(*old, *now)) {
      all.push_back(statement("ALTER INDEX " + index + " " + each));
    }
    if (value_of(*old, "tablespace") != value_of(*now, "tablespace")) {
      const std::string space = value_of(*now, "tablespace");
      all.push_back(
          statement("ALTER INDEX " + index + " SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
    }
    if (has(*now, "replica_identity") && !has(*old, "replica_identity")) {
      all.push_back(clause(name, "REPLICA IDENTITY USING INDEX " + quote_name(called)));
    } else if (has(*old, "replica_identity") && !has(*now, "replica_identity") &&
               !identified_otherwise(*at.to.table(object.name))) {
      all.push_back(clause(name, "REPLICA IDENTITY DEFAULT"));
    }
    if (has(*now, "cluster") && !has(*old, "cluster")) {
      all.push_back(clause(name, "CLUSTER ON " + quote_name(called)));
    } else if (has(*old, "cluster") && !by_index(*at.to.table(object.name), "cluster")) {
      all.push_back(clause(name, "SET WITHOUT CLUSTER"));
    }
  }
  if (at.change.alters("comment")) {
    std::string comment;
    if (const auto* key = find<schema::Key>(at.to, object)) comment = key->comment;
    if (const auto* check = find<schema::Check>(at.to, object)) comment = check->comment;
    if (const auto* key = find<schema::ForeignKey>(at.to, object)) comment = key->comment;
    if (const auto* exclusion = find<schema::Exclusion>(at.to, object)) comment = exclusion->comment;
    add_comment(all, comment_target(object, at.to), comment);
  }
  return all;
}

Statements PostgresDdl::alter_index(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::Index>(at.from, object);
  const auto& now = *find<schema::Index>(at.to, object);
  const std::string name = quoted(Name(object.name.space, object.part));
  const std::string table = quoted(object.name);
  Statements all;
  // Whether it is the same but for what can be set.
  auto like = old;
  like.properties = now.properties;
  like.comment = now.comment;
  const bool same = like == now && has(old.properties, "only") == has(now.properties, "only") &&
                    has(old.properties, "invalid") == has(now.properties, "invalid") &&
                    has(old.properties, "inherited") == has(now.properties, "inherited");
  if (!same) {
    const auto* owner = at.to.table(object.name);
    const bool online = at.options.online && (owner == nullptr || owner->partition_by.empty());
    if (online) {
      // The old one serves until the new one is there.
      auto next = now;
      next.name = now.name.substr(0, 58) + "_next";
      const auto apart = [&](std::string sql) {
        all.push_back(statement(std::move(sql)));
        all.back().transactional = false;
      };
      apart(index(object.name, next, true));
      apart("DROP INDEX CONCURRENTLY " + name);
      all.push_back(statement("ALTER INDEX " + quoted(Name(object.name.space, next.name)) + " RENAME TO " +
                              quote_name(now.name)));
    } else {
      all.push_back(statement("DROP INDEX " + name));
      all.push_back(statement(index(object.name, now, false)));
    }
    add_index_settings(all, object.name, now);
    if (!now.comment.empty()) add_comment(all, comment_target(object, at.to), now.comment);
    return all;
  }
  for (const auto& each : parameter_clauses(old.properties, now.properties)) {
    all.push_back(statement("ALTER INDEX " + name + " " + each));
  }
  if (value_of(old.properties, "tablespace") != value_of(now.properties, "tablespace")) {
    const std::string space = value_of(now.properties, "tablespace");
    all.push_back(
        statement("ALTER INDEX " + name + " SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
  }
  const auto* whole = at.to.table(object.name);
  if (has(old.properties, "replica_identity") && !has(now.properties, "replica_identity") && whole != nullptr &&
      !identified_otherwise(*whole)) {
    all.push_back(clause(table, "REPLICA IDENTITY DEFAULT"));
  }
  if (has(old.properties, "cluster") && (whole == nullptr || !by_index(*whole, "cluster"))) {
    all.push_back(clause(table, "SET WITHOUT CLUSTER"));
  }
  for (const auto& [property, value] : old.properties) {
    if (property.starts_with("statistics ") && !has(now.properties, property)) {
      all.push_back(statement("ALTER INDEX " + name + " ALTER COLUMN " + property.substr(11) + " SET STATISTICS -1"));
    }
  }
  auto settings = now;
  std::erase_if(settings.properties, [&](const auto& each) {
    return has(old.properties, each.first) && value_of(old.properties, each.first) == each.second;
  });
  add_index_settings(all, object.name, settings);
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

}  // namespace dunlin::database::postgres
