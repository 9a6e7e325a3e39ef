#include "database/mariadb/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/connection.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr std::int64_t count_up_to = 1'000'000;
// COUNT(*) of many tables travels as one statement; longer ones would run into limits of the parser.
constexpr std::size_t counts_together = 50;

}  // namespace

std::string MariadbCatalogue::schema_of(const sql::QualifiedName& name) {
  return name.schema.empty() ? connection_.quote_text(connection_.current_schema())
                             : connection_.quote_text(name.schema);
}

std::string MariadbCatalogue::quoted(const sql::QualifiedName& name) const {
  const std::string own = connection_.quote_name(name.name);
  return name.schema.empty() ? own : connection_.quote_name(name.schema) + "." + own;
}

bool MariadbCatalogue::same_table_name(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (lower_case_names_ < 0) {
    lower_case_names_ = static_cast<int>(to_integer(connection_.query("SELECT @@lower_case_table_names")[0][0]));
  }
  return lower_case_names_ != 0 && base::equals_ignoring_case(a, b);
}

bool MariadbCatalogue::finds(const std::string& sql, const std::string& name, bool as_table) {
  // information_schema compares names without case and without accents, whatever the server does with them.
  const Rows rows = connection_.query(sql);
  return std::any_of(rows.rows.begin(), rows.rows.end(), [&](const std::vector<Value>& row) {
    const std::string found = to_text(row[0]);
    return as_table ? same_table_name(found, name) : base::equals_ignoring_case(found, name);
  });
}

// No table of information_schema lists them before MariaDB 11.2.
bool MariadbCatalogue::is_temporary(const sql::QualifiedName& table) {
  try {
    const Rows rows = connection_.query("SHOW CREATE TABLE " + quoted(table));
    return !rows.empty() && rows[0].size() > 1 && to_text(rows[0][1]).starts_with("CREATE TEMPORARY TABLE");
  } catch (const Error& error) {
    if (error.kind != ErrorKind::sql) throw;
    return false;  // none of that name, or not for this user to see
  }
}

bool MariadbCatalogue::shows(std::string_view what, std::string_view column, const sql::QualifiedName& name,
                             const sql::QualifiedName& table) {
  const Rows rows = connection_.query(fmt::format("SHOW {} FROM {}", what, quoted(table)));
  const auto at = std::find(rows.columns.begin(), rows.columns.end(), column);
  if (at == rows.columns.end()) return false;
  const auto number = static_cast<std::size_t>(at - rows.columns.begin());
  return std::any_of(rows.rows.begin(), rows.rows.end(), [&](const std::vector<Value>& row) {
    return base::equals_ignoring_case(to_text(row[number]), name.name);
  });
}

bool MariadbCatalogue::exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) {
  using sql::ObjectKind;
  const std::string text = connection_.quote_text(name.name);
  // The schema of a column, index, constraint or trigger is its table's.
  const auto in_schema = [&] { return schema_of(table.schema.empty() ? name : table); };
  const auto of_table = [&]() -> std::string {
    return table.empty() ? "" : " AND TABLE_NAME = " + connection_.quote_text(table.name);
  };
  // Without a table's name any table of the schema will do; with one, the name must be exactly that table's.
  const auto finds_on_table = [&](std::string_view column, std::string_view view) {
    const Rows rows = connection_.query(
        fmt::format("SELECT {0}, TABLE_NAME FROM information_schema.{1} WHERE TABLE_SCHEMA = {2} AND {0} = {3}{4}",
                    column, view, in_schema(), text, of_table()));
    return std::any_of(rows.rows.begin(), rows.rows.end(), [&](const std::vector<Value>& row) {
      return base::equals_ignoring_case(to_text(row[0]), name.name) &&
             (table.empty() || same_table_name(to_text(row[1]), table.name));
    });
  };
  const auto finds_table = [&](std::string_view types) {
    return finds(fmt::format("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} AND TABLE_NAME "
                             "= {} AND TABLE_TYPE IN ({})",
                             schema_of(name), text, types),
                 name.name, true);
  };
  const auto finds_routine = [&](std::string_view type) {
    return finds(fmt::format("SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {} AND "
                             "ROUTINE_NAME = {} AND ROUTINE_TYPE = '{}'",
                             schema_of(name), text, type),
                 name.name, false);
  };
  switch (kind) {
    case ObjectKind::table:
      return finds_table("'BASE TABLE', 'SYSTEM VERSIONED'") || is_temporary(name);
    case ObjectKind::view:
      return finds_table("'VIEW', 'SYSTEM VIEW'");
    case ObjectKind::sequence:
      return finds_table("'SEQUENCE'");
    case ObjectKind::column:
      return finds_on_table("COLUMN_NAME", "COLUMNS") ||
             (is_temporary(table) && shows("COLUMNS", "Field", name, table));
    case ObjectKind::index:
      return finds_on_table("INDEX_NAME", "STATISTICS") ||
             (!table.empty() && is_temporary(table) && shows("INDEX", "Key_name", name, table));
    case ObjectKind::constraint:
      return finds_on_table("CONSTRAINT_NAME", "TABLE_CONSTRAINTS");
    case ObjectKind::trigger:
      return finds(fmt::format("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {} AND "
                               "TRIGGER_NAME = {}{}",
                               in_schema(), text,
                               table.empty() ? "" : " AND EVENT_OBJECT_TABLE = " + connection_.quote_text(table.name)),
                   name.name, true);
    case ObjectKind::function:
      return finds_routine("FUNCTION");
    case ObjectKind::procedure:
      return finds_routine("PROCEDURE");
    case ObjectKind::event:
      return finds(fmt::format("SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {} AND "
                               "EVENT_NAME = {}",
                               schema_of(name), text),
                   name.name, false);
    case ObjectKind::schema:
    case ObjectKind::database:
      return finds("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA", name.name, true);
    case ObjectKind::extension:
      return finds("SELECT PLUGIN_NAME FROM information_schema.PLUGINS", name.name, false);
    case ObjectKind::role:
      return !connection_.query(fmt::format("SELECT 1 FROM mysql.user WHERE User = {} LIMIT 1", text)).empty();
    case ObjectKind::materialized_view:
    case ObjectKind::type:
    case ObjectKind::none:
    case ObjectKind::other:
      break;
  }
  return false;
}

bool MariadbCatalogue::transactional(const std::string& schema, const std::string& table, bool several) {
  // A trigger may write into any table of its schema, and so may an UPDATE or DELETE that joins: then all of them must
  // be able to roll back.
  const Rows rows = connection_.query(fmt::format(
      "SELECT t.TABLE_NAME, t.TABLE_TYPE, e.TRANSACTIONS, "
      "(SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = {0} AND EVENT_OBJECT_TABLE = {1}) "
      "FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE "
      "WHERE t.TABLE_SCHEMA = {0}",
      schema, connection_.quote_text(table)));
  bool found = false;
  bool others = true;
  bool triggers = false;
  for (const auto& row : rows.rows) {
    const bool is_base = to_text(row[1]) == "BASE TABLE" || to_text(row[1]) == "SYSTEM VERSIONED";
    const bool rolls = is_base && to_text(row[2]) == "YES";
    if (is_base && !rolls) others = false;
    if (!same_table_name(to_text(row[0]), table)) continue;
    if (!rolls) return false;
    found = true;
    triggers = to_integer(row[3]) > 0;
  }
  return found && (others || !(triggers || several));
}

bool MariadbCatalogue::rolls_back(const sql::StatementInfo& info) {
  std::vector<sql::QualifiedName> names = info.more;
  names.push_back(info.table.empty() ? info.name : info.table);
  const bool several = info.verb == "UPDATE" || info.verb == "DELETE";
  return std::all_of(names.begin(), names.end(), [this, several](const sql::QualifiedName& name) {
    return !name.empty() && transactional(schema_of(name), name.name, several);
  });
}

std::vector<TableSize> MariadbCatalogue::tables() {
  const Rows rows = connection_.query(
      "SELECT TABLE_NAME, COALESCE(TABLE_ROWS, 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
      "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME");
  const bool history_is_here = connection_.current_schema() == connection_.history_schema();
  std::vector<TableSize> tables;
  std::int64_t estimate = 0;
  for (const auto& row : rows.rows) {
    const std::string name = to_text(row[0]);
    const OpenOptions& options = connection_.options();
    if (history_is_here && (name == options.history_table || name == options.log_table)) continue;
    tables.push_back({connection_.quote_name(name), to_integer(row[1]), false});
    estimate += to_integer(row[1]);
  }
  if (estimate > count_up_to) return tables;
  for (std::size_t from = 0; from < tables.size(); from += counts_together) {
    const std::size_t to = std::min(from + counts_together, tables.size());
    std::string sql;
    for (std::size_t i = from; i < to; ++i) {
      sql += fmt::format("{}SELECT {} AS i, COUNT(*) AS n FROM {}", i == from ? "" : " UNION ALL ", i, tables[i].name);
    }
    for (const auto& row : connection_.query(sql).rows) {
      TableSize& size = tables[static_cast<std::size_t>(to_integer(row[0]))];
      size.rows = to_integer(row[1]);
      size.exact = true;
    }
  }
  return tables;
}

std::optional<TableSize> MariadbCatalogue::table(const sql::QualifiedName& name) {
  const Rows rows = connection_.query(
      fmt::format("SELECT TABLE_NAME, COALESCE(TABLE_ROWS, 0) FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} "
                  "AND TABLE_NAME = {} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
                  schema_of(name), connection_.quote_text(name.name)));
  for (const auto& row : rows.rows) {
    if (!same_table_name(to_text(row[0]), name.name)) continue;
    TableSize size{quoted(name), to_integer(row[1]), false};
    if (size.rows <= count_up_to) {
      size.rows = to_integer(connection_.query("SELECT COUNT(*) FROM " + size.name)[0][0]);
      size.exact = true;
    }
    return size;
  }
  return std::nullopt;
}

Value MariadbCatalogue::batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                                  std::int64_t count) {
  const std::string column = connection_.quote_name(key);
  const std::string where = is_null(from) ? column + " IS NOT NULL" : column + " > ?";
  std::vector<Value> arguments;
  if (!is_null(from)) arguments.push_back(from);
  // MAX of the next keys: where fewer are left, the last of them.
  const Rows rows = connection_.query(
      fmt::format("SELECT MAX(k) FROM (SELECT {0} AS k FROM {1} WHERE {2} ORDER BY {0} LIMIT {3}) AS next_keys", column,
                  quoted(table), where, std::max<std::int64_t>(count, 1)),
      arguments);
  return rows.empty() ? Value(Null{}) : rows[0][0];
}

std::int64_t MariadbCatalogue::batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) {
  // The optimizer's estimate comes from a few dives into the index; counting would read all of it.
  if (is_null(from)) {
    const std::optional<TableSize> size = this->table(table);
    return size ? size->rows : 0;
  }
  std::string literal;
  if (const auto* number = std::get_if<std::int64_t>(&from)) {
    literal = std::to_string(*number);
  } else {
    literal = connection_.quote_text(to_text(from));
  }
  const Rows plan = connection_.query(fmt::format("EXPLAIN FORMAT=TRADITIONAL SELECT {0} FROM {1} WHERE {0} > {2}",
                                                  connection_.quote_name(key), quoted(table), literal));
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i] == "rows" && !plan.empty()) return to_integer(plan[0][i]);
  }
  return 0;
}

}  // namespace dunlin::database::mariadb
