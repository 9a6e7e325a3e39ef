// Tables and their parts, as CREATE TABLE and the clauses of ALTER TABLE have them.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

bool has(const schema::Properties& properties, const char* name) { return properties.contains(name); }

/// MariaDB's JSON is a text with a check.
bool is_json(const schema::Table& table, const schema::Column& column, const std::string& name) {
  const std::string collation = column.collation.empty() ? value_of(table.properties, "COLLATE") : column.collation;
  return column.type == "longtext" && collation == "utf8mb4_bin" &&
         value_of(column.properties, "check") == "json_valid(" + name + ")";
}

}  // namespace

std::string value_of(const schema::Properties& properties, const std::string& name) {
  const auto found = properties.find(name);
  return found == properties.end() ? std::string() : found->second;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool changes_collation(const schema::Table* from, const schema::Table* to) {
  return from != nullptr && to != nullptr &&
         value_of(from->properties, "COLLATE") != value_of(to->properties, "COLLATE");
}

bool has_zero_date(const schema::Table* table) {
  return table != nullptr && std::any_of(table->columns.begin(), table->columns.end(), [](const schema::Column& each) {
           const std::string type = base::lower(each.type);
           const bool dated = type.starts_with("date") || type.starts_with("timestamp");
           return dated && each.default_sql.starts_with('\'') && each.default_sql.find("-00") != std::string::npos;
         });
}

bool changes_reference_system(const schema::Column& from, const schema::Column& to) {
  return value_of(from.properties, "srid") != value_of(to.properties, "srid");
}

const schema::Properties* properties_of(const schema::Schema& schema, const schema::Object& object) {
  if (const auto* view = schema::find<schema::View>(schema, object)) return &view->properties;
  if (const auto* routine = schema::find<schema::Routine>(schema, object)) return &routine->properties;
  if (const auto* trigger = schema::find<schema::Trigger>(schema, object)) return &trigger->properties;
  if (const auto* other = schema::find<schema::Other>(schema, object)) return &other->properties;
  return nullptr;
}

const schema::Index* generated_index(const schema::Table& from, const schema::Table& to,
                                     const std::vector<std::string>& columns) {
  for (const auto& key : from.foreign_keys) {
    if (key.columns != columns) continue;
    for (const auto& index : from.indexes) {
      // It is called like the key or, where that has no name, like its column.
      if (index.name != key.name && index.name != columns[0]) continue;
      schema::Index plain;
      plain.name = index.name;
      for (const auto& column : columns) plain.parts.emplace_back().column = column;
      const bool stays = std::find(to.indexes.begin(), to.indexes.end(), index) != to.indexes.end();
      if (stays && index == plain) return &index;
    }
  }
  return nullptr;
}

bool is_character(const std::string& type) {
  static const std::vector<std::string> starts = {"char",     "varchar",    "tinytext", "text",
                                                  "longtext", "mediumtext", "enum",     "set"};
  const std::string small = base::lower(type);
  return std::any_of(starts.begin(), starts.end(), [&](const std::string& start) {
    return small.starts_with(start) && (small.size() == start.size() || !base::is_alpha(small[start.size()]));
  });
}

bool MariadbDdl::is_inline_key(const schema::Table& table, const schema::Column& column) const {
  return inline_key(table, column) && table.primary_key->comment.empty() && table.primary_key->properties.empty();
}

std::string MariadbDdl::key_and_identity(const schema::Table& table, const schema::Column& column) const {
  return std::string(column.identity != schema::Identity::none ? " AUTO_INCREMENT" : "") +
         (is_inline_key(table, column) ? " PRIMARY KEY" : "");
}

std::string MariadbDdl::column(const schema::Table& table, const schema::Column& column) const {
  return definition(table, column, true);
}

std::string MariadbDdl::definition(const schema::Table& table, const schema::Column& column, bool with_key) const {
  const std::string backticked = "`" + base::replace_all(column.name, "`", "``") + "`";
  const bool json = !mysql_ && is_json(table, column, backticked);
  const bool row_time = column.generated == "ROW START" || column.generated == "ROW END";
  const bool keyed = with_key && is_inline_key(table, column);
  std::string out = quote_name(column.name) + " " + (json ? "JSON" : column.type);
  if (!column.collation.empty() && !json) out += " COLLATE " + column.collation;
  if (row_time) {
    out += " GENERATED ALWAYS AS " + column.generated;
  } else if (!column.generated.empty()) {
    out += " GENERATED ALWAYS AS (" + column.generated + ")" + (column.stored ? " STORED" : " VIRTUAL");
  }
  if (!column.nullable && !keyed && !row_time && (mysql_ || column.generated.empty())) out += " NOT NULL";
  // Older servers take a bare TIMESTAMP for one that is NOT NULL.
  if (column.nullable && column.generated.empty() && base::lower(column.type).starts_with("timestamp")) out += " NULL";
  if (has(column.properties, "srid")) out += " SRID " + value_of(column.properties, "srid");
  if (has(column.properties, "invisible")) out += " INVISIBLE";
  if (has(column.properties, "without system versioning")) out += " WITHOUT SYSTEM VERSIONING";
  if (!column.default_sql.empty()) out += " DEFAULT " + column.default_sql;
  if (has(column.properties, "on update")) out += " ON UPDATE " + value_of(column.properties, "on update");
  if (column.identity != schema::Identity::none) out += " AUTO_INCREMENT";
  if (keyed) out += " PRIMARY KEY";
  if (!column.comment.empty()) out += " COMMENT " + quote_text(column.comment);
  if (has(column.properties, "check") && !json) out += " CHECK (" + value_of(column.properties, "check") + ")";
  return out;
}

std::string MariadbDdl::place_of(const schema::Table& table, const schema::Column& column) const {
  for (std::size_t i = 1; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column.name) return " AFTER " + quote_name(table.columns[i - 1].name);
  }
  return " FIRST";
}

std::string MariadbDdl::key_columns(const schema::Key& key) const {
  if (has(key.properties, "parts")) return "(" + value_of(key.properties, "parts") + ")";
  std::string out = quoted(key.columns);
  if (has(key.properties, "without overlaps")) {
    out.back() = ',';
    out += " " + quote_name(value_of(key.properties, "without overlaps")) + " WITHOUT OVERLAPS)";
  }
  return out;
}

std::string MariadbDdl::primary_key(const schema::Key& key) const {
  const std::string method = base::upper(value_of(key.properties, "method"));
  return "PRIMARY KEY " + (method.empty() ? "" : "USING " + method + " ") + key_columns(key) +
         (key.comment.empty() ? "" : " COMMENT " + quote_text(key.comment));
}

std::string MariadbDdl::unique(const schema::Key& key) const {
  return constraint(key.name) + "UNIQUE " + key_columns(key) +
         (key.comment.empty() ? "" : " COMMENT " + quote_text(key.comment));
}

std::string MariadbDdl::check(const schema::Check& check) const {
  return DdlWriter::check(check) + (check.enforced ? "" : " NOT ENFORCED");
}

std::string MariadbDdl::inline_index(const schema::Index& index) const {
  const std::string method = base::upper(index.method);
  const bool kind = method == "FULLTEXT" || method == "SPATIAL";
  std::string out = (kind           ? method + " "
                     : index.unique ? "UNIQUE "
                                    : "") +
                    std::string("KEY ") + quote_name(index.name) + (kind || method.empty() ? "" : " USING " + method) +
                    " " + parts(index.parts);
  if (has(index.properties, "parser")) out += " WITH PARSER " + quote_name(value_of(index.properties, "parser"));
  if (!index.comment.empty()) out += " COMMENT " + quote_text(index.comment);
  if (!index.visible) out += mysql_ ? " INVISIBLE" : " IGNORED";
  return out;
}

std::string MariadbDdl::table_suffix(const schema::Table& table) const {
  std::string out;
  if (has(table.properties, "ENGINE")) out += " ENGINE=" + value_of(table.properties, "ENGINE");
  for (const auto& [name, value] : table.properties) {
    if (name != "ENGINE" && name != "PERIOD") out += " " + name + (value.empty() ? "" : "=" + value);
  }
  if (!table.comment.empty()) out += " COMMENT=" + quote_text(table.comment);
  if (!table.partition_by.empty()) out += "\nPARTITION BY " + table.partition_by;
  return out;
}

// With its indexes: definitions are no part of a transaction here, and one statement is done or not.
std::string MariadbDdl::create_table(const schema::Table& table,
                                     const std::vector<const schema::ForeignKey*>& foreign_keys,
                                     const std::vector<const schema::Index*>& indexes) const {
  std::vector<std::string> lines;
  std::string since, until;
  for (const auto& each : table.columns) {
    lines.push_back(column(table, each));
    if (each.generated == "ROW START") since = each.name;
    if (each.generated == "ROW END") until = each.name;
  }
  if (!since.empty()) lines.push_back("PERIOD FOR SYSTEM_TIME " + quoted(std::vector<std::string>{since, until}));
  if (has(table.properties, "PERIOD")) lines.push_back("PERIOD FOR " + value_of(table.properties, "PERIOD"));
  if (const auto& key = table.primary_key) {
    const bool said = std::any_of(table.columns.begin(), table.columns.end(),
                                  [&](const schema::Column& each) { return is_inline_key(table, each); });
    if (!said) lines.push_back(primary_key(*key));
  }
  for (const auto& key : table.uniques) lines.push_back(unique(key));
  for (const auto& each : table.checks) lines.push_back(check(each));
  for (const auto* key : foreign_keys) lines.push_back(foreign_key(*key));
  for (const auto* index : indexes) lines.push_back(inline_index(*index));
  return "CREATE TABLE " + quoted(table.name) + " (\n  " + base::join(lines, ",\n  ") + "\n)" + table_suffix(table);
}

}  // namespace dunlin::database::mariadb
