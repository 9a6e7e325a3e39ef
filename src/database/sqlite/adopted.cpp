// The application's own handle: what it is like when it is taken over, and giving it back so.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/errors.hpp"
#include "database/sqlite/settings.hpp"

namespace dunlin::database::sqlite {
namespace {

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::refused, std::move(message), std::move(hint));
}

}  // namespace

void SqliteConnection::look_around() {
  sqlite3* db = db_.get();
  if (sqlite3_get_autocommit(db) == 0) {
    refuse("A transaction is open on the application's connection", "Commit it or roll it back first");
  }
  for (sqlite3_stmt* one = sqlite3_next_stmt(db, nullptr); one != nullptr; one = sqlite3_next_stmt(db, one)) {
    if (sqlite3_stmt_busy(one) == 0) continue;
    const char* text = sqlite3_sql(one);
    refuse(fmt::format("A statement of the application is under way on its connection: {}",
                       base::printable(std::string_view(text == nullptr ? "" : text).substr(0, 80))),
           "Read it to its end, or call sqlite3_reset()");
  }
  // The first look at the file, so that an unreadable one is told as what it is.
  if (const int code = sqlite3_exec(db, "PRAGMA schema_version", nullptr, nullptr, nullptr); code != SQLITE_OK) {
    throw open_error(db, code, file(), false);
  }
  // A name that no file has belongs to another kind of storage (the memdb VFS), which no other process sees.
  const std::string path = file();
  location_.memory = path.empty() || ::access(path.c_str(), F_OK) != 0;
  location_.path = location_.memory ? ":memory:" : path;
  Found found;
  for (const std::string_view name : kSettings) found.settings.emplace_back(name, read_setting(db, name));
  for (const std::string_view name : kOutside) found.settings.emplace_back(name, read_setting(db, name));
  std::uint64_t timeout = 0;
  (void)base::parse_number(read_setting(db, "busy_timeout"), timeout);
  found.busy_timeout = static_cast<int>(timeout);
  found.foreign_keys = foreign_keys_enforced();
  found.temporary = temporary_objects();
  found.attached = attached_databases();
  found.case_sensitive_like = to_integer(query("SELECT 'a' LIKE 'A'")[0][0]) == 0;
  // A handler of the application's own cannot be asked for, and so not be given back: it goes on waiting for us. One
  // that sqlite3_busy_timeout() has set is as good as its number.
  own_handler_ = found.busy_timeout > 0;
  if (own_handler_) sqlite3_busy_handler(db, &SqliteConnection::on_busy, this);
  found_ = std::move(found);
}

void SqliteConnection::give_back() noexcept {
  try {
    for (const Command& command : put_back(false)) (void)execute(command.sql, command.arguments);
  } catch (const Error&) {
    // What cannot be put back stays: there is nobody to tell.
  }
  kept_.clear();
  if (watched_) sqlite3_progress_handler(db_.get(), 0, nullptr, nullptr);
  if (own_handler_) sqlite3_busy_timeout(db_.get(), found_->busy_timeout);
}

std::vector<Command> SqliteConnection::put_back(bool inside_transaction) {
  std::vector<Command> commands;
  for (const auto& [name, first] : found_->settings) {
    const bool outside = std::find(kOutside.begin(), kOutside.end(), name) != kOutside.end();
    if (outside && inside_transaction) continue;
    if (read_setting(db_.get(), name) != first) commands.push_back({fmt::format("PRAGMA {}={}", name, first), {}});
  }
  if ((to_integer(query("SELECT 'a' LIKE 'A'")[0][0]) == 0) != found_->case_sensitive_like) {
    commands.push_back({fmt::format("PRAGMA case_sensitive_like={}", found_->case_sensitive_like ? "ON" : "OFF"), {}});
  }
  for (const std::string& object : temporary_objects()) {
    if (std::find(found_->temporary.begin(), found_->temporary.end(), object) != found_->temporary.end()) continue;
    const std::size_t space = object.find(' ');
    commands.push_back(
        {fmt::format("DROP {} IF EXISTS temp.{}", object.substr(0, space), quote_name(object.substr(space + 1))), {}});
  }
  if (inside_transaction) return commands;
  if (foreign_keys_enforced() != found_->foreign_keys) {
    sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, found_->foreign_keys ? 1 : 0, nullptr);
  }
  for (const std::string& name : attached_databases()) {
    if (std::find(found_->attached.begin(), found_->attached.end(), name) != found_->attached.end()) continue;
    commands.push_back({"DETACH " + quote_name(name), {}});
  }
  return commands;
}

std::vector<std::string> SqliteConnection::temporary_objects() {
  std::vector<std::string> names;
  const Rows rows = query(
      "SELECT type || ' ' || name FROM temp.sqlite_schema WHERE type IN ('table', 'view', 'trigger') "
      "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type <> 'trigger'");
  for (const auto& row : rows.rows) names.push_back(to_text(row[0]));
  return names;
}

std::vector<std::string> SqliteConnection::attached_databases() {
  std::vector<std::string> names;
  for (const auto& row : query("SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')").rows) {
    names.push_back(to_text(row[0]));
  }
  return names;
}

/// Where the application has no handler that waits, or one that we cannot see: waits as ours would. A transaction that
/// is open cannot be helped by waiting.
bool SqliteConnection::wait_as_handler(int code, int tries) {
  if (own_handler_ || (code & 0xff) != SQLITE_BUSY || in_transaction()) return false;
  return on_busy(this, tries) != 0;
}

}  // namespace dunlin::database::sqlite
