// The interfaces that a database implements. No database is named here; what differs by value is in Capabilities,
// HistorySql and LexRules, what differs by steps is one of these roles.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/content.hpp"
#include "database/capabilities.hpp"
#include "dunlin/error.hpp"
#include "dunlin/value.hpp"
#include "sql/classify.hpp"
#include "sql/lex_rules.hpp"

namespace dunlin::database {

using Milliseconds = std::chrono::milliseconds;

struct Command {
  std::string sql;
  std::vector<Value> arguments;  ///< placeholders in the database's own style (HistorySql::numbered_parameters)
};

struct Outcome {
  std::int64_t rows = -1;  ///< rows changed, copied or returned; -1 where the database does not say
};

struct TransactionOptions {
  Milliseconds lock_timeout{-1};       ///< for each lock; negative: leave as it is
  Milliseconds statement_timeout{-1};  ///< for each statement
  bool flush = true;                   ///< false: the commit may become durable later, in order
  bool foreign_keys = true;            ///< false: enforcement is off in it (Capabilities::enforces_foreign_keys_...)
};

/// What a look at the catalogue says of a statement that was begun and whose outcome was not recorded.
enum class Settled : std::uint8_t { took_effect, had_no_effect, unknown };
struct Settlement {
  Settled settled = Settled::unknown;
  std::string reason;             ///< what was seen, in words: "index idx_a on t is there and valid"
  std::vector<std::string> mend;  ///< statements to run first (DROP INDEX of an invalid leftover)
};

struct TableSize {
  std::string name;  ///< as a statement would write it
  std::int64_t rows = 0;
  bool exact = true;
};

/// Reads the catalogue for the runner. (Inspection of whole schemas is another role.)
class Catalogue {
 public:
  virtual ~Catalogue() = default;
  /// Column, constraint: `table` says whose. Index, trigger: it may say on which. An empty schema means the session's
  /// current one; temporary tables are seen.
  virtual bool exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) = 0;
  /// Recorded with the intent to run a statement outside a transaction, and handed to settle() after a crash:
  /// whatever tells afterwards whether it happened. Empty: nothing is needed, or nothing can be known.
  virtual std::string observe(const sql::StatementInfo& info, std::string_view statement) = 0;
  virtual Settlement settle(const sql::StatementInfo& info, std::string_view statement,
                            const std::string& observed) = 0;
  /// Statements that remove what a failed statement left behind (an INVALID index).
  virtual std::vector<std::string> leftovers(const sql::StatementInfo& info, std::string_view statement,
                                             const std::string& observed) = 0;
  /// Whether the tables that this INSERT, UPDATE or DELETE names can roll back (not MyISAM, not foreign).
  virtual bool rolls_back(const sql::StatementInfo& info) = 0;
  /// Every table of the user's (not the history's), with its rows; exact up to about a million rows in all.
  virtual std::vector<TableSize> tables() = 0;
  /// Rows of one table, for saying what a DROP would lose; no value where there is no such table.
  virtual std::optional<TableSize> table(const sql::QualifiedName& name) = 0;
  /// Smallest and largest key and the upper end of the next about `count` keys after `from` (exclusive): how a
  /// `batch ... by TABLE.KEY` walks. Null at the end of the table.
  virtual Value batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                          std::int64_t count) = 0;
  /// Rows left after `from`, roughly, for the progress line.
  virtual std::int64_t batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) = 0;
};

struct LockHolder {
  std::string who;    ///< "app@10.0.0.7, backend 4711"; empty where the database cannot tell
  std::string since;  ///< UTC time, empty where not known
};

/// The runner lock: one run per database at a time. It ends with the session or the process, however that ends.
class Locker {
 public:
  virtual ~Locker() = default;
  /// Never waits. `owner` is what others are shown ("dunlin 0.1.0, root@host, process 123").
  virtual bool try_acquire(const std::string& owner) = 0;
  virtual void release() noexcept = 0;
  virtual std::optional<LockHolder> holder() = 0;
  /// Commands that each transaction begins with and that fail when the lock was lost; usually none.
  virtual std::vector<Command> guard() = 0;
  /// Throws Error{lost} where the lock is no longer held.
  virtual void check() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;

  [[nodiscard]] virtual const Capabilities& capabilities() const = 0;
  [[nodiscard]] virtual const HistorySql& history_sql() const = 0;
  [[nodiscard]] virtual const sql::LexRules& lex_rules() const = 0;

  /// Runs one statement and throws rows away. Throws Error{sql | lost | lock_timeout | cancelled | ...} with
  /// `statement`, `sqlstate`, `offset`, `detail`, `hint` as far as the database tells.
  virtual Outcome execute(std::string_view sql, std::span<const Value> arguments = {}) = 0;
  virtual Rows query(std::string_view sql, std::span<const Value> arguments = {}) = 0;
  /// Runs the commands in order and stops at the first that fails, whose number is Error::index. Where the database
  /// can, they travel together. `done` is called after each, in order.
  virtual void execute_all(std::span<const Command> commands,
                           const std::function<void(std::size_t, const Outcome&)>& done = {});
  /// COPY ... FROM stdin and its data.
  virtual Outcome copy_in(std::string_view sql, base::ByteSource& data);

  /// The statements that begin a transaction with these options, in order; they may be sent with others.
  [[nodiscard]] virtual std::vector<Command> begin(const TransactionOptions& options) = 0;
  [[nodiscard]] virtual Command commit() const { return {"COMMIT", {}}; }
  virtual void rollback() noexcept = 0;  ///< does nothing where no transaction is open
  [[nodiscard]] virtual bool in_transaction() const = 0;
  /// A statement of the open transaction failed, so that only a rollback is left.
  [[nodiscard]] virtual bool transaction_aborted() const { return false; }
  /// The limits for statements outside a transaction.
  virtual void set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) = 0;

  /// Called before a migration's transaction begins and after it ended, where Capabilities say that foreign keys are
  /// a setting of the session.
  virtual void enforce_foreign_keys(bool) {}
  [[nodiscard]] virtual bool foreign_keys_enforced() { return true; }
  /// Rows that break a foreign key, "table|parent" -> how many.
  virtual std::vector<std::pair<std::string, std::int64_t>> foreign_key_violations() { return {}; }

  /// Gives every session setting (search path, sql_mode, role, current database, ...) its value at open() again. Does
  /// not give up the runner lock. `commands` form for use inside a transaction, before the history is written.
  virtual void reset_session() = 0;
  [[nodiscard]] virtual std::vector<Command> reset_commands() { return {}; }

  /// Any thread, at any time: the statement that runs now ends with Error{cancelled} soon.
  virtual void cancel() noexcept = 0;
  [[nodiscard]] virtual bool lost() const noexcept = 0;
  /// A new connection to the same database with the same options.
  [[nodiscard]] virtual std::unique_ptr<Connection> reopen() const = 0;

  [[nodiscard]] virtual std::string quote_name(std::string_view name) const = 0;
  [[nodiscard]] virtual std::string quote_text(std::string_view text) const = 0;
  /// The schema or database that unqualified names go to ("public", "app"; SQLite: "main").
  [[nodiscard]] virtual std::string current_schema() = 0;
  [[nodiscard]] virtual std::string user() = 0;  ///< as whom it is connected; empty: not a notion here
  /// Warnings and notices that the server sent since the last call.
  virtual std::vector<std::string> take_notices() { return {}; }

  virtual Locker& locker() = 0;
  virtual Catalogue& catalogue() = 0;
  /// sqlite3*, PGconn* or MYSQL*.
  [[nodiscard]] virtual void* native_handle() noexcept = 0;
};

}  // namespace dunlin::database
