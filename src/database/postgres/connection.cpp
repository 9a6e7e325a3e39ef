#include "database/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/catalogue.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/copy.hpp"
#include "database/postgres/lexis.hpp"
#include "database/postgres/lock.hpp"
#include "database/postgres/pipeline.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::string_view kWatchSetting = "client_connection_check_interval";
constexpr const char* kWatchInterval = "250ms";

constexpr HistorySql kHistory = {
    .key_type = "text",
    .text_type = "text",
    .integer_type = "bigint",
    .timestamp_type = "timestamptz",
    .identity_column = "bigserial PRIMARY KEY",
    .table_options = "",
    .now = "clock_timestamp()",
    .started = "now()",
    .read_timestamp = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
    .write_timestamp = "CAST({} AS timestamptz)",
    .elapsed = "CAST(extract(epoch FROM clock_timestamp() - now()) * 1000 AS bigint)",
    .numbered_parameters = true,
    .if_not_exists = true,
};

/// Systems that speak the protocol and say so in version(); what they lack is set below.
struct Flavour {
  std::string_view sign;
  std::string_view product;
  bool transactional_ddl;
};
constexpr Flavour kFlavours[] = {
    {"CockroachDB", "CockroachDB", false}, {"-YB-", "YugabyteDB", false},
    {"Redshift", "Redshift", true},        {"Greenplum", "Greenplum", true},
    {"Materialize", "Materialize", false}, {"openGauss", "openGauss", true},
    {"CrateDB", "CrateDB", false},         {"QuestDB", "QuestDB", false},
    {"RisingWave", "RisingWave", false},   {"YDB", "YDB", false},
};

/// "15.18" of "PostgreSQL 15.18 (Debian ...)", "v23.1.4" of "CockroachDB CCL v23.1.4 (...)".
std::string version_word(std::string_view version) {
  for (std::string_view word : base::words(version)) {
    if (word.starts_with('v')) word.remove_prefix(1);
    if (!word.empty() && base::is_digit(word[0])) {
      while (word.ends_with(',')) word.remove_suffix(1);
      return std::string(word);
    }
  }
  return {};
}

std::string milliseconds(Milliseconds value) { return std::to_string(value.count()) + "ms"; }

}  // namespace

std::string quote_identifier(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string quote_literal(std::string_view text) {
  // E'' means the same whatever standard_conforming_strings is.
  const bool escape = text.find('\\') != std::string_view::npos;
  std::string out = escape ? "E'" : "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + '\'';
}

std::string quote_qualified(const sql::QualifiedName& name) {
  return (name.schema.empty() ? "" : quote_identifier(name.schema) + ".") + quote_identifier(name.name);
}

PostgresConnection::PostgresConnection(const Url& url, const OpenOptions& options)
    : url_(url), options_(options), session_(url, options.connect_timeout) {
  read_capabilities();
  make_roles();
}

PostgresConnection::~PostgresConnection() {
  if (found_) give_back();
}

void PostgresConnection::make_roles() {
  locker_ = make_locker(*this);
  catalogue_ = make_catalogue(*this);
}

void PostgresConnection::read_capabilities() {
  const Rows rows =
      session_.query("SELECT version(), pg_backend_pid(), current_setting('transaction_read_only'), session_user");
  const std::string version = to_text(rows[0][0]);
  const Flavour* flavour = nullptr;
  for (const Flavour& one : kFlavours) {
    if (!flavour && version.find(one.sign) != std::string::npos) flavour = &one;
  }
  Capabilities& c = capabilities_;
  c.product = flavour ? flavour->product : "PostgreSQL";
  c.version = version_word(version);
  const int number = client().PQserverVersion(session_.handle());
  c.version_number = number >= 100000 ? number / 10000 * 1'000'000 + number % 10000 * 1'000
                                      : number / 10000 * 1'000'000 + number / 100 % 100 * 1'000 + number % 100;
  c.transactional_ddl = !flavour || flavour->transactional_ddl;
  c.savepoints_cover_ddl = c.transactional_ddl;
  c.shared_transaction = false;
  c.asynchronous_commit = !flavour;
  c.pipelining = !flavour && client().pipelines();
  c.runner_lock = true;
  c.materialized_views = true;
  // A pooler makes up the number that it tells as ours; a server never does. Prisma's parameter says it as well.
  c.pooled = (!flavour && to_integer(rows[0][1]) != client().PQbackendPID(session_.handle())) ||
             url_.parameter("pgbouncer") == "true";
  c.read_only = to_text(rows[0][2]) == "on";
  // Others accept pg_try_advisory_lock and do nothing (CockroachDB), or refuse it.
  genuine_ = !flavour;
  advisory_locks_ = genuine_ && !c.pooled;
  user_ = to_text(rows[0][3]);
}

const HistorySql& PostgresConnection::history_sql() const { return kHistory; }
const sql::LexRules& PostgresConnection::lex_rules() const { return postgres_lex_rules; }

Outcome PostgresConnection::execute(std::string_view sql, std::span<const Value> arguments) {
  return session_.execute(sql, arguments);
}

Rows PostgresConnection::query(std::string_view sql, std::span<const Value> arguments) {
  return session_.query(sql, arguments);
}

void PostgresConnection::execute_all(std::span<const Command> commands,
                                     const std::function<void(std::size_t, const Outcome&)>& done) {
  if (capabilities_.pipelining) {
    execute_pipelined(session_, commands, done);
  } else {
    Connection::execute_all(commands, done);
  }
}

Outcome PostgresConnection::copy_in(std::string_view sql, base::ByteSource& data) {
  return postgres::copy_in(session_, sql, data);
}

std::vector<Command> PostgresConnection::begin(const TransactionOptions& options) {
  transaction_ = options;
  std::string settings;
  const auto set = [&](std::string_view name, const std::string& value) {
    settings += fmt::format("{}set_config('{}', '{}', true)", settings.empty() ? "SELECT " : ", ", name, value);
  };
  if (options.lock_timeout.count() >= 0) set("lock_timeout", milliseconds(options.lock_timeout));
  if (options.statement_timeout.count() >= 0) set("statement_timeout", milliseconds(options.statement_timeout));
  if (!options.flush && capabilities_.asynchronous_commit) set("synchronous_commit", "off");
  // Behind a pooler nothing may be set for the whole session, and a killed run's transaction pins the lease.
  if (capabilities_.pooled && watches_client()) set(kWatchSetting, kWatchInterval);
  std::vector<Command> out{{"BEGIN", {}}};
  if (!settings.empty()) out.push_back({settings, {}});
  return out;
}

void PostgresConnection::rollback() noexcept { session_.rollback(); }
bool PostgresConnection::in_transaction() const { return session_.in_transaction(); }
bool PostgresConnection::transaction_aborted() const {
  return client().PQtransactionStatus(session_.handle()) == PQTRANS_INERROR;
}

void PostgresConnection::set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) {
  lock_timeout_ = lock_timeout;
  statement_timeout_ = statement_timeout;
  // Behind a pooler the setting would stay with a server connection that others use next.
  if (capabilities_.pooled) return;
  const auto value = [](Milliseconds limit) {
    return limit.count() < 0 ? "DEFAULT" : quote_literal(milliseconds(limit));
  };
  session_.execute("SET lock_timeout TO " + value(lock_timeout));
  session_.execute("SET statement_timeout TO " + value(statement_timeout));
}

std::vector<std::string> PostgresConnection::reset_statements(bool in_transaction) const {
  // Never DISCARD ALL: it gives up the advisory lock. RESET ALL returns to what the connection began with, which
  // includes our client_encoding and the URL's options.
  std::vector<std::string> out;
  if (genuine_) out = {"RESET SESSION AUTHORIZATION", "RESET ROLE"};
  if (genuine_ && found_) out[0] = "SET SESSION AUTHORIZATION " + quote_identifier(found_->authorization);
  out.push_back(found_ ? reset_found() : "RESET ALL");
  std::string again;
  const auto set = [&](std::string_view name, const std::string& text, bool local) {
    again +=
        fmt::format("{}set_config('{}', {}, {})", again.empty() ? "SELECT " : ", ", name, quote_literal(text), local);
  };
  if (found_) {
    for (const auto& [name, value] : found_->settings) {
      if (name != "client_encoding" || giving_back_) set(name, value, false);
    }
    if (found_->role != "none" && !found_->role.empty()) set("role", found_->role, false);
  }
  if (!capabilities_.pooled) {
    if (lock_timeout_.count() >= 0) set("lock_timeout", milliseconds(lock_timeout_), false);
    if (statement_timeout_.count() >= 0) set("statement_timeout", milliseconds(statement_timeout_), false);
    if (!application_name_.empty()) set("application_name", application_name_, false);
    if (!application_name_.empty() && watches_client()) set(kWatchSetting, kWatchInterval, false);
  }
  // RESET ALL takes back what begin() set for this transaction, too.
  if (in_transaction && !transaction_.flush && capabilities_.asynchronous_commit)
    set("synchronous_commit", "off", true);
  if (!again.empty()) out.push_back(again);
  return out;
}

std::vector<Command> PostgresConnection::reset_commands() {
  std::vector<Command> out;
  for (std::string& sql : reset_statements(true)) out.push_back({std::move(sql), {}});
  return out;
}

void PostgresConnection::reset_session() {
  std::vector<std::string> statements = reset_statements(false);
  // Temporary tables would hide a later migration's; behind a pooler they are somebody else's.
  if (found_) {
    for (const std::string& object : temporary_tables()) {
      if (std::find(found_->temporary.begin(), found_->temporary.end(), object) == found_->temporary.end()) {
        statements.insert(statements.begin(), "DROP " + object);
      }
    }
  } else if (genuine_ && !capabilities_.pooled) {
    statements.emplace_back("DISCARD TEMP");
  }
  session_.execute(base::join(statements, "; "));
}

void PostgresConnection::set_application_name(const std::string& name) {
  application_name_ = name;
  if (name.empty()) {
    session_.execute("RESET application_name");
    return;
  }
  std::string text = "SELECT set_config('application_name', " + quote_literal(name) + ", false)";
  // While a statement runs the server looks for its client only when it is told to: a killed run would hold the lock
  // until its statement ends (PostgreSQL 14 manual, 20.3.2).
  if (watches_client()) text += fmt::format(", set_config('{}', '{}', false)", kWatchSetting, kWatchInterval);
  session_.execute(text);
}

bool PostgresConnection::watches_client() const { return genuine_ && capabilities_.version_number >= 14'000'000; }

std::unique_ptr<Connection> PostgresConnection::reopen() const {
  if (found_) throw Error(ErrorKind::lost, "The application's own connection cannot be opened again");
  return std::make_unique<PostgresConnection>(url_, options_);
}

std::string PostgresConnection::quote_name(std::string_view name) const { return quote_identifier(name); }
std::string PostgresConnection::quote_text(std::string_view text) const { return quote_literal(text); }

std::string PostgresConnection::current_schema() { return to_text(session_.query_value("SELECT current_schema()")); }

}  // namespace dunlin::database::postgres
