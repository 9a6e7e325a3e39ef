#include "database/sqlite/catalogue.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/lexis.hpp"

namespace dunlin::database::sqlite {
namespace {

constexpr std::int64_t kExact = 1'000'000;  ///< rows that are counted one by one

std::string first_text(const Rows& rows) { return rows.empty() ? std::string() : to_text(rows[0][0]); }

}  // namespace

std::vector<std::string> SqliteCatalogue::schemas(const sql::QualifiedName& name) {
  const Rows rows = connection_.query("SELECT name FROM pragma_database_list ORDER BY name <> 'temp', seq");
  std::vector<std::string> found;
  for (const auto& row : rows.rows) {
    const std::string schema = to_text(row[0]);
    if (name.schema.empty() || base::equals_ignoring_case(schema, name.schema)) found.push_back(schema);
  }
  return found;
}

bool SqliteCatalogue::listed(std::string_view types, const sql::QualifiedName& name, const sql::QualifiedName& table) {
  const std::array<Value, 2> arguments = {name.name, table.name};
  for (const std::string& schema : schemas(name.schema.empty() ? table : name)) {
    const Rows rows =
        connection_.query(fmt::format("SELECT 1 FROM {}.sqlite_schema WHERE type IN ({}) AND name = ?1 COLLATE NOCASE "
                                      "AND (?2 = '' OR tbl_name = ?2 COLLATE NOCASE) LIMIT 1",
                                      connection_.quote_name(schema), types),
                          arguments);
    if (!rows.empty()) return true;
  }
  return false;
}

bool SqliteCatalogue::column_exists(const std::string& column, const sql::QualifiedName& table) {
  // table_xinfo knows generated columns and those that a virtual table hides; an empty schema is a NULL one.
  const Value schema = table.schema.empty() ? Value(Null{}) : Value(table.schema);
  const Rows rows = connection_.query("SELECT 1 FROM pragma_table_xinfo(?, ?) WHERE name = ? COLLATE NOCASE LIMIT 1",
                                      std::array<Value, 3>{table.name, schema, column});
  return !rows.empty();
}

bool SqliteCatalogue::constraint_exists(const std::string& constraint, const sql::QualifiedName& table) {
  // Names of constraints are kept nowhere but in the text of CREATE TABLE.
  for (const std::string& schema : schemas(table)) {
    const Rows rows =
        connection_.query(fmt::format("SELECT sql FROM {}.sqlite_schema WHERE type = 'table' AND sql IS NOT NULL "
                                      "AND (?1 = '' OR name = ?1 COLLATE NOCASE)",
                                      connection_.quote_name(schema)),
                          std::array<Value, 1>{table.name});
    for (const auto& row : rows.rows) {
      const std::string text = to_text(row[0]);
      const std::vector<sql::Token> words = sql::tokens(text, sqlite_lex_rules);
      for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i].kind != sql::TokenKind::word || !base::equals_ignoring_case(words[i].text, "constraint")) continue;
        if (base::equals_ignoring_case(sql::name_of(words[i + 1], sqlite_lex_rules), constraint)) return true;
      }
    }
    // An unqualified table is the first of its name.
    if (!table.name.empty() && !rows.empty()) return false;
  }
  return false;
}

bool SqliteCatalogue::exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) {
  using Kind = sql::ObjectKind;
  switch (kind) {
    case Kind::table:
      return listed("'table'", name);
    case Kind::view:
      return listed("'view'", name);
    case Kind::index:
      return listed("'index'", name, table);
    case Kind::trigger:
      return listed("'trigger'", name, table);
    case Kind::column:
      return column_exists(name.name, table);
    case Kind::constraint:
      return constraint_exists(name.name, table);
    case Kind::function:
      return !connection_
                  .query("SELECT 1 FROM pragma_function_list WHERE name = ? COLLATE NOCASE LIMIT 1",
                         std::array<Value, 1>{name.name})
                  .empty();
    case Kind::schema:
    case Kind::database:
      return !schemas({name.name, {}}).empty();
    default:
      break;
  }
  throw Error(ErrorKind::unsupported, fmt::format("SQLite has no {}s", sql::to_string(kind)),
              "It has tables, columns, indexes, constraints, views, triggers and functions");
}

std::string SqliteCatalogue::written(const std::string& name) const {
  bool plain = !name.empty() && !base::is_digit(name[0]) &&
               sqlite3_keyword_check(name.data(), static_cast<int>(name.size())) == 0;
  for (char c : name) plain = plain && (base::is_alpha(c) || base::is_digit(c) || c == '_');
  return plain ? name : connection_.quote_name(name);
}

std::string SqliteCatalogue::full_name(const sql::QualifiedName& name) const {
  const std::string table = connection_.quote_name(name.name);
  return name.schema.empty() ? table : connection_.quote_name(name.schema) + "." + table;
}

TableSize SqliteCatalogue::measure(const std::string& schema, const std::string& name, std::int64_t limit) {
  TableSize size{written(name), 0, true};
  const std::string from = full_name({schema, name});
  try {
    size.rows = to_integer(
        connection_.query(fmt::format("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {})", from, limit + 1))[0][0]);
    if (size.rows <= limit) return size;
    size.exact = false;
    size.rows = limit;
    // The rowid grows with the rows: its largest value is found at once and is near enough where none were deleted.
    const Rows largest = connection_.query(fmt::format("SELECT max(_rowid_) FROM {}", from));
    size.rows = std::max(limit, to_integer(largest[0][0]));
  } catch (const Error& error) {
    // WITHOUT ROWID tables have no rowid, and a virtual table whose module is missing cannot be read at all.
    if (error.kind != ErrorKind::sql) throw;
    size.exact = false;
  }
  return size;
}

std::vector<TableSize> SqliteCatalogue::tables() {
  // pragma_table_list tells the tables in which full-text and R-tree indexes keep their own data from the user's.
  const Rows rows = connection_.query(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') "
      "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name <> ?1 COLLATE NOCASE AND name <> ?2 COLLATE NOCASE "
      "ORDER BY name",
      std::array<Value, 2>{connection_.options().history_table, connection_.options().log_table});
  std::vector<TableSize> sizes;
  std::int64_t left = kExact;
  for (const auto& row : rows.rows) {
    sizes.push_back(measure("main", to_text(row[0]), left));
    left = std::max<std::int64_t>(0, left - sizes.back().rows);
  }
  return sizes;
}

std::optional<TableSize> SqliteCatalogue::table(const sql::QualifiedName& name) {
  for (const std::string& schema : schemas(name)) {
    const Rows rows = connection_.query(
        fmt::format("SELECT name FROM {}.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
                    connection_.quote_name(schema)),
        std::array<Value, 1>{name.name});
    if (rows.empty()) continue;
    TableSize size = measure(schema, first_text(rows), kExact);
    if (!name.schema.empty()) size.name = written(schema) + "." + size.name;
    return size;
  }
  return std::nullopt;
}

Value SqliteCatalogue::batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                                 std::int64_t count) {
  // Qualified, because SQLite takes an unknown "name" in double quotes for a text.
  const std::string column = "t." + connection_.quote_name(key);
  const bool first = is_null(from);
  const std::string sql =
      fmt::format("SELECT max(k) FROM (SELECT {0} AS k FROM {1} AS t WHERE {0} {2} ORDER BY {0} LIMIT {3})", column,
                  full_name(table), first ? "IS NOT NULL" : "> ?", std::max<std::int64_t>(1, count));
  const std::array<Value, 1> arguments = {from};
  const Rows rows = first ? connection_.query(sql) : connection_.query(sql, arguments);
  return rows[0][0];
}

std::int64_t SqliteCatalogue::batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) {
  const std::string column = "t." + connection_.quote_name(key);
  const bool first = is_null(from);
  const std::string condition = column + (first ? " IS NOT NULL" : " > ?");
  const std::array<Value, 1> values = {from};
  const std::span<const Value> arguments = first ? std::span<const Value>() : std::span<const Value>(values);
  const std::string where = fmt::format("FROM {} AS t WHERE {}", full_name(table), condition);
  const std::int64_t counted = to_integer(
      connection_.query(fmt::format("SELECT count(*) FROM (SELECT 1 {} LIMIT {})", where, kExact), arguments)[0][0]);
  if (counted < kExact) return counted;
  // Two subqueries, because only a lone min() or max() is read from an index at once.
  const Rows ends = connection_.query(
      fmt::format("SELECT (SELECT max({0}) {1}), (SELECT min({0}) FROM {2} AS t)", column, where, full_name(table)),
      arguments);
  const auto* largest = std::get_if<std::int64_t>(&ends[0][0]);
  if (largest == nullptr) return counted;
  const std::int64_t start = first ? to_integer(ends[0][1]) : to_integer(from);
  return std::max(counted, *largest - start);
}

}  // namespace dunlin::database::sqlite
