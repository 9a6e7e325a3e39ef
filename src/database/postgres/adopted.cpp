// The application's own connection: what it is like when it is taken over, and giving it back so.
#include <fmt/format.h>

#include "base/text.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/errors.hpp"

namespace dunlin::database::postgres {
namespace {

/// What libpq puts there by itself, which needs no argument: a receiver of the application's own cannot be given back,
/// because libpq does not tell its argument.
PQnoticeReceiver default_receiver() {
  static const PQnoticeReceiver receiver = [] {
    const Client& pq = client();
    const char* const names[] = {"host", nullptr};
    const char* const values[] = {"/nonexistent", nullptr};
    PGconn* none = pq.PQconnectStartParams(names, values, 0);
    const PQnoticeReceiver found = none ? pq.PQsetNoticeReceiver(none, nullptr, nullptr) : nullptr;
    if (none) pq.PQfinish(none);
    return found;
  }();
  return receiver;
}

std::string words_for(PGTransactionStatusType status) {
  if (status == PQTRANS_ACTIVE) return "A command is under way on the application's connection";
  return "A transaction is open on the application's connection";
}

}  // namespace

Session::Session(PGconn* theirs) : handle_(theirs), owned_(false) {
  check_same_copy();
  const Client& pq = client();
  if (pq.PQstatus(theirs) != CONNECTION_OK) {
    throw Error(ErrorKind::lost, "The application's connection is not connected", "Connect it again first");
  }
  const auto status = pq.PQtransactionStatus(theirs);
  if (status != PQTRANS_IDLE) {
    throw Error(ErrorKind::refused, words_for(status),
                status == PQTRANS_ACTIVE ? "Read its result to the end first" : "Commit it or roll it back first");
  }
  if (pq.PQpipelineStatus && pq.PQpipelineStatus(theirs) != PQ_PIPELINE_OFF) {
    throw Error(ErrorKind::refused, "The application's connection is in pipeline mode",
                "Leave it with PQexitPipelineMode() first");
  }
  make_pipe();
  was_nonblocking_ = pq.PQisnonblocking(theirs) != 0;
  if (pq.PQsetNoticeReceiver(theirs, nullptr, nullptr) == default_receiver()) {
    receiver_ = pq.PQsetNoticeReceiver(theirs, on_notice, this);
  }
  listen();
}

Url url_of(PGconn* theirs) {
  Url url;
  url.scheme = "postgres";
  url.has_authority = true;
  PQconninfoOption* options = client().PQconninfo(theirs);
  for (const PQconninfoOption* option = options; option && option->keyword; ++option) {
    if (!option->val || *option->val == '\0') continue;
    const std::string_view name = option->keyword;
    std::uint64_t port = 0;
    if (name == "host" || (name == "hostaddr" && url.host.empty())) {
      url.host = option->val;
    } else if (name == "port" && base::parse_number(option->val, port) && port <= 65535) {
      url.port = static_cast<std::uint16_t>(port);
    } else if (name == "user") {
      url.user = option->val;
    } else if (name == "password") {
      url.password = option->val;
    } else if (name == "dbname") {
      url.path = option->val;
    } else if (name == "options" || name == "passfile" || name == "service" || name.starts_with("ssl") ||
               name.starts_with("gss") || name.starts_with("krb")) {
      url.parameters[std::string(name)] = option->val;
    }
  }
  client().PQconninfoFree(options);
  return url;
}

PostgresConnection::PostgresConnection(PGconn* theirs, const OpenOptions& options)
    : url_(url_of(theirs)), options_(options), session_(theirs) {
  Found found;
  const Rows rows = session_.query(
      "SELECT name, current_setting(name) FROM pg_settings WHERE source = 'session' AND context IN ('user', "
      "'superuser')");
  for (const auto& row : rows.rows) found.settings.emplace_back(to_text(row[0]), to_text(row[1]));
  const Rows who = session_.query("SELECT session_user, current_setting('role')");
  found.authorization = to_text(who[0][0]);
  found.role = to_text(who[0][1]);
  found.temporary = temporary_tables();
  found_ = std::move(found);
  // Positions are counted in characters of UTF-8, and all our text is UTF-8.
  session_.execute("SET client_encoding TO 'UTF8'");
  read_capabilities();
  make_roles();
}

void PostgresConnection::give_back() noexcept {
  locker_.reset();
  if (session_.lost()) return;
  try {
    session_.rollback();
    lock_timeout_ = statement_timeout_ = Milliseconds{-1};
    application_name_.clear();
    giving_back_ = true;
    reset_session();
  } catch (const Error&) {
    // Nobody is left to tell; what the session lost, it lost with its server.
  }
}

/// RESET ALL for what the application has not set: it would take settings along that the server lists nowhere
/// ("my_app.user").
std::string PostgresConnection::reset_found() const {
  std::string kept = giving_back_ ? "''" : "'client_encoding'";
  for (const auto& [name, value] : found_->settings) kept += ", " + quote_literal(name);
  return fmt::format(
      "SELECT set_config(name, reset_val, false) FROM pg_settings WHERE source = 'session' AND context IN ('user', "
      "'superuser') AND name NOT IN ({})",
      kept);
}

std::vector<std::string> PostgresConnection::temporary_tables() {
  std::vector<std::string> names;
  const Rows rows = session_.query(
      "SELECT CASE relkind WHEN 'v' THEN 'VIEW ' WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || oid::regclass FROM "
      "pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'v', 'S') ORDER BY relkind DESC");
  for (const auto& row : rows.rows) names.push_back(to_text(row[0]));
  return names;
}

}  // namespace dunlin::database::postgres
