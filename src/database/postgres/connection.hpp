// database::Connection for PostgreSQL and the systems that speak its protocol.
#pragma once

#include <memory>
#include <string>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const Url& url, const OpenOptions& options);
  /// On the application's connection, see Driver::adopt.
  PostgresConnection(PGconn* theirs, const OpenOptions& options);
  ~PostgresConnection() override;

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] const HistorySql& history_sql() const override;
  [[nodiscard]] const sql::LexRules& lex_rules() const override;

  Outcome execute(std::string_view sql, std::span<const Value> arguments) override;
  Rows query(std::string_view sql, std::span<const Value> arguments) override;
  void execute_all(std::span<const Command> commands,
                   const std::function<void(std::size_t, const Outcome&)>& done) override;
  Outcome copy_in(std::string_view sql, base::ByteSource& data) override;

  [[nodiscard]] std::vector<Command> begin(const TransactionOptions& options) override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() const override;
  [[nodiscard]] bool transaction_aborted() const override;
  void set_limits(Milliseconds lock_timeout, Milliseconds statement_timeout) override;

  void reset_session() override;
  /// Follows the options of the latest begin(): without a flush, the commit stays so.
  [[nodiscard]] std::vector<Command> reset_commands() override;

  void cancel() noexcept override { session_.cancel(); }
  [[nodiscard]] bool lost() const noexcept override { return session_.lost(); }
  [[nodiscard]] std::unique_ptr<Connection> reopen() const override;

  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] std::string current_schema() override;
  [[nodiscard]] std::string user() override { return user_; }
  std::vector<std::string> take_notices() override { return session_.take_notices(); }

  Locker& locker() override { return *locker_; }
  Catalogue& catalogue() override { return *catalogue_; }
  [[nodiscard]] void* native_handle() noexcept override { return session_.handle(); }

  // For the other files of this folder.
  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] const Url& url() const { return url_; }
  [[nodiscard]] const OpenOptions& options() const { return options_; }
  /// Whether session locks (pg_advisory_lock) hold here.
  [[nodiscard]] bool advisory_locks() const { return advisory_locks_; }
  /// What pg_stat_activity shows while the lock is held; empty: as at open().
  void set_application_name(const std::string& name);

 private:
  /// What the session on the application's connection had when it was taken over.
  struct Found {
    std::vector<std::pair<std::string, std::string>> settings;  ///< that the application has set
    std::string authorization, role;
    std::vector<std::string> temporary;  ///< "TABLE name"
  };

  void read_capabilities();
  void make_roles();
  void give_back() noexcept;
  [[nodiscard]] std::vector<std::string> temporary_tables();
  [[nodiscard]] std::string reset_found() const;
  [[nodiscard]] std::vector<std::string> reset_statements(bool in_transaction) const;

  Url url_;
  OpenOptions options_;
  Session session_;
  Capabilities capabilities_;
  bool genuine_ = true;  ///< PostgreSQL itself, not a system that speaks its protocol
  bool advisory_locks_ = true;
  std::string user_;
  [[nodiscard]] bool watches_client() const;

  std::optional<Found> found_;  ///< of the application's connection
  bool giving_back_ = false;
  std::string application_name_;
  TransactionOptions transaction_;
  Milliseconds lock_timeout_{-1};
  Milliseconds statement_timeout_{-1};
  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<Locker> locker_;  ///< last, so that it goes first: its lease is given back on the session
};

/// Where the application's connection leads.
[[nodiscard]] Url url_of(PGconn* theirs);
[[nodiscard]] std::string quote_identifier(std::string_view name);
[[nodiscard]] std::string quote_literal(std::string_view text);
[[nodiscard]] std::string quote_qualified(const sql::QualifiedName& name);

}  // namespace dunlin::database::postgres
