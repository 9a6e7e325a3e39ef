#include "database/mariadb/held_database.hpp"

#include "base/text.hpp"

namespace dunlin::database::mariadb {

bool hold(Connection& connection, const std::string& name, std::int64_t seconds) {
  const Value arguments[] = {name, seconds};
  return to_integer(connection.query("SELECT coalesce(GET_LOCK(?, ?), 0)", arguments)[0][0]) == 1;
}

void let_go(Connection& connection, const std::string& name) noexcept {
  try {
    const Value arguments[] = {name};
    (void)connection.query("SELECT RELEASE_LOCK(?)", arguments);
  } catch (const Error&) {
    // Lost: the lock ended with the session.
  }
}

void drop_held(Connection& connection, const std::string& name) {
  connection.execute("DROP DATABASE IF EXISTS " + connection.quote_name(name));
  let_go(connection, name);
}

void sweep_unheld(Connection& connection, std::string_view prefix) {
  const Value pattern[] = {base::replace_all(std::string(prefix), "_", "\\_") + "%"};
  const Rows left = connection.query(
      "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE ? AND IS_USED_LOCK(SCHEMA_NAME) IS "
      "NULL",
      pattern);
  for (const auto& row : left.rows) {
    const std::string name = to_text(row[0]);
    if (!hold(connection, name, 0)) continue;
    try {
      drop_held(connection, name);
    } catch (const Error& error) {
      if (connection.lost()) throw;
      let_go(connection, name);  // another user's
    }
  }
}

}  // namespace dunlin::database::mariadb
