// Enumerations, domains, composite and range types. Fields of composite types come with the columns, checks of domains
// with the constraints; base types, which are made of functions in C, are written down with the operators.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Type;
using schema::TypeKind;

void read_type(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::string kind = row.text();
  Type type;
  const std::string space = row.text();
  type.name = inspection.name(space, row.text());
  const std::int64_t relation = row.number();
  if (inspection.left_out(address)) return;
  inspection.types[address.number] = type.name;
  type.labels = row.texts();
  type.base = row.text();
  type.nullable = !row.flag();
  type.default_sql = row.text();
  const std::string collation_space = row.text();
  type.collation = inspection.local(collation_space, row.text());
  type.comment = inspection.comment(address);
  type.kind = kind == "d"   ? TypeKind::domain
              : kind == "c" ? TypeKind::composite
              : kind == "r" ? TypeKind::range
                            : TypeKind::enumeration;
  if (type.kind == TypeKind::domain) inspection.domains[address.number] = inspection.schema.types.size();
  if (type.kind == TypeKind::composite) inspection.composites[relation] = inspection.schema.types.size();
  inspection.schema.types.push_back(std::move(type));
}

void read_range(Inspection& inspection, Fields row) {
  const std::int64_t number = row.number();
  const std::int64_t several = row.number();
  const auto name = inspection.types.find(number);
  if (name == inspection.types.end()) return;
  if (several != 0) inspection.types[several] = name->second;
  for (auto& type : inspection.schema.types) {
    if (type.name != name->second) continue;
    type.base = row.text();
    for (const char* property : {"subtype_opclass", "canonical", "subtype_diff", "multirange_type_name"}) {
      if (const std::string value = row.text(); !value.empty()) type.properties[property] = value;
    }
    const std::string space = row.text();
    type.collation = inspection.local(space, row.text());
    return;
  }
}

}  // namespace

void add_types(const Inspection& inspection, InspectParts& parts) {
  parts.push_back({"types",
                   "SELECT t.tableoid, t.oid, t.typtype::text, n.nspname, t.typname, t.typrelid, CASE WHEN t.typtype = "
                   "'e' THEN ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder)::text "
                   "END, CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull, "
                   "CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) END, "
                   "kn.nspname, k.collname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN "
                   "pg_class c ON c.oid = t.typrelid LEFT JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN "
                   "pg_collation k ON t.typtype = 'd' AND k.oid = t.typcollation AND t.typcollation <> b.typcollation "
                   "LEFT JOIN pg_namespace kn ON kn.oid = k.collnamespace WHERE t.typtype IN ('e', 'd', 'c', 'r') AND "
                   "(t.typtype <> 'c' OR c.relkind = 'c') AND " +
                       inspection.in_scope("t.typnamespace"),
                   read_type,
                   any_made("pg_type", "typtype IN ('e', 'd', 'r')") + " OR " + any("pg_class WHERE relkind = 'c'")});
  const std::string several = inspection.since(
      14,
      "(SELECT CASE WHEN mn.oid = t.typnamespace THEN '' ELSE quote_ident(mn.nspname) || '.' END || "
      "quote_ident(m.typname) FROM pg_type m JOIN pg_namespace mn ON mn.oid = m.typnamespace WHERE m.oid = "
      "r.rngmultitypid AND m.typname <> left(t.typname, 63) || '_multirange' AND m.typname <> replace(t.typname, "
      "'range', 'multirange'))",
      "NULL");
  parts.push_back(
      {"ranges",
       "SELECT r.rngtypid, " + inspection.since(14, "r.rngmultitypid", "0") +
           ", format_type(r.rngsubtype, NULL), (SELECT CASE WHEN pg_opclass_is_visible(o.oid) THEN '' ELSE "
           "quote_ident(opn.nspname) || '.' END || quote_ident(o.opcname) FROM pg_opclass o JOIN pg_namespace opn ON "
           "opn.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault), CASE WHEN r.rngcanonical <> 0 "
           "THEN " +
           function_name("r.rngcanonical") + " END, CASE WHEN r.rngsubdiff <> 0 THEN " + function_name("r.rngsubdiff") +
           " END, " + several +
           ", kn.nspname, k.collname FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_type s ON s.oid = "
           "r.rngsubtype LEFT JOIN pg_collation k ON k.oid = r.rngcollation AND r.rngcollation <> s.typcollation LEFT "
           "JOIN pg_namespace kn ON kn.oid = k.collnamespace WHERE " +
           inspection.in_scope("t.typnamespace"),
       read_range, any("pg_range WHERE rngtypid >= 16384")});
}

}  // namespace dunlin::database::postgres
