#include "database/sqlite/connection.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cmath>
#include <cstring>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "database/sqlite/catalogue.hpp"
#include "database/sqlite/errors.hpp"
#include "database/sqlite/history_sql.hpp"
#include "database/sqlite/lexis.hpp"
#include "database/sqlite/lock.hpp"

namespace dunlin::database::sqlite {

static_assert(SQLITE_VERSION_NUMBER >= 3'040'000, "Dunlin needs SQLite 3.40 or later");

namespace {

constexpr std::size_t kKept = 24;      ///< prepared statements that are kept
constexpr int kProgressSteps = 2'000;  ///< virtual machine instructions between two looks at the clock

/// The first word of a statement, in upper case.
std::string first_word(std::string_view sql) {
  std::size_t at = 0;
  for (;;) {
    while (at < sql.size() && base::is_space(sql[at])) ++at;
    if (sql.substr(at).starts_with("--")) {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (sql.substr(at).starts_with("/*")) {
      const std::size_t end = sql.find("*/", at + 2);
      at = end == std::string_view::npos ? sql.size() : end + 2;
    } else {
      break;
    }
  }
  std::size_t end = at;
  while (end < sql.size() && base::is_alpha(sql[end])) ++end;
  return base::upper(sql.substr(at, end - at));
}

bool is_change(const std::string& word) {
  return word == "INSERT" || word == "UPDATE" || word == "DELETE" || word == "REPLACE" || word == "WITH";
}

Value read_value(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const unsigned char* text = sqlite3_column_text(statement, column);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      std::string value(size, '\0');
      if (size != 0) std::memcpy(value.data(), text, size);
      return value;
    }
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_column_blob(statement, column);
      Blob value(static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
      if (!value.empty()) std::memcpy(value.data(), bytes, value.size());
      return value;
    }
    default:
      return Null{};
  }
}

Capabilities read_capabilities() {
  Capabilities can;
  can.product = "SQLite";
  can.version = sqlite3_libversion();
  can.version_number = sqlite3_libversion_number();  // the same form as ours
  can.shared_transaction = true;
  can.enforces_foreign_keys_in_session = true;
  return can;
}

}  // namespace

/// Leaves a statement as it is found after each use, however the use ends: one that is not reset holds locks.
class SqliteConnection::Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

SqliteConnection::SqliteConnection(Location location, OpenOptions options)
    : location_(std::move(location)), options_(std::move(options)), capabilities_(read_capabilities()) {
  session_.lock = location_.busy_timeout.value_or(options_.busy_timeout);
  now_ = transaction_ = session_;
  options_.read_only = options_.read_only || location_.read_only;
  options_.create = options_.create && !location_.never_create && !options_.read_only;
  db_ = open();
  capabilities_.read_only = options_.read_only || sqlite3_db_readonly(db_.get(), "main") == 1;
}

SqliteConnection::SqliteConnection(sqlite3* theirs, OpenOptions options)
    : options_(std::move(options)), capabilities_(read_capabilities()), db_(theirs, CloseHandle{false}) {
  session_.lock = options_.busy_timeout;
  now_ = transaction_ = session_;
  look_around();
  capabilities_.read_only = sqlite3_db_readonly(theirs, "main") == 1;
  options_.read_only = capabilities_.read_only;
}

SqliteConnection::~SqliteConnection() {
  rollback();
  if (found_) give_back();
  kept_.clear();
}

Handle SqliteConnection::open_handle(int flags) const {
  sqlite3* raw = nullptr;
  flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (location_.uri ? SQLITE_OPEN_URI : 0);
  const int code = sqlite3_open_v2(location_.name.c_str(), &raw, flags, nullptr);
  Handle db(raw);
  if (code != SQLITE_OK) throw open_error(raw, code, location_.path, (flags & SQLITE_OPEN_CREATE) != 0);
  return db;
}

Handle SqliteConnection::open() {
  const int write = SQLITE_OPEN_READWRITE | (options_.create || location_.memory ? SQLITE_OPEN_CREATE : 0);
  flags_ = options_.read_only && !location_.memory ? SQLITE_OPEN_READONLY : write;
  Handle db = open_handle(flags_);
  equip(db.get());
  // The first page tells a file that is no database from one that is, and reading it lets SQLite roll back what a
  // killed process left half done.
  int code = sqlite3_exec(db.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr);
  const bool recover = code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY ||
                       code == SQLITE_READONLY_CANTINIT || code == SQLITE_READONLY_CANTLOCK ||
                       (code & 0xff) == SQLITE_CANTOPEN;
  if (recover && options_.read_only) {
    // Only a connection that may write can roll back a killed process's journal, or make the files of a WAL; after
    // that it is kept from writing by the pragma that equip() sets.
    try {
      db = open_handle(SQLITE_OPEN_READWRITE);
      flags_ = SQLITE_OPEN_READWRITE;
      equip(db.get());
      code = sqlite3_exec(db.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr);
    } catch (const Error&) {
      // The first failure says more.
    }
  }
  if (code != SQLITE_OK) {
    Error error = open_error(db.get(), code, location_.path, options_.create);
    if (recover) {
      error.hint =
          "The last process that wrote it was killed or uses WAL; only a user who may write the file and its "
          "folder can open it";
    }
    if ((code & 0xff) == SQLITE_BUSY && cancelled_) error.kind = ErrorKind::cancelled;
    throw error;
  }
  return db;
}

void SqliteConnection::equip(sqlite3* db) {
  sqlite3_busy_handler(db, &SqliteConnection::on_busy, this);
  if (location_.foreign_keys) {
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, *location_.foreign_keys ? 1 : 0, nullptr);
  }
  std::string pragmas;
  if (location_.memory) {
    sqlite3_int64 limit = sqlite3_int64{1} << 40;  // memdb's own is 1 GB
    sqlite3_file_control(db, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit);
  }
  if (options_.read_only) {
    pragmas = "PRAGMA query_only=ON";
  } else {
    if (!location_.journal_mode.empty()) pragmas += "PRAGMA journal_mode=" + location_.journal_mode + ";";
    if (!location_.synchronous.empty()) pragmas += "PRAGMA synchronous=" + location_.synchronous + ";";
  }
  if (pragmas.empty()) return;
  const int code = sqlite3_exec(db, pragmas.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw open_error(db, code, location_.path, options_.create);
}

const HistorySql& SqliteConnection::history_sql() const { return sqlite::history_sql; }
const sql::LexRules& SqliteConnection::lex_rules() const { return sqlite_lex_rules; }

int SqliteConnection::on_busy(void* self, int count) {
  constexpr std::array<std::int64_t, 8> kPauses = {1, 2, 5, 10, 15, 20, 25, 25};
  auto& connection = *static_cast<SqliteConnection*>(self);
  const std::int64_t now = base::steady_milliseconds();
  if (count == 0) connection.busy_since_ = now;
  if (connection.cancelled_) return 0;
  std::int64_t left = connection.busy_since_ + connection.now_.lock.count() - now;
  if (connection.watched_ && connection.deadline_ - now < left) {
    left = connection.deadline_ - now;
    connection.timed_out_ = left <= 0;
  }
  if (left <= 0) return 0;
  const std::int64_t pause = std::min(left, kPauses[std::min<std::size_t>(static_cast<std::size_t>(count), 7)]);
  sqlite3_sleep(static_cast<int>(pause));
  return 1;
}

int SqliteConnection::on_progress(void* self) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  if (connection.cancelled_) return 1;
  if (base::steady_milliseconds() < connection.deadline_) return 0;
  connection.timed_out_ = true;
  return 1;
}

void SqliteConnection::start_statement(std::string_view sql) {
  cancelled_ = false;
  timed_out_ = false;
  const bool transaction = in_transaction() || first_word(sql) == "BEGIN";
  now_ = transaction ? transaction_ : session_;
  const bool watch = now_.statement.count() > 0;
  if (watch) deadline_ = base::steady_milliseconds() + now_.statement.count();
  if (watch != watched_) {
    sqlite3_progress_handler(db_.get(), watch ? kProgressSteps : 0, watch ? &SqliteConnection::on_progress : nullptr,
                             this);
    watched_ = watch;
  }
}

Error SqliteConnection::failure(int code, std::string_view sql) {
  // An application's handle may not have been asked for extended codes.
  const int extended = sqlite3_extended_errcode(db_.get());
  if ((extended & 0xff) == code) code = extended;
  Error error = to_error(db_.get(), code, sql, file());
  const int primary = code & 0xff;
  // Where the schema is read while a statement is prepared, the code is a general one.
  const bool interrupted = primary == SQLITE_INTERRUPT || error.message == sqlite3_errstr(SQLITE_INTERRUPT);
  if (!interrupted && primary != SQLITE_BUSY && primary != SQLITE_LOCKED) return error;
  if (timed_out_) {
    error.kind = ErrorKind::sql;
    error.message = fmt::format("The statement ran longer than {} (statement timeout)",
                                base::format_duration(now_.statement.count()));
    error.hint = "Give it longer with -- dunlin:statement-timeout in the file, or make it smaller with -- dunlin:batch";
  } else if (cancelled_) {
    error.kind = ErrorKind::cancelled;
    error.message = "The statement was cancelled";
    error.hint.clear();
  }
  return error;
}

sqlite3_stmt* SqliteConnection::prepare(std::string_view sql, bool keep, Prepared& own) {
  if (keep) {
    const auto found = kept_.find(std::string(sql));
    if (found != kept_.end()) return found->second.get();
  }
  if (sql.size() > static_cast<std::size_t>(INT_MAX)) {
    Error error(ErrorKind::sql, "The statement is longer than SQLite can read", "Cut it into smaller ones");
    throw error;
  }
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                      keep ? SQLITE_PREPARE_PERSISTENT : 0, &raw, &tail);
  if (code != SQLITE_OK) throw failure(code, sql);
  own.reset(raw);
  refuse_second(sql, tail);
  if (!keep || raw == nullptr) return raw;
  if (kept_.size() >= kKept) kept_.clear();
  kept_.emplace(std::string(sql), std::move(own));
  return raw;
}

void SqliteConnection::refuse_second(std::string_view sql, const char* tail) {
  const char* end = sql.data() + sql.size();
  while (tail != end) {
    while (tail != end && (base::is_space(*tail) || *tail == ';')) ++tail;
    if (tail == end) return;
    const char* next = nullptr;
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), tail, static_cast<int>(end - tail), 0, &raw, &next);
    const Prepared other(raw);
    if (code != SQLITE_OK || raw != nullptr || next == tail) {
      Error error(ErrorKind::sql, "A second statement follows in what was to be one statement",
                  "End each statement with a semicolon and leave out marks that hold several together");
      error.statement = sql;
      error.offset = static_cast<std::size_t>(tail - sql.data());
      throw error;
    }
    tail = next;  // only a comment
  }
}

void SqliteConnection::bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Value> arguments) {
  const int wanted = sqlite3_bind_parameter_count(statement);
  if (static_cast<std::size_t>(wanted) != arguments.size()) {
    Error error(ErrorKind::sql,
                fmt::format("The statement has {}, and {} given", base::plural(wanted, "parameter"),
                            arguments.size() == 1 ? "1 value was" : fmt::format("{} values were", arguments.size())),
                "Write a value in the place of ?, :name, @name or $name");
    error.statement = sql;
    throw error;
  }
  int index = 0;
  for (const Value& value : arguments) {
    ++index;
    int code = SQLITE_OK;
    // The values outlive the step, so SQLite need not copy them (a null destructor is SQLITE_STATIC).
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(statement, index, *integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      if (std::isnan(*real)) {
        // SQLite would store NULL without a word.
        Error error(ErrorKind::sql, fmt::format("SQLite cannot hold NaN, which is value {}", index),
                    "Give NULL, or text");
        error.statement = sql;
        throw error;
      }
      code = sqlite3_bind_double(statement, index, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      code = sqlite3_bind_text64(statement, index, text->data(), text->size(), nullptr, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      code = blob->empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                           : sqlite3_bind_blob64(statement, index, blob->data(), blob->size(), nullptr);
    } else {
      code = sqlite3_bind_null(statement, index);
    }
    if (code != SQLITE_OK) throw failure(code, sql);
  }
}

Outcome SqliteConnection::run(std::string_view sql, std::span<const Value> arguments, Rows* rows) {
  start_statement(sql);
  Prepared own;
  sqlite3_stmt* statement = prepare(sql, !arguments.empty(), own);
  if (statement == nullptr) return {0};  // only a comment
  const Use use(statement);
  bind(statement, sql, arguments);

  const int columns = sqlite3_column_count(statement);
  if (rows != nullptr) {
    for (int i = 0; i < columns; ++i) {
      const char* name = sqlite3_column_name(statement, i);
      rows->columns.emplace_back(name == nullptr ? "" : name);
    }
  }
  const std::int64_t before = sqlite3_total_changes64(db_.get());
  std::int64_t returned = 0;
  int code = SQLITE_OK;
  for (int tries = 0;; ++tries) {
    code = sqlite3_step(statement);
    if (code != SQLITE_ROW && returned == 0 && wait_as_handler(code, tries)) {
      sqlite3_reset(statement);
      continue;
    }
    if (code != SQLITE_ROW) break;
    ++returned;
    if (rows == nullptr) continue;
    std::vector<Value>& row = rows->rows.emplace_back();
    row.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) row.push_back(read_value(statement, i));
  }
  if (code != SQLITE_DONE) throw failure(code, sql);
  const bool reads = sqlite3_stmt_readonly(statement) != 0;
  const std::string word = first_word(sql);
  // It puts its own handler in the place of ours, which cancel() could not end.
  if (word == "PRAGMA" && own_handler_) sqlite3_busy_handler(db_.get(), &SqliteConnection::on_busy, this);
  if (reads && columns > 0) return {returned};
  if (!is_change(word)) return {};
  const std::int64_t changed = sqlite3_changes64(db_.get());
  // A change of a view is carried out by its INSTEAD OF trigger, and only the total counts that.
  return {changed != 0 ? changed : sqlite3_total_changes64(db_.get()) - before};
}

Outcome SqliteConnection::execute(std::string_view sql, std::span<const Value> arguments) {
  return run(sql, arguments, nullptr);
}

Rows SqliteConnection::query(std::string_view sql, std::span<const Value> arguments) {
  Rows rows;
  (void)run(sql, arguments, &rows);
  return rows;
}

std::vector<Command> SqliteConnection::begin(const TransactionOptions& options) {
  transaction_ = session_;
  if (options.lock_timeout.count() >= 0) transaction_.lock = options.lock_timeout;
  if (options.statement_timeout.count() >= 0) transaction_.statement = options.statement_timeout;
  std::vector<Command> commands;
  // Inside the transaction it would be too late: there SQLite takes the pragma and does nothing.
  if (!options.foreign_keys && foreign_keys_enforced()) commands.push_back({"PRAGMA foreign_keys=OFF", {}});
  // IMMEDIATE: a transaction that begins by reading cannot wait for another writer later, it just fails.
  commands.push_back({"BEGIN IMMEDIATE", {}});
  return commands;
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

void SqliteConnection::rollback() noexcept {
  // After some errors (a full disk, ON CONFLICT ROLLBACK) SQLite has done it by itself.
  if (db_ && in_transaction()) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteConnection::set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) {
  if (lock_timeout.count() >= 0) session_.lock = lock_timeout;
  if (statement_timeout.count() >= 0) session_.statement = statement_timeout;
}

void SqliteConnection::cancel() noexcept {
  cancelled_ = true;
  const std::lock_guard<std::mutex> guard(handle_mutex_);
  if (db_) sqlite3_interrupt(db_.get());
}

std::unique_ptr<Connection> SqliteConnection::reopen() const {
  if (found_) throw Error(ErrorKind::lost, "The application's own connection cannot be opened again");
  return std::make_unique<SqliteConnection>(location_, options_);
}

std::string SqliteConnection::file() const {
  if (location_.memory) return {};
  const char* name = sqlite3_db_filename(db_.get(), "main");
  return name == nullptr || *name == '\0' ? location_.path : name;
}

std::string SqliteConnection::quote_name(std::string_view name) const {
  return '"' + base::replace_all(std::string(name), "\"", "\"\"") + '"';
}

std::string SqliteConnection::quote_text(std::string_view text) const {
  if (text.find('\0') == std::string_view::npos) {
    return '\'' + base::replace_all(std::string(text), "'", "''") + '\'';
  }
  std::string out = "CAST(x'";  // SQL text itself cannot hold NUL
  for (char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out + "' AS TEXT)";
}

Locker& SqliteConnection::locker() {
  if (!locker_) locker_ = std::make_unique<SqliteLocker>(file());
  return *locker_;
}

Catalogue& SqliteConnection::catalogue() {
  if (!catalogue_) catalogue_ = std::make_unique<SqliteCatalogue>(*this);
  return *catalogue_;
}

}  // namespace dunlin::database::sqlite
