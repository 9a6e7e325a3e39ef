// What belongs to the session: foreign key enforcement, and giving every setting its first value again.
#include <fmt/format.h>

#include <array>

#include "database/sqlite/connection.hpp"
#include "database/sqlite/errors.hpp"
#include "database/sqlite/settings.hpp"

namespace dunlin::database::sqlite {

std::string read_setting(sqlite3* db, std::string_view name) {
  std::string value;
  const std::string sql = fmt::format("PRAGMA {}", name);
  sqlite3_exec(
      db, sql.c_str(),
      [](void* into, int columns, char** values, char**) {
        if (columns > 0 && values[0] != nullptr) *static_cast<std::string*>(into) = values[0];
        return 0;
      },
      &value, nullptr);
  return value;
}

bool SqliteConnection::foreign_keys_enforced() {
  int on = 0;
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, -1, &on);
  return on != 0;
}

void SqliteConnection::enforce_foreign_keys(bool on) {
  if (foreign_keys_enforced() == on) return;
  if (in_transaction()) {
    throw Error(ErrorKind::internal, "Foreign keys cannot be switched inside a transaction");
  }
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, on ? 1 : 0, nullptr);
}

std::vector<std::pair<std::string, std::int64_t>> SqliteConnection::foreign_key_violations() {
  constexpr const char* kAll =
      "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2";
  constexpr const char* kOne =
      "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check(?) GROUP BY 1, 2 ORDER BY 1, 2";
  std::vector<std::pair<std::string, std::int64_t>> found;
  const auto add = [&found](const Rows& rows) {
    for (const auto& row : rows.rows) {
      found.emplace_back(to_text(row[0]) + "|" + to_text(row[1]), to_integer(row[2]));
    }
  };
  const auto is_mismatch = [](const Error& error) {
    return error.kind == ErrorKind::sql && error.message.find("foreign key mismatch") != std::string::npos;
  };
  try {
    add(query(kAll));
    return found;
  } catch (const Error& error) {
    if (!is_mismatch(error)) throw;
  }
  // One foreign key that cannot be checked ends the whole check: ask table by table.
  const Rows tables = query(
      "SELECT m.name, (SELECT group_concat(DISTINCT f.\"table\") FROM pragma_foreign_key_list(m.name) f) AS parents "
      "FROM main.sqlite_schema m WHERE m.type = 'table' AND parents IS NOT NULL ORDER BY 1");
  for (const auto& table : tables.rows) {
    try {
      add(query(kOne, std::array<Value, 1>{table[0]}));
    } catch (const Error& error) {
      if (!is_mismatch(error)) throw;
      // foreign key mismatch - "child" referencing "parent"
      const std::size_t at = error.message.find("referencing \"");
      std::string parent = to_text(table[1]);
      if (at != std::string::npos && error.message.ends_with('"')) {
        parent = error.message.substr(at + 13, error.message.size() - at - 14);
      }
      found.emplace_back(to_text(table[0]) + "|" + parent + "|mismatch", 1);
    }
  }
  return found;
}

void SqliteConnection::reset_session() {
  if (in_transaction()) {
    for (const Command& command : reset_commands()) (void)execute(command.sql, command.arguments);
    return;
  }
  if (found_) {
    for (const Command& command : put_back(false)) (void)execute(command.sql, command.arguments);
    return;
  }
  // A new handle is the only way to be sure: it knows no pragma, attached database, temporary table or loaded
  // extension of the old one, and costs less than asking for each. The new one opens first, so that a database in
  // memory lives on; it does not read before the old one has given up its locks (locking_mode=EXCLUSIVE).
  kept_.clear();
  Handle fresh = open_handle(flags_ & ~SQLITE_OPEN_CREATE);
  {
    const std::lock_guard<std::mutex> guard(handle_mutex_);
    std::swap(db_, fresh);
    watched_ = false;
  }
  fresh.reset();
  equip(db_.get());
}

std::vector<Command> SqliteConnection::reset_commands() {
  if (found_) return put_back(true);
  std::vector<Command> commands;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const Handle pristine(raw);
  if (code != SQLITE_OK) throw open_error(raw, code, ":memory:", true);
  for (std::string_view name : kSettings) {
    const std::string first = name == "query_only" && options_.read_only ? "1" : read_setting(raw, name);
    if (read_setting(db_.get(), name) != first) commands.push_back({fmt::format("PRAGMA {}={}", name, first), {}});
  }
  if (to_integer(query("SELECT 'a' LIKE 'A'")[0][0]) == 0) commands.push_back({"PRAGMA case_sensitive_like=OFF", {}});
  const Rows temporary = query(
      "SELECT type, name FROM temp.sqlite_schema WHERE type IN ('table', 'view', 'trigger') "
      "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type <> 'trigger'");
  for (const auto& row : temporary.rows) {
    commands.push_back({fmt::format("DROP {} IF EXISTS temp.{}", to_text(row[0]), quote_name(to_text(row[1]))), {}});
  }
  return commands;
}

}  // namespace dunlin::database::sqlite
