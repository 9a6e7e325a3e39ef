#include "database/sqlite/schema_dump.hpp"

#include <algorithm>

namespace dunlin::database::sqlite {

std::string dump_schema(Connection& connection, const Url&, const std::vector<std::string>& without) {
  // A virtual table makes its shadow tables itself. Views and triggers name what must be there before them.
  const Rows rows = connection.query(
      "SELECT s.name, s.tbl_name, s.sql FROM sqlite_schema AS s WHERE s.sql IS NOT NULL AND s.name NOT LIKE "
      "'sqlite\\_%' "
      "ESCAPE '\\' AND s.tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = "
      "'shadow') "
      "ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, s.rowid");
  std::string sql;
  for (const auto& row : rows.rows) {
    if (std::ranges::count(without, to_text(row[1])) > 0) continue;
    sql += to_text(row[2]) + ";\n";
  }
  return sql;
}

}  // namespace dunlin::database::sqlite
