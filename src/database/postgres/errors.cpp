#include "database/postgres/errors.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "database/postgres/client.hpp"

namespace dunlin::database::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = client().PQresultErrorField(result, code);
  return text ? text : "";
}

void append_line(std::string& to, std::string_view line) {
  if (line.empty()) return;
  if (!to.empty()) to += '\n';
  to += line;
}

std::string without_period(std::string_view text) {
  text = base::trim(text);
  if (text.ends_with('.') && !text.ends_with("..")) text.remove_suffix(1);
  return std::string(text);
}

/// What a SQLSTATE means to the runner, and what we can advise where the server itself does not.
struct Meaning {
  std::string_view state;
  ErrorKind kind;
  std::string_view hint;
};

constexpr std::string_view kThereAlready =
    "If what the migration makes is there already, say so: `dunlin mark VERSION applied`";

constexpr Meaning kMeanings[] = {
    {"42P07", ErrorKind::sql, kThereAlready},
    {"42701", ErrorKind::sql, kThereAlready},
    {"42710", ErrorKind::sql, kThereAlready},
    {"55P03", ErrorKind::lock_timeout,
     "Another session holds a lock that this statement needs; see pg_stat_activity, or raise lock-timeout"},
    {"40P01", ErrorKind::lock_timeout, ""},
    {"40001", ErrorKind::lock_timeout, ""},
    {"57P05", ErrorKind::lost, "The server ended the idle session: see idle_session_timeout"},
    {"25P03", ErrorKind::lost, "The server ended the session: see idle_in_transaction_session_timeout"},
    {"53100", ErrorKind::io, "Free disk space on the server, then run it again"},
    {"58030", ErrorKind::io, "Look into the server's log"},
    {"25001", ErrorKind::sql, "Put -- dunlin:transaction off at the top of the migration"},
    {"25006", ErrorKind::sql,
     "The database is read-only here: connect to the primary server, or see default_transaction_read_only"},
    {"42501", ErrorKind::sql, "Grant the right to this user, or connect as the owner"},
    {"3F000", ErrorKind::sql, "Create it with CREATE SCHEMA, or correct its name"},
    {"53300", ErrorKind::connect, "Raise max_connections or close other connections"},
};

}  // namespace

std::string sqlstate_of(const PGresult* result) { return field(result, PG_DIAG_SQLSTATE); }

std::size_t byte_offset(std::string_view statement, std::string_view position) {
  std::uint64_t characters = 0;
  if (!base::parse_number(position, characters) || characters == 0) return Error::npos;
  std::size_t at = 0;
  for (std::uint64_t i = 1; i < characters; ++i) {
    if (at >= statement.size()) break;
    ++at;
    while (at < statement.size() && (static_cast<unsigned char>(statement[at]) & 0xC0u) == 0x80u) ++at;
  }
  return at;
}

Error statement_error(const PGresult* result, std::string_view statement, bool cancelled) {
  const std::string state = sqlstate_of(result);
  std::string message = without_period(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (message.empty()) message = without_period(client().PQresultErrorMessage(result));
  if (message.empty()) message = "The statement failed and the server does not say why";
  if (message.find(kLockLost) != std::string::npos) {
    Error error = lock_lost_error({});
    error.statement = statement;
    return error;
  }

  Error error(ErrorKind::sql, message, field(result, PG_DIAG_MESSAGE_HINT));
  error.statement = statement;
  error.sqlstate = state;
  error.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  // Says the line of the data in a COPY, and the function and line in PL/pgSQL.
  append_line(error.detail, field(result, PG_DIAG_CONTEXT));
  const std::string internal = field(result, PG_DIAG_INTERNAL_QUERY);
  if (!internal.empty()) append_line(error.detail, "Query within it: " + internal);
  error.offset = byte_offset(statement, field(result, PG_DIAG_STATEMENT_POSITION));

  if (state == "57014") {
    // One SQLSTATE for three causes, and the words are translated by lc_messages: trust our own request first.
    if (cancelled || message.find("user request") != std::string::npos) {
      error.kind = ErrorKind::cancelled;
    } else if (error.hint.empty()) {
      error.hint = "The statement took longer than statement-timeout: raise it for this migration or do less at once";
    }
    return error;
  }
  for (const Meaning& meaning : kMeanings) {
    if (state != meaning.state) continue;
    error.kind = meaning.kind;
    if (error.hint.empty()) error.hint = meaning.hint;
  }
  // By severity and not by class 08: dblink raises 08001 for a connection that is not ours.
  const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC") {
    error.kind = ErrorKind::lost;
    if (error.hint.empty()) error.hint = "Look whether the server runs and what its log says, then run it again";
  }
  return error;
}

Error lost_error(std::string_view reason, std::string_view statement) {
  Error error(ErrorKind::lost, "The connection to the server was lost");
  error.hint = "Look whether the server runs and what its log says, then run it again";
  error.detail = base::trim(reason);
  error.statement = statement;
  return error;
}

Error rolled_back_error(std::string_view statement) {
  Error error(ErrorKind::sql, "The server rolled the transaction back instead of committing it",
              "A statement of the transaction failed before; nothing of it took effect");
  error.statement = statement;
  error.sqlstate = "25P02";
  return error;
}

Error lock_lost_error(std::string detail) {
  Error error(ErrorKind::lost, "The runner lock was lost: another run may have begun on this database");
  error.hint = "Look with `dunlin status` how far it got, then run it again";
  error.detail = std::move(detail);
  return error;
}

Error connect_error(std::string_view text) {
  text = base::trim(text);
  const std::size_t line = text.find('\n');
  Error error(ErrorKind::connect, without_period(text.substr(0, line)));
  if (line != std::string_view::npos) error.detail = base::trim(text.substr(line));
  if (error.message.empty()) error.message = "No connection to the server could be made";
  const auto says = [&](std::string_view words) { return text.find(words) != std::string_view::npos; };
  if (says("database \"") && says("does not exist")) {
    error.hint = "Create it with `dunlin db create`, or correct the name in the URL";
  } else if (says("no password supplied")) {
    error.hint = "Put the password into the URL, ~/.pgpass, PGPASSFILE or PGPASSWORD";
  } else if (says("authentication failed") || says("no pg_hba.conf entry") || (says("role \"") && says("not exist"))) {
    error.hint = "Check user and password of the URL, and the server's pg_hba.conf";
  } else if (says("could not translate host name")) {
    error.hint = "Check the host's name in the URL";
  } else if (says("too many clients") || says("remaining connection slots") || says("too many connections")) {
    error.hint = "Raise max_connections or close other connections";
  } else if (says("invalid connection option") || says("invalid sslmode")) {
    error.hint = "Check the parameters behind the ? of the URL";
  } else if (says("SSL") || says("certificate")) {
    error.hint = "Check sslmode, sslrootcert, sslcert and sslkey of the URL";
  } else {
    error.hint = "Check that the server runs there; `dunlin db wait` waits until it does";
  }
  return error;
}

}  // namespace dunlin::database::postgres
