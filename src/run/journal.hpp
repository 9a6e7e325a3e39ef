// Runs a step statement by statement, each recorded: for databases whose definitions commit by themselves, for
// statements that refuse transactions, and for batches.
//
// What can share a transaction with its record does: then it is done and recorded, or neither. Anything else is
// announced in the history before it runs (write-ahead intent, with what the catalogue shows then) and confirmed
// behind it; after a crash between the two, the catalogue is asked what became of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/sha256.hpp"
#include "run/context.hpp"
#include "run/lock.hpp"
#include "run/step_text.hpp"

namespace dunlin::run {

class Journal {
 public:
  Journal(Context& context, RunnerLock& lock, const plan::Item& item, std::size_t number, std::size_t total);

  /// Runs the step to its end. Returns false on failure; error() says which.
  bool run();
  [[nodiscard]] const MigrationRun& result() const { return result_; }
  [[nodiscard]] Error& error() { return *error_; }

 private:
  using Clock = std::int64_t;

  void begin_row();
  void pass();
  void begin_code();
  void pass_code();
  void tell_code(Error& error, const history::Record& row) const;
  void take(source::Statement& statement, source::StatementReader& reader);
  void replay(const source::Statement& statement);
  [[nodiscard]] bool settle(const source::Statement& statement);
  void transaction_word(const source::Statement& statement);
  void run_recorded_together(const source::Statement& statement, source::StatementReader& reader);
  void run_announced(const source::Statement& statement);
  void run_batches(const source::Statement& statement);
  void run_key_batches(const source::Statement& statement);
  [[nodiscard]] bool commits_with_record(const source::Statement& statement);
  [[nodiscard]] bool skip_by_condition(const source::Statement& statement);
  void open_transaction();
  void close_transaction();
  void done(const source::Statement& statement);
  void write_progress();
  void finish();
  void fail(Error error);
  /// Returns whether the record says that the step came to its end all the same.
  bool recover_lost(Error& error);
  /// Writes of the journal itself: their text is nothing that the author could mend.
  void keep(const std::vector<database::Command>& commands);
  void ended();
  database::Outcome send(const source::Statement& statement, source::StatementReader* reader);
  void tell(EventKind kind, const source::Statement& statement, std::string text = {}, std::int64_t rows = -1);

  Context& context_;
  RunnerLock& lock_;
  const plan::Item& item_;
  std::size_t step_number_, step_total_;
  StepText text_;
  history::Record row_;      ///< as it will be written next
  history::Record written_;  ///< as it is in the database for certain
  base::Sha256 chain_;       ///< over the statements that are done
  std::int64_t number_ = 0;  ///< of the statement at hand
  bool began_ = false;       ///< the record says that this step is under way
  bool open_ = false;        ///< our transaction is open: statements in it are not durable yet
  bool theirs_ = false;      ///< the author's own transaction is open
  bool effect_ = false;      ///< something of the step is durable
  bool announced_ = false;   ///< a statement runs outside a transaction
  Clock opened_at_ = 0;
  std::size_t open_bytes_ = 0, open_statements_ = 0;
  Clock begun_ = 0, statement_begun_ = 0;
  std::map<std::string, bool> rolls_back_;
  MigrationRun result_;
  std::optional<Error> error_;
  std::int64_t code_effects_ = 0;  ///< statements of a step in C++ that are durable
  std::string code_last_;          ///< the last of them
};

}  // namespace dunlin::run
