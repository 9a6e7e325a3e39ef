#include "database/mariadb/image_script.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace dunlin::database::mariadb {
namespace {

class Script {
 public:
  Script(Connection& connection, std::string name) : connection_(connection), name_(std::move(name)) {}

  std::vector<std::string> write() {
    const Rows database = rows(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME "
        "= "
        "?");
    add("CHARACTER SET " + text(database, 0, 0) + " COLLATE " + text(database, 0, 1));
    // SHOW CREATE leaves out the name of the current database.
    connection_.execute("USE " + quoted(name_));
    add("SET SESSION foreign_key_checks = 0, unique_checks = 0");
    routines();
    tables();
    views();
    triggers();
    events();
    connection_.reset_session();
    return std::move(statements_);
  }

 private:
  void add(std::string statement) { statements_.push_back(std::move(statement)); }
  [[nodiscard]] std::string quoted(const std::string& name) const { return connection_.quote_name(name); }
  [[nodiscard]] static std::string text(const Rows& rows, std::size_t row, std::size_t column) {
    return to_text(rows.rows.at(row).at(column));
  }
  Rows rows(const std::string& sql) {
    const Value arguments[] = {name_};
    return connection_.query(sql, arguments);
  }
  /// What is written with a mode of its own is made with it again.
  void add_with_mode(const std::string& mode, std::string statement) {
    add("SET SESSION sql_mode = " + connection_.quote_text(mode));
    add(std::move(statement));
  }

  void tables() {
    const Rows all = rows(
        "SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE NOT LIKE "
        "'%VIEW' ORDER BY TABLE_TYPE = 'SEQUENCE' DESC, TABLE_NAME");
    std::map<std::string, std::string> columns;
    const Rows listed = rows(
        "SELECT TABLE_NAME, COLUMN_NAME, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY "
        "TABLE_NAME, ORDINAL_POSITION");
    for (const auto& row : listed.rows) {
      const std::string extra = base::upper(to_text(row[2]));
      // MySQL calls a default that is an expression DEFAULT_GENERATED.
      if (extra.find("GENERATED") != std::string::npos && extra.find("DEFAULT_GENERATED") == std::string::npos)
        continue;
      auto& list = columns[to_text(row[0])];
      list += (list.empty() ? "" : ", ") + quoted(to_text(row[1]));
    }
    std::vector<std::string> data;
    add("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
    for (const auto& row : all.rows) {
      const std::string table = to_text(row[0]);
      if (to_text(row[1]) == "SEQUENCE") {
        add(text(connection_.query("SHOW CREATE SEQUENCE " + quoted(table)), 0, 1));
        const Rows next = connection_.query("SELECT next_not_cached_value FROM " + quoted(table));
        add("SELECT SETVAL(" + quoted(table) + ", " + text(next, 0, 0) + ", 0)");
        continue;
      }
      add(text(connection_.query("SHOW CREATE TABLE " + quoted(table)), 0, 1));
      if (!connection_.query("SELECT 1 FROM " + quoted(table) + " LIMIT 1").rows.empty()) {
        const std::string& list = columns[table];
        data.push_back("INSERT INTO " + quoted(table) + " (" + list + ") SELECT " + list + " FROM " + quoted(name_) +
                       "." + quoted(table));
      }
    }
    if (data.empty()) return;
    add("START TRANSACTION");
    for (auto& statement : data) add(std::move(statement));
    add("COMMIT");
  }

  void views() {
    const Rows all = rows("SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME");
    std::vector<std::pair<std::string, std::string>> left;  // name, statement
    for (const auto& row : all.rows) {
      const std::string view = to_text(row[0]);
      left.emplace_back(view, text(connection_.query("SHOW CREATE VIEW " + quoted(view)), 0, 1));
    }
    while (!left.empty()) {
      // One whose text names none of the others; where all do, in any order, as the server will say.
      auto next = std::ranges::find_if(left, [&](const auto& view) {
        return std::ranges::none_of(left, [&](const auto& other) {
          return other.first != view.first && view.second.find(quoted(other.first)) != std::string::npos;
        });
      });
      if (next == left.end()) next = left.begin();
      add(std::move(next->second));
      left.erase(next);
    }
  }

  void routines() {
    const Rows all = rows(
        "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? ORDER BY "
        "ROUTINE_TYPE, ROUTINE_NAME");
    for (const auto& row : all.rows) {
      const Rows shown = connection_.query("SHOW CREATE " + to_text(row[0]) + " " + quoted(to_text(row[1])));
      add_with_mode(text(shown, 0, 1), text(shown, 0, 2));
    }
  }

  void triggers() {
    const Rows all = rows(
        "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? ORDER BY EVENT_OBJECT_TABLE, "
        "ACTION_ORDER");
    for (const auto& row : all.rows) {
      const Rows shown = connection_.query("SHOW CREATE TRIGGER " + quoted(to_text(row[0])));
      add_with_mode(text(shown, 0, 1), text(shown, 0, 2));
    }
  }

  void events() {
    const Rows all =
        rows("SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? ORDER BY EVENT_NAME");
    for (const auto& row : all.rows) {
      const Rows shown = connection_.query("SHOW CREATE EVENT " + quoted(to_text(row[0])));
      add_with_mode(text(shown, 0, 1), text(shown, 0, 3));
    }
  }

  Connection& connection_;
  std::string name_;
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> image_script(Connection& connection, const std::string& name) {
  return Script(connection, name).write();
}

}  // namespace dunlin::database::mariadb
