// SQLite has five types and refuses little by them; what the types of others refuse, a CHECK refuses here.
#include "database/sqlite/ddl.hpp"

#include <sqlite3.h>

#include <cmath>
#include <limits>

#include "base/text.hpp"
#include "database/sqlite/ddl_writer.hpp"
#include "database/sqlite/words.hpp"

namespace dunlin::database::sqlite {
namespace {

using Kind = model::Type::Kind;

bool has_option(const schema::ResolvedTable& table, std::string_view wanted) {
  for (const auto& option : table.options) {
    if (base::equals_ignoring_case(option.name, wanted)) return true;
  }
  return false;
}

schema::Abilities abilities_of() {
  schema::Abilities can;
  can.driver = "sqlite";
  can.names = {"sqlite"};
  can.title = std::string("SQLite ") + sqlite3_libversion();
  can.deferrable = true;
  can.partial_indexes = true;
  can.expression_indexes = true;
  can.virtual_columns = true;
  can.set_default = true;
  can.long_keys = true;
  can.forward_references = true;
  return can;
}

bool strict_type(const std::string& type) {
  for (const std::string_view known : {"INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"}) {
    if (base::equals_ignoring_case(type, known)) return true;
  }
  return false;
}

}  // namespace

SqliteDdl::SqliteDdl() : abilities_(abilities_of()) {}

std::string SqliteDdl::quote_name(std::string_view name) const { return written_name(name); }
std::string SqliteDdl::quote_text(std::string_view text) const { return written_text(text); }

schema::Spelled SqliteDdl::spell(const model::ColumnData& column, const schema::ResolvedTable& table) const {
  const auto& type = column.type;
  switch (type.kind) {
    case Kind::small_integer:
    case Kind::integer:
    case Kind::big_integer:
      return {"INTEGER"};
    case Kind::boolean:
      return {"INTEGER", "{} IN (0, 1)", "boolean"};
    case Kind::decimal: {
      if (has_option(table, "STRICT")) return {"TEXT"};
      return {"DECIMAL(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")"};
    }
    case Kind::real:
      return {"REAL"};
    case Kind::string:
      return {"TEXT", "length({}) <= " + std::to_string(type.length), "length"};
    case Kind::blob:
      return {"BLOB"};
    case Kind::json:
      return {"TEXT", "json_valid({})", "json"};
    case Kind::enumeration: {
      std::string labels;
      for (const auto& label : type.labels) labels += (labels.empty() ? "" : ", ") + quote_text(label);
      return {"TEXT", "{} IN (" + labels + ")", type.name};
    }
    case Kind::native:
      return {type.name};
    case Kind::text:
    case Kind::date:
    case Kind::time:
    case Kind::timestamp:
    case Kind::timestamp_tz:
    case Kind::uuid:
      break;
  }
  return {"TEXT"};
}

std::string SqliteDdl::spell_default(const model::Default& value, const model::Type& type) const {
  if (const auto number = number_default(value, type)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "1" : "0";
  if (const auto* text = std::get_if<std::string>(&value)) return quote_text(*text);
  return parenthesized(std::get<model::Sql>(value).text);
}

void SqliteDdl::judge(const schema::ResolvedTable& table, schema::Problems& problems) const {
  const bool strict = has_option(table, "STRICT");
  const bool without_rowid = has_option(table, "WITHOUT ROWID");
  for (const auto& option : table.options) {
    if (base::equals_ignoring_case(option.name, "STRICT") || base::equals_ignoring_case(option.name, "WITHOUT ROWID")) {
      continue;
    }
    problems.add(table.where,
                 "SQLite has no table option " + base::printable(option.name) + ": the table " + table.name,
                 "it has STRICT and WITHOUT ROWID; say others with on(\"ENGINE\", option(...))");
  }
  if (strict && sqlite3_libversion_number() < 3037000) {
    problems.add(table.where, abilities_.title + " has no STRICT tables: the table " + table.name, "3.37 has");
  }
  if (without_rowid && table.primary_keys.empty()) {
    problems.add(table.where, "the table " + table.name + " is WITHOUT ROWID and has no primary key");
  }
  for (const auto& column : table.columns) {
    const std::string title = schema::column_title(table.name, column.name);
    if (column.identity && without_rowid) {
      problems.add(column.where, title + " counts by itself, and a table WITHOUT ROWID cannot");
    }
    if (strict && column.type.kind == Kind::native && !strict_type(column.type.name)) {
      problems.add(column.where, title + ": a STRICT table has no type " + base::printable(column.type.name),
                   "it has INT, INTEGER, REAL, TEXT, BLOB and ANY");
    }
    if (!column.computed.empty() && !table.primary_keys.empty() &&
        table.primary_keys[0].columns == std::vector{column.name}) {
      problems.add(column.where, title + " is generated, and SQLite takes no such column as primary key");
    }
  }
}

std::string SqliteDdl::remark(const std::string& comment) const {
  if (comment.empty()) return {};
  std::string line;
  for (const auto word : base::words(comment)) line += " " + std::string(word);
  // One that begins like a mark of a migrations folder must not become one.
  const auto first = line.substr(1, line.find(' ', 1) - 1);
  if (first.find(':') != std::string::npos || first.starts_with('+')) line = " ." + line;
  return "--" + line;
}

std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities*) { return std::make_unique<SqliteDdl>(); }

}  // namespace dunlin::database::sqlite
