#include "database/mariadb/swap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/fail_point.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr const char* list_table = "dunlin_restore";
/// Moves with the tables, in the same statement: where it is says whether they have moved.
constexpr const char* marker = "dunlin_restore_moved";

}  // namespace

Swap::Swap(Connection& connection, std::string into, std::string from, std::string old)
    : connection_(connection), into_(std::move(into)), from_(std::move(from)), old_(std::move(old)) {}

std::string Swap::list() const { return connection_.quote_name(from_) + "." + connection_.quote_name(list_table); }

std::vector<std::string> Swap::tables(const std::string& schema, bool views) {
  const std::array<Value, 1> arguments{schema};
  std::vector<std::string> names;
  for (const auto& row :
       connection_
           .query(std::string("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? "
                              "AND TABLE_TYPE ") +
                      (views ? "= 'VIEW'" : "IN ('BASE TABLE', 'SYSTEM VERSIONED', 'SEQUENCE')") + " ORDER BY 1",
                  arguments)
           .rows) {
    const std::string name = to_text(row[0]);
    if (name != list_table && name != marker) names.push_back(name);
  }
  return names;
}

std::vector<Swap::Object> Swap::objects(const std::string& schema) {
  const std::array<Value, 4> arguments{schema, schema, schema, schema};
  std::vector<Object> all;
  // In the order in which they can be made: views may call functions; triggers and events need what they name only
  // when they run.
  for (const auto& row :
       connection_
           .query("SELECT 1, ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? AND "
                  "ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE') UNION ALL "
                  "SELECT 2, 'VIEW', TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = "
                  "'VIEW' UNION ALL SELECT 3, 'TRIGGER', TRIGGER_NAME FROM information_schema.TRIGGERS WHERE "
                  "TRIGGER_SCHEMA = ? UNION ALL SELECT 4, 'EVENT', EVENT_NAME FROM information_schema.EVENTS WHERE "
                  "EVENT_SCHEMA = ? ORDER BY 1, 2, 3",
                  arguments)
           .rows) {
    all.push_back({to_text(row[1]), to_text(row[2])});
  }
  return all;
}

std::string Swap::placeholder(const std::string& view) {
  const std::array<Value, 2> arguments{from_, view};
  std::string columns;
  for (const auto& row : connection_
                             .query("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND "
                                    "TABLE_NAME = ? ORDER BY ORDINAL_POSITION",
                                    arguments)
                             .rows) {
    columns += (columns.empty() ? "1 AS " : ", 1 AS ") + connection_.quote_name(to_text(row[0]));
  }
  return "CREATE OR REPLACE VIEW " + connection_.quote_name(view) + " AS SELECT " + (columns.empty() ? "1" : columns);
}

std::vector<std::string> Swap::definition(const std::string& schema, const Object& object) {
  (void)connection_.execute("USE " + connection_.quote_name(schema));
  const Rows rows = connection_.query("SHOW CREATE " + object.kind + " " + connection_.quote_name(object.name));
  std::vector<std::string> statements;
  std::string text;
  for (std::size_t i = 0; i < rows.columns.size() && !rows.empty(); ++i) {
    const std::string& column = rows.columns[i];
    const std::string value = to_text(rows[0][i]);
    if (column.starts_with("Create ") || column == "SQL Original Statement") text = value;
    for (const char* setting : {"sql_mode", "time_zone", "character_set_client", "collation_connection"}) {
      if (column == setting) {
        statements.push_back(fmt::format("SET SESSION {} = {}", setting, connection_.quote_text(value)));
      }
    }
  }
  if (text.empty()) {
    throw Error(ErrorKind::refused,
                fmt::format("the definition of {} {} may not be read", object.kind == "EVENT" ? "event" : "routine",
                            object.name),
                "restore as a user who may: its definer, or one who may read mysql.proc");
  }
  statements.push_back(std::move(text));
  return statements;
}

void Swap::plan() {
  const auto live = objects(into_);
  const auto fresh = objects(from_);
  struct Entry {
    std::string phase, sql;
  };
  std::vector<Entry> entries;
  const auto add = [&](const char* phase, std::string sql) { entries.push_back({phase, std::move(sql)}); };
  const auto name = [&](const std::string& schema, const std::string& table) {
    return connection_.quote_name(schema) + "." + connection_.quote_name(table);
  };
  const auto drop = [&](const char* phase, const std::string& schema, const Object& object) {
    add(phase, "DROP " + object.kind + " IF EXISTS " + name(schema, object.name));
  };

  for (const auto& object : live) {
    if (object.kind == "TRIGGER") drop("before", into_, object);
    if (object.kind != "TRIGGER") continue;
    for (auto& sql : definition(into_, object)) add("undo", std::move(sql));
  }
  std::vector<Entry> makes;
  for (const auto& object : fresh) {
    if (object.kind == "VIEW") continue;
    for (auto& sql : definition(from_, object)) makes.push_back({object.kind, std::move(sql)});
  }
  std::vector<Entry> views;
  for (const auto& view : tables(from_, true)) {
    for (auto& sql : definition(from_, {"VIEW", view})) views.push_back({"VIEW", std::move(sql)});
  }

  std::string moves;
  const auto move = [&](const std::string& from, const std::string& to) {
    moves += (moves.empty() ? "RENAME TABLE " : ", ") + from + " TO " + to;
  };
  int number = 0;
  std::vector<std::string> put_aside;
  for (const auto& view : tables(into_, true)) {
    put_aside.push_back(fmt::format("dunlin_old_view_{}", ++number));
    move(name(into_, view), name(into_, put_aside.back()));
  }
  for (const auto& table : tables(into_, false)) move(name(into_, table), name(old_, table));
  for (const auto& table : tables(from_, false)) move(name(from_, table), name(into_, table));
  move(name(from_, marker), name(old_, marker));
  add("move", moves);

  for (const auto& view : put_aside) add("after", "DROP VIEW IF EXISTS " + name(into_, view));
  for (const auto& object : live) {
    if (object.kind != "TRIGGER" && object.kind != "VIEW") drop("after", into_, object);
  }
  // Twice over, should the list be run a second time.
  for (const auto& object : fresh) {
    if (object.kind != "VIEW") drop("after", into_, object);
  }
  const auto make = [&](std::string_view kind) {
    for (const auto& entry : makes) {
      if (entry.phase == kind) add("after", entry.sql);
    }
  };
  make("FUNCTION");
  make("PROCEDURE");
  // A view may name another that comes later: all names first.
  for (const auto& view : tables(from_, true)) add("after", placeholder(view));
  for (const auto& entry : views) {
    add("after", entry.sql.starts_with("CREATE ") ? "CREATE OR REPLACE " + entry.sql.substr(7) : entry.sql);
  }
  make("TRIGGER");
  make("EVENT");

  for (const auto& object : fresh) {
    if (object.kind == "TRIGGER") (void)connection_.execute("DROP TRIGGER " + name(from_, object.name));
  }
  (void)connection_.execute("USE " + connection_.quote_name(into_));
  (void)connection_.execute("CREATE DATABASE IF NOT EXISTS " + connection_.quote_name(old_));
  (void)connection_.execute("CREATE TABLE " + name(from_, marker) + " (moved INT)");
  (void)connection_.execute(
      "CREATE TABLE " + list() +
      " (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, phase VARCHAR(10) NOT NULL, run LONGTEXT NOT "
      "NULL) CHARACTER SET utf8mb4");
  for (const auto& entry : entries) {
    const std::array<Value, 2> arguments{entry.phase, entry.sql};
    (void)connection_.execute("INSERT INTO " + list() + " (phase, run) VALUES (?, ?)", arguments);
  }
}

bool Swap::moved() {
  const std::array<Value, 2> arguments{old_, std::string(marker)};
  return !connection_
              .query("SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?", arguments)
              .empty();
}

bool Swap::begun() { return moved(); }

void Swap::run_here(const std::string& phases) {
  (void)connection_.execute("USE " + connection_.quote_name(into_));
  for (const auto& row :
       connection_.query("SELECT run FROM " + list() + " WHERE phase IN (" + phases + ") ORDER BY id").rows) {
    (void)connection_.execute(to_text(row[0]));
    base::fail_point("mariadb: a statement of the swap");
  }
}

void Swap::run(bool by_server) {
  try {
    if (by_server) {
      // An error before the tables have moved undoes; afterwards the list has to come to its end.
      const std::string loop = "FOR step IN (SELECT run FROM " + list() +
                               " WHERE phase IN ({}) ORDER BY id) DO EXECUTE IMMEDIATE step.run; END "
                               "FOR;";
      (void)connection_.execute("BEGIN NOT ATOMIC " + fmt::format(fmt::runtime(loop), "'before', 'move', 'after'") +
                                " END");
    } else {
      run_here("'before', 'move', 'after'");
    }
    base::fail_point("mariadb: swapped");
  } catch (Error& error) {
    if (connection_.lost() || moved()) {
      error.state = "the tables are those of the backup; views, triggers, routines or events may be missing";
      error.hint = "see what keeps them from being made, then run the same `dunlin db restore` again: it goes on there";
      throw;
    }
    run_here("'undo'");
    error.state = "nothing was changed";
    if (error.kind == ErrorKind::lock_timeout && error.hint.empty()) {
      error.hint = "somebody has a transaction open on a table; end it, then try again";
    }
    throw;
  }
}

void Swap::finish() { run_here("'after'"); }

}  // namespace dunlin::database::mariadb
