// MariaDB and MySQL, as the registry knows them.
#include "database/driver.hpp"

#include "database/mariadb/admin.hpp"
#include "database/mariadb/backup.hpp"
#include "database/mariadb/client.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/ddl.hpp"
#include "database/mariadb/images.hpp"
#include "database/mariadb/inspect.hpp"
#include "database/mariadb/lexis.hpp"
#include "database/mariadb/sandbox.hpp"
#include "database/mariadb/schema_dump.hpp"

namespace dunlin::database {
namespace {

constexpr std::string_view schemes[] = {"mariadb", "mysql"};

std::unique_ptr<Connection> open_mariadb(const Url& url, const OpenOptions& options) {
  return std::make_unique<mariadb::MariadbConnection>(url, options);
}

std::unique_ptr<Connection> adopt_mariadb(void* handle, const OpenOptions& options) {
  return std::make_unique<mariadb::MariadbConnection>(static_cast<MYSQL*>(handle), options);
}

Url url_of_mariadb(void* handle) {
  mariadb::check_same_copy();
  return mariadb::url_of(static_cast<MYSQL*>(handle));
}

}  // namespace

extern const Driver mariadb_driver;
const Driver mariadb_driver = {
    .name = "mariadb",
    .title = "MariaDB/MySQL",
    .schemes = schemes,
    .lex_rules = mariadb_lex_rules,
    .open = open_mariadb,
    .handle_kind = Handle::Kind::mysql,
    .adopt = adopt_mariadb,
    .url_of = url_of_mariadb,
    .exists = mariadb::database_exists,
    .create = mariadb::create_database,
    .drop = mariadb::drop_database,
    .ddl = mariadb::make_ddl_writer,
    .dump_schema = mariadb::dump_schema,
    .inspect = mariadb::inspect,
    .sandbox = mariadb::open_sandbox,
    .client = mariadb::describe_client,
    .backup = mariadb::backup_kind,
    .images = mariadb::open_images,
};

}  // namespace dunlin::database
