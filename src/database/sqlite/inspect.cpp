#include "database/sqlite/inspect.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "database/sqlite/create_statements.hpp"

namespace dunlin::database::sqlite {
namespace {

class Inspection {
 public:
  Inspection(Connection& connection, const InspectOptions& options) : connection_(connection) {
    for (const auto& name : options.without) without_.insert(base::lower(name));
  }

  schema::Schema run() {
    schema_.engine = "sqlite";
    find_shadows();
    const Rows all = connection_.query(
        "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE "
        "'sqlite!_%' ESCAPE '!'");
    for (const auto& row : all.rows) {
      if (to_text(row[0]) == "table" && !left_out(to_text(row[1]))) add_table(to_text(row[1]), to_text(row[3]));
    }
    add_columns();
    for (auto& table : schema_.tables) {
      if (table.definition.empty()) complete(table);
    }
    for (const auto& row : all.rows) {
      const std::string kind = to_text(row[0]);
      if (left_out(to_text(row[2]))) continue;
      if (kind == "index") add_index(to_text(row[1]), to_text(row[2]), to_text(row[3]));
      if (kind == "view") add_view(to_text(row[1]), to_text(row[3]));
    }
    for (const auto& row : all.rows) {
      if (to_text(row[0]) == "trigger" && !left_out(to_text(row[2]))) {
        add_trigger(to_text(row[1]), to_text(row[2]), to_text(row[3]));
      }
    }
    for (auto& table : schema_.tables) {
      for (auto& key : table.foreign_keys) resolve(key);
    }
    for (auto& view : schema_.views) {
      for (const auto& name : uses_[view.name.name]) {
        if (const auto found = spelled_.find(base::lower(name)); found != spelled_.end()) {
          view.uses.emplace_back(found->second);
        }
      }
    }
    schema_.sort();
    return std::move(schema_);
  }

 private:
  /// The tables in which virtual tables keep their own data come and go with these.
  void find_shadows() {
    const Rows rows = connection_.query("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'");
    for (const auto& row : rows.rows) without_.insert(base::lower(to_text(row[0])));
  }
  [[nodiscard]] bool left_out(const std::string& name) const { return without_.contains(base::lower(name)); }

  void add_table(const std::string& name, const std::string& sql) {
    schema::Table table;
    table.name = name;
    // What is not understood has to be all of it.
    if (sql.starts_with("CREATE VIRTUAL") && !read_create_virtual(sql, table)) table.definition = sql;
    if (table.definition.empty()) statements_[name] = sql;
    numbers_[name] = schema_.tables.size();
    spelled_[base::lower(name)] = name;
    schema_.tables.push_back(std::move(table));
  }

  void add_columns() {
    // A virtual table has no root page; its module may be missing, and asking it for columns would fail.
    const Rows rows = connection_.query(
        "SELECT m.name, x.name, x.type, x.\"notnull\" FROM main.sqlite_schema AS m "
        "JOIN pragma_table_xinfo(m.name, 'main') AS x WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.rowid, "
        "x.cid");
    for (const auto& row : rows.rows) {
      const auto found = numbers_.find(to_text(row[0]));
      if (found == numbers_.end()) continue;
      schema::Column& column = schema_.tables[found->second].columns.emplace_back();
      column.name = to_text(row[1]);
      column.type = canonical_type(tokenize(to_text(row[2])));
      column.nullable = to_integer(row[3]) == 0;
    }
  }

  void complete(schema::Table& table) {
    const std::string& sql = statements_[table.name.name];
    if (!read_create_table(sql, table)) {
      schema::Table whole;
      whole.name = table.name;
      whole.columns = std::move(table.columns);
      whole.definition = sql;
      table = std::move(whole);
      return;
    }
    tell_apart(table.uniques);
    tell_apart(table.checks);
    tell_apart(table.foreign_keys);
    if (const auto& key = table.primary_key; key && key->columns.size() == 1 && is_rowid(table, *key)) {
      for (auto& column : table.columns) {
        if (column.name == key->columns[0]) column.nullable = false;
      }
    }
  }

  /// SQLite lets constraints have one name, or say the same twice. Names are to be unique here: further ones become a
  /// property.
  template <class T>
  static void tell_apart(std::vector<T>& all) {
    std::set<std::string> names;
    std::vector<T> kept;
    for (auto& each : all) {
      if (!each.name.empty() && !names.insert(base::lower(each.name)).second) {
        each.properties["name"] = std::exchange(each.name, {});
      }
      if (std::find(kept.begin(), kept.end(), each) == kept.end()) kept.push_back(std::move(each));
    }
    all = std::move(kept);
  }

  [[nodiscard]] static bool is_rowid(const schema::Table& table, const schema::Key& key) {
    if (table.properties.contains("without rowid") || key.properties.contains("descending 1")) return false;
    for (const auto& column : table.columns) {
      if (column.name == key.columns[0]) return column.type == "INTEGER";
    }
    return false;
  }

  [[nodiscard]] schema::Table* table(const std::string& name) {
    const auto spelled = spelled_.find(base::lower(name));
    if (spelled == spelled_.end()) return nullptr;
    const auto found = numbers_.find(spelled->second);
    return found == numbers_.end() ? nullptr : &schema_.tables[found->second];
  }

  void add_other(const std::string& kind, const std::string& name, const std::string& table, const std::string& sql) {
    schema::Other& other = schema_.others.emplace_back();
    other.kind = kind;
    other.name = name;
    other.table = table;
    other.definition = sql;
  }

  void add_index(const std::string& name, const std::string& of, const std::string& sql) {
    schema::Table* owner = table(of);
    schema::Index index;
    index.name = name;
    if (owner == nullptr || !read_create_index(sql, *owner, index)) return add_other("index", name, of, sql);
    owner->indexes.push_back(std::move(index));
  }

  void add_view(const std::string& name, const std::string& sql) {
    schema::View view;
    view.name = name;
    if (!read_create_view(sql, view, uses_[name])) return add_other("view", name, {}, sql);
    spelled_[base::lower(name)] = name;
    schema_.views.push_back(std::move(view));
  }

  void add_trigger(const std::string& name, const std::string& of, const std::string& sql) {
    schema::Trigger& trigger = schema_.triggers.emplace_back();
    trigger.name = name;
    const auto spelled = spelled_.find(base::lower(of));
    trigger.table = spelled == spelled_.end() ? of : spelled->second;
    if (!read_create_trigger(sql, trigger)) trigger.definition = sql;
  }

  /// The table and columns as they were declared; where no columns are named, the primary key is meant.
  void resolve(schema::ForeignKey& key) {
    const schema::Table* parent = table(key.table.name);
    if (parent == nullptr) return;
    key.table = parent->name;
    if (key.referenced.empty() && parent->primary_key && parent->primary_key->columns.size() == key.columns.size()) {
      key.referenced = parent->primary_key->columns;
    }
    for (auto& name : key.referenced) {
      for (const auto& column : parent->columns) {
        if (base::equals_ignoring_case(column.name, name)) name = column.name;
      }
    }
  }

  Connection& connection_;
  std::set<std::string> without_;
  std::map<std::string, std::string> statements_;
  std::map<std::string, std::size_t> numbers_;  ///< of tables
  std::map<std::string, std::string> spelled_;  ///< tables and views by their names in small letters
  std::map<std::string, std::vector<std::string>> uses_;
  schema::Schema schema_;
};

}  // namespace

schema::Schema inspect(Connection& connection, const InspectOptions& options) {
  return Inspection(connection, options).run();
}

}  // namespace dunlin::database::sqlite
