// CREATE TABLE with everything that an inspection finds (create_statements.hpp has the names of the properties).
#include <algorithm>

#include "base/text.hpp"
#include "database/sqlite/ddl_writer.hpp"

namespace dunlin::database::sqlite {
namespace {

const std::string* find(const schema::Properties& properties, const std::string& name) {
  const auto found = properties.find(name);
  return found == properties.end() ? nullptr : &found->second;
}

std::string conflict(const schema::Properties& properties, const std::string& name = "on conflict") {
  const auto* way = find(properties, name);
  return way == nullptr ? "" : " ON CONFLICT " + base::upper(*way);
}

/// Whether the key stands behind its column. What counts has to, and DESC there is another thing than in a list.
bool key_in_column(const schema::Table& table, const schema::Column& column) {
  const auto& key = table.primary_key;
  if (!key || key->columns.size() != 1 || key->columns[0] != column.name) return false;
  if (key->properties.contains("collation 1")) return false;
  return key->name.empty() || column.identity != schema::Identity::none || key->properties.contains("descending 1");
}

/// The first of a name is the one that an inspection calls so.
template <class T>
std::vector<const T*> first_named_first(const std::vector<const T*>& all) {
  std::vector<const T*> sorted = all;
  std::ranges::stable_partition(sorted, [](const T* each) { return !each->properties.contains("name"); });
  return sorted;
}
template <class T>
std::vector<const T*> first_named_first(const std::vector<T>& all) {
  std::vector<const T*> each;
  for (const auto& one : all) each.push_back(&one);
  return first_named_first(each);
}

}  // namespace

bool is_rowid(const schema::Table& table, const schema::Column& column) {
  const auto& key = table.primary_key;
  return key && key->columns.size() == 1 && key->columns[0] == column.name &&
         !key->properties.contains("descending 1") && base::equals_ignoring_case(column.type, "INTEGER") &&
         !table.properties.contains("without rowid");
}

std::string SqliteDdl::named(const std::string& name, const schema::Properties& properties) const {
  const auto* other = find(properties, "name");
  return constraint(name.empty() && other != nullptr ? *other : name);
}

std::string SqliteDdl::column(const schema::Table& table, const schema::Column& column) const {
  const auto called = [&](const std::string& what) {
    const auto* name = find(column.properties, what + " name");
    return " " + (name == nullptr ? "" : constraint(*name));
  };
  std::string out = quote_name(column.name) + (column.type.empty() ? "" : " " + column.type);
  if (!column.collation.empty()) out += called("collate") + "COLLATE " + quote_name(column.collation);
  if (!column.generated.empty()) {
    out += called("generated") + "GENERATED ALWAYS AS (" + column.generated + ")" +
           (column.stored ? " STORED" : " VIRTUAL");
  }
  const std::string way = conflict(column.properties, "not null on conflict");
  const bool said = !way.empty() || find(column.properties, "not null name") != nullptr;
  if (said || (!column.nullable && !is_rowid(table, column))) out += called("not null") + "NOT NULL" + way;
  if (!column.default_sql.empty()) out += called("default") + "DEFAULT " + column.default_sql;
  return out + key_and_identity(table, column);
}

std::string SqliteDdl::key_and_identity(const schema::Table& table, const schema::Column& column) const {
  if (!key_in_column(table, column)) return {};
  const auto& key = *table.primary_key;
  std::string out = " " + named(key.name, key.properties) + "PRIMARY KEY";
  if (key.properties.contains("descending 1")) out += " DESC";
  out += conflict(key.properties);
  if (column.identity != schema::Identity::none) out += " AUTOINCREMENT";
  return out;
}

std::string SqliteDdl::key_parts(const schema::Key& key) const {
  std::string out;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    out += (i == 0 ? "" : ", ") + quote_name(key.columns[i]);
    if (const auto* collation = find(key.properties, "collation " + number))
      out += " COLLATE " + quote_name(*collation);
    if (key.properties.contains("descending " + number)) out += " DESC";
  }
  return "(" + out + ")" + conflict(key.properties);
}

std::string SqliteDdl::primary_key(const schema::Key& key) const {
  return named(key.name, key.properties) + "PRIMARY KEY " + key_parts(key);
}

std::string SqliteDdl::unique(const schema::Key& key) const {
  return named(key.name, key.properties) + "UNIQUE " + key_parts(key);
}

std::string SqliteDdl::check(const schema::Check& check) const {
  return named(check.name, check.properties) + "CHECK (" + check.expression + ")" + conflict(check.properties);
}

std::string SqliteDdl::foreign_key(const schema::ForeignKey& key) const {
  return named(key.name, key.properties) + "FOREIGN KEY " + quoted(key.columns) + " " + references(key);
}

std::string SqliteDdl::references(const schema::ForeignKey& key) const {
  std::string out = "REFERENCES " + quoted(key.table) + (key.referenced.empty() ? "" : " " + quoted(key.referenced));
  if (key.on_delete != schema::Action::no_action) out += " ON DELETE " + std::string(sql_word(key.on_delete));
  if (key.on_update != schema::Action::no_action) out += " ON UPDATE " + std::string(sql_word(key.on_update));
  if (const auto* ignored = find(key.properties, "on insert")) out += " ON INSERT " + *ignored;
  if (key.match == schema::Match::full) out += " MATCH FULL";
  if (key.match == schema::Match::partial) out += " MATCH PARTIAL";
  if (const auto* ignored = find(key.properties, "match")) out += " MATCH " + quote_name(*ignored);
  if (key.deferrable) out += key.initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  return out;
}

std::string SqliteDdl::create_table(const schema::Table& table,
                                    const std::vector<const schema::ForeignKey*>& foreign_keys,
                                    const std::vector<const schema::Index*>&) const {
  struct Line {
    std::string text, remark;
  };
  std::vector<Line> lines;
  bool key_said = !table.primary_key;
  for (const auto& each : table.columns) {
    lines.push_back({column(table, each), remark(each.comment)});
    key_said = key_said || key_in_column(table, each);
  }
  if (!key_said) lines.push_back({primary_key(*table.primary_key), {}});
  for (const auto* key : first_named_first(table.uniques)) lines.push_back({unique(*key), {}});
  for (const auto* each : first_named_first(table.checks)) lines.push_back({check(*each), {}});
  for (const auto* key : first_named_first(foreign_keys)) lines.push_back({foreign_key(*key), {}});

  const std::string head = remark(table.comment);
  std::string out = (head.empty() ? "" : head + "\n") + "CREATE TABLE " + quoted(table.name) + " (\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += "  " + lines[i].text + (i + 1 < lines.size() ? "," : "");
    out += lines[i].remark.empty() ? "\n" : "  " + lines[i].remark + "\n";
  }
  out += ")";
  bool first = true;
  for (const auto& [name, value] : table.properties) {
    out += (first ? " " : ", ") + base::upper(name);
    first = false;
  }
  return out;
}

Statements SqliteDdl::create(const DdlContext& at) const {
  const auto& object = at.change.object;
  Statement statement;
  if (const auto* table = schema::find<schema::Table>(at.to, object);
      object.kind == schema::ObjectKind::table && !table->definition.empty()) {
    statement.sql = table->definition;
    return {statement};
  }
  if (object.kind != schema::ObjectKind::column) return DdlWriter::create(at);
  // What is said of a new column comes with it (adapt()).
  const auto& table = *schema::find<schema::Table>(at.to, object);
  const auto& added = *schema::find<schema::Column>(at.to, object);
  std::string text = "ADD COLUMN " + column(table, added);
  for (const auto& each : at.change.with) {
    if (const auto* said = schema::find<schema::Check>(at.to, each)) text += " " + check(*said);
    if (const auto* key = schema::find<schema::ForeignKey>(at.to, each)) {
      text += " " + named(key->name, key->properties) + references(*key);
    }
  }
  statement = clause(quoted(object.name), text);
  if (!added.nullable && added.default_sql.empty() && added.generated.empty()) {
    statement.remark = "fails where the table has rows: they would have nothing in " + base::printable(added.name);
  }
  return {statement};
}

}  // namespace dunlin::database::sqlite
