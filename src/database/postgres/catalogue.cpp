#include "database/postgres/catalogue.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

using sql::ObjectKind;
using sql::QualifiedName;

constexpr std::int64_t kCountUpTo = 1'000'000;

/// "namespace is this one", or "found first on the search path" where the name is not qualified.
std::string in_schema(const QualifiedName& name, std::string_view space, std::string_view visible) {
  if (name.schema.empty()) return std::string(visible);
  // How everybody writes the schema of the session's own temporary objects, whose real name has a number.
  if (name.schema == "pg_temp") return fmt::format("{} = pg_my_temp_schema()", space);
  return fmt::format("{} = (SELECT oid FROM pg_namespace WHERE nspname = {})", space, quote_literal(name.schema));
}

std::string relation(const QualifiedName& name, std::string_view kinds) {
  return fmt::format("SELECT 1 FROM pg_class c WHERE c.relname = {} AND c.relkind IN ({}) AND {}",
                     quote_literal(name.name), kinds, in_schema(name, "c.relnamespace", "pg_table_is_visible(c.oid)"));
}

/// The number of the table, view or the like that a name means; NULL where there is none.
std::string relation_number(const QualifiedName& table) {
  return fmt::format("to_regclass({})", quote_literal(quote_qualified(table)));
}

/// A guess at rows that costs no scan: pages now, times rows per page at the last ANALYZE, else 64 bytes a row.
constexpr std::string_view kGuess =
    "(CASE WHEN {0}.reltuples > 0 AND {0}.relpages > 0 THEN {0}.reltuples / {0}.relpages * pg_relation_size({0}.oid) / "
    "8192 ELSE pg_relation_size({0}.oid) / 64 END)::bigint";

/// Where clause for one table or all of the user's.
std::string sizes_sql(const std::string& which, int major) {
  const std::string guess = fmt::format(fmt::runtime(kGuess), "c");
  const std::string leaf = fmt::format(fmt::runtime(kGuess), "p");
  const std::string parent =
      major >= 12 ? fmt::format(
                        "(SELECT coalesce(sum({}), 0)::bigint FROM pg_partition_tree(c.oid) t JOIN pg_class p ON "
                        "p.oid = t.relid WHERE t.isleaf AND p.relkind = 'r')",
                        leaf)
                  : "0";
  return fmt::format(
      "SELECT c.oid::regclass::text, CASE c.relkind WHEN 'p' THEN {} WHEN 'f' THEN greatest(c.reltuples, 0)::bigint "
      "ELSE "
      "{} END, c.relkind::text, has_table_privilege(c.oid, 'SELECT') FROM pg_class c WHERE {} ORDER BY 1",
      parent, guess, which);
}

}  // namespace

Session& PostgresCatalogue::session() { return connection_.session(); }

int PostgresCatalogue::server_version() { return connection_.capabilities().version_number / 1'000'000; }

bool PostgresCatalogue::exists(ObjectKind kind, const QualifiedName& name, const QualifiedName& table) {
  const std::string literal = quote_literal(name.name);
  const std::string of_table = relation_number(table);
  std::string sql;
  switch (kind) {
    case ObjectKind::table:
      sql = relation(name, "'r', 'p', 'f'");
      break;
    case ObjectKind::index:
      if (table.empty()) {
        sql = relation(name, "'i', 'I'");
      } else {
        sql = fmt::format(
            "SELECT 1 FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = {} AND "
            "i.indrelid = {}",
            literal, of_table);
        if (!name.schema.empty()) sql += " AND " + in_schema(name, "c.relnamespace", "");
      }
      break;
    case ObjectKind::view:
      sql = relation(name, "'v'");
      break;
    case ObjectKind::materialized_view:
      sql = relation(name, "'m'");
      break;
    case ObjectKind::sequence:
      sql = relation(name, "'S'");
      break;
    case ObjectKind::column:
      sql = fmt::format("SELECT 1 FROM pg_attribute WHERE attrelid = {} AND attname = {} AND NOT attisdropped",
                        of_table, literal);
      break;
    case ObjectKind::constraint:
      sql = fmt::format("SELECT 1 FROM pg_constraint c WHERE c.conname = {} AND {}", literal,
                        table.empty() ? in_schema(name, "c.connamespace",
                                                  "c.connamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY "
                                                  "(current_schemas(false)))")
                                      : "c.conrelid = " + of_table);
      break;
    case ObjectKind::trigger:
      sql = fmt::format(
          "SELECT 1 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = {} AND NOT "
          "t.tgisinternal AND {}",
          literal,
          table.empty() ? in_schema(name, "c.relnamespace", "pg_table_is_visible(c.oid)") : "c.oid = " + of_table);
      break;
    case ObjectKind::function:
    case ObjectKind::procedure:
      sql = fmt::format("SELECT 1 FROM pg_proc p WHERE p.proname = {} AND {}", literal,
                        in_schema(name, "p.pronamespace", "pg_function_is_visible(p.oid)"));
      if (server_version() >= 11)
        sql += kind == ObjectKind::procedure ? " AND p.prokind = 'p'" : " AND p.prokind <> 'p'";
      break;
    case ObjectKind::type:
      // A table's row type is not a type that anybody made.
      sql = fmt::format(
          "SELECT 1 FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE t.typname = {} AND "
          "(t.typrelid = 0 OR c.relkind = 'c') AND {}",
          literal, in_schema(name, "t.typnamespace", "pg_type_is_visible(t.oid)"));
      break;
    case ObjectKind::schema:
      sql = fmt::format("SELECT 1 FROM pg_namespace WHERE nspname = {}", literal);
      break;
    case ObjectKind::database:
      sql = fmt::format("SELECT 1 FROM pg_database WHERE datname = {}", literal);
      break;
    case ObjectKind::extension:
      sql = fmt::format("SELECT 1 FROM pg_extension WHERE extname = {}", literal);
      break;
    case ObjectKind::role:
      sql = fmt::format("SELECT 1 FROM pg_roles WHERE rolname = {}", literal);
      break;
    case ObjectKind::event:
      sql = fmt::format("SELECT 1 FROM pg_event_trigger WHERE evtname = {}", literal);
      break;
    case ObjectKind::none:
    case ObjectKind::other:
      throw Error(ErrorKind::unsupported, "The catalogue cannot be asked for an object of this kind",
                  "Use table, column, index, constraint, view, trigger, function, type, sequence or schema");
  }
  return !session().query(sql + " LIMIT 1").empty();
}

bool PostgresCatalogue::rolls_back(const sql::StatementInfo& info) {
  if (info.table.empty()) return true;
  // A foreign table, or a partitioned one with a foreign partition.
  std::string sql =
      fmt::format("SELECT count(*) FROM pg_class WHERE relkind = 'f' AND (oid = {0}", relation_number(info.table));
  if (server_version() >= 12) {
    sql += fmt::format(" OR oid IN (SELECT relid FROM pg_partition_tree({}))", relation_number(info.table));
  }
  return to_integer(session().query_value(sql + ")")) == 0;
}

void PostgresCatalogue::count_exactly(std::vector<TableSize>& tables, const std::vector<std::string>& from) {
  std::string sql;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    if (from[i].empty()) continue;
    sql += fmt::format("{}SELECT {}, count(*) FROM {}", sql.empty() ? "" : " UNION ALL ", i, from[i]);
  }
  if (sql.empty()) return;
  const Rows rows = session().query(sql);
  for (const auto& row : rows.rows) {
    TableSize& size = tables[static_cast<std::size_t>(to_integer(row[0]))];
    size.rows = to_integer(row[1]);
    size.exact = true;
  }
}

std::vector<TableSize> PostgresCatalogue::tables() {
  const OpenOptions& options = connection_.options();
  std::string own;
  for (const std::string& name : {options.history_table, options.log_table, std::string("dunlin_lock")}) {
    own += (own.empty() ? "" : ", ") + quote_literal(name);
  }
  const std::string schema =
      options.history_schema.empty() ? "current_schema()" : quote_literal(options.history_schema);
  // Partitions are counted with their parent; an extension's tables are not the user's.
  const Rows rows = session().query(sizes_sql(
      fmt::format(
          "c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE "
          "i.inhrelid = c.oid AND (SELECT relkind FROM pg_class WHERE oid = i.inhparent) = 'p') AND EXISTS (SELECT "
          "1 FROM pg_namespace n WHERE n.oid = c.relnamespace AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> "
          "'information_schema' AND NOT (n.nspname = {} AND c.relname IN ({}))) AND NOT EXISTS (SELECT 1 FROM "
          "pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
          schema, own),
      server_version()));
  std::vector<TableSize> out;
  std::vector<std::string> from;
  std::int64_t all = 0;
  for (const auto& row : rows.rows) {
    out.push_back({to_text(row[0]), to_integer(row[1]), false});
    all += out.back().rows;
    const bool readable = to_integer(row[3]) != 0;
    from.push_back(!readable ? "" : (to_text(row[2]) == "p" ? "" : "ONLY ") + out.back().name);
  }
  if (all <= kCountUpTo) count_exactly(out, from);
  return out;
}

std::optional<TableSize> PostgresCatalogue::table(const QualifiedName& name) {
  const Rows rows = session().query(sizes_sql(
      fmt::format("c.oid = {} AND c.relkind IN ('r', 'p', 'm', 'f')", relation_number(name)), server_version()));
  if (rows.empty()) return std::nullopt;
  std::vector<TableSize> one{{to_text(rows[0][0]), to_integer(rows[0][1]), false}};
  const bool readable = to_integer(rows[0][3]) != 0 && to_text(rows[0][2]) != "f";
  if (readable && one[0].rows <= kCountUpTo) count_exactly(one, {one[0].name});
  return one[0];
}

Value PostgresCatalogue::batch_end(const QualifiedName& table, const std::string& key, const Value& from,
                                   std::int64_t count) {
  // Not max(): uuid and others are ordered and have no such aggregate.
  const std::string column = quote_identifier(key);
  std::vector<Value> arguments;
  std::string after = column + " IS NOT NULL";
  if (!is_null(from)) {
    after = column + " > $1";
    arguments.push_back(from);
  }
  const std::string sql =
      fmt::format("SELECT k FROM (SELECT {0} AS k FROM {1} WHERE {2} ORDER BY {0} LIMIT {3}) s ORDER BY k DESC LIMIT 1",
                  column, quote_qualified(table), after, std::max<std::int64_t>(1, count));
  return session().query_value(sql, arguments);
}

std::int64_t PostgresCatalogue::batch_rows(const QualifiedName& table, const std::string& key, const Value& from) {
  const std::string column = quote_identifier(key);
  std::string rest = fmt::format("FROM {} WHERE {} IS NOT NULL", quote_qualified(table), column);
  if (!is_null(from)) {
    rest += fmt::format(" AND {} > {}", column,
                        std::holds_alternative<Blob>(from) ? "''::bytea" : quote_literal(to_text(from)));
  }
  // The planner's guess costs no scan; up to a million the truth is cheap enough.
  const std::string plan = to_text(session().query_value("EXPLAIN SELECT 1 " + rest));
  std::uint64_t guess = 0;
  const std::size_t at = plan.find("rows=");
  if (at != std::string::npos) {
    const std::string_view digits = std::string_view(plan).substr(at + 5);
    std::size_t end = 0;
    while (end < digits.size() && base::is_digit(digits[end])) ++end;
    (void)base::parse_number(digits.substr(0, end), guess);
  }
  if (static_cast<std::int64_t>(guess) > kCountUpTo) return static_cast<std::int64_t>(guess);
  return to_integer(session().query_value("SELECT count(*) " + rest));
}

std::unique_ptr<Catalogue> make_catalogue(PostgresConnection& connection) {
  return std::make_unique<PostgresCatalogue>(connection);
}

}  // namespace dunlin::database::postgres
