#include "database/mariadb/connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/text.hpp"
#include "database/mariadb/catalogue.hpp"
#include "database/mariadb/client.hpp"
#include "database/mariadb/errors.hpp"
#include "database/mariadb/history_sql.hpp"
#include "database/mariadb/lexis.hpp"
#include "database/mariadb/lock.hpp"
#include "database/mariadb/words.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr int unknown_variable = 1193;   // ER_UNKNOWN_SYSTEM_VARIABLE
constexpr int no_such_column = 1054;     // what some compatible servers say for it
constexpr int not_unique_table = 1066;   // ER_NONUNIQ_TABLE
constexpr int query_interrupted = 1317;  // ER_QUERY_INTERRUPTED
constexpr std::string_view begin_under_locks = "autocommit = 0";
constexpr std::string_view switch_autocommit_on = "SET autocommit = 1";

// What MySQL says of a SELECT that max_execution_time ends.
const ServerError out_of_time{3024, "HY000",
                              "Query execution was interrupted, maximum statement execution time exceeded"};

}  // namespace

MariadbConnection::MariadbConnection(Url url, OpenOptions options)
    : url_(std::move(url)), options_(std::move(options)) {
  handle_ = dial(url_, options_.connect_timeout);
  set_up();
}

void MariadbConnection::set_up() {
  session_id_ = client().mysql_thread_id(handle_.get());
  socket_ = static_cast<int>(client().mysql_get_socket(handle_.get()));
  statements_ = std::make_unique<StatementCache>(handle_.get());
  read_server();
  locker_ = std::make_unique<MariadbLocker>(*this);
  catalogue_ = std::make_unique<MariadbCatalogue>(*this);
}

MariadbConnection::~MariadbConnection() {
  if (found_) give_back();
}

const HistorySql& MariadbConnection::history_sql() const { return mariadb::history_sql; }
const sql::LexRules& MariadbConnection::lex_rules() const { return mariadb_lex_rules; }
Locker& MariadbConnection::locker() { return *locker_; }
Catalogue& MariadbConnection::catalogue() { return *catalogue_; }

const std::string& MariadbConnection::history_schema() const {
  return options_.history_schema.empty() ? schema_ : options_.history_schema;
}

void MariadbConnection::read_server() {
  flavour_ = read_flavour(client().mysql_get_server_info(handle_.get()), {});
  watched_ = settings_of(flavour_);
  has_role_ = flavour_.at_least(10'000'005, 8'000'000) && flavour_.product != "TiDB";
  const auto read = [this] {
    return query(
        fmt::format("SELECT @@version_comment, CONNECTION_ID(), DATABASE(), USER(), @@global.read_only, "
                    "@@global.innodb_read_only, {}, {}",
                    has_role_ ? "CURRENT_ROLE()" : "NULL", list_settings(watched_)));
  };
  Rows rows;
  try {
    rows = read();
  } catch (const Error& error) {
    if (error.native_code != unknown_variable && error.native_code != no_such_column) throw;
    // A server that calls itself MySQL and lacks some of it: watch what every one has.
    watched_ = settings_of(Flavour{flavour_.product, flavour_.version, 0});
    std::erase_if(watched_, [](const Setting& s) { return s.only_if_changed && s.name != "autocommit"; });
    watched_.erase(watched_.begin() + 8, watched_.end());
    has_role_ = false;
    rows = query(fmt::format("SELECT @@version_comment, CONNECTION_ID(), DATABASE(), USER(), 0, 0, NULL, {}",
                             list_settings(watched_)));
  }
  const std::vector<Value>& row = rows[0];
  flavour_ = read_flavour(client().mysql_get_server_info(handle_.get()), to_text(row[0]));
  schema_ = to_text(row[2]);
  current_schema_ = schema_;
  knows_schema_ = true;
  user_ = to_text(row[3]);
  role_ = row[6];
  for (std::size_t i = 0; i < watched_.size(); ++i) opened_[watched_[i].name] = row[7 + i];

  keep_autocommit();
  opened_["autocommit"] = std::int64_t{1};

  capabilities_.product = flavour_.product;
  capabilities_.schemas_are_databases = true;
  capabilities_.version = flavour_.version;
  capabilities_.version_number = flavour_.version_number;
  capabilities_.transactional_ddl = false;
  capabilities_.savepoints_cover_ddl = false;
  capabilities_.asynchronous_commit = false;
  capabilities_.pipelining = false;
  // A proxy that shows its own session number (ProxySQL, MaxScale with pooling) may give each statement to another
  // server session.
  capabilities_.pooled = static_cast<unsigned long>(to_integer(row[1])) != session_id_;
  determine_read_only(to_integer(row[4]) != 0 || base::equals_ignoring_case(to_text(row[4]), "ON"));
  if (to_integer(row[5]) != 0) capabilities_.read_only = true;
}

// read_only does not bind those with the right privilege, so that the flag alone would refuse work that succeeds.
void MariadbConnection::determine_read_only(bool server_is_read_only) {
  if (!server_is_read_only) return;
  capabilities_.read_only = true;
  for (const auto& row : query("SHOW GRANTS").rows) {
    const std::string grant = base::upper(to_text(row[0]));
    if (grant.find(" ON *.* ") == std::string::npos) continue;
    for (const std::string_view right : {"ALL PRIVILEGES", "SUPER", "READ_ONLY ADMIN", "READ ONLY ADMIN"}) {
      if (grant.find(right) != std::string::npos) capabilities_.read_only = false;
    }
  }
}

unsigned int MariadbConnection::server_status() const {
  unsigned int status = 0;
  client().mariadb_get_infov(handle_.get(), MARIADB_CONNECTION_SERVER_STATUS, &status);
  return status;
}

Result MariadbConnection::run(std::string_view sql, std::span<const Value> arguments, Rows* into) {
  if (lost_) throw Error(ErrorKind::lost, "the connection to the database was lost", "connect again");
  busy_ = true;
  try {
    if (statement_limit_.count() > 0) watchdog_.arm(statement_limit_);
    const Result result =
        arguments.empty() ? run_text(handle_.get(), sql, into) : statements_->run(sql, arguments, into);
    if (statement_limit_.count() > 0) watchdog_.disarm();
    busy_ = false;
    warned_ = client().mysql_warning_count(handle_.get()) > 0;
    return result;
  } catch (const Error& error) {
    const bool too_long = statement_limit_.count() > 0 && watchdog_.disarm();
    busy_ = false;
    warned_ = false;
    if (error.kind == ErrorKind::lost) lost_ = true;
    if (too_long && error.native_code == query_interrupted) throw statement_error(out_of_time, sql);
    throw;
  }
}

Outcome MariadbConnection::execute(std::string_view sql, std::span<const Value> arguments) {
  const std::string words = arguments.empty() ? leading_words(sql, 2) : std::string();
  if (begins_with(words, "USE") || begins_with(words, "DROP") || begins_with(words, "EXECUTE") || words.empty()) {
    knows_schema_ = knows_schema_ && !arguments.empty();  // the history's statements change nothing of it
  }
  const bool locks = begins_with(words, "LOCK TABLES") || begins_with(words, "LOCK TABLE");
  const Result result = locks ? run_lock_tables(sql) : run(sql, arguments, nullptr);
  if (locks) tables_locked_ = true;
  if (begins_with(words, "UNLOCK TABLES") || begins_with(words, "UNLOCK TABLE") ||
      begins_with(words, "START TRANSACTION") || begins_with(words, "BEGIN")) {
    tables_locked_ = false;
  }
  if (sql == switch_autocommit_on) autocommit_off_ = false;
  if (arguments.empty()) keep_autocommit();
  return {result.returned >= 0 ? result.returned : result.affected};
}

Rows MariadbConnection::query(std::string_view sql, std::span<const Value> arguments) {
  Rows rows;
  run(sql, arguments, &rows);
  return rows;
}

// In an open transaction the switch would commit; then it waits for that transaction's end.
void MariadbConnection::keep_autocommit() {
  const unsigned int status = server_status();
  const bool open = (status & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0;
  if ((status & SERVER_STATUS_AUTOCOMMIT) == 0 && !open && !autocommit_off_) run(switch_autocommit_on, {}, nullptr);
}

// While tables are locked nothing else can be written (error 1100): the history's tables are locked along.
Result MariadbConnection::run_lock_tables(std::string_view sql) {
  std::string along;
  const Rows present = query(
      fmt::format("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} AND TABLE_NAME IN ({}, {})",
                  quote_text(history_schema()), quote_text(options_.history_table), quote_text(options_.log_table)));
  for (const auto& row : present.rows) {
    along += fmt::format(", {}.{} WRITE", quote_name(history_schema()), quote_name(to_text(row[0])));
  }
  if (along.empty()) return run(sql, {}, nullptr);
  try {
    // On a line of its own: the statement may end in a comment.
    return run(std::string(sql) + "\n" + along, {}, nullptr);
  } catch (Error& error) {
    error.statement = std::string(sql);
    if (error.offset != Error::npos && error.offset > sql.size()) error.offset = sql.size();
    if (error.native_code != not_unique_table) throw;
  }
  return run(sql, {}, nullptr);  // the migration locks the history's tables by itself
}

const Value* MariadbConnection::expected(std::string_view setting) const {
  for (const Settings* settings : {&current_, &base_, &opened_}) {
    const auto at = settings->find(setting);
    if (at != settings->end()) return &at->second;
  }
  return nullptr;
}

// "a = 1, b = 2" for the limits that differ from what the session has. A negative one goes back to its base.
std::string MariadbConnection::limits(Milliseconds lock_timeout, Milliseconds statement_timeout) {
  std::string text;
  const auto want = [&](std::string_view name, const Value& value) {
    const Value* known = expected(name);
    if (known == nullptr || literal(*known) == literal(value)) return;
    current_[name] = value;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, literal(value));
  };
  const auto fallback = [&](std::string_view name) {
    const auto at = base_.find(name);
    if (at != base_.end()) return at->second;
    const auto opened = opened_.find(name);
    return opened != opened_.end() ? opened->second : Value(Null{});
  };
  // Whole seconds, at least one; 0 means without end, as elsewhere.
  for (const auto& [name, longest] :
       {std::pair<std::string_view, std::int64_t>{"lock_wait_timeout", 31'536'000},
        std::pair<std::string_view, std::int64_t>{"innodb_lock_wait_timeout", 1'073'741'824}}) {
    const std::int64_t seconds = lock_timeout.count() == 0 ? longest : (lock_timeout.count() + 999) / 1000;
    want(name, lock_timeout.count() < 0 ? fallback(name) : Value(std::min(seconds, longest)));
  }
  const std::string_view timeout = statement_timeout_variable(flavour_);
  if (timeout == "max_statement_time") {
    want(timeout, statement_timeout.count() < 0 ? fallback(timeout)
                                                : Value(static_cast<double>(statement_timeout.count()) / 1000.0));
  } else if (!timeout.empty()) {
    statement_limit_ = statement_timeout.count() < 0 ? base_statement_limit_ : statement_timeout;
    want(timeout, statement_timeout.count() < 0 ? fallback(timeout)
                                                : Value(static_cast<std::int64_t>(statement_timeout.count())));
  }
  return text;
}

std::vector<Command> MariadbConnection::begin(const TransactionOptions& options) {
  std::string settings = limits(options.lock_timeout, options.statement_timeout);
  autocommit_off_ = tables_locked_;
  if (tables_locked_) {
    if (!settings.empty()) settings += ", ";
    return {{fmt::format("SET {}{}", settings, begin_under_locks), {}}};
  }
  std::vector<Command> commands;
  if (!settings.empty()) commands.push_back({"SET " + settings, {}});
  commands.push_back({"START TRANSACTION", {}});
  return commands;
}

Command MariadbConnection::commit() const {
  return {autocommit_off_ ? std::string(switch_autocommit_on) : std::string("COMMIT"), {}};
}

void MariadbConnection::rollback() noexcept {
  if (lost_) return;
  try {
    const unsigned int status = server_status();
    if ((status & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0 || autocommit_off_) {
      run("ROLLBACK", {}, nullptr);
    }
    if (autocommit_off_) {
      run(switch_autocommit_on, {}, nullptr);
      autocommit_off_ = false;
    }
    keep_autocommit();
  } catch (const Error&) {
    // What cannot be rolled back is rolled back by the server when the connection ends; nobody may rely on it now.
    lost_ = true;
  }
}

bool MariadbConnection::in_transaction() const {
  if (lost_) return false;
  const unsigned int status = server_status();
  if ((status & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0) return true;
  return autocommit_off_ && (status & SERVER_STATUS_AUTOCOMMIT) == 0;
}

void MariadbConnection::set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) {
  const std::string settings = limits(lock_timeout, statement_timeout);
  if (!settings.empty()) run("SET " + settings, {}, nullptr);
  base_statement_limit_ = statement_limit_;
  for (const std::string_view name :
       {std::string_view("lock_wait_timeout"), std::string_view("innodb_lock_wait_timeout"),
        statement_timeout_variable(flavour_)}) {
    if (const Value* value = name.empty() ? nullptr : expected(name)) base_[name] = *value;
  }
}

// "a = 1, b = 2": the settings to put back. `current`: their values now, in the order of watched_; null: not known.
std::string MariadbConnection::assignments(const std::vector<Value>* current) const {
  std::string text;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const Setting& setting = watched_[i];
    const Value* value = expected(setting.name);
    if (value == nullptr) continue;
    if (current != nullptr ? literal((*current)[i]) == literal(*value) : setting.only_if_changed) continue;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", setting.name, literal(*value));
  }
  return text;
}

void MariadbConnection::reset_session() {
  if (tables_locked_) execute("UNLOCK TABLES");
  // Whatever sql_select_limit or sql_mode a migration left must not bend the question itself.
  const Rows rows = query(
      fmt::format("SELECT DATABASE(), {}, {} LIMIT 1", has_role_ ? "CURRENT_ROLE()" : "NULL", list_settings(watched_)));
  const std::vector<Value>& row = rows[0];
  const std::vector<Value> current(row.begin() + 2, row.end());
  const std::string settings = assignments(&current);
  if (!settings.empty()) run("SET " + settings, {}, nullptr);
  if (!schema_.empty() && to_text(row[0]) != schema_) {
    statements_->clear();
    execute("USE " + quote_name(schema_));
  }
  if (has_role_ && !(row[1] == role_)) {
    const std::string role = to_text(role_);
    // MySQL lists the active roles already quoted.
    const bool none = is_null(role_) || role.empty() || role == "NONE";
    run(none ? "SET ROLE NONE" : "SET ROLE " + (flavour_.is_mariadb() ? quote_name(role) : role), {}, nullptr);
  }
}

std::vector<Command> MariadbConnection::reset_commands() {
  std::vector<Command> commands;
  commands.push_back({"SET " + assignments(nullptr), {}});
  if (!schema_.empty()) commands.push_back({"USE " + quote_name(schema_), {}});
  return commands;
}

bool MariadbConnection::kill_query() const noexcept {
  try {
    const Handle other = dial(url_, std::chrono::seconds(5), false);
    run_text(other.get(), fmt::format("KILL QUERY {}", session_id_), nullptr);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void MariadbConnection::cancel() noexcept {
  if (lost_ || !busy_) return;
  if (!kill_query() && !found_) {
    // No way to reach the server beside it: break the connection off, so that the thread that waits for it goes on.
    if (busy_) shutdown(socket_, SHUT_RDWR);
  }
}

std::unique_ptr<Connection> MariadbConnection::reopen() const {
  if (found_) throw Error(ErrorKind::lost, "the application's own connection cannot be opened again");
  return std::make_unique<MariadbConnection>(url_, options_);
}

std::string MariadbConnection::quote_name(std::string_view name) const {
  return "`" + base::replace_all(std::string(name), "`", "``") + "`";
}

std::string MariadbConnection::quote_text(std::string_view text) const {
  const bool backslash_escapes = (server_status() & SERVER_STATUS_NO_BACKSLASH_ESCAPES) == 0;
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    if (c == '\\' && backslash_escapes) quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string MariadbConnection::current_schema() {
  if (!knows_schema_) {
    current_schema_ = to_text(query("SELECT DATABASE()")[0][0]);
    knows_schema_ = true;
  }
  return current_schema_;
}

std::vector<std::string> MariadbConnection::take_notices() {
  std::vector<std::string> notices;
  if (!warned_ || lost_) return notices;
  warned_ = false;
  for (const auto& row : query("SHOW WARNINGS").rows) {
    notices.push_back(fmt::format("{} {}: {}", to_text(row[0]), to_integer(row[1]), base::printable(to_text(row[2]))));
  }
  warned_ = false;
  return notices;
}

}  // namespace dunlin::database::mariadb
