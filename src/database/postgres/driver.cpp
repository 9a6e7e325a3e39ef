// PostgreSQL's entry in the registry.
#include "database/driver.hpp"

#include <fmt/format.h>

#include "database/postgres/admin.hpp"
#include "database/postgres/backup.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/ddl.hpp"
#include "database/postgres/images.hpp"
#include "database/postgres/inspect.hpp"
#include "database/postgres/lexis.hpp"
#include "database/postgres/sandbox.hpp"
#include "database/postgres/schema_dump.hpp"

namespace dunlin::database {
namespace {

constexpr std::string_view kSchemes[] = {"postgres", "postgresql", "pgsql", "postgis"};

std::unique_ptr<Connection> open_postgres(const Url& url, const OpenOptions& options) {
  return std::make_unique<postgres::PostgresConnection>(url, options);
}

std::unique_ptr<Connection> adopt_postgres(void* handle, const OpenOptions& options) {
  return std::make_unique<postgres::PostgresConnection>(static_cast<PGconn*>(handle), options);
}

Url url_of_postgres(void* handle) {
  postgres::check_same_copy();
  return postgres::url_of(static_cast<PGconn*>(handle));
}

void drop_postgres(const Url& url) { postgres::drop_database(url, url.parameter("force") == "true"); }

std::string describe_client(bool& usable) {
  try {
    const int version = postgres::client().PQlibVersion();
    usable = true;
    return fmt::format("libpq {}.{}", version / 10000, version % 10000);
  } catch (const Error& error) {
    usable = false;
    return error.message + ". " + error.hint;
  }
}

}  // namespace

extern const Driver postgres_driver;
const Driver postgres_driver = {
    .name = "postgres",
    .title = "PostgreSQL",
    .schemes = kSchemes,
    .lex_rules = postgres_lex_rules,
    .creates_on_open = false,
    .open = open_postgres,
    .handle_kind = Handle::Kind::postgres,
    .adopt = adopt_postgres,
    .url_of = url_of_postgres,
    .exists = postgres::database_exists,
    .create = postgres::create_database,
    .drop = drop_postgres,
    .ddl = postgres::make_ddl_writer,
    .dump_schema = postgres::dump_schema,
    .inspect = postgres::inspect,
    .sandbox = postgres::make_sandbox,
    .client = describe_client,
    .backup = postgres::backup_kind,
    .images = postgres::open_images,
};

}  // namespace dunlin::database
