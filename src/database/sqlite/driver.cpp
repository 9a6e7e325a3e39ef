#include "database/driver.hpp"

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "database/sqlite/admin.hpp"
#include "database/sqlite/backup.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/ddl.hpp"
#include "database/sqlite/lexis.hpp"
#include "database/sqlite/location.hpp"

namespace dunlin::database {
namespace {

constexpr std::string_view kSchemes[] = {"sqlite", "sqlite3", "file"};

std::unique_ptr<Connection> open_sqlite(const Url& url, const OpenOptions& options) {
  return std::make_unique<sqlite::SqliteConnection>(sqlite::locate(url), options);
}

std::string client_sqlite(bool& usable) {
  usable = true;
  return std::string("SQLite ") + sqlite3_libversion() + ", built in";
}

}  // namespace

extern const Driver sqlite_driver;
const Driver sqlite_driver = {
    .name = "sqlite",
    .title = "SQLite",
    .schemes = kSchemes,
    .lex_rules = sqlite_lex_rules,
    .creates_on_open = true,
    .open = &open_sqlite,
    .exists = &sqlite::database_exists,
    .create = &sqlite::create_database,
    .drop = &sqlite::drop_database,
    .ddl = &sqlite::make_ddl_writer,
    .client = &client_sqlite,
    .backup = sqlite::backup_kind,
};

}  // namespace dunlin::database
