// A few rows in each table of a schema, and whether they are there afterwards.
#pragma once

#include <algorithm>
#include <map>

#include "author/renaming.hpp"
#include "base/text.hpp"
#include "database/connection.hpp"
#include "database/ddl.hpp"

namespace dunlin {

inline std::string quoted(const schema::Name& name, const database::DdlWriter& ddl) {
  return (name.space.empty() ? "" : ddl.quote_name(name.space) + ".") + ddl.quote_name(name.name);
}

/// The quoted label that stands in its type, or is its type's; empty: it has none.
inline std::string label_of(const schema::Column& column, const schema::Schema& schema, std::size_t number,
                            const database::DdlWriter& ddl) {
  if (const auto open = column.type.find("enum('"); open != std::string::npos) {
    return column.type.substr(open + 5, column.type.find_first_of(",)", open) - open - 5);
  }
  for (const auto& type : schema.types) {
    if (type.name == column.type_name && !type.labels.empty()) {
      return ddl.quote_text(type.labels[number % type.labels.size()]);
    }
  }
  return {};
}

inline std::string value_for(const schema::Column& column, const schema::Schema& schema, std::size_t number,
                             const database::DdlWriter& ddl) {
  const std::string type = base::lower(column.type);
  const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
  const std::string digit = std::to_string(number);
  if (has("[]")) return "NULL";
  if (std::string label = label_of(column, schema, number, ddl); !label.empty()) return label;
  if (has("int") || has("serial") || has("num") || has("dec") || has("real") || has("double") || has("float"))
    return digit;
  if (has("char") || has("text") || has("clob") || type.empty()) return "'" + digit + "'";
  if (has("bool")) return number == 1 ? "true" : "false";
  if (has("date") || has("time")) return "'2026-01-0" + digit + "'";
  if (has("json")) return "'{}'";
  if (has("uuid")) return "'00000000-0000-0000-0000-00000000000" + digit + "'";
  return "NULL";
}

/// As far as the tables take them.
inline void fill(database::Connection& connection, const database::DdlWriter& ddl, const schema::Schema& schema) {
  for (std::size_t number = 1; number <= 3; ++number) {
    for (const auto& table : schema.tables) {
      std::string columns, row;
      for (const auto& column : table.columns) {
        if (!column.generated.empty() || column.identity != schema::Identity::none) continue;
        columns += (columns.empty() ? "" : ", ") + ddl.quote_name(column.name);
        row += (row.empty() ? "" : ", ") + value_for(column, schema, number, ddl);
      }
      if (columns.empty()) continue;
      try {
        connection.execute("INSERT INTO " + quoted(table.name, ddl) + " (" + columns + ") VALUES (" + row + ")");
      } catch (const Error&) {
        // It wants other rows than these.
      }
    }
  }
}

/// All of a table's, by their columns; or why they cannot be read.
struct TableRows {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string error;
};
using AllRows = std::map<schema::Name, TableRows>;

inline AllRows read_rows(database::Connection& connection, const database::DdlWriter& ddl,
                         const schema::Schema& schema) {
  AllRows all;
  for (const auto& table : schema.tables) {
    TableRows& found = all[table.name];
    std::string list;
    for (const auto& column : table.columns) {
      found.columns.push_back(column.name);
      list += (list.empty() ? "" : ", ") + ddl.quote_name(column.name);
    }
    if (list.empty()) continue;
    try {
      for (const auto& row : connection.query("SELECT " + list + " FROM " + quoted(table.name, ddl)).rows) {
        auto& texts = found.rows.emplace_back();
        for (const auto& cell : row) texts.push_back(to_text(cell));
      }
    } catch (const Error& error) {
      found.error = error.message;
    }
  }
  return all;
}

/// The columns that both have and that are the same in both, by their tables.
inline std::map<schema::Name, std::vector<const schema::Column*>> columns_of_both(const schema::Schema& one,
                                                                                  const schema::Schema& other) {
  std::map<schema::Name, std::vector<const schema::Column*>> both;
  for (const auto& table : one.tables) {
    if (other.table(table.name) == nullptr) continue;
    for (const auto& column : table.columns) {
      const auto* same = other.column(table.name, column.name);
      if (same != nullptr && same->type == column.type && same->generated == column.generated)
        both[table.name].push_back(&column);
    }
  }
  return both;
}

/// What stands in these columns. `renaming`: the rows are from before it.
inline std::string text_of(const AllRows& all,
                           const std::map<schema::Name, std::vector<const schema::Column*>>& columns,
                           const author::Renaming* renaming) {
  // Of a type's labels, that which it became.
  const auto now = [&](const schema::Column& column, const std::string& value) {
    if (renaming == nullptr) return value;
    for (const auto& [rename, back] : renaming->steps) {
      if (!rename.label.empty() && rename.object.name == column.type_name && rename.label == value) return rename.to;
    }
    return value;
  };
  std::string out;
  for (const auto& [name, wanted] : columns) {
    const TableRows& found = all.at(renaming == nullptr ? name : renaming->old_name(name));
    std::vector<std::string> lines;
    for (const auto& row : found.rows) {
      std::string line = "  ";
      for (const auto* column : wanted) {
        const std::string called = renaming == nullptr ? column->name : renaming->old_name(name, column->name);
        const auto at = std::ranges::find(found.columns, called) - found.columns.begin();
        line += now(*column, row[static_cast<std::size_t>(at)]) + "|";
      }
      lines.push_back(line);
    }
    std::ranges::sort(lines);
    out += name.text() + found.error + "\n" + base::join(lines, "\n") + "\n";
  }
  return out;
}

}  // namespace dunlin
