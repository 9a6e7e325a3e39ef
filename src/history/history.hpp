// The two tables of the history in the target database: dunlin_migrations, a row per migration that is applied or
// under way, and dunlin_log, a row per thing that happened. Reading never writes and never creates them; what writes
// is given out as commands, so that the runner can put them into the transaction that they belong to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "history/record.hpp"

namespace dunlin::history {

struct Names {
  std::string table = "dunlin_migrations";
  std::string log = "dunlin_log";
  std::string schema;  ///< empty: the connection's current one at the time of construction
};

class History {
 public:
  History(database::Connection& connection, Names names);

  /// All rows, in no order. No table: no rows. `details` false leaves out what only status needs, for speed.
  [[nodiscard]] std::vector<Record> read(bool details);
  [[nodiscard]] std::optional<Record> read_one(const std::string& version);
  [[nodiscard]] std::optional<Scripts> scripts(const std::string& version);
  [[nodiscard]] std::vector<Entry> log();

  /// Makes the tables where they are missing, and adds columns that an older Dunlin did not have.
  void prepare();

  // One migration in one transaction: its whole row at once.
  [[nodiscard]] database::Command applied(const Record& record, const Scripts& scripts) const;
  /// The same for what another tool applied, at Record::applied_at.
  [[nodiscard]] database::Command taken_over(const Record& record, const Scripts& scripts) const;
  /// The row's removal, at the end of a down.
  [[nodiscard]] database::Command removed(const std::string& version) const;

  // A journaled one: a row that is there from the first statement on.
  [[nodiscard]] database::Command begun(const Record& record, const Scripts& scripts) const;
  /// Sets state, counts, digest, statement_begun, observed, batch position and error.
  [[nodiscard]] database::Command progress(const Record& record) const;
  /// ... and says that it is applied now.
  [[nodiscard]] database::Command finished(const Record& record) const;

  /// Takes over a changed file.
  [[nodiscard]] database::Command rewritten(const Record& record, const Scripts& scripts) const;

  [[nodiscard]] database::Command logged(const Entry& entry) const;

  [[nodiscard]] const Names& names() const { return names_; }

 private:
  [[nodiscard]] std::string qualified(const std::string& table) const;
  [[nodiscard]] std::vector<std::string> columns_of(const std::string& table);
  [[nodiscard]] Rows select(const std::string& table, const std::vector<std::string>& columns, const std::string& rest,
                            std::vector<Value> arguments = {});
  /// What makes the table as it has to be; nothing where it is.
  [[nodiscard]] std::vector<database::Command> changes_to(const std::string& table, bool log);

  database::Connection& connection_;
  Names names_;
};

}  // namespace dunlin::history
