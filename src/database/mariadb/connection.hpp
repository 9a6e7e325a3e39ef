// A session on MariaDB or MySQL.
//
// DDL commits at once here, so there is no transaction around a migration; begin() and commit() serve its changes of
// rows. Under a LOCK TABLES of the migration (mariadb-dump writes them) only locked tables can be written and START
// TRANSACTION would give the locks up: the history's tables are locked along, and transactions are spelled
// SET autocommit = 0 ... SET autocommit = 1 there.
//
// Otherwise autocommit stays on, whatever a migration or the server's configuration says: every statement is committed
// with its record, and a record that waits for somebody's COMMIT would be lost in a crash although the statement is
// not.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "database/mariadb/dial.hpp"
#include "database/mariadb/settings.hpp"
#include "database/mariadb/statement.hpp"
#include "database/mariadb/watchdog.hpp"

namespace dunlin::database::mariadb {

class MariadbCatalogue;
class MariadbLocker;

class MariadbConnection final : public Connection {
 public:
  MariadbConnection(Url url, OpenOptions options);
  /// On the application's connection, see Driver::adopt.
  MariadbConnection(MYSQL* theirs, OpenOptions options);
  ~MariadbConnection() override;

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] const HistorySql& history_sql() const override;
  [[nodiscard]] const sql::LexRules& lex_rules() const override;

  Outcome execute(std::string_view sql, std::span<const Value> arguments = {}) override;
  Rows query(std::string_view sql, std::span<const Value> arguments = {}) override;

  [[nodiscard]] std::vector<Command> begin(const TransactionOptions& options) override;
  [[nodiscard]] Command commit() const override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() const override;
  void set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) override;

  void reset_session() override;
  [[nodiscard]] std::vector<Command> reset_commands() override;

  void cancel() noexcept override;
  [[nodiscard]] bool lost() const noexcept override { return lost_; }
  [[nodiscard]] std::unique_ptr<Connection> reopen() const override;

  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] std::string current_schema() override;
  [[nodiscard]] std::string user() override { return user_; }
  std::vector<std::string> take_notices() override;

  Locker& locker() override;
  Catalogue& catalogue() override;
  [[nodiscard]] void* native_handle() noexcept override { return handle_.get(); }

  // For this folder's other files.
  [[nodiscard]] const Flavour& flavour() const { return flavour_; }
  [[nodiscard]] const OpenOptions& options() const { return options_; }
  [[nodiscard]] const std::string& opened_schema() const { return schema_; }
  /// A second session with the same URL: what it reads does not depend on the settings and locks of this one.
  [[nodiscard]] Handle second_session() const { return dial(url_, options_.connect_timeout); }
  /// The schema that the history's tables are in.
  [[nodiscard]] const std::string& history_schema() const;

 private:
  using Settings = std::map<std::string_view, Value>;
  /// What the session on the application's connection had when it was taken over.
  struct Found {
    std::string charset;
    bool autocommit = true;
    bool reconnects = false;
  };

  void set_up();
  void give_back() noexcept;

  Result run(std::string_view sql, std::span<const Value> arguments, Rows* into);
  /// False: no second session could be had for it.
  [[nodiscard]] bool kill_query() const noexcept;
  Result run_lock_tables(std::string_view sql);
  void keep_autocommit();
  void read_server();
  void determine_read_only(bool server_is_read_only);
  [[nodiscard]] unsigned int server_status() const;
  [[nodiscard]] std::string limits(Milliseconds lock_timeout, Milliseconds statement_timeout);
  [[nodiscard]] const Value* expected(std::string_view setting) const;
  [[nodiscard]] std::string assignments(const std::vector<Value>* current) const;

  std::optional<Found> found_;  // of the application's connection
  const Url url_;
  const OpenOptions options_;
  Handle handle_;
  std::unique_ptr<StatementCache> statements_;
  Flavour flavour_;
  Capabilities capabilities_;
  std::string schema_;  // at open
  std::string user_;
  Value role_;
  bool has_role_ = false;
  std::vector<Setting> watched_;
  Settings opened_;                  // the watched settings' values at open
  Settings base_;                    // limits that set_limits() gave
  Settings current_;                 // limits as they were last set by Dunlin
  Milliseconds statement_limit_{0};  // to be enforced from beside; 0: the server does it, or there is none
  Milliseconds base_statement_limit_{0};
  unsigned long session_id_ = 0;
  int socket_ = -1;
  std::string current_schema_;
  bool knows_schema_ = false;
  bool tables_locked_ = false;
  bool autocommit_off_ = false;  // a transaction under LOCK TABLES
  bool warned_ = false;          // the last statement left warnings that nobody asked for yet
  std::atomic<bool> busy_ = false;
  std::atomic<bool> lost_ = false;
  std::unique_ptr<MariadbLocker> locker_;
  std::unique_ptr<MariadbCatalogue> catalogue_;
  Watchdog watchdog_{[this] { (void)kill_query(); }};
};

}  // namespace dunlin::database::mariadb
