// Foreign data: wrappers, servers, mappings of users, and what makes a table a foreign one.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

/// " OPTIONS (a 'b')", or nothing.
std::string options(const std::string& column, const std::string& condition = {}) {
  return fmt::format(
      "coalesce(' OPTIONS (' || (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', "
      "' "
      "ORDER BY option_name) FROM pg_options_to_table({}){}) || ')', '')",
      column, condition);
}

void read_foreign_table(Inspection& inspection, Fields row) {
  schema::Table* table = inspection.table(row.number());
  if (table != nullptr) table->definition = row.text();
}

}  // namespace

void add_foreign(const Inspection& inspection, InspectParts& parts) {
  parts.push_back({"foreign tables",
                   "SELECT f.ftrelid, 'SERVER ' || quote_ident(s.srvname) || " + options("f.ftoptions") +
                       " FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver",
                   read_foreign_table, any("pg_foreign_table")});
  if (!inspection.whole()) return;
  parts.push_back({"foreign data wrappers",
                   "SELECT w.tableoid, w.oid, 0, 'foreign data wrapper', NULL, w.fdwname, NULL, NULL, 'CREATE FOREIGN "
                   "DATA WRAPPER ' || quote_ident(w.fdwname) || CASE WHEN w.fdwhandler <> 0 THEN ' HANDLER ' || " +
                       function_name("w.fdwhandler") +
                       " ELSE '' END || CASE WHEN w.fdwvalidator <> 0 THEN ' VALIDATOR ' || " +
                       function_name("w.fdwvalidator") + " ELSE '' END || " + options("w.fdwoptions") +
                       ", NULL FROM pg_foreign_data_wrapper w",
                   read_other, any("pg_foreign_data_wrapper")});
  parts.push_back(
      {"foreign servers",
       "SELECT s.tableoid, s.oid, 0, 'server', NULL, s.srvname, NULL, NULL, 'CREATE SERVER ' || "
       "quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' "
       "|| quote_literal(s.srvversion), '') || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || " +
           options("s.srvoptions") +
           ", NULL FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw",
       read_other, any("pg_foreign_server")});
  // Passwords are no part of a schema, which is kept in files.
  parts.push_back(
      {"user mappings",
       "SELECT 'pg_user_mapping'::regclass::oid, m.umid, 0, 'user mapping', NULL, m.usename || ' ' || m.srvname, NULL, "
       "NULL, 'CREATE USER MAPPING FOR ' || CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END || ' "
       "SERVER ' || quote_ident(m.srvname) || " +
           options("m.umoptions", " WHERE option_name !~ 'pass'") + ", NULL FROM pg_user_mappings m",
       read_other, any("pg_foreign_server")});
}

}  // namespace dunlin::database::postgres
