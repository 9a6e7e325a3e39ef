// Casts, operators, their classes and families, base types, languages, transforms, access methods: what extends the
// server itself. Members of extensions, which nearly all of these are, are left out.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

std::string function_with_arguments(const std::string& number) {
  return function_name(number) + " || '(' || (SELECT oidvectortypes(proargtypes) FROM pg_proc WHERE oid = " + number +
         ") || ')'";
}

/// The entries of an operator class, or the loose ones of a family, as CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY
/// have them.
std::string entries(const std::string& family, const std::string& of) {
  return fmt::format(
      "(SELECT string_agg(entry, E',\\n    ' ORDER BY class, strategy, entry) FROM (SELECT 1 AS class, o.amopstrategy "
      "AS "
      "strategy, 'OPERATOR ' || o.amopstrategy || ' ' || CASE WHEN pg_operator_is_visible(oo.oid) THEN '' ELSE "
      "quote_ident(on_.nspname) || '.' END || oo.oprname || ' (' || "
      "format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')' || coalesce(' FOR ORDER "
      "BY ' || (SELECT sn.nspname || '.' || sf.opfname FROM pg_opfamily sf JOIN pg_namespace sn ON sn.oid = "
      "sf.opfnamespace WHERE sf.oid = o.amopsortfamily AND o.amopsortfamily <> 0), '') AS entry FROM pg_amop o JOIN "
      "pg_operator oo ON oo.oid = o.amopopr JOIN pg_namespace on_ ON on_.oid = oo.oprnamespace WHERE o.amopfamily = "
      "{0} "
      "AND {1} UNION ALL SELECT 2, o.amprocnum, 'FUNCTION ' || o.amprocnum || ' (' || format_type(o.amproclefttype, "
      "NULL) || ', ' || format_type(o.amprocrighttype, NULL) || ') ' || {2} FROM pg_amproc o WHERE o.amprocfamily = "
      "{0} "
      "AND {3}) AS all_)",
      family, fmt::format(fmt::runtime(of), "pg_amop"), function_with_arguments("o.amproc::oid"),
      fmt::format(fmt::runtime(of), "pg_amproc"));
}

void add_classes(const Inspection& inspection, InspectParts& parts) {
  const std::string member =
      "EXISTS (SELECT FROM pg_depend d WHERE d.classid = '{}'::regclass AND d.objid = o.oid AND d.refclassid = "
      "'pg_opclass'::regclass";
  parts.push_back(
      {"operator families",
       fmt::format(
           "SELECT f.tableoid, f.oid, 0, am.amname || ' operator family', n.nspname, f.opfname, NULL, "
           "NULL, 'CREATE OPERATOR FAMILY ' || {0} || ' USING ' || quote_ident(am.amname) || coalesce(E';\\nALTER "
           "OPERATOR FAMILY ' || {0} || ' USING ' || quote_ident(am.amname) || E' ADD\\n    ' || {1}, ''), NULL "
           "FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am am ON am.oid = "
           "f.opfmethod WHERE {2}",
           qualified_name("n.nspname", "f.opfname", inspection), entries("f.oid", "NOT " + member + ")"),
           inspection.in_scope("f.opfnamespace")),
       read_other, any_made("pg_opfamily")});
  parts.push_back(
      {"operator classes",
       fmt::format(
           "SELECT c.tableoid, c.oid, 0, am.amname || ' operator class', n.nspname, c.opcname, NULL, "
           "NULL, 'CREATE OPERATOR CLASS ' || {0} || CASE WHEN c.opcdefault THEN ' DEFAULT' ELSE '' END || ' FOR "
           "TYPE ' || format_type(c.opcintype, NULL) || ' USING ' || quote_ident(am.amname) || ' FAMILY ' || {1} "
           "|| E' AS\\n    ' || coalesce({2}, 'STORAGE ' || format_type(CASE c.opckeytype WHEN 0 THEN "
           "c.opcintype ELSE c.opckeytype END, NULL)) || CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> "
           "c.opcintype THEN E',\\n    STORAGE ' || format_type(c.opckeytype, NULL) ELSE '' END, NULL FROM "
           "pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am am ON am.oid = c.opcmethod "
           "JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE {3}",
           qualified_name("n.nspname", "c.opcname", inspection), qualified_name("fn.nspname", "f.opfname", inspection),
           entries("c.opcfamily", member + " AND d.refobjid = c.oid)"), inspection.in_scope("c.opcnamespace")),
       read_other, any_made("pg_opclass")});
}

void add_base_types(const Inspection& inspection, InspectParts& parts) {
  const auto function = [](const char* column, const char* word) {
    return fmt::format("CASE WHEN t.{0} <> 0 THEN ', {1} = ' || {2} ELSE '' END", column, word,
                       function_name(std::string("t.") + column + "::oid"));
  };
  parts.push_back(
      {"base types",
       fmt::format(
           "SELECT t.tableoid, t.oid, 0, 'base type', n.nspname, t.typname, NULL, NULL, 'CREATE TYPE ' || {} || CASE "
           "WHEN "
           "t.typisdefined THEN ' (INPUT = ' || {} || ', OUTPUT = ' || {} || {} || {} || {} || {} || {} || ', "
           "INTERNALLENGTH = ' || CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END || CASE WHEN "
           "t.typbyval "
           "THEN ', PASSEDBYVALUE' ELSE '' END || ', ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' "
           "THEN "
           "'int2' WHEN 'i' THEN 'int4' ELSE 'double' END || ', STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' "
           "WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END || ', CATEGORY = ' || "
           "quote_literal(t.typcategory::text) || CASE WHEN t.typispreferred THEN ', PREFERRED = true' ELSE '' END || "
           "coalesce(', DEFAULT = ' || quote_literal(t.typdefault), '') || CASE WHEN t.typelem <> 0 THEN ', ELEMENT = "
           "' "
           "|| format_type(t.typelem, NULL) ELSE '' END || ', DELIMITER = ' || quote_literal(t.typdelim::text) || CASE "
           "WHEN "
           "t.typcollation <> 0 THEN ', COLLATABLE = true' ELSE '' END || ')' ELSE '' END, NULL FROM pg_type t JOIN "
           "pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('b', 'p') AND NOT EXISTS (SELECT FROM pg_type "
           "e "
           "WHERE e.typarray = t.oid) AND {}",
           qualified_name("n.nspname", "t.typname", inspection), function_name("t.typinput::oid"),
           function_name("t.typoutput::oid"), function("typreceive", "RECEIVE"), function("typsend", "SEND"),
           function("typmodin", "TYPMOD_IN"), function("typmodout", "TYPMOD_OUT"), function("typanalyze", "ANALYZE"),
           inspection.in_scope("t.typnamespace")),
       // Each table has a type of its own, and an array of it.
       read_other, any_made("pg_type", "typtype IN ('b', 'p') AND typinput <> 'array_in'::regproc")});
}

}  // namespace

void add_operators(const Inspection& inspection, InspectParts& parts) {
  const auto function = [](const char* column, const char* word) {
    return fmt::format("CASE WHEN o.{0} <> 0 THEN ', {1} = ' || {2} ELSE '' END", column, word,
                       function_name(std::string("o.") + column + "::oid"));
  };
  parts.push_back(
      {"operators",
       fmt::format(
           "SELECT o.tableoid, o.oid, 0, 'operator (' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, "
           "NULL) END "
           "|| ', ' || format_type(o.oprright, NULL) || ')', n.nspname, o.oprname, NULL, NULL, 'CREATE "
           "OPERATOR ' || CASE WHEN pg_operator_is_visible(o.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END || "
           "o.oprname || ' (FUNCTION = ' || {} || CASE WHEN o.oprleft <> 0 THEN ', LEFTARG = ' || "
           "format_type(o.oprleft, "
           "NULL) ELSE '' END || ', RIGHTARG = ' || format_type(o.oprright, NULL) || CASE WHEN o.oprcom <> 0 THEN ', "
           "COMMUTATOR = ' || {} ELSE '' END || CASE WHEN o.oprnegate <> 0 THEN ', NEGATOR = ' || {} ELSE '' END || {} "
           "|| "
           "{} || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE "
           "'' "
           "END || ')', NULL FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND "
           "{}",
           function_name("o.oprcode::oid"), operator_name("o.oprcom"), operator_name("o.oprnegate"),
           function("oprrest", "RESTRICT"), function("oprjoin", "JOIN"), inspection.in_scope("o.oprnamespace")),
       read_other, any_made("pg_operator")});
  add_classes(inspection, parts);
  add_base_types(inspection, parts);
  if (!inspection.whole()) return;
  parts.push_back(
      {"casts",
       "SELECT c.tableoid, c.oid, 0, 'cast', NULL, '(' || format_type(c.castsource, NULL) || ' AS ' || "
       "format_type(c.casttarget, NULL) || ')', NULL, NULL, 'CREATE CAST (' || format_type(c.castsource, "
       "NULL) || ' AS ' || format_type(c.casttarget, NULL) || ') ' || CASE c.castmethod WHEN 'f' THEN 'WITH "
       "FUNCTION ' || " +
           function_with_arguments("c.castfunc") +
           " WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END || CASE c.castcontext WHEN 'a' THEN ' "
           "AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END, NULL FROM pg_cast c WHERE c.oid >= "
           "16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = c.tableoid AND d.objid = c.oid "
           "AND d.deptype = 'i')",
       read_other, any_made("pg_cast")});
  parts.push_back(
      {"languages",
       "SELECT l.tableoid, l.oid, 0, 'language', NULL, l.lanname, NULL, NULL, 'CREATE ' || CASE WHEN "
       "l.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' || quote_ident(l.lanname) || ' HANDLER ' "
       "|| " +
           function_name("l.lanplcallfoid") + " || CASE WHEN l.laninline <> 0 THEN ' INLINE ' || " +
           function_name("l.laninline") + " ELSE '' END || CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || " +
           function_name("l.lanvalidator") + " ELSE '' END, NULL FROM pg_language l WHERE l.lanispl AND l.oid >= 16384",
       read_other, any_made("pg_language")});
  parts.push_back(
      {"transforms",
       "SELECT t.tableoid, t.oid, 0, 'transform', NULL, 'FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE "
       "' || quote_ident(l.lanname), NULL, NULL, 'CREATE TRANSFORM FOR ' || format_type(t.trftype, NULL) || "
       "' LANGUAGE ' || quote_ident(l.lanname) || ' (' || concat_ws(', ', CASE WHEN t.trffromsql <> 0 THEN "
       "'FROM SQL WITH FUNCTION ' || " +
           function_with_arguments("t.trffromsql::oid") +
           " END, CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || " +
           function_with_arguments("t.trftosql::oid") +
           " END) || ')', NULL FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang",
       read_other, any("pg_transform")});
  parts.push_back({"access methods",
                   "SELECT a.tableoid, a.oid, 0, 'access method', NULL, a.amname, NULL, NULL, 'CREATE ACCESS METHOD ' "
                   "|| quote_ident(a.amname) || ' TYPE ' || CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END || ' "
                   "HANDLER ' || " +
                       function_name("a.amhandler::oid") + ", NULL FROM pg_am a WHERE a.oid >= 16384",
                   read_other, any_made("pg_am")});
}

}  // namespace dunlin::database::postgres
