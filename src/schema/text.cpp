// A schema for people: what they look for, a line each. JSON is what loses nothing.
#include "base/text.hpp"
#include "schema/fields.hpp"

namespace dunlin::schema {
namespace {

std::string list(const std::vector<std::string>& names) { return "(" + base::join(names, ", ") + ")"; }

/// One line, whatever stands in it.
std::string line_of(std::string_view text) {
  std::string out;
  for (const auto part : base::words(text)) out += (out.empty() ? "" : " ") + std::string(part);
  return out;
}

std::string remark(const std::string& comment) { return comment.empty() ? "" : "  -- " + line_of(comment); }

std::string named(std::string_view kind, const std::string& name) {
  return std::string(kind) + (name.empty() ? "" : " " + name);
}

std::string extras(const Properties& properties) {
  std::string out;
  for (const auto& [name, value] : properties) out += ", " + name + (value.empty() ? "" : " = " + line_of(value));
  return out;
}

std::string timing(bool deferrable, bool initially_deferred) {
  return initially_deferred ? " initially deferred" : deferrable ? " deferrable" : "";
}

std::string text_of(const Column& column) {
  std::string out = column.name + " " + column.type;
  if (!column.nullable) out += " not null";
  if (column.identity != Identity::none) out += " identity " + std::string(word(column.identity));
  if (!column.default_sql.empty()) out += " default " + line_of(column.default_sql);
  if (!column.generated.empty()) {
    out += std::string(column.stored ? " stored" : " virtual") + " as " + line_of(column.generated);
  }
  if (!column.collation.empty()) out += " collate " + column.collation;
  if (!column.renamed_from.empty()) out += " renamed from " + column.renamed_from;
  return out + extras(column.properties) + remark(column.comment);
}

std::string text_of(std::string_view kind, const Key& key) {
  std::string out = named(kind, key.name) + " " + list(key.columns);
  if (!key.include.empty()) out += " include " + list(key.include);
  if (!key.nulls_distinct) out += " nulls not distinct";
  return out + timing(key.deferrable, key.initially_deferred) + extras(key.properties) + remark(key.comment);
}

std::string text_of(const Check& check) {
  std::string out = named("check", check.name) + " (" + line_of(check.expression) + ")";
  if (!check.validated) out += " not valid";
  if (!check.enforced) out += " not enforced";
  return out + extras(check.properties) + remark(check.comment);
}

std::string text_of(const ForeignKey& key) {
  std::string out = named("foreign key", key.name) + " " + list(key.columns) + " references " + key.table.text() + " " +
                    list(key.referenced);
  if (key.match != Match::simple) out += " match " + std::string(word(key.match));
  if (key.on_delete != Action::no_action) out += " on delete " + std::string(word(key.on_delete));
  if (!key.set_columns.empty()) out += " " + list(key.set_columns);
  if (key.on_update != Action::no_action) out += " on update " + std::string(word(key.on_update));
  if (!key.validated) out += " not valid";
  if (!key.enforced) out += " not enforced";
  return out + timing(key.deferrable, key.initially_deferred) + extras(key.properties) + remark(key.comment);
}

std::string text_of(const std::vector<Part>& parts) {
  std::vector<std::string> all;
  for (const Part& part : parts) {
    std::string out = part.column.empty() ? "(" + line_of(part.expression) + ")" : part.column;
    if (part.prefix > 0) out += "(" + std::to_string(part.prefix) + ")";
    if (!part.collation.empty()) out += " collate " + part.collation;
    if (!part.operator_class.empty()) out += " " + part.operator_class;
    if (part.descending) out += " desc";
    if (part.nulls != Nulls::usual) out += " nulls " + std::string(word(part.nulls));
    if (!part.operator_with.empty()) out += " with " + part.operator_with;
    all.push_back(out);
  }
  return list(all);
}

std::string text_of(const Index& index) {
  std::string out = named(index.unique ? "unique index" : "index", index.name);
  if (!index.method.empty()) out += " using " + index.method;
  out += " " + text_of(index.parts);
  if (!index.include.empty()) out += " include " + list(index.include);
  if (!index.nulls_distinct) out += " nulls not distinct";
  if (!index.condition.empty()) out += " where " + line_of(index.condition);
  if (!index.visible) out += " invisible";
  return out + extras(index.properties) + remark(index.comment);
}

void add(std::string& out, const std::string& line) { out += "  " + line + "\n"; }

std::string text_of(const Table& table) {
  std::string out = named("table", table.name.text());
  if (!table.partition_by.empty()) out += " partitioned by " + table.partition_by;
  if (!table.partition_of.empty()) {
    out += " partition of " + table.partition_of.text() + " " + line_of(table.partition_bound);
  }
  for (const Name& parent : table.inherits) out += " inherits " + parent.text();
  if (!table.renamed_from.empty()) out += " renamed from " + table.renamed_from.text();
  out += extras(table.properties) + remark(table.comment) + "\n";
  for (const Column& column : table.columns) add(out, text_of(column));
  if (table.primary_key) add(out, text_of("primary key", *table.primary_key));
  for (const Key& key : table.uniques) add(out, text_of("unique", key));
  for (const Check& check : table.checks) add(out, text_of(check));
  for (const ForeignKey& key : table.foreign_keys) add(out, text_of(key));
  for (const Exclusion& each : table.exclusions) {
    std::string line =
        named("exclude", each.name) + (each.method.empty() ? "" : " using " + each.method) + " " + text_of(each.parts);
    if (!each.condition.empty()) line += " where " + line_of(each.condition);
    add(out, line + timing(each.deferrable, each.initially_deferred) + extras(each.properties) + remark(each.comment));
  }
  for (const Index& index : table.indexes) add(out, text_of(index));
  if (!table.definition.empty()) add(out, line_of(table.definition));
  return out;
}

std::string text_of(const Type& type) {
  std::string out = named("type", type.name.text()) + " " + std::string(word(type.kind));
  if (!type.labels.empty()) out += " " + list(type.labels);
  if (!type.base.empty()) out += " of " + type.base;
  if (!type.nullable) out += " not null";
  if (!type.default_sql.empty()) out += " default " + line_of(type.default_sql);
  if (!type.collation.empty()) out += " collate " + type.collation;
  out += extras(type.properties) + remark(type.comment) + "\n";
  for (const Column& field : type.fields) add(out, text_of(field));
  for (const Check& check : type.checks) add(out, text_of(check));
  return out;
}

std::string text_of(const View& view) {
  std::string out = named(view.materialized ? "materialized view" : "view", view.name.text());
  if (!view.columns.empty()) out += " " + list(view.columns);
  out += extras(view.properties) + remark(view.comment) + "\n";
  add(out, line_of(view.query));
  for (const Index& index : view.indexes) add(out, text_of(index));
  return out;
}

std::string text_of(const Sequence& each) {
  std::string out = named("sequence", each.name.text()) + (each.type.empty() ? "" : " " + each.type);
  if (!each.owner.empty()) out += " owned by " + each.owner.text() + "." + each.owner_column;
  return out + extras(each.properties) + remark(each.comment) + "\n";
}

std::string text_of(const Routine& each) {
  return named(word(each.kind), each.name.text()) + "(" + each.arguments + ")" + extras(each.properties) +
         remark(each.comment) + "\n  " + line_of(each.definition) + "\n";
}

std::string text_of(const Trigger& each) {
  return named("trigger", each.name) + " on " + each.table.text() + (each.enabled.empty() ? "" : " " + each.enabled) +
         extras(each.properties) + remark(each.comment) + "\n  " + line_of(each.definition) + "\n";
}

std::string text_of(const Policy& each) {
  std::string out = named("policy", each.name) + " on " + each.table.text() + " for " + each.command;
  if (!each.permissive) out += " restrictive";
  if (!each.roles.empty()) out += " to " + base::join(each.roles, ", ");
  if (!each.using_sql.empty()) out += " using (" + line_of(each.using_sql) + ")";
  if (!each.check_sql.empty()) out += " check (" + line_of(each.check_sql) + ")";
  return out + remark(each.comment) + "\n";
}

std::string text_of(const Grant& each) {
  return "grant " + each.privilege + (each.column.empty() ? "" : " (" + each.column + ")") + " on " +
         named(each.kind, each.object.text()) + " to " + each.grantee + (each.grantable ? " with grant option" : "") +
         "\n";
}

std::string text_of(const Other& each) {
  return named(each.kind, each.name.text()) + (each.table.empty() ? "" : " on " + each.table.text()) +
         extras(each.properties) + remark(each.comment) +
         (each.definition.empty() ? "" : "\n  " + line_of(each.definition)) + "\n";
}

}  // namespace

std::string to_text(const Schema& schema) {
  std::string out;
  const auto all = [&](const auto& objects) {
    for (const auto& object : objects) out += text_of(object);
  };
  all(schema.types);
  all(schema.sequences);
  all(schema.tables);
  all(schema.views);
  all(schema.routines);
  all(schema.triggers);
  all(schema.policies);
  all(schema.grants);
  all(schema.others);
  return out;
}

}  // namespace dunlin::schema
