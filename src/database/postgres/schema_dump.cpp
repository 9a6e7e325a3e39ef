#include "database/postgres/schema_dump.hpp"

#include <algorithm>

#include "base/child.hpp"
#include "base/text.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

/// A value of a connection string.
std::string quoted(std::string_view value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// psql's own commands, and settings of the session that say nothing about the schema: newer servers know some that
/// older ones do not.
bool is_noise(std::string_view line) {
  if (line.starts_with("\\restrict") || line.starts_with("\\unrestrict")) return true;
  for (const std::string_view name :
       {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout",
        "client_encoding", "standard_conforming_strings", "row_security", "client_min_messages"}) {
    if (line.starts_with("SET " + std::string(name) + " = ")) return true;
  }
  return false;
}

}  // namespace

std::string dump_schema(Connection& connection, const Url& url, const std::vector<std::string>& without) {
  base::Child dump;
  std::string parameters;
  for (const auto& [name, value] : connection_parameters(url)) {
    // A list of processes shows arguments to everybody.
    if (name == "password") {
      dump.environment.emplace_back("PGPASSWORD", value);
    } else {
      parameters += (parameters.empty() ? "" : " ") + name + "=" + quoted(value);
    }
  }
  dump.arguments = {"pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--dbname=" + parameters};
  const std::string schema = connection.quote_name(connection.current_schema());
  for (const auto& table : without) {
    const std::string name = schema + "." + connection.quote_name(table);
    dump.arguments.push_back("--exclude-table=" + name);
    // The sequence of a serial column goes with its table.
    const Rows sequences = connection.query(
        "SELECT s.relname FROM pg_class AS s JOIN pg_depend AS d ON d.objid = s.oid AND d.deptype IN ('a', 'i') WHERE "
        "s.relkind = 'S' AND d.refobjid = to_regclass(" +
        connection.quote_text(name) + ")");
    for (const auto& row : sequences.rows) {
      dump.arguments.push_back("--exclude-table=" + schema + "." + connection.quote_name(to_text(row[0])));
    }
  }
  std::string text;
  std::string complaints;
  dump.out = [&](std::string_view piece) { text += piece; };
  dump.err = [&](std::string_view piece) { complaints += piece; };
  base::ChildEnd end;
  try {
    end = base::run_child(dump);
  } catch (Error& error) {
    error.kind = ErrorKind::unsupported;
    error.message = "pg_dump, which writes the schema down, cannot be started: " + error.message;
    error.hint = "install PostgreSQL's client programs, of the server's version or newer";
    error.place = {};
    throw;
  }
  if (!end.ok()) {
    Error error(ErrorKind::unsupported, "pg_dump, which writes the schema down, " + end.words());
    error.detail = base::trim(complaints);
    throw error;
  }
  std::string sql;
  for (const auto line : base::split(text, '\n')) {
    if (!is_noise(line)) (sql += line) += '\n';
  }
  return sql;
}

}  // namespace dunlin::database::postgres
