// Rights that were given away, and rights that everybody or the owner has by default and that were taken: those are
// told as the privilege "REVOKE ...". What an owner may do by default, and what the system itself gave, is not told.
#include <fmt/format.h>

#include "database/postgres/connection.hpp"
#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::int64_t pg_class = 1259;  // the catalogue's own number, which never changes

void read_grant(Inspection& inspection, Fields row) {
  // What an extension brought along may have other rights than it came with.
  const auto left_out = [&](Address address) {
    return inspection.left_out(address) && !inspection.members.contains(address);
  };
  if (left_out(row.address()) || left_out({pg_class, row.number()})) return;
  schema::Grant grant;
  grant.kind = row.text();
  const std::string space = row.text();
  const std::string name = row.text();
  grant.object = grant.kind == "schema" && name == inspection.current() ? schema::Name()
                 : space.empty()                                        ? schema::Name(name)
                                                                        : inspection.name(space, name);
  grant.column = row.text();
  grant.grantee = row.text();
  grant.privilege = row.text();
  grant.grantable = row.flag();
  inspection.schema.grants.push_back(std::move(grant));
}

void read_default(Inspection& inspection, Fields row) {
  schema::Other other;
  other.kind = "default privileges";
  const std::string space = row.text();
  const std::string name = row.text();
  other.name = space.empty() ? schema::Name(name) : inspection.name(space, name);
  other.definition = row.text();
  inspection.schema.others.push_back(std::move(other));
}

/// Both lists of rights of `object`, and what is in one and not in the other.
constexpr std::string_view kDifference =
    "CROSS JOIN LATERAL (SELECT g.grantee, g.privilege_type, bool_or(g.is_grantable) AS grantable FROM "
    "aclexplode(o.acl) g WHERE g.grantee <> o.owner AND NOT EXISTS (SELECT FROM aclexplode(o.base) b WHERE b.grantee = "
    "g.grantee AND b.privilege_type = g.privilege_type AND b.is_grantable = g.is_grantable) GROUP BY 1, 2 UNION ALL "
    "SELECT b.grantee, 'REVOKE ' || b.privilege_type, false FROM (SELECT CASE b.grantee WHEN b.grantor THEN o.owner "
    "ELSE b.grantee END AS grantee, b.privilege_type FROM aclexplode(o.base) b) AS b WHERE NOT EXISTS (SELECT FROM "
    "aclexplode(o.acl) g WHERE g.grantee = b.grantee AND g.privilege_type = b.privilege_type) GROUP BY 1, 2) AS r";

constexpr std::string_view kGrantee = "CASE WHEN r.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r.grantee)::text END";

/// That somebody said something about rights. The schema public has had some from the beginning.
std::string any_rights(bool whole) {
  std::string some = any_made("pg_class", "relacl IS NOT NULL") + " OR " +
                     any("pg_attribute WHERE attrelid >= 16384 AND attacl IS NOT NULL") + " OR " +
                     any_made("pg_proc", "proacl IS NOT NULL") + " OR " + any_made("pg_type", "typacl IS NOT NULL") +
                     " OR " +
                     any("pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspacl "
                         "IS DISTINCT FROM (SELECT i.initprivs FROM "
                         "pg_init_privs i WHERE i.classoid = n.tableoid AND i.objoid = n.oid)");
  if (whole) {
    some += " OR " + any("pg_foreign_data_wrapper WHERE fdwacl IS NOT NULL") + " OR " +
            any("pg_foreign_server WHERE srvacl IS NOT NULL") + " OR " + any_made("pg_language", "lanacl IS NOT NULL");
  }
  return some;
}

}  // namespace

void add_grants(const Inspection& inspection, InspectParts& parts) {
  const auto scope = [&](std::string_view space) { return inspection.in_scope(space); };
  // `relation`: whose leaving out leaves the right out, too.
  std::string objects =
      "SELECT c.tableoid AS catalogue, c.oid AS number, 0 AS sub, c.oid AS relation, CASE c.relkind WHEN 'S' THEN "
      "'sequence' ELSE 'table' END AS kind, c.relnamespace AS space, c.relname::text AS name, '' AS part, c.relacl AS "
      "acl, c.relowner AS owner, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner) AS "
      "base FROM pg_class c WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND "
      "c.relpersistence <> 't' AND " +
      scope("c.relnamespace") +
      " UNION ALL SELECT c.tableoid, c.oid, a.attnum, c.oid, 'table', c.relnamespace, c.relname::text, "
      "a.attname::text, a.attacl, c.relowner, acldefault('c', c.relowner) FROM pg_attribute a JOIN pg_class c ON c.oid "
      "= a.attrelid WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND "
      "c.relpersistence <> 't' AND " +
      scope("c.relnamespace") +
      " UNION ALL SELECT p.tableoid, p.oid, 0, 0, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, "
      "p.pronamespace, p.proname::text, oidvectortypes(p.proargtypes), p.proacl, p.proowner, acldefault('f', "
      "p.proowner) FROM pg_proc p WHERE p.proacl IS NOT NULL AND " +
      scope("p.pronamespace") +
      " UNION ALL SELECT t.tableoid, t.oid, 0, t.typrelid, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, "
      "t.typnamespace, t.typname::text, '', t.typacl, t.typowner, acldefault('T', t.typowner) FROM pg_type t WHERE "
      "t.typacl IS NOT NULL AND " +
      scope("t.typnamespace") +
      " UNION ALL SELECT n.tableoid, n.oid, 0, 0, 'schema', 0, n.nspname::text, '', n.nspacl, n.nspowner, "
      "acldefault('n', n.nspowner) FROM pg_namespace n WHERE n.nspacl IS NOT NULL AND " +
      scope("n.oid");
  if (inspection.whole()) {
    objects +=
        " UNION ALL SELECT w.tableoid, w.oid, 0, 0, 'foreign data wrapper', 0, w.fdwname::text, '', w.fdwacl, "
        "w.fdwowner, "
        "acldefault('F', w.fdwowner) FROM pg_foreign_data_wrapper w WHERE w.fdwacl IS NOT NULL UNION ALL SELECT "
        "s.tableoid, s.oid, 0, 0, 'foreign server', 0, s.srvname::text, '', s.srvacl, s.srvowner, acldefault('S', "
        "s.srvowner) FROM pg_foreign_server s WHERE s.srvacl IS NOT NULL UNION ALL SELECT l.tableoid, l.oid, 0, 0, "
        "'language', 0, l.lanname::text, '', l.lanacl, l.lanowner, acldefault('l', l.lanowner) FROM pg_language l "
        "WHERE "
        "l.lanacl IS NOT NULL AND l.oid >= 16384";
  }
  parts.push_back(
      {"grants",
       // What the system or an extension gave is the base.
       fmt::format(
           "SELECT o.catalogue, o.number, o.relation, o.kind, n.nspname, o.name, o.part, {}, r.privilege_type, "
           "r.grantable FROM (SELECT o.catalogue, o.number, o.relation, o.kind, o.space, o.name, o.part, o.acl, "
           "o.owner, coalesce(i.initprivs, o.base) AS base FROM ({}) AS o LEFT JOIN pg_init_privs i ON "
           "i.classoid = o.catalogue AND i.objoid = o.number AND i.objsubid = o.sub) AS o LEFT JOIN "
           "pg_namespace n ON n.oid = o.space {}",
           kGrantee, objects, kDifference),
       read_grant, any_rights(inspection.whole())});
  const std::string place = inspection.whole() ? "d.defaclnamespace = 0 OR " : "";
  parts.push_back(
      {"default privileges",
       fmt::format(
           "SELECT n.nspname, quote_ident(pg_get_userbyid(o.role)) || ' ' || o.word, string_agg('ALTER DEFAULT "
           "PRIVILEGES "
           "FOR ROLE ' || quote_ident(pg_get_userbyid(o.role)) || coalesce(' IN SCHEMA ' || quote_ident(n.nspname), "
           "'') "
           "|| CASE WHEN r.privilege_type LIKE 'REVOKE %' THEN ' ' || r.privilege_type ELSE ' GRANT ' || "
           "r.privilege_type END || ' ON ' || o.word || CASE WHEN r.privilege_type LIKE 'REVOKE %' THEN ' FROM ' ELSE "
           "' "
           "TO ' END || CASE WHEN r.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END || CASE "
           "WHEN r.grantable THEN ' WITH GRANT OPTION' ELSE '' END, E';\\n' ORDER BY {}, r.privilege_type) FROM "
           "(SELECT "
           "d.defaclrole AS role, d.defaclnamespace AS space, d.defaclacl AS acl, CASE d.defaclnamespace WHEN 0 THEN "
           "d.defaclrole ELSE 0 END AS owner, CASE d.defaclnamespace WHEN 0 THEN acldefault(CASE d.defaclobjtype WHEN "
           "'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) END AS base, CASE "
           "d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN "
           "'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS word FROM pg_default_acl d WHERE {}{}) AS o "
           "LEFT "
           "JOIN pg_namespace n ON n.oid = o.space {} GROUP BY 1, 2",
           kGrantee, place, scope("d.defaclnamespace"), kDifference),
       read_default, any("pg_default_acl")});
}

}  // namespace dunlin::database::postgres
