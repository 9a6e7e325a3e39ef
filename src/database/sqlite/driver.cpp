#include "database/driver.hpp"

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "database/sqlite/admin.hpp"
#include "database/sqlite/backup.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/ddl.hpp"
#include "database/sqlite/images.hpp"
#include "database/sqlite/inspect.hpp"
#include "database/sqlite/lexis.hpp"
#include "database/sqlite/location.hpp"
#include "database/sqlite/sandbox.hpp"
#include "database/sqlite/schema_dump.hpp"

namespace dunlin::database {
namespace {

constexpr std::string_view kSchemes[] = {"sqlite", "sqlite3", "file"};

std::unique_ptr<Connection> open_sqlite(const Url& url, const OpenOptions& options) {
  return std::make_unique<sqlite::SqliteConnection>(sqlite::locate(url), options);
}

std::unique_ptr<Connection> adopt_sqlite(void* handle, const OpenOptions& options) {
  return std::make_unique<sqlite::SqliteConnection>(static_cast<sqlite3*>(handle), options);
}

Url url_of_sqlite(void* handle) {
  const char* file = sqlite3_db_filename(static_cast<sqlite3*>(handle), "main");
  Url url;
  url.scheme = "sqlite";
  url.path = file == nullptr || *file == '\0' ? ":memory:" : file;
  return url;
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
    .handle_kind = Handle::Kind::sqlite,
    .adopt = &adopt_sqlite,
    .url_of = &url_of_sqlite,
    .exists = &sqlite::database_exists,
    .create = &sqlite::create_database,
    .drop = &sqlite::drop_database,
    .ddl = &sqlite::make_ddl_writer,
    .dump_schema = sqlite::dump_schema,
    .inspect = &sqlite::inspect,
    .sandbox = &sqlite::make_sandbox,
    .client = &client_sqlite,
    .backup = sqlite::backup_kind,
    .images = &sqlite::open_images,
};

}  // namespace dunlin::database
