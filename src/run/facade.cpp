#include "run/facade.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/text.hpp"
#include "run/facade_text.hpp"
#include "sql/splitter.hpp"

namespace dunlin::run {

void Attendant::started(std::string_view) {}
void Attendant::finished(const database::Outcome&) {}
void Attendant::log(std::string_view) {}
void Attendant::took_effect(std::int64_t, std::string_view) {}
bool Attendant::again(const Error&, int) { return false; }
bool Attendant::batches_done(const std::string&) { return false; }
void Attendant::batches_begin(const std::string&, std::string&, std::int64_t&) {}
std::vector<database::Command> Attendant::batch_record(const std::string&, std::int64_t) { return {}; }
std::vector<database::Command> Attendant::batches_end(const std::string&) { return {}; }
void Attendant::batch_committed(std::int64_t, std::int64_t, std::int64_t) {}
void Attendant::batch_pause(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

namespace {

Attendant nobody;

Engine describe(const database::Connection& connection, std::string_view name) {
  const auto& can = connection.capabilities();
  return {std::string(name), can.product, can.version, can.version_number, can.transactional_ddl};
}

/// The statements of a text. Without a semicolon it is one, whatever it is.
std::vector<Database::Impl::Statement> cut(std::string_view sql, const sql::LexRules& rules) {
  std::vector<Database::Impl::Statement> out;
  const bool may_be_several = sql.find(';') != std::string_view::npos ||
                              base::lower(sql.substr(0, 4096)).find("delimiter") != std::string::npos;
  if (!may_be_several) {
    out.push_back({std::string(sql), {}, sql::classify(sql, rules), nullptr});
    return out;
  }
  const auto content = base::Content::memory("statement", std::string(sql));
  const auto source = content.open();
  sql::Splitter splitter(*source, rules, {}, {});
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind != sql::ItemKind::statement) continue;
    Database::Impl::Statement statement;
    statement.info = sql::classify(item.text, rules);
    statement.text = std::move(item.text);
    if (item.has_data) {
      std::string data;
      char buffer[4096];
      auto& rest = splitter.copy_data();
      while (const std::size_t got = rest.read(buffer, sizeof buffer)) data.append(buffer, got);
      statement.data = base::Content::memory("data", std::move(data)).open();
    }
    out.push_back(std::move(statement));
  }
  return out;
}

/// Gives the statement placeholders of the engine's own.
Placeholders number(Database::Impl::Statement& statement, const database::Connection& connection, std::size_t given) {
  auto placeholders =
      read_placeholders(statement.text, connection.lex_rules(), connection.history_sql().numbered_parameters);
  if (placeholders.counted && placeholders.count != given) {
    Error error(ErrorKind::sql,
                "The statement has " + base::plural(static_cast<std::int64_t>(placeholders.count), "placeholder") +
                    ", and " + base::plural(static_cast<std::int64_t>(given), "value") +
                    (given == 1 ? " was" : " were") + " given",
                "write ? for each value, and ?? for a ? that is an operator");
    error.statement = statement.text;
    throw error;
  }
  statement.written = std::exchange(statement.text, placeholders.text);
  return placeholders;
}

}  // namespace
}  // namespace dunlin::run

namespace dunlin {
inline namespace v0 {

Database::Impl::Impl(std::unique_ptr<database::Connection> own_, std::string_view engine_name)
    : own(std::move(own_)),
      connection(*own),
      ground(run::Ground::free),
      attendant(run::nobody),
      engine(run::describe(connection, engine_name)) {}

Database::Impl::Impl(database::Connection& borrowed, std::string_view engine_name, run::Ground ground_,
                     run::Attendant& attendant_, const database::TransactionOptions& limits_)
    : connection(borrowed),
      ground(ground_),
      attendant(attendant_),
      limits(limits_),
      engine(run::describe(connection, engine_name)) {}

void Database::Impl::remember(const Error& error) {
  if (!failed) failed = error;
}

void Database::Impl::refuse(const sql::StatementInfo& info) const {
  using sql::TransactionVerb;
  const bool ends = info.transaction == TransactionVerb::begin || info.transaction == TransactionVerb::commit ||
                    info.transaction == TransactionVerb::rollback;
  if (ends && ground == run::Ground::transaction) {
    throw Error(ErrorKind::refused, info.verb + " would end the transaction that the migration runs in",
                "use Database::attempt() or transaction(), or set Traits::transaction to false");
  }
  if (ends && depth_ > 0) {
    throw Error(ErrorKind::refused,
                info.verb + " would end the transaction that " +
                    (in_batch_ ? "the batch runs in" : "attempt() or transaction() has begun"),
                "take it out");
  }
  if (in_batch_ && info.implicit_commit) {
    throw Error(ErrorKind::refused, info.verb + " commits by itself, so that it cannot be part of a batch",
                "run it before the batches or after them");
  }
}

void Database::Impl::note_effect(const sql::StatementInfo& info, std::string_view text) {
  using sql::StatementKind;
  if (info.kind == StatementKind::query || info.kind == StatementKind::session || info.kind == StatementKind::empty ||
      info.kind == StatementKind::transaction) {
    return;
  }
  if (depth_ > 0 && !info.implicit_commit) {
    ++pending_;
    pending_last_ = text;
  } else {
    attendant.took_effect(std::exchange(pending_, 0) + 1, text);
  }
}

database::Outcome Database::Impl::send(Statement& statement, const std::vector<Value>& arguments, Rows* rows) {
  for (int tries = 0;;) {
    try {
      if (statement.data) return connection.copy_in(statement.text, *statement.data);
      if (rows == nullptr) return connection.execute(statement.text, arguments);
      *rows = connection.query(statement.text, arguments);
      return {static_cast<std::int64_t>(rows->size())};
    } catch (const Error& error) {
      // A statement that commits by itself took no effect; within a transaction the whole of it must be tried again.
      const bool alone = ground != run::Ground::transaction && depth_ == 0 && !connection.in_transaction();
      if (!alone || error.kind != ErrorKind::lock_timeout || !attendant.again(error, ++tries)) throw;
    }
  }
}

database::Outcome Database::Impl::run(Statement& statement, const std::vector<Value>& arguments, Rows* rows) {
  std::optional<run::Placeholders> placeholders;
  try {
    attendant.check();
    refuse(statement.info);
    if (statement.info.verb == "DROP TABLE" && ground == run::Ground::transaction &&
        connection.capabilities().enforces_foreign_keys_in_session && connection.foreign_keys_enforced()) {
      wants_foreign_keys_off = true;
      throw Error(ErrorKind::refused, "foreign keys must be switched off before a table is dropped");
    }
    if (!arguments.empty()) placeholders = run::number(statement, connection, arguments.size());
    attendant.started(placeholders ? statement.written : statement.text);
    const auto outcome = send(statement, arguments, rows);
    using sql::StatementKind;
    changed_session = changed_session || statement.info.kind == StatementKind::session ||
                      statement.info.kind == StatementKind::opaque ||
                      base::lower(statement.text).find("set_config") != std::string::npos;
    note_effect(statement.info, placeholders ? statement.written : statement.text);
    attendant.finished(outcome);
    return outcome;
  } catch (Error& error) {
    if (placeholders && error.statement == statement.text) {
      error.statement = statement.written;
      if (error.offset != Error::npos) error.offset = placeholders->written(error.offset);
    }
    if (error.statement.empty()) error.statement = statement.written.empty() ? statement.text : statement.written;
    remember(error);
    throw;
  }
}

std::int64_t Database::Impl::execute(std::string_view sql, const std::vector<Value>& arguments) {
  std::vector<Statement> statements;
  try {
    statements = run::cut(sql, connection.lex_rules());
    if (!arguments.empty() && statements.size() != 1) {
      throw Error(ErrorKind::usage, "values can be given to one statement only, and here are several",
                  "execute them one by one");
    }
  } catch (Error& error) {
    if (error.statement.empty()) error.statement = sql;
    remember(error);
    throw;
  }
  std::int64_t rows = -1;
  for (Statement& statement : statements) {
    const auto outcome = run(statement, arguments, nullptr);
    if (outcome.rows >= 0 && statement.info.kind != sql::StatementKind::query)
      rows = std::max<std::int64_t>(rows, 0) + outcome.rows;
  }
  return rows;
}

Rows Database::Impl::query(std::string_view sql, const std::vector<Value>& arguments) {
  Rows rows;
  std::vector<Statement> statements;
  try {
    statements = run::cut(sql, connection.lex_rules());
    if (statements.size() != 1) {
      throw Error(ErrorKind::usage, "query() runs one statement, and here are " + std::to_string(statements.size()),
                  "execute() runs several");
    }
  } catch (Error& error) {
    if (error.statement.empty()) error.statement = sql;
    remember(error);
    throw;
  }
  run(statements.front(), arguments, &rows);
  return rows;
}

sql::QualifiedName Database::Impl::name_of(std::string_view text) const {
  std::vector<std::string> parts(1);
  const auto& rules = connection.lex_rules();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool quote = c == '"' || (c == '`' && rules.backtick_names);
    if (quote && parts.back().empty()) {
      // Up to the closing quote; a doubled one stands for itself.
      for (++i; i < text.size(); ++i) {
        if (text[i] == c && (i + 1 >= text.size() || text[i + 1] != c)) break;
        if (text[i] == c) ++i;
        parts.back() += text[i];
      }
    } else if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() > 2 || parts.back().empty() || (parts.size() == 2 && parts.front().empty())) {
    throw Error(ErrorKind::usage, "\"" + base::printable(text) + "\" is no name of an object",
                "write \"name\" or \"schema.name\", and a name that holds a dot in double quotes");
  }
  return parts.size() == 2 ? sql::QualifiedName{parts[0], parts[1]} : sql::QualifiedName{{}, parts[0]};
}

bool Database::Impl::exists(sql::ObjectKind kind, std::string_view name, std::string_view table) {
  try {
    attendant.check();
    const bool part = kind == sql::ObjectKind::column || kind == sql::ObjectKind::constraint;
    const sql::QualifiedName of = table.empty() ? sql::QualifiedName{} : name_of(table);
    // The name of a column or constraint stands alone, whatever it holds.
    const sql::QualifiedName what = part ? sql::QualifiedName{{}, std::string(name)} : name_of(name);
    if (part && of.empty()) {
      throw Error(ErrorKind::usage, "say of which table the " + std::string(sql::to_string(kind)) + " is");
    }
    return connection.catalogue().exists(kind, what, of);
  } catch (const Error& error) {
    remember(error);
    throw;
  }
}

void* Database::Impl::native_handle() {
  changed_session = true;
  // What is done with it is not seen; that the transaction is still the same can be told by this.
  if (ground == run::Ground::transaction && !handle_lent_) connection.execute("SAVEPOINT dunlin_handle");
  handle_lent_ = true;
  return connection.native_handle();
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Database Database::open(const std::string& url) {
  const auto parsed = database::Url::parse(url);
  const auto& driver = database::driver_for(parsed);
  database::OpenOptions options;
  options.create = true;
  return Database(std::make_unique<Impl>(driver.open(parsed, options), driver.name));
}

Database Database::adopt(Handle handle) {
  const auto& driver = database::driver_for(handle);
  return Database(std::make_unique<Impl>(driver.adopt(handle.pointer(), {}), driver.name));
}

std::int64_t Database::execute_values(std::string_view sql, const std::vector<Value>& arguments) {
  return impl_->execute(sql, arguments);
}
Rows Database::query_values(std::string_view sql, const std::vector<Value>& arguments) {
  return impl_->query(sql, arguments);
}
std::optional<Error> Database::attempt(const std::function<void()>& work) { return impl_->attempt(work); }
void Database::transaction(const std::function<void()>& work) { impl_->transaction(work); }

bool Database::table_exists(std::string_view table) { return impl_->exists(sql::ObjectKind::table, table, {}); }
bool Database::view_exists(std::string_view view) {
  return impl_->exists(sql::ObjectKind::view, view, {}) ||
         (impl_->connection.capabilities().materialized_views &&
          impl_->exists(sql::ObjectKind::materialized_view, view, {}));
}
bool Database::column_exists(std::string_view table, std::string_view column) {
  return impl_->exists(sql::ObjectKind::column, column, table);
}
bool Database::index_exists(std::string_view index, std::string_view table) {
  return impl_->exists(sql::ObjectKind::index, index, table);
}
bool Database::constraint_exists(std::string_view table, std::string_view constraint) {
  return impl_->exists(sql::ObjectKind::constraint, constraint, table);
}
bool Database::trigger_exists(std::string_view trigger, std::string_view table) {
  return impl_->exists(sql::ObjectKind::trigger, trigger, table);
}

std::int64_t Database::batches(const BatchOptions& options,
                               const std::function<std::int64_t(Database&, const Batch&)>& work) {
  return impl_->batches(*this, options, work);
}
void Database::log(std::string_view text) { impl_->attendant.log(text); }
const Engine& Database::engine() const { return impl_->engine; }
std::string Database::quote_name(std::string_view name) const { return impl_->connection.quote_name(name); }
std::string Database::quote_text(std::string_view text) const { return impl_->connection.quote_text(text); }
void* Database::native_handle() noexcept {
  try {
    return impl_->native_handle();
  } catch (const Error& error) {
    if (!impl_->failed) impl_->failed = error;
    return nullptr;
  }
}

namespace detail {

void misfit(const Value& value, std::string_view column, const char* wanted) {
  static constexpr const char* kinds[] = {"NULL", "an integer", "a real number", "text", "a blob"};
  std::string there = kinds[value.index()];
  if (const auto* integer = std::get_if<std::int64_t>(&value)) there += " (" + std::to_string(*integer) + ")";
  throw Error(ErrorKind::usage,
              "the column \"" + base::printable(column) + "\" holds " + there + ", and " + wanted + " is asked for",
              is_null(value) ? "ask for std::optional where a value may be NULL" : "ask for its own type");
}

void wrong_columns(std::size_t wanted, std::size_t there) {
  throw Error(ErrorKind::usage, "the query returns " + base::plural(static_cast<std::int64_t>(there), "column") +
                                    ", and " + std::to_string(wanted) + (wanted == 1 ? " is" : " are") + " asked for");
}

}  // namespace detail

}  // namespace v0
}  // namespace dunlin
