// Tables, views, their columns, sequences.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Properties;

constexpr std::int64_t pg_class = 1259;  // the catalogue's own number, which never changes

void set(Properties& properties, const char* name, const std::string& value) {
  if (!value.empty()) properties[name] = value;
}

void read_relation(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::string kind = row.text();
  const std::string space = row.text();
  const std::string name = row.text();
  if (inspection.left_out(address)) return;
  if (kind != "v" && kind != "m" && inspection.unwanted(space, name)) {
    inspection.leave_out(address);
    return;
  }
  Properties properties;
  if (row.text() == "u") properties["unlogged"] = "";
  set(properties, "tablespace", row.text());
  set(properties, "access_method", row.text());
  read_options(row.texts(), properties);
  read_options(row.texts(), properties, "toast.");
  const std::string comment = inspection.comment(address);
  if (kind == "v" || kind == "m") {
    schema::View view;
    view.name = inspection.name(space, name);
    view.materialized = kind == "m";
    view.query = row.text();
    view.query.erase(0, view.query.find_first_not_of(" \n"));
    if (view.query.ends_with(';')) view.query.pop_back();
    view.properties = std::move(properties);
    view.comment = comment;
    inspection.views[address.number] = inspection.schema.views.size();
    inspection.schema.views.push_back(std::move(view));
    return;
  }
  row.skip();
  schema::Table table;
  table.name = inspection.name(space, name);
  table.comment = comment;
  if (row.flag()) properties["row_security"] = "";
  if (row.flag()) properties["force_row_security"] = "";
  // (The server says "nothing" of a foreign table, which has no choice.)
  const std::string identity = row.text();
  if (identity == "f") properties["replica_identity"] = "full";
  if (identity == "n" && kind != "f") properties["replica_identity"] = "nothing";
  table.partition_by = row.text();
  table.partition_bound = row.text();
  set(properties, "of_type", row.text());
  table.properties = std::move(properties);
  inspection.tables[address.number] = inspection.schema.tables.size();
  inspection.schema.tables.push_back(std::move(table));
}

void read_parent(Inspection& inspection, Fields row) {
  schema::Table* table = inspection.table(row.number());
  if (table == nullptr) return;
  const std::string space = row.text();
  const schema::Name parent = inspection.name(space, row.text());
  if (row.flag()) {
    table->partition_of = parent;
    if (row.flag()) table->properties["detach_pending"] = "";
  } else {
    table->inherits.push_back(parent);
  }
}

/// What a column has beside its type, null and default; of a view's too.
void read_details(Inspection& inspection, Fields& row, schema::Column& column) {
  const std::string identity = row.text();
  if (identity == "a") column.identity = schema::Identity::always;
  if (identity == "d") column.identity = schema::Identity::by_default;
  const std::string generated = row.text();
  (generated.empty() ? column.default_sql : column.generated) = row.text();
  column.stored = generated != "v";
  if (!column.generated.empty()) column.generated = without_parentheses(column.generated);
  const std::string collation_space = row.text();
  column.collation = inspection.local(collation_space, row.text());
  if (row.flag()) column.properties["inherited"] = "";
  if (row.flag()) column.properties["local"] = "";
  set(column.properties, "storage", row.text());
  set(column.properties, "compression", row.text());
  set(column.properties, "statistics", row.text());
  read_options(row.texts(), column.properties);
  set(column.properties, "options", row.text());
}

void read_column(Inspection& inspection, Fields row) {
  const Address relation = row.address();
  const std::int64_t number = row.number();
  schema::Column column;
  column.name = row.text();
  column.type = row.text();
  if (const auto type = inspection.types.find(row.number()); type != inspection.types.end()) {
    column.type_name = type->second;
  }
  column.nullable = !row.flag();
  read_details(inspection, row, column);
  column.comment = inspection.comment(relation, number);
  if (const auto place = inspection.composites.find(relation.number); place != inspection.composites.end()) {
    inspection.schema.types[place->second].fields.push_back(std::move(column));
  } else if (schema::Table* table = inspection.table(relation.number)) {
    inspection.columns[{relation.number, number}] = table->columns.size();
    table->columns.push_back(std::move(column));
  } else if (schema::View* view = inspection.view(relation.number)) {
    // What the columns of a view are decides whether it can be replaced in place.
    auto& types = view->properties["types"];
    types += (view->columns.empty() ? "" : ", ") + column.type;
    if (!column.collation.empty()) types += " COLLATE " + column.collation;
    view->columns.push_back(column.name);
    set(view->properties, ("default " + column.name).c_str(), column.default_sql);
    set(view->properties, ("comment " + column.name).c_str(), column.comment);
    for (const auto& [name, value] : column.properties) view->properties[name + " " + column.name] = value;
  }
}

void read_sequence(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::string space = row.text();
  const std::string name = row.text();
  const std::string usual_name = row.text();
  const std::string type = row.text();
  Properties properties;
  if (row.text() == "u") properties["unlogged"] = "";
  for (const char* property : {"start", "increment", "minimum", "maximum", "cache"}) {
    set(properties, property, row.text());
  }
  if (row.flag()) properties["cycle"] = "";
  const bool identity = row.text() == "i";
  const std::int64_t owner = row.number();
  const std::int64_t number = row.number();
  if (inspection.left_out(address)) return;
  if (owner != 0 && inspection.left_out({pg_class, owner})) {
    inspection.leave_out(address);
    return;
  }
  schema::Table* table = inspection.table(owner);
  schema::Column* column = nullptr;
  if (const auto place = inspection.columns.find({owner, number}); place != inspection.columns.end()) {
    column = &table->columns[place->second];
  }
  if (identity && column != nullptr) {
    if (table->properties.contains("unlogged")) properties.erase("unlogged");
    column->properties.insert(properties.begin(), properties.end());
    if (name != usual_name) column->properties["sequence"] = name;
    if (const std::string comment = inspection.comment(address); !comment.empty()) {
      column->properties["sequence_comment"] = comment;
    }
    return;
  }
  schema::Sequence sequence;
  sequence.name = inspection.name(space, name);
  sequence.type = type;
  sequence.properties = std::move(properties);
  sequence.comment = inspection.comment(address);
  if (column != nullptr) {
    sequence.owner = table->name;
    sequence.owner_column = column->name;
  }
  inspection.schema.sequences.push_back(std::move(sequence));
}

}  // namespace

void add_tables(const Inspection& inspection, InspectParts& parts) {
  parts.push_back(
      {"tables",
       "SELECT c.tableoid, c.oid, c.relkind::text, n.nspname, c.relname, c.relpersistence::text, ts.spcname, CASE WHEN "
       "am.amname <> 'heap' THEN am.amname END, c.reloptions::text, tc.reloptions::text, CASE WHEN c.relkind IN ('v', "
       "'m') THEN pg_get_viewdef(c.oid) END, c.relrowsecurity, c.relforcerowsecurity, c.relreplident::text, CASE "
       "c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, CASE WHEN c.relispartition THEN "
       "pg_get_expr(c.relpartbound, c.oid) END, CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END "
       "FROM "
       "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_tablespace ts ON ts.oid = "
       "c.reltablespace LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_class tc ON c.reltoastrelid <> 0 AND "
       "tc.oid "
       "= c.reltoastrelid WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't' AND " +
           inspection.in_scope("c.relnamespace"),
       read_relation});
  parts.push_back({"inheritance",
                   "SELECT i.inhrelid, n.nspname, p.relname, c.relispartition, " +
                       inspection.since(14, "i.inhdetachpending", "false") +
                       " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = "
                       "i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace WHERE c.relkind IN ('r', 'p', 'f') "
                       "ORDER BY i.inhrelid, i.inhseqno",
                   read_parent, any("pg_inherits")});
  parts.push_back(
      {"columns",
       "SELECT c.tableoid, c.oid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), CASE t.typcategory WHEN "
       "'A' THEN t.typelem ELSE t.oid END, a.attnotnull, a.attidentity::text, a.attgenerated::text, "
       "pg_get_expr(d.adbin, d.adrelid), kn.nspname, k.collname, a.attinhcount > 0, a.attinhcount > 0 AND "
       "a.attislocal, CASE WHEN a.attstorage <> "
       "t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE "
       "'extended' END END, " +
           inspection.since(14,
                            "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' WHEN '' THEN NULL ELSE "
                            "a.attcompression::text END",
                            "NULL") +
           ", CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END::text, a.attoptions::text, CASE WHEN "
           "a.attfdwoptions IS NOT NULL THEN (SELECT string_agg(quote_ident(option_name) || ' ' || "
           "quote_literal(option_value), ', ' ORDER BY option_name) FROM pg_options_to_table(a.attfdwoptions)) END "
           "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN "
           "pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
           "LEFT JOIN pg_collation k ON k.oid = a.attcollation AND a.attcollation <> t.typcollation LEFT JOIN "
           "pg_namespace kn ON kn.oid = k.collnamespace WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN "
           "('r', 'p', 'f', 'v', 'm', 'c') AND c.relpersistence <> 't' AND " +
           inspection.in_scope("c.relnamespace") + " ORDER BY a.attrelid, a.attnum",
       read_column});
  // Only what differs from what every sequence of its type begins with.
  const std::string least =
      "CASE WHEN s.seqincrement > 0 THEN 1 ELSE CASE s.seqtypid WHEN 21 THEN -32768 WHEN 23 THEN -2147483648 ELSE "
      "-9223372036854775808 END END";
  const std::string most =
      "CASE WHEN s.seqincrement < 0 THEN -1 ELSE CASE s.seqtypid WHEN 21 THEN 32767 WHEN 23 THEN 2147483647 ELSE "
      "9223372036854775807 END END";
  parts.push_back(
      {"sequences",
       "SELECT c.tableoid, c.oid, n.nspname, c.relname, (SELECT o.relname || '_' || a.attname || '_seq' FROM pg_class "
       "o JOIN pg_attribute a ON a.attrelid = o.oid WHERE o.oid = d.refobjid AND a.attnum = d.refobjsubid), "
       "format_type(s.seqtypid, NULL), c.relpersistence::text, CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 "
       "THEN s.seqmin ELSE s.seqmax END THEN s.seqstart END::text, CASE WHEN s.seqincrement <> 1 THEN s.seqincrement "
       "END::text, CASE WHEN s.seqmin <> " +
           least + " THEN s.seqmin END::text, CASE WHEN s.seqmax <> " + most +
           " THEN s.seqmax END::text, CASE WHEN s.seqcache <> 1 THEN s.seqcache END::text, s.seqcycle, "
           "d.deptype::text, "
           "d.refobjid, d.refobjsubid FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON "
           "n.oid = c.relnamespace LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.objsubid = 0 "
           "AND d.refclassid = 1259 AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 WHERE c.relpersistence <> 't' "
           "AND " +
           inspection.in_scope("c.relnamespace"),
       read_sequence, any("pg_sequence")});
}

}  // namespace dunlin::database::postgres
