// Primary keys, unique, check, exclusion, foreign key and NOT NULL constraints, of tables and domains. What stands
// with an index (columns of keys, their order, parameters) is read there.
#include <fmt/format.h>

#include "database/postgres/inspect.hpp"
#include "database/postgres/inspect_reader.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Action;
using schema::Properties;

Action action(const std::string& letter) {
  if (letter == "r") return Action::restrict;
  if (letter == "c") return Action::cascade;
  if (letter == "n") return Action::set_null;
  if (letter == "d") return Action::set_default;
  return Action::no_action;
}

/// What all kinds have in common, in the order of the query.
struct Common {
  Address address;
  std::int64_t table = 0, domain = 0;
  std::string name, kind;
  bool deferrable = false, deferred = false, validated = true, enforced = true;
  bool inherited = false, local = false, no_inherit = false;
  std::int64_t index = 0;
  std::vector<std::string> columns;

  explicit Common(Fields& row)
      : address(row.address()),
        table(row.number()),
        domain(row.number()),
        name(row.text()),
        kind(row.text()),
        deferrable(row.flag()),
        deferred(row.flag()),
        validated(row.flag()),
        enforced(row.flag()),
        inherited(row.flag()),
        local(row.flag()),
        no_inherit(row.flag()),
        index(row.number()),
        columns(row.texts()) {}
};

void read_check(Inspection& inspection, const Common& common, Fields& row) {
  schema::Check check;
  check.name = common.name;
  check.expression = without_parentheses(row.text());
  check.validated = common.validated || !common.enforced;
  check.enforced = common.enforced;
  check.comment = inspection.comment(common.address);
  if (common.inherited) check.properties["inherited"] = "";
  if (common.local) check.properties["local"] = "";
  if (common.no_inherit) check.properties["no_inherit"] = "";
  if (schema::Table* table = inspection.table(common.table)) {
    table->checks.push_back(std::move(check));
  } else if (const auto domain = inspection.domains.find(common.domain); domain != inspection.domains.end()) {
    inspection.schema.types[domain->second].checks.push_back(std::move(check));
  }
}

void read_foreign_key(Inspection& inspection, const Common& common, Fields& row) {
  schema::Table* table = inspection.table(common.table);
  if (table == nullptr) return;
  row.skip();
  schema::ForeignKey key;
  key.name = common.name;
  key.columns = common.columns;
  const std::string space = row.text();
  key.table = inspection.name(space, row.text());
  key.referenced = row.texts();
  key.on_update = action(row.text());
  key.on_delete = action(row.text());
  const std::string match = row.text();
  key.match = match == "f" ? schema::Match::full : match == "p" ? schema::Match::partial : schema::Match::simple;
  key.set_columns = row.texts();
  key.deferrable = common.deferrable;
  key.initially_deferred = common.deferred;
  key.validated = common.validated || !common.enforced;
  key.enforced = common.enforced;
  key.comment = inspection.comment(common.address);
  if (row.flag()) key.properties["inherited"] = "";
  if (row.flag()) key.properties["period"] = "";
  table->foreign_keys.push_back(std::move(key));
}

void read_key(Inspection& inspection, const Common& common, Fields& row) {
  schema::Table* table = inspection.table(common.table);
  if (table == nullptr) return;
  schema::Key key;
  key.name = common.name;
  key.columns = common.columns;
  key.deferrable = common.deferrable;
  key.initially_deferred = common.deferred;
  key.comment = inspection.comment(common.address);
  for (int i = 0; i < 8; ++i) row.skip();
  if (row.flag()) key.properties["inherited"] = "";
  if (row.flag()) key.properties["without_overlaps"] = "";
  Inspection::Backed backed{common.table, common.kind[0], table->uniques.size()};
  if (common.kind == "p") {
    table->primary_key = std::move(key);
  } else {
    table->uniques.push_back(std::move(key));
  }
  inspection.backed[common.index] = backed;
}

void read_exclusion(Inspection& inspection, const Common& common, Fields& row) {
  schema::Table* table = inspection.table(common.table);
  if (table == nullptr) return;
  schema::Exclusion exclusion;
  exclusion.name = common.name;
  exclusion.deferrable = common.deferrable;
  exclusion.initially_deferred = common.deferred;
  exclusion.comment = inspection.comment(common.address);
  for (int i = 0; i < 8; ++i) row.skip();
  if (row.flag()) exclusion.properties["inherited"] = "";
  inspection.backed[common.index] = {common.table, 'x', table->exclusions.size()};
  table->exclusions.push_back(std::move(exclusion));
}

/// PostgreSQL 18 has a constraint for each NOT NULL; only what differs from the usual one is told.
void read_not_null(Inspection& inspection, const Common& common) {
  schema::Table* table = inspection.table(common.table);
  if (table == nullptr || common.columns.empty()) return;
  for (auto& column : table->columns) {
    if (column.name != common.columns[0]) continue;
    Properties& properties = column.properties;
    // Of an inherited one the name is the parent's affair; a partition keeps its own.
    const bool partition = !table->partition_of.empty();
    if (!common.inherited || common.local || partition) properties["not_null"] = common.name;
    if (!common.validated) {
      properties["not_null_valid"] = "no";
      column.nullable = false;
    }
    if (common.no_inherit) properties["not_null_no_inherit"] = "";
    if (const std::string comment = inspection.comment(common.address); !comment.empty()) {
      properties["not_null_comment"] = comment;
    }
    if ((!common.inherited || common.local) && properties.contains("inherited")) properties["not_null_local"] = "";
  }
}

}  // namespace

std::string not_null_name(const schema::Schema& in, const schema::Table& table, const schema::Column& column) {
  if (const auto said = column.properties.find("not_null"); said != column.properties.end()) return said->second;
  const auto of_parent = [&](const schema::Name& parent) {
    const auto* above = in.table(parent);
    const auto* theirs = in.column(parent, column.name);
    return theirs == nullptr || theirs->nullable ? std::string() : not_null_name(in, *above, *theirs);
  };
  if (column.properties.contains("inherited") && !column.properties.contains("not_null_local")) {
    auto parents = table.inherits;
    if (!table.partition_of.empty()) parents.push_back(table.partition_of);
    for (const auto& parent : parents) {
      if (std::string name = of_parent(parent); !name.empty()) return name;
    }
  }
  return table.name.name + "_" + column.name + "_not_null";
}

void settle_not_null_names(schema::Schema& schema) {
  for (auto& table : schema.tables) {
    for (auto& column : table.columns) {
      const auto said = column.properties.find("not_null");
      if (said == column.properties.end()) continue;
      const std::string name = said->second;
      column.properties.erase(said);
      if (not_null_name(schema, table, column) != name) column.properties["not_null"] = name;
    }
  }
}

namespace {

void read_constraint(Inspection& inspection, Fields row) {
  const Common common(row);
  switch (common.kind[0]) {
    case 'c':
      return read_check(inspection, common, row);
    case 'f':
      return read_foreign_key(inspection, common, row);
    case 'p':
    case 'u':
      return read_key(inspection, common, row);
    case 'x':
      return read_exclusion(inspection, common, row);
    case 'n':
      return read_not_null(inspection, common);
    default:
      return;  // 't': a constraint trigger, which is a trigger
  }
}

std::string names_of(const std::string& numbers, const std::string& table) {
  return fmt::format(
      "ARRAY(SELECT a.attname FROM unnest({}) WITH ORDINALITY AS k(number, place) JOIN pg_attribute a ON a.attrelid = "
      "{} AND a.attnum = k.number ORDER BY k.place)::text",
      numbers, table);
}

}  // namespace

void add_constraints(const Inspection& inspection, InspectParts& parts) {
  // A foreign key to a partitioned table has a shadow for each of its partitions, which is on the same table as itself.
  parts.push_back(
      {"constraints",
       "SELECT c.tableoid, c.oid, c.conrelid, c.contypid, c.conname, c.contype::text, c.condeferrable, c.condeferred, "
       "c.convalidated, " +
           inspection.since(18, "c.conenforced", "true") +
           ", c.coninhcount > 0, c.coninhcount > 0 AND c.conislocal, c.connoinherit, c.conindid, " +
           names_of("c.conkey", "c.conrelid") +
           ", CASE c.contype WHEN 'c' THEN pg_get_expr(c.conbin, c.conrelid) END, rn.nspname, r.relname, CASE "
           "c.contype WHEN 'f' THEN " +
           names_of("c.confkey", "c.confrelid") +
           " END, c.confupdtype::text, c.confdeltype::text, c.confmatchtype::text, " +
           inspection.since(15, "CASE c.contype WHEN 'f' THEN " + names_of("c.confdelsetcols", "c.conrelid") + " END",
                            "NULL") +
           ", c.conparentid <> 0, " + inspection.since(18, "c.conperiod", "false") +
           " FROM pg_constraint c LEFT JOIN pg_constraint p ON c.conparentid <> 0 AND p.oid = c.conparentid LEFT JOIN "
           "pg_class r ON c.confrelid <> 0 AND r.oid = c.confrelid LEFT JOIN pg_namespace rn ON rn.oid = "
           "r.relnamespace "
           "WHERE (p.oid IS NULL OR p.conrelid <> c.conrelid) AND " +
           inspection.in_scope("c.connamespace") + " ORDER BY c.conrelid, c.conname",
       read_constraint});
}

}  // namespace dunlin::database::postgres
