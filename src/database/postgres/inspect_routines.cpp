// Functions, procedures, window functions and aggregates.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

void read_routine(Inspection& inspection, Fields row) {
  const Address address = row.address();
  if (inspection.left_out(address)) return;
  schema::Routine routine;
  const std::string kind = row.text();
  const std::string space = row.text();
  routine.name = inspection.name(space, row.text());
  routine.arguments = row.text();
  routine.definition = row.text();
  routine.kind = kind == "p"   ? schema::RoutineKind::procedure
                 : kind == "a" ? schema::RoutineKind::aggregate
                 : kind == "w" ? schema::RoutineKind::window
                               : schema::RoutineKind::function;
  routine.definition =
      inspection.unqualified(std::move(routine.definition), kind == "p"   ? "CREATE OR REPLACE PROCEDURE "
                                                            : kind == "a" ? "CREATE AGGREGATE "
                                                                          : "CREATE OR REPLACE FUNCTION ");
  while (routine.definition.ends_with('\n')) routine.definition.pop_back();
  // These two decide whether it can be replaced in place.
  if (const std::string returns = row.text(); !returns.empty()) routine.properties["returns"] = returns;
  if (const std::string signature = row.text(); !signature.empty()) routine.properties["signature"] = signature;
  routine.comment = inspection.comment(address);
  inspection.schema.routines.push_back(std::move(routine));
}

/// The statement that makes an aggregate: the server has none, so it is put together of what is set.
std::string aggregate_sql() {
  std::string sql =
      "'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || CASE WHEN p.pronargs = "
      "0 "
      "THEN '*' ELSE pg_get_function_arguments(p.oid) END || E') (\\n  SFUNC = ' || " +
      function_name("g.aggtransfn") + " || E',\\n  STYPE = ' || format_type(g.aggtranstype, NULL)";
  const auto add = [&](std::string_view word, std::string_view condition, const std::string& value) {
    sql += fmt::format(" || CASE WHEN {} THEN E',\\n  {} = ' || {} ELSE '' END", condition, word, value);
  };
  const auto add_function = [&](std::string_view word, const std::string& column) {
    add(word, column + " <> 0", function_name(column));
  };
  add("SSPACE", "g.aggtransspace <> 0", "g.aggtransspace");
  add_function("FINALFUNC", "g.aggfinalfn");
  sql += " || CASE WHEN g.aggfinalextra THEN E',\\n  FINALFUNC_EXTRA' ELSE '' END";
  const auto modify = [](const std::string& column) {
    return "CASE " + column + " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END";
  };
  const auto unusual = [](const std::string& column) {
    return column + " <> CASE WHEN g.aggkind = 'n' THEN 'r' ELSE 'w' END::\"char\"";
  };
  add("FINALFUNC_MODIFY", "g.aggfinalfn <> 0 AND " + unusual("g.aggfinalmodify"), modify("g.aggfinalmodify"));
  add_function("COMBINEFUNC", "g.aggcombinefn");
  add_function("SERIALFUNC", "g.aggserialfn");
  add_function("DESERIALFUNC", "g.aggdeserialfn");
  add("INITCOND", "g.agginitval IS NOT NULL", "quote_literal(g.agginitval)");
  add_function("MSFUNC", "g.aggmtransfn");
  add_function("MINVFUNC", "g.aggminvtransfn");
  add("MSTYPE", "g.aggmtranstype <> 0", "format_type(g.aggmtranstype, NULL)");
  add("MSSPACE", "g.aggmtransspace <> 0", "g.aggmtransspace");
  add_function("MFINALFUNC", "g.aggmfinalfn");
  sql += " || CASE WHEN g.aggmfinalextra THEN E',\\n  MFINALFUNC_EXTRA' ELSE '' END";
  add("MFINALFUNC_MODIFY", "g.aggmfinalfn <> 0 AND " + unusual("g.aggmfinalmodify"), modify("g.aggmfinalmodify"));
  add("MINITCOND", "g.aggminitval IS NOT NULL", "quote_literal(g.aggminitval)");
  add("SORTOP", "g.aggsortop <> 0", operator_name("g.aggsortop"));
  add("PARALLEL", "p.proparallel <> 'u'", "CASE p.proparallel WHEN 's' THEN 'SAFE' ELSE 'RESTRICTED' END");
  sql += " || CASE WHEN g.aggkind = 'h' THEN E',\\n  HYPOTHETICAL' ELSE '' END || E'\\n)'";
  return sql;
}

}  // namespace

void add_routines(const Inspection& inspection, InspectParts& parts) {
  parts.push_back(
      {"routines",
       "SELECT p.tableoid, p.oid, p.prokind::text, n.nspname, p.proname, oidvectortypes(p.proargtypes), CASE WHEN "
       "p.prokind = 'a' THEN (SELECT " +
           aggregate_sql() +
           " FROM pg_aggregate g WHERE g.aggfnoid = p.oid) ELSE pg_get_functiondef(p.oid) END, "
           "pg_get_function_result(p.oid), pg_get_function_arguments(p.oid) FROM pg_proc p JOIN pg_namespace n ON "
           "n.oid "
           "= p.pronamespace WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = p.tableoid AND d.objid = "
           "p.oid "
           "AND d.deptype IN ('i', 'e')) AND " +
           inspection.in_scope("p.pronamespace"),
       read_routine, any_made("pg_proc")});
}

}  // namespace dunlin::database::postgres
