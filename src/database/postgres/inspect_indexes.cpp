// Indexes, and what keys and exclusion constraints have of theirs.
#include <fmt/format.h>

#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Index;
using schema::Part;
using schema::Properties;

void read_properties(Fields& row, Properties& properties) {
  if (!row.flag()) properties["invalid"] = "";
  if (row.flag()) properties["cluster"] = "";
  if (row.flag()) properties["replica_identity"] = "";
  if (const std::string space = row.text(); !space.empty()) properties["tablespace"] = space;
  read_options(row.texts(), properties);
}

/// The constraint that the index belongs to gets what it has.
void complete(Inspection& inspection, const Inspection::Backed& backed, Fields& row, bool nulls_distinct,
              const std::string& method) {
  schema::Table& table = *inspection.table(backed.table);
  if (backed.kind == 'x') {
    auto& exclusion = table.exclusions[backed.place];
    exclusion.method = method;
    exclusion.condition = without_parentheses(row.text());
    read_properties(row, exclusion.properties);
    return;
  }
  auto& key = backed.kind == 'p' ? *table.primary_key : table.uniques[backed.place];
  key.nulls_distinct = nulls_distinct;
  row.skip();
  read_properties(row, key.properties);
}

void read_index(Inspection& inspection, Fields row) {
  const Address address = row.address();
  const std::int64_t owner = row.number();
  Index index;
  index.name = row.text();
  index.unique = row.flag();
  index.nulls_distinct = row.flag();
  const std::string method = row.text();
  if (const auto backed = inspection.backed.find(address.number); backed != inspection.backed.end()) {
    return complete(inspection, backed->second, row, index.nulls_distinct, method);
  }
  if (method != "btree") index.method = method;
  index.condition = without_parentheses(row.text());
  read_properties(row, index.properties);
  if (row.flag()) index.properties["inherited"] = "";
  if (row.flag()) index.properties["only"] = "";
  index.comment = inspection.comment(address);
  if (schema::Table* table = inspection.table(owner)) {
    inspection.indexes[address.number] = {false, owner, table->indexes.size()};
    table->indexes.push_back(std::move(index));
  } else if (schema::View* view = inspection.view(owner)) {
    inspection.indexes[address.number] = {true, owner, view->indexes.size()};
    view->indexes.push_back(std::move(index));
  }
}

void read_part(Inspection& inspection, Fields row) {
  const std::int64_t number = row.number();
  const bool key = row.flag();
  Part part;
  part.column = row.text();
  part.expression = without_parentheses(row.text());
  part.descending = row.flag();
  const bool nulls_first = row.flag();
  if (nulls_first != part.descending) part.nulls = nulls_first ? schema::Nulls::first : schema::Nulls::last;
  part.operator_class = row.text();
  read_options(row.texts(), part.properties);
  const std::string space = row.text();
  part.collation = inspection.local(space, row.text());
  part.operator_with = row.text();
  const std::string statistics = row.text();
  if (const auto place = inspection.indexes.find(number); place != inspection.indexes.end()) {
    const auto& [view, owner, at] = place->second;
    Index& index = view ? inspection.view(owner)->indexes[at] : inspection.table(owner)->indexes[at];
    if (!key) {
      index.include.push_back(part.column);
      return;
    }
    if (!statistics.empty()) {
      index.properties["statistics " + std::to_string(index.parts.size() + 1)] = statistics;
    }
    index.parts.push_back(std::move(part));
    return;
  }
  const auto backed = inspection.backed.find(number);
  if (backed == inspection.backed.end()) return;
  schema::Table& table = *inspection.table(backed->second.table);
  if (backed->second.kind == 'x') {
    auto& exclusion = table.exclusions[backed->second.place];
    if (key) {
      exclusion.parts.push_back(std::move(part));
    } else {
      auto& include = exclusion.properties["include"];
      include += (include.empty() ? "" : ", ") + part.column;
    }
  } else if (!key) {
    auto& owner = backed->second.kind == 'p' ? *table.primary_key : table.uniques[backed->second.place];
    owner.include.push_back(part.column);
  }
}

}  // namespace

void add_indexes(const Inspection& inspection, InspectParts& parts) {
  const std::string from =
      " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_am am ON "
      "am.oid = x.relam";
  const std::string where = " WHERE c.relkind IN ('r', 'p', 'm', 'f') AND c.relpersistence <> 't' AND " +
                            inspection.in_scope("c.relnamespace");
  parts.push_back(
      {"indexes",
       "SELECT x.tableoid, x.oid, i.indrelid, x.relname, i.indisunique, " +
           inspection.since(15, "NOT i.indnullsnotdistinct", "true") +
           ", am.amname, pg_get_expr(i.indpred, i.indrelid), i.indisvalid OR c.relkind = 'p', i.indisclustered, "
           "i.indisreplident, ts.spcname, x.reloptions::text, x.relispartition, "
           "c.relkind = 'p' AND NOT i.indisvalid" +
           from + " LEFT JOIN pg_tablespace ts ON ts.oid = x.reltablespace" + where + " ORDER BY i.indrelid, x.relname",
       read_index});
  // The columns of an index have their places as numbers. Those of the table are looked up one by one (OFFSET), or all
  // columns of all tables would be read for it.
  parts.push_back(
      {"index columns",
       "SELECT i.indexrelid, ia.attnum <= i.indnkeyatts, a.attname, CASE WHEN i.indkey[ia.attnum - 1] = 0 THEN "
       "pg_get_indexdef(i.indexrelid, ia.attnum, false) END, ia.attnum <= i.indnkeyatts AND (i.indoption[ia.attnum - "
       "1] & 1) = 1, ia.attnum <= i.indnkeyatts AND (i.indoption[ia.attnum - 1] & 2) = 2, CASE WHEN NOT oc.opcdefault "
       "OR ia.attoptions IS NOT NULL THEN CASE WHEN pg_opclass_is_visible(oc.oid) THEN '' ELSE "
       "quote_ident(ocn.nspname) || '.' END || quote_ident(oc.opcname) END, ia.attoptions::text, kn.nspname, "
       "kc.collname, CASE WHEN con.oid IS NOT NULL THEN " +
           operator_name("con.conexclop[ia.attnum]") +
           " END, CASE WHEN ia.attstattarget >= 0 THEN ia.attstattarget END::text" + from +
           " JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum > 0 LEFT JOIN LATERAL (SELECT attname, "
           "attcollation FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = i.indkey[ia.attnum - 1] AND attnum "
           "<> 0 OFFSET 0) AS a ON true LEFT JOIN pg_opclass oc ON ia.attnum <= i.indnkeyatts AND oc.oid = "
           "i.indclass[ia.attnum - 1] LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace LEFT JOIN pg_type it ON "
           "it.oid = ia.atttypid LEFT JOIN pg_collation kc ON ia.attnum <= i.indnkeyatts AND kc.oid = "
           "i.indcollation[ia.attnum - 1] AND kc.oid <> coalesce(a.attcollation, it.typcollation) LEFT JOIN "
           "pg_namespace kn ON kn.oid = kc.collnamespace LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid "
           "AND con.contype = 'x'" +
           where + " ORDER BY i.indexrelid, ia.attnum",
       read_part});
}

}  // namespace dunlin::database::postgres
