// Runs the steps whose statements and history row commit together. Many may share one flush: on a database whose
// savepoints cover definitions they share one transaction, a savepoint each; on one that pipelines they travel
// together and only the last commit waits for the disk. A failure keeps the steps before it in both cases.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "run/context.hpp"
#include "run/lock.hpp"
#include "run/step_text.hpp"

namespace dunlin::run {

class Transactions {
 public:
  Transactions(Context& context, RunnerLock& lock, const std::vector<plan::Item>& items, RunReport& report);

  /// Runs from `first` on, as long as steps run in a transaction and at most up to `end`, all of them durable then.
  /// Returns the number of the first step that was not run; RunReport::failed says whether it stopped there because of
  /// a failure.
  std::size_t run(std::size_t first, std::size_t end);

 private:
  enum class Role : std::uint8_t { open, statement, close, other };
  struct Sent {
    Role role = Role::other;
    std::size_t item = 0;
    std::int64_t number = 0;
    source::Statement statement;  ///< without its text, which is in the command
  };
  struct Progress {
    std::int64_t begun = 0, duration = 0, rows = 0, statements = 0;
    bool announced = false;
  };

  void run_group(std::size_t first, std::size_t limit);
  void open_step(std::size_t item, bool first_of_group);
  void send_statements(std::size_t item);
  void send_statement(std::size_t item, std::int64_t number, source::Statement& statement,
                      source::StatementReader& reader);
  void run_code(std::size_t item);
  void close_step(std::size_t item);
  [[nodiscard]] bool group_ends_after(std::size_t item, std::size_t limit) const;
  void push(Role role, std::size_t item, database::Command command);
  void push_all(Role role, std::size_t item, std::vector<database::Command> commands);
  void flush();
  void tell_notices();
  void announce(std::size_t sent);
  void finished(std::size_t sent, const database::Outcome& outcome);
  void durable_up_to(std::size_t end);
  [[nodiscard]] bool condition_holds(const source::Condition& condition);
  [[nodiscard]] bool wants_foreign_keys(std::size_t item) const;
  [[nodiscard]] bool checks_foreign_keys(std::size_t item) const;
  void check_foreign_keys(std::size_t item, const std::vector<std::pair<std::string, std::int64_t>>& before) const;

  /// What a failure leaves: rolled back, or found out from the history after a lost connection.
  void settle_failure(Error& error);
  void recover_lost(Error& error);
  void fail(Error error);

  Context& context_;
  RunnerLock& lock_;
  const std::vector<plan::Item>& items_;
  RunReport& report_;
  std::vector<database::Command> commands_;
  std::vector<Sent> sent_;
  std::vector<database::Command> held_;  ///< history rows of a shared transaction's released steps
  bool step_open_ = false;               ///< the savepoint of a step is set
  bool group_ends_ = false;              ///< the rows of a shared transaction and its commit are under way
  std::size_t bytes_ = 0;
  std::vector<Progress> progress_;
  std::vector<StepText> texts_;  ///< of the steps under way, by item; released when durable
  std::size_t durable_ = 0;      ///< first step that is not known to be durable
  std::size_t first_ = 0;        ///< where run() began
  std::size_t end_ = 0;          ///< behind the last step that it may run
  std::size_t group_first_ = 0;
  std::size_t working_on_ = 0;  ///< step of the command that runs
  std::int64_t group_begun_ = 0;
  bool session_foreign_keys_ = true;
  std::vector<bool> foreign_keys_off_;  ///< steps in C++ that turned out to need it, by item
  bool again_ = false;                  ///< the step is run again because of that
  bool rolled_back_earlier_ = false;    ///< the failure took steps before it along: they are run again
};

}  // namespace dunlin::run
