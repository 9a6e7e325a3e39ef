// The inside of a Database: the calls of the public interface on a connection of any engine, and what a run adds
// around them.
//
// A statement that fails is remembered until something undoes it (attempt()), so that code which catches the error and
// goes on does not come to a good end by accident.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "dunlin/database.hpp"
#include "sql/classify.hpp"

namespace dunlin::run {

/// What a run adds to the calls of a Database. What it does not add, an application's own Database lacks too.
class Attendant {
 public:
  virtual ~Attendant() = default;
  /// Before each statement and batch; throws to stop.
  virtual void check() {}
  virtual void started(std::string_view statement);
  virtual void finished(const database::Outcome& outcome);
  virtual void log(std::string_view text);
  /// Told of statements that are durable from now on.
  virtual void took_effect(std::int64_t statements, std::string_view last);
  /// After a lock that was not given in time: waits and returns true where it is to be tried again.
  virtual bool again(const Error& error, int tries);
  /// Commands that each transaction begins with.
  virtual std::vector<database::Command> guard() { return {}; }

  // The record of batches. `rows`: changed so far, earlier runs included.
  [[nodiscard]] virtual bool batches_done(const std::string& name);
  virtual void batches_begin(const std::string& name, std::string& position, std::int64_t& rows);
  /// What a batch commits with.
  [[nodiscard]] virtual std::vector<database::Command> batch_record(const std::string& position, std::int64_t rows);
  /// What the last of them commits with.
  [[nodiscard]] virtual std::vector<database::Command> batches_end(const std::string& name);
  virtual void batch_recorded() {}  ///< what the two before gave is committed
  virtual void batch_committed(std::int64_t rows, std::int64_t total, std::int64_t milliseconds);
  virtual void batch_pause(std::chrono::milliseconds time);
};

/// Where the calls run.
enum class Ground : std::uint8_t {
  free,         ///< nowhere: an application's own connection
  transaction,  ///< in a transaction of the run, which the code must leave alone
  journaled,    ///< outside of one, in a step whose beginning is recorded
};

}  // namespace dunlin::run

namespace dunlin {
inline namespace v0 {

struct Database::Impl {
  Impl(std::unique_ptr<database::Connection> own, std::string_view engine_name);
  Impl(database::Connection& borrowed, std::string_view engine_name, run::Ground ground, run::Attendant& attendant,
       const database::TransactionOptions& limits);

  struct Statement {
    std::string text;
    std::string written;  ///< by the author, where it differs
    sql::StatementInfo info;
    std::unique_ptr<base::ByteSource> data;  ///< of COPY ... FROM stdin
  };

  std::int64_t execute(std::string_view sql, const std::vector<Value>& arguments);
  Rows query(std::string_view sql, const std::vector<Value>& arguments);
  using BatchWork = std::function<std::int64_t(Database&, const Batch&)>;
  std::int64_t batches(Database& self, const BatchOptions& options, const BatchWork& work);
  std::optional<Error> attempt(const std::function<void()>& work);
  void transaction(const std::function<void()>& work);
  bool exists(sql::ObjectKind kind, std::string_view name, std::string_view table);
  void* native_handle();

  /// Throws where the code caught an error and went on, or left the ground on which it began.
  void check_end();
  [[nodiscard]] sql::QualifiedName name_of(std::string_view text) const;

  std::unique_ptr<database::Connection> own;
  database::Connection& connection;
  run::Ground ground;
  run::Attendant& attendant;
  database::TransactionOptions limits;
  Engine engine;
  std::optional<Error> failed;   ///< the first statement that failed and was not undone
  bool changed_session = false;  ///< a setting of the session may be another now
  /// A table is dropped while foreign keys are enforced, which would delete the rows that point to it: the step has to
  /// be run again without.
  bool wants_foreign_keys_off = false;

 private:
  database::Outcome run(Statement& statement, const std::vector<Value>& arguments, Rows* rows);
  database::Outcome send(Statement& statement, const std::vector<Value>& arguments, Rows* rows);
  void refuse(const sql::StatementInfo& info) const;
  void remember(const Error& error);
  void note_effect(const sql::StatementInfo& info, std::string_view text);
  void begin();
  void commit(const std::vector<database::Command>& with);
  using Work = std::function<std::vector<database::Command>()>;  ///< returns what is committed along
  void in_transaction(const Work& work);
  void in_savepoint(const std::function<void()>& work);
  void check_batches(const BatchOptions& options);

  int depth_ = 0;          ///< of transactions and savepoints of ours
  bool in_batch_ = false;  ///< the innermost transaction is a batch's
  bool handle_lent_ = false;
  std::int64_t pending_ = 0;  ///< statements of the transaction that is open
  std::string pending_last_;
  std::set<std::string> batch_names_;
};

}  // namespace v0
}  // namespace dunlin
