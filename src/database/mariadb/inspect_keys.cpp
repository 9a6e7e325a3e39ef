// Keys, indexes, checks and foreign keys.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {
namespace {

bool has_plain_parts(const schema::Index& index) {
  return std::all_of(index.parts.begin(), index.parts.end(), [](const schema::Part& part) {
    return !part.column.empty() && part.prefix == 0 && !part.descending;
  });
}

/// A key whose parts are columns and nothing more is a constraint, any other unique one an index.
bool is_plain(const schema::Index& index) { return index.visible && index.method.empty() && has_plain_parts(index); }

schema::Key key_of(schema::Index index) {
  schema::Key key;
  key.name = std::move(index.name);
  key.comment = std::move(index.comment);
  for (auto& part : index.parts) key.columns.push_back(std::move(part.column));
  return key;
}

/// Unique keys of a table with history end in the row's end, said or not.
void leave_out_row_end(const schema::Table& table, schema::Index& index) {
  if (!index.unique || index.parts.size() < 2 || !table.properties.contains("WITH SYSTEM VERSIONING")) return;
  for (const auto& column : table.columns) {
    if (column.generated == "ROW END" && column.name == index.parts.back().column) {
      index.parts.pop_back();
      return;
    }
  }
}

void place(const Inspection& from, schema::Table& table, schema::Index index) {
  leave_out_row_end(table, index);
  if (index.name != "PRIMARY") {
    if (index.unique && is_plain(index)) {
      table.uniques.push_back(key_of(std::move(index)));
    } else {
      table.indexes.push_back(std::move(index));
    }
    return;
  }
  schema::Properties properties;
  if (!index.method.empty()) properties["method"] = index.method;
  if (!has_plain_parts(index)) {
    std::string parts;
    for (const auto& part : index.parts) {
      parts += (parts.empty() ? "" : ", ") + from.quoted(part.column);
      if (part.prefix > 0) parts += "(" + std::to_string(part.prefix) + ")";
      if (part.descending) parts += " DESC";
    }
    properties["parts"] = parts;
  }
  table.primary_key = key_of(std::move(index));
  table.primary_key->name.clear();
  table.primary_key->properties = std::move(properties);
}

/// What the engine takes where nothing is said is left out.
std::string method_of(const schema::Table& table, const std::string& type) {
  const auto engine = table.properties.find("ENGINE");
  const bool memory = engine != table.properties.end() && engine->second == "MEMORY";
  return type == (memory ? "HASH" : "BTREE") ? std::string() : base::lower(type);
}

schema::Action action_of(const std::string& rule) {
  if (rule == "CASCADE") return schema::Action::cascade;
  if (rule == "SET NULL") return schema::Action::set_null;
  if (rule == "SET DEFAULT") return schema::Action::set_default;
  return schema::Action::no_action;
}

}  // namespace

void read_keys(Inspection& from, schema::Schema& into) {
  const Rows rows =
      from.ask(std::string("SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, COLLATION, SUB_PART, INDEX_TYPE, "
                           "INDEX_COMMENT, ") +
               (from.is_mysql() ? "IS_VISIBLE = 'NO', EXPRESSION" : "IGNORED = 'YES', NULL") +
               " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, "
               "SEQ_IN_INDEX");
  const TableFinder tables(into);
  std::map<std::pair<schema::Table*, std::string>, schema::Index> all;
  for (const auto& row : rows.rows) {
    schema::Table* table = tables.find(row[0]);
    if (table == nullptr) continue;
    const std::string name = to_text(row[1]);
    schema::Index& index = all[{table, name}];
    index.name = name;
    index.unique = to_integer(row[2]) == 0;
    index.method = method_of(*table, to_text(row[6]));
    index.comment = to_text(row[7]);
    index.visible = to_integer(row[8]) == 0;
    schema::Part part;
    part.column = to_text(row[3]);
    part.expression = from.expression(to_text(row[9]));
    part.descending = to_text(row[4]) == "D";
    // Of a spatial index it is the size of a rectangle.
    if (index.method != "spatial") part.prefix = static_cast<int>(to_integer(row[5]));
    index.parts.push_back(std::move(part));
  }
  for (auto& [of, index] : all) place(from, *of.first, std::move(index));
}

void read_checks(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      from.is_mysql()
          ? "SELECT t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE, 'Table', t.ENFORCED = 'NO' FROM "
            "information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON "
            "t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME AND "
            "t.CONSTRAINT_TYPE = 'CHECK' WHERE c.CONSTRAINT_SCHEMA = DATABASE()"
          : "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL, 0 FROM information_schema.CHECK_CONSTRAINTS "
            "WHERE CONSTRAINT_SCHEMA = DATABASE()");
  const TableFinder tables(into);
  for (const auto& row : rows.rows) {
    schema::Table* table = tables.find(row[0]);
    if (table == nullptr) continue;
    const std::string name = to_text(row[1]);
    if (to_text(row[3]) == "Column") {
      // It is a part of the column's definition, called like it, and goes where that is written anew without it.
      const auto column = std::find_if(table->columns.begin(), table->columns.end(),
                                       [&](const schema::Column& each) { return each.name == name; });
      if (column != table->columns.end()) column->properties["check"] = from.expression(to_text(row[2]));
      continue;
    }
    schema::Check check;
    check.name = name;
    check.expression = from.expression(to_text(row[2]));
    check.enforced = to_integer(row[4]) == 0;
    table->checks.push_back(std::move(check));
  }
}

void read_foreign_keys(Inspection& from, schema::Schema& into) {
  const Rows rules = from.ask(
      "SELECT TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS "
      "WHERE CONSTRAINT_SCHEMA = DATABASE()");
  if (rules.empty()) return;
  const Rows columns = from.ask(
      "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
      "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND "
      "REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION");
  const TableFinder tables(into);
  std::map<std::pair<std::string, std::string>, schema::ForeignKey> all;
  for (const auto& row : columns.rows) {
    schema::ForeignKey& key = all[{to_text(row[0]), to_text(row[1])}];
    key.columns.push_back(to_text(row[2]));
    const std::string space = to_text(row[3]);
    key.table = {space == from.database ? std::string() : space, to_text(row[4])};
    key.referenced.push_back(to_text(row[5]));
  }
  for (const auto& row : rules.rows) {
    schema::Table* table = tables.find(row[0]);
    if (table == nullptr) continue;
    schema::ForeignKey key = all[{to_text(row[0]), to_text(row[1])}];
    key.name = to_text(row[1]);
    key.on_update = action_of(to_text(row[2]));
    key.on_delete = action_of(to_text(row[3]));
    table->foreign_keys.push_back(std::move(key));
  }
}

}  // namespace dunlin::database::mariadb
