// A table made anew (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"): under another
// name, filled from the old one, counted, and put in its place. Views, triggers of other tables and foreign keys that
// refer to it do so by name and find the new one; with legacy_alter_table SQLite leaves their texts alone. Foreign keys
// must not be enforced meanwhile, for which the runner looks at the DROP TABLE.
#include <algorithm>

#include "base/text.hpp"
#include "database/sqlite/create_statements.hpp"
#include "database/sqlite/ddl_writer.hpp"

namespace dunlin::database::sqlite {
namespace {

using schema::Column;
using schema::Schema;
using schema::Table;

const Column* find(const Table& table, const std::string& name) {
  for (const auto& column : table.columns) {
    if (base::equals_ignoring_case(column.name, name)) return &column;
  }
  return nullptr;
}

/// Its name may have been spelled otherwise.
const Table& table_before(const DdlContext& at) {
  for (const auto& table : at.from.tables) {
    if (base::equals_ignoring_case(table.name.name, at.change.object.name.name)) return table;
  }
  throw Error(ErrorKind::internal, "there is no such table before: " + base::printable(at.change.text()));
}

bool has_rowid(const Table& table) { return !table.properties.contains("without rowid"); }

const Column* rowid_column(const Table& table) {
  for (const auto& column : table.columns) {
    if (is_rowid(table, column)) return &column;
  }
  return nullptr;
}

/// A name of the rowid that no column of these has taken.
std::string rowid_name(const Table& one, const Table& other) {
  for (const char* name : {"rowid", "_rowid_", "oid"}) {
    if (find(one, name) == nullptr && find(other, name) == nullptr) return name;
  }
  return {};
}

bool has_conflict_clauses(const Table& table) {
  const auto says = [](const schema::Properties& properties) {
    return properties.contains("on conflict") || properties.contains("not null on conflict");
  };
  return (table.primary_key && says(table.primary_key->properties)) ||
         std::ranges::any_of(table.uniques, [&](const auto& key) { return says(key.properties); }) ||
         std::ranges::any_of(table.columns, [&](const auto& column) { return says(column.properties); });
}

struct Copied {
  std::string into, from;  ///< lists of columns
  void add(const std::string& to_name, const std::string& from_name) {
    into += (into.empty() ? "" : ", ") + to_name;
    from += (from.empty() ? "" : ", ") + from_name;
  }
};

Statement sql(std::string text, std::string remark = {}) {
  Statement statement;
  statement.sql = std::move(text);
  statement.remark = std::move(remark);
  return statement;
}

/// A table's name that neither schema has.
std::string free_name(const std::string& name, const Schema& from, const Schema& to) {
  std::string candidate = "dunlin_new_" + name;
  const auto taken = [&](const Schema& schema) {
    return std::ranges::any_of(
               schema.tables,
               [&](const auto& each) { return base::equals_ignoring_case(each.name.name, candidate); }) ||
           std::ranges::any_of(schema.views,
                               [&](const auto& each) { return base::equals_ignoring_case(each.name.name, candidate); });
  };
  while (taken(from) || taken(to)) candidate += '_';
  return candidate;
}

/// Fails unless the new one has as many rows as the old one has values of `what`.
void count(Statements& all, const DdlWriter& writer, const std::string& name, const std::string& old_name,
           const std::string& new_name, const std::string& what = "*") {
  all.push_back(sql("CREATE TEMP TABLE dunlin_copied (\n  rows CONSTRAINT " +
                    writer.quote_name("every row of " + name + " was copied") + " CHECK (rows)\n)"));
  all.push_back(sql("INSERT INTO temp.dunlin_copied\nSELECT (SELECT count(" + what + ") FROM " + old_name +
                    ") = (SELECT count(*) FROM " + new_name + ")"));
  all.push_back(sql("DROP TABLE temp.dunlin_copied"));
}

void put_in_place(Statements& all, const std::string& old_name, const std::string& new_name, const std::string& name) {
  all.push_back(sql("DROP TABLE " + old_name));
  all.push_back(sql("PRAGMA legacy_alter_table=ON"));
  all.push_back(sql("ALTER TABLE " + new_name + " RENAME TO " + name));
  all.push_back(sql("PRAGMA legacy_alter_table=OFF"));
}

}  // namespace

std::vector<std::string> virtual_columns(const Table& table) {
  const std::vector<Token> tokens = tokenize(table.definition);
  Cursor in(tokens);
  std::string name;
  std::string module;
  if (!in.take("CREATE", "VIRTUAL") || !in.take("TABLE") || !in.take_name(name) || !in.take("USING") ||
      !in.take_name(module) || !in.is("(")) {
    return {};
  }
  const bool text = base::equals_ignoring_case(module, "fts5") || base::equals_ignoring_case(module, "fts4") ||
                    base::equals_ignoring_case(module, "fts3");
  if (!text && !base::lower(module).starts_with("rtree")) return {};
  std::vector<std::string> columns;
  for (const Tokens part : cut_at_commas(in.take_parentheses())) {
    Cursor argument(part);
    argument.take("+");  // of an R-tree, beside the tree
    if (!argument.take_name(name)) return {};
    if (!argument.is("=")) {
      columns.push_back(name);
    } else if (base::equals_ignoring_case(name, "content") || base::equals_ignoring_case(name, "languageid")) {
      return {};  // what is in it is not its own, or not only in these
    }
  }
  return columns;
}

Statements SqliteDdl::rebuild_virtual(const DdlContext& at) const {
  const auto& from = table_before(at);
  const auto& to = *schema::find<Table>(at.to, at.change.object);
  const std::string old_name = quoted(from.name);
  const std::string new_name = quote_name(free_name(from.name.name, at.from, at.to));
  const std::string head = "CREATE VIRTUAL TABLE ";
  const std::string arguments = to.definition.substr(head.size() + quoted(to.name).size());
  Copied copied;
  // The first column of an R-tree is its rowid.
  if (!base::lower(arguments).starts_with(" using rtree")) copied.add("rowid", "rowid");
  const auto old_columns = virtual_columns(from);
  for (const auto& name : virtual_columns(to)) {
    const auto same =
        std::ranges::find_if(old_columns, [&](const auto& each) { return base::equals_ignoring_case(each, name); });
    if (same != old_columns.end()) copied.add(quote_name(name), quote_name(*same));
  }
  Statements all;
  all.push_back(sql(head + new_name + arguments));
  all.push_back(
      sql("INSERT INTO " + new_name + " (" + copied.into + ")\nSELECT " + copied.from + "\nFROM " + old_name));
  count(all, *this, from.name.name, old_name, new_name);
  put_in_place(all, old_name, new_name, quoted(to.name));
  return all;
}

Statements SqliteDdl::rebuild(const DdlContext& at) const {
  const auto& from = table_before(at);
  const auto& to = *schema::find<Table>(at.to, at.change.object);
  if (!to.definition.empty()) return rebuild_virtual(at);
  const std::string old_name = quoted(from.name);
  Table fresh = to;
  fresh.name.name = free_name(from.name.name, at.from, at.to);
  const std::string new_name = quoted(fresh.name);

  Copied copied;
  std::string remark;
  std::string counted = "*";
  const Column* key = rowid_column(to);
  if (const std::string rowid = rowid_name(from, to); has_rowid(from) && has_rowid(to) && !rowid.empty()) {
    // Whoever refers to the rowid finds the row again; a new INTEGER PRIMARY KEY is the rowid.
    if (key == nullptr) copied.add(rowid, rowid);
    if (key != nullptr && find(from, key->name) == nullptr) copied.add(quote_name(key->name), rowid);
  }
  for (const auto& column : to.columns) {
    if (!column.generated.empty()) continue;
    const Column* old = find(from, column.name);
    if (old != nullptr) copied.add(quote_name(column.name), quote_name(old->name));
    const bool empty = old == nullptr && column.default_sql.empty() && !column.nullable && &column != key;
    const bool refuses = old != nullptr && old->nullable && !column.nullable;
    // SQLite would put a number there.
    if (refuses && &column == key) counted = quote_name(old->name);
    if (!empty && !refuses) continue;
    remark += (remark.empty() ? "fails where " : " or ") +
              std::string(empty ? "there are rows (" : "a row has NULL (") + base::printable(column.name) + ")";
  }

  std::vector<const schema::ForeignKey*> keys;
  for (const auto& each : to.foreign_keys) keys.push_back(&each);
  Statements all;
  all.push_back(sql(create_table(fresh, keys, {}),
                    "SQLite cannot do it in place: " + base::printable(base::join(at.change.attributes, ", "))));
  if (!copied.into.empty()) {
    // What the table does with rows that it refuses is not for these.
    const std::string insert = has_conflict_clauses(to) ? "INSERT OR ABORT INTO " : "INSERT INTO ";
    all.push_back(
        sql(insert + new_name + " (" + copied.into + ")\nSELECT " + copied.from + "\nFROM " + old_name, remark));
  }
  count(all, *this, from.name.name, old_name, new_name, counted);
  const auto counts = [](const Table& table) {
    return std::ranges::any_of(table.columns,
                               [](const auto& column) { return column.identity != schema::Identity::none; });
  };
  if (counts(from) && counts(to)) {
    // The highest number that there ever was, not only of rows that are still there.
    all.push_back(sql("DELETE FROM sqlite_sequence WHERE name = " + quote_text(fresh.name.name)));
    all.push_back(sql("INSERT INTO sqlite_sequence (name, seq)\nSELECT " + quote_text(fresh.name.name) +
                      ", seq FROM sqlite_sequence WHERE name = " + quote_text(from.name.name)));
  }
  put_in_place(all, old_name, new_name, quoted(to.name));
  return all;
}

}  // namespace dunlin::database::sqlite
