// A connection to an SQLite database file (or one in memory). Opening costs one look at the file's first page.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "database/sqlite/location.hpp"

namespace dunlin::database::sqlite {

struct CloseHandle {
  bool owned = true;  ///< false: the application's
  void operator()(sqlite3* db) const noexcept {
    if (owned) sqlite3_close_v2(db);
  }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(Location location, OpenOptions options);
  /// On the application's handle, see Driver::adopt.
  SqliteConnection(sqlite3* theirs, OpenOptions options);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] const HistorySql& history_sql() const override;
  [[nodiscard]] const sql::LexRules& lex_rules() const override;

  Outcome execute(std::string_view sql, std::span<const Value> arguments = {}) override;
  Rows query(std::string_view sql, std::span<const Value> arguments = {}) override;

  /// Takes the limits for the transaction that the returned statements begin.
  [[nodiscard]] std::vector<Command> begin(const TransactionOptions& options) override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() const override;
  void set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) override;

  void enforce_foreign_keys(bool on) override;
  [[nodiscard]] bool foreign_keys_enforced() override;
  /// A foreign key that cannot be checked at all (its parent has no such unique columns) counts once, as
  /// "table|parent|mismatch".
  std::vector<std::pair<std::string, std::int64_t>> foreign_key_violations() override;

  void reset_session() override;
  [[nodiscard]] std::vector<Command> reset_commands() override;

  void cancel() noexcept override;
  [[nodiscard]] bool lost() const noexcept override { return false; }
  [[nodiscard]] std::unique_ptr<Connection> reopen() const override;

  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] std::string current_schema() override { return "main"; }
  [[nodiscard]] std::string user() override { return {}; }

  Locker& locker() override;
  Catalogue& catalogue() override;
  [[nodiscard]] void* native_handle() noexcept override { return db_.get(); }

  [[nodiscard]] const OpenOptions& options() const { return options_; }
  /// The file with symbolic links resolved; empty in memory.
  [[nodiscard]] std::string file() const;

 private:
  struct Limits {
    Milliseconds lock{0};
    Milliseconds statement{-1};
  };
  class Use;
  /// What a session on the application's handle had when it was taken over.
  struct Found {
    std::vector<std::pair<std::string, std::string>> settings;  ///< pragmas and their values
    std::vector<std::string> temporary;                         ///< "table name"
    std::vector<std::string> attached;
    bool foreign_keys = false;
    bool case_sensitive_like = false;
    int busy_timeout = 0;
  };

  void look_around();
  void give_back() noexcept;
  [[nodiscard]] std::vector<Command> put_back(bool inside_transaction);
  [[nodiscard]] std::vector<std::string> temporary_objects();
  [[nodiscard]] std::vector<std::string> attached_databases();
  [[nodiscard]] bool wait_as_handler(int code, int tries);
  [[nodiscard]] Handle open_handle(int flags) const;
  [[nodiscard]] Handle open();
  void equip(sqlite3* db);
  void start_statement(std::string_view sql);
  [[nodiscard]] sqlite3_stmt* prepare(std::string_view sql, bool keep, Prepared& own);
  void refuse_second(std::string_view sql, const char* tail);
  void bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Value> arguments);
  Outcome run(std::string_view sql, std::span<const Value> arguments, Rows* rows);
  [[nodiscard]] Error failure(int code, std::string_view sql);
  static int on_busy(void* self, int count);
  static int on_progress(void* self);

  Location location_;
  OpenOptions options_;
  Capabilities capabilities_;
  Handle db_;
  int flags_ = 0;                                   ///< with which db_ was opened
  std::mutex handle_mutex_;                         ///< cancel() may come while reset_session() changes db_
  std::unordered_map<std::string, Prepared> kept_;  ///< statements with arguments are made again and again

  Limits session_;
  Limits transaction_;
  Limits now_;
  std::int64_t busy_since_ = 0;
  std::int64_t deadline_ = 0;
  bool watched_ = false;        ///< the progress handler is installed
  std::optional<Found> found_;  ///< of the application's handle
  bool own_handler_ = true;     ///< ours waits for other writers
  bool timed_out_ = false;
  std::atomic<bool> cancelled_{false};

  std::unique_ptr<Locker> locker_;
  std::unique_ptr<Catalogue> catalogue_;
};

}  // namespace dunlin::database::sqlite
