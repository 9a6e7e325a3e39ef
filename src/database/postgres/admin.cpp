#include "database/postgres/admin.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "database/postgres/connection.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr Milliseconds kPatience{10'000};

Url without_parameters_of_the_database(Url url) {
  // A schema of the database need not exist in the maintenance database, and dbname would win over ours.
  for (const char* name : {"dbname", "schema", "search_path", "currentSchema", "role"}) url.parameters.erase(name);
  return url;
}

bool listed(Session& session, const std::string& name) {
  const Value arguments[] = {name};
  return !session.query("SELECT 1 FROM pg_database WHERE datname = $1", arguments).empty();
}

}  // namespace

std::string database_name(const Url& url) {
  if (!url.parameter("dbname").empty()) return url.parameter("dbname");
  if (!url.path.empty()) return url.path;
  throw Error(ErrorKind::config, "The database URL names no database",
              "Write it behind the host: postgres://host/NAME");
}

std::unique_ptr<Session> maintenance(const Url& url, const std::string& name) {
  const Url plain = without_parameters_of_the_database(url);
  std::optional<Error> first;
  // "postgres" is there on nearly every server, "template1" on every one.
  for (const char* candidate : {"postgres", "template1", "defaultdb"}) {
    if (name == candidate) continue;
    try {
      return std::make_unique<Session>(plain, kPatience, candidate);
    } catch (const Error& error) {
      if (!first) first = error;
      // Only a missing database, or one that this user may not enter, is a reason to try the next one.
      const bool next = error.message.find("does not exist") != std::string::npos ||
                        error.message.find("database \"") != std::string::npos ||
                        error.message.find("no such database") != std::string::npos;
      if (!next) throw;
    }
  }
  throw *first;
}

std::string users_of(Session& session, const std::string& name) {
  const Value arguments[] = {name};
  const Rows rows = session.query(
      "SELECT coalesce(usename, '?') || coalesce('@' || host(client_addr), '') || ', backend ' || pid || CASE WHEN "
      "application_name = '' THEN '' ELSE ', ' || application_name END FROM pg_stat_activity WHERE datname = $1 AND "
      "pid "
      "<> pg_backend_pid() ORDER BY pid LIMIT 20",
      arguments);
  std::string out;
  for (const auto& row : rows.rows) out += (out.empty() ? "" : "\n") + to_text(row[0]);
  return out;
}

bool database_exists(const Url& url) {
  const std::string name = database_name(url);
  std::optional<Error> closed;
  try {
    return listed(*maintenance(url, name), name);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::connect) throw;
    closed = error;
  }
  // Hosted servers may let a user into his own database only.
  try {
    const Session session(url, kPatience);
    return true;
  } catch (const Error&) {
    throw *closed;
  }
}

void create_database(const Url& url) {
  const std::string name = database_name(url);
  const auto session = maintenance(url, name);
  if (listed(*session, name)) {
    throw Error(ErrorKind::refused, fmt::format("The database {} is there already", name));
  }
  session->execute("CREATE DATABASE " + quote_identifier(name));
}

void drop_database(const Url& url, bool force) {
  const std::string name = database_name(url);
  const auto session = maintenance(url, name);
  if (!listed(*session, name)) throw Error(ErrorKind::refused, fmt::format("There is no database {}", name));
  std::string sql = "DROP DATABASE " + quote_identifier(name);
  if (force) sql += " WITH (FORCE)";
  try {
    session->execute(sql);
  } catch (Error& error) {
    if (error.sqlstate != "55006") throw;  // object_in_use
    Error refused(ErrorKind::refused, fmt::format("The database {} is in use", name),
                  "Close these connections, or add force=true to the URL's parameters to end them (PostgreSQL 13)");
    refused.detail = users_of(*session, name);
    refused.sqlstate = error.sqlstate;
    throw refused;
  }
}

}  // namespace dunlin::database::postgres
