#include "database/mariadb/admin.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/text.hpp"
#include "database/mariadb/dial.hpp"
#include "database/mariadb/errors.hpp"
#include "database/mariadb/statement.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr std::chrono::milliseconds connect_timeout{10'000};

std::string quoted(const Url& url) { return "`" + base::replace_all(url.path, "`", "``") + "`"; }

void need_name(const Url& url) {
  if (!url.path.empty()) return;
  throw Error(ErrorKind::config, "the URL names no database", "write it behind the host: mariadb://host/DATABASE");
}

bool exists_on(MYSQL* handle, const Url& url) {
  // SHOW DATABASES lists what this account may see; a LIKE pattern would read _ and % as wildcards.
  Rows rows;
  run_text(handle, "SELECT SCHEMA_NAME, @@lower_case_table_names FROM information_schema.SCHEMATA", &rows);
  for (const auto& row : rows.rows) {
    const std::string name = to_text(row[0]);
    if (name == url.path || (to_integer(row[1]) != 0 && base::equals_ignoring_case(name, url.path))) return true;
  }
  return false;
}

// Character sets and collations are names, which SQL does not let one quote here.
std::string plain_name(std::string value, std::string_view what) {
  for (const char c : value) {
    if (base::is_alpha(c) || base::is_digit(c) || c == '_') continue;
    throw Error(ErrorKind::config, fmt::format("\"{}\" is not a {}", base::printable(value), what));
  }
  return value;
}

}  // namespace

bool database_exists(const Url& url) {
  need_name(url);
  const Handle handle = dial(url, connect_timeout, false);
  return exists_on(handle.get(), url);
}

void create_database(const Url& url) {
  need_name(url);
  const Handle handle = dial(url, connect_timeout, false);
  if (exists_on(handle.get(), url)) {
    throw Error(ErrorKind::refused, fmt::format("the database {} is already there", base::printable(url.path)));
  }
  std::string sql = fmt::format("CREATE DATABASE {} CHARACTER SET {}", quoted(url),
                                plain_name(parameter(url, "charset", "utf8mb4"), "character set"));
  const std::string collation = parameter(url, "collation");
  if (!collation.empty()) sql += " COLLATE " + plain_name(collation, "collation");
  run_text(handle.get(), sql, nullptr);
}

void drop_database(const Url& url) {
  need_name(url);
  const Handle handle = dial(url, connect_timeout, false);
  if (!exists_on(handle.get(), url)) {
    throw Error(ErrorKind::refused, fmt::format("there is no database {}", base::printable(url.path)));
  }
  run_text(handle.get(), "DROP DATABASE " + quoted(url), nullptr);
}

}  // namespace dunlin::database::mariadb
