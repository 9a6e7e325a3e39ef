// What the model has no form of its own for: by kind and name, with the statement that makes it. Here schemas,
// extensions, statistics, collations, text search, publications; the rest is in inspect_operators.cpp and
// inspect_foreign.cpp.
#include <fmt/format.h>

#include "database/postgres/connection.hpp"
#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::int64_t pg_class = 1259;  // the catalogue's own number, which never changes

}  // namespace

void read_other(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::int64_t relation = row.number();
  if (inspection.left_out(address) || (relation != 0 && inspection.left_out({pg_class, relation}))) return;
  schema::Other other;
  other.kind = row.text();
  const std::string space = row.text();
  const std::string name = row.text();
  other.name = space.empty() ? schema::Name(name) : inspection.name(space, name);
  const std::string table_space = row.text();
  const std::string table = row.text();
  if (!table.empty()) other.table = inspection.name(table_space, table);
  other.definition = row.text();
  if (other.kind == "statistics") {
    other.definition = inspection.unqualified(std::move(other.definition), "CREATE STATISTICS ");
  }
  read_options(row.texts(), other.properties);
  other.comment = inspection.comment(address);
  inspection.schema.others.push_back(std::move(other));
}

namespace {

void add_databases_own(const Inspection& inspection, InspectParts& parts) {
  parts.push_back({"schemas",
                   "SELECT n.tableoid, n.oid, 0, 'schema', NULL, n.nspname, NULL, NULL, 'CREATE SCHEMA ' || "
                   "quote_ident(n.nspname), NULL FROM pg_namespace n WHERE n.nspname <> " +
                       quote_literal(inspection.current()) + " AND " + inspection.in_scope("n.oid"),
                   read_other});
  // plpgsql is in every new database.
  parts.push_back({"extensions",
                   "SELECT e.tableoid, e.oid, 0, 'extension', NULL, e.extname, NULL, NULL, 'CREATE EXTENSION ' || "
                   "quote_ident(e.extname) || CASE WHEN n.nspname = " +
                       quote_literal(inspection.current()) +
                       " OR NOT e.extrelocatable AND n.nspname = 'pg_catalog' THEN '' ELSE ' SCHEMA ' || "
                       "quote_ident(n.nspname) END, ARRAY['version=' || e.extversion]::text FROM pg_extension e JOIN "
                       "pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'",
                   read_other, any("pg_extension WHERE extname <> 'plpgsql'")});
  const int version = inspection.version();
  std::string tables = "(SELECT string_agg(CASE WHEN rn.nspname = " + quote_literal(inspection.current()) +
                       " THEN '' ELSE quote_ident(rn.nspname) || '.' END || quote_ident(r.relname)";
  if (version >= 15) {
    tables +=
        " || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a "
        "WHERE a.attrelid = r.oid AND a.attnum = ANY (pr.prattrs)) || ')', '') || coalesce(' WHERE (' || "
        "pg_get_expr(pr.prqual, r.oid) || ')', '')";
  }
  tables +=
      ", ', ' ORDER BY rn.nspname, r.relname) FROM pg_publication_rel pr JOIN pg_class r ON r.oid = pr.prrelid JOIN "
      "pg_namespace rn ON rn.oid = r.relnamespace WHERE pr.prpubid = p.oid)";
  const std::string schemas =
      version >= 15
          ? "(SELECT string_agg(quote_ident(sn.nspname), ', ' ORDER BY sn.nspname) FROM "
            "pg_publication_namespace ps JOIN pg_namespace sn ON sn.oid = ps.pnnspid WHERE ps.pnpubid = p.oid)"
          : "NULL";
  parts.push_back(
      {"publications",
       fmt::format(
           "SELECT p.tableoid, p.oid, 0, 'publication', NULL, p.pubname, NULL, NULL, 'CREATE PUBLICATION ' || "
           "quote_ident(p.pubname) || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || "
           "nullif(concat_ws(', ', 'TABLE ' || {}, 'TABLES IN SCHEMA ' || {}), ''), '') END || ' WITH (publish = ' || "
           "quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' "
           "END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)) || CASE WHEN "
           "p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END || {} || ')', NULL FROM pg_publication "
           "p",
           tables, schemas,
           inspection.since(18, "CASE p.pubgencols WHEN 's' THEN ', publish_generated_columns = stored' ELSE '' END",
                            "''")),
       read_other, any("pg_publication")});
  // Where it comes from is a secret and the database's own affair.
  parts.push_back(
      {"subscriptions",
       "SELECT 'pg_subscription'::regclass::oid, " + inspection.since(14, "s.oid", "0") +
           ", 0, 'subscription', NULL, s.subname, NULL, NULL, NULL, "
           "ARRAY['publications=' || array_to_string(s.subpublications, ', '), 'slot=' || "
           "coalesce(s.subslotname, 'NONE'), 'enabled=' || s.subenabled]::text FROM pg_subscription s WHERE "
           "s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
       read_other, any("pg_subscription")});
  parts.push_back({"security labels",
                   "SELECT 0, 0, 0, 'security label', NULL, l.provider || ' ' || l.objtype || ' ' || l.objname, NULL, "
                   "NULL, 'SECURITY LABEL FOR ' || quote_ident(l.provider) || ' ON ' || upper(l.objtype) || ' ' || "
                   "l.objname || ' IS ' || quote_literal(l.label), NULL FROM pg_seclabels l WHERE l.objtype NOT IN "
                   "('database', 'role', 'tablespace')",
                   read_other, any("pg_seclabel") + " OR " + any("pg_shseclabel")});
}

/// CREATE COLLATION: its columns have changed with nearly every version.
std::string collation_sql(const Inspection& inspection) {
  const int version = inspection.version();
  const std::string locale = version >= 17   ? "k.colllocale"
                             : version >= 15 ? "k.colliculocale"
                                             : "CASE k.collprovider WHEN 'i' THEN k.collcollate END";
  return fmt::format(
      "'CREATE COLLATION ' || {} || ' (provider = ' || CASE k.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' "
      "ELSE 'libc' END || CASE WHEN {} IS NOT NULL THEN ', locale = ' || quote_literal({}) WHEN k.collcollate = "
      "k.collctype THEN ', locale = ' || quote_literal(k.collcollate) ELSE ', lc_collate = ' || "
      "quote_literal(k.collcollate) || ', lc_ctype = ' || quote_literal(k.collctype) END || {} || CASE WHEN "
      "k.collisdeterministic THEN '' ELSE ', deterministic = false' END || ')'",
      qualified_name("n.nspname", "k.collname", inspection), locale, locale,
      inspection.since(16, "coalesce(', rules = ' || quote_literal(k.collicurules), '')", "''"));
}

}  // namespace

void add_others(const Inspection& inspection, InspectParts& parts) {
  if (inspection.whole()) add_databases_own(inspection, parts);
  // Of the current schema, whatever it is called.
  parts.push_back(
      {"comment",
       "SELECT d.classoid, 0, 0, 'comment', NULL, 'current schema', NULL, NULL, 'DO ' || quote_literal('BEGIN "
       "EXECUTE format(' || quote_literal('COMMENT ON SCHEMA %I IS ' || replace(quote_literal("
       "d.description), '%', '%%')) || ', current_schema()); END'), NULL FROM pg_description d JOIN "
       "pg_namespace n ON n.oid = d.objoid WHERE d.classoid = n.tableoid AND n.nspname = " +
           quote_literal(inspection.current()) + " AND d.description <> 'standard public schema'",
       read_other});
  const auto name = [&](const char* column) { return qualified_name("n.nspname", column, inspection); };
  parts.push_back({"collations",
                   "SELECT k.tableoid, k.oid, 0, 'collation', n.nspname, k.collname, NULL, NULL, " +
                       collation_sql(inspection) +
                       ", NULL FROM pg_collation k JOIN pg_namespace n ON n.oid = k.collnamespace WHERE " +
                       inspection.in_scope("k.collnamespace"),
                   read_other, any_made("pg_collation")});
  parts.push_back({"statistics",
                   "SELECT s.tableoid, s.oid, s.stxrelid, 'statistics', n.nspname, s.stxname, tn.nspname, t.relname, "
                   "pg_get_statisticsobjdef(s.oid), CASE WHEN s.stxstattarget >= 0 THEN ARRAY['statistics=' || "
                   "s.stxstattarget] END::text FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace "
                   "JOIN pg_class t ON t.oid = s.stxrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace WHERE " +
                       inspection.in_scope("s.stxnamespace"),
                   read_other, any("pg_statistic_ext")});
  parts.push_back(
      {"conversions",
       fmt::format("SELECT c.tableoid, c.oid, 0, 'conversion', n.nspname, c.conname, NULL, NULL, 'CREATE ' "
                   "|| CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION ' || {} || ' FOR ' "
                   "|| quote_literal(pg_encoding_to_char(c.conforencoding)) || ' TO ' || "
                   "quote_literal(pg_encoding_to_char(c.contoencoding)) || ' FROM ' || {}, NULL FROM "
                   "pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE {}",
                   name("c.conname"), function_name("c.conproc"), inspection.in_scope("c.connamespace")),
       read_other, any_made("pg_conversion")});
  parts.push_back(
      {"text search parsers",
       fmt::format("SELECT p.tableoid, p.oid, 0, 'text search parser', n.nspname, p.prsname, NULL, NULL, 'CREATE TEXT "
                   "SEARCH PARSER ' || {} || ' (START = ' || {} || ', GETTOKEN = ' || {} || ', END = ' || {} || ', "
                   "LEXTYPES = ' || {} || CASE WHEN p.prsheadline = 0 THEN '' ELSE ', HEADLINE = ' || {} END || ')', "
                   "NULL FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace WHERE {}",
                   name("p.prsname"), function_name("p.prsstart"), function_name("p.prstoken"),
                   function_name("p.prsend"), function_name("p.prslextype"), function_name("p.prsheadline"),
                   inspection.in_scope("p.prsnamespace")),
       read_other, any_made("pg_ts_parser")});
  parts.push_back(
      {"text search templates",
       fmt::format("SELECT t.tableoid, t.oid, 0, 'text search template', n.nspname, t.tmplname, NULL, NULL, 'CREATE "
                   "TEXT SEARCH TEMPLATE ' || {} || ' (' || CASE WHEN t.tmplinit = 0 THEN '' ELSE 'INIT = ' || {} || "
                   "', ' END || 'LEXIZE = ' || {} || ')', NULL FROM pg_ts_template t JOIN pg_namespace n ON n.oid = "
                   "t.tmplnamespace WHERE {}",
                   name("t.tmplname"), function_name("t.tmplinit"), function_name("t.tmpllexize"),
                   inspection.in_scope("t.tmplnamespace")),
       read_other, any_made("pg_ts_template")});
  parts.push_back(
      {"text search dictionaries",
       fmt::format("SELECT d.tableoid, d.oid, 0, 'text search dictionary', n.nspname, d.dictname, NULL, NULL, 'CREATE "
                   "TEXT SEARCH DICTIONARY ' || {} || ' (TEMPLATE = ' || CASE WHEN pg_ts_template_is_visible(t.oid) "
                   "THEN '' ELSE quote_ident(tn.nspname) || '.' END || quote_ident(t.tmplname) || coalesce(', ' || "
                   "d.dictinitoption, '') || ')', NULL FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = "
                   "d.dictnamespace JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace tn ON tn.oid = "
                   "t.tmplnamespace WHERE {}",
                   name("d.dictname"), inspection.in_scope("d.dictnamespace")),
       read_other, any_made("pg_ts_dict")});
  parts.push_back(
      {"text search configurations",
       fmt::format(
           "SELECT c.tableoid, c.oid, 0, 'text search configuration', n.nspname, c.cfgname, NULL, NULL, 'CREATE TEXT "
           "SEARCH CONFIGURATION ' || {0} || ' (PARSER = ' || CASE WHEN pg_ts_parser_is_visible(p.oid) THEN '' ELSE "
           "quote_ident(pn.nspname) || '.' END || quote_ident(p.prsname) || ')' || coalesce((SELECT string_agg(E';\\n' "
           "|| 'ALTER TEXT SEARCH CONFIGURATION ' || {0} || ' ADD MAPPING FOR ' || m.token || ' WITH ' || m.words, '' "
           "ORDER BY m.token) FROM (SELECT (SELECT quote_ident(tt.alias) FROM ts_token_type(c.cfgparser) tt WHERE "
           "tt.tokid = cm.maptokentype) AS token, string_agg(CASE WHEN pg_ts_dict_is_visible(d.oid) THEN '' ELSE "
           "quote_ident(dn.nspname) || '.' END || quote_ident(d.dictname), ', ' ORDER BY cm.mapseqno) AS words FROM "
           "pg_ts_config_map cm JOIN pg_ts_dict d ON d.oid = cm.mapdict JOIN pg_namespace dn ON dn.oid = "
           "d.dictnamespace WHERE cm.mapcfg = c.oid GROUP BY cm.maptokentype) m), ''), NULL FROM pg_ts_config c JOIN "
           "pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace pn "
           "ON pn.oid = p.prsnamespace WHERE {1}",
           name("c.cfgname"), inspection.in_scope("c.cfgnamespace")),
       read_other, any_made("pg_ts_config")});
}

}  // namespace dunlin::database::postgres
