// The text of a step: which half of which file or history row, and how to read it.
#pragma once

#include "base/sha256.hpp"
#include "plan/plan.hpp"
#include "run/context.hpp"
#include "source/migration.hpp"

namespace dunlin::run {

struct StepText {
  source::Half half;
  source::Summary summary;
  const source::Layout* layout = nullptr;
};

/// Throws Error{config | io}.
[[nodiscard]] StepText text_of(Context& context, const plan::Item& item);
/// The lines `-- dunlin:...` that say how the statement is run, for whoever reads a plan; "" where none does.
[[nodiscard]] std::string directives_of(const source::Statement& statement);
[[nodiscard]] source::StatementReader open_statements(Context& context, const StepText& text);
/// The down script that the history keeps; no value where it keeps none.
[[nodiscard]] std::optional<StepText> stored_down(Context& context, const history::Record& record);
/// A digest over statements in order: tells whether those that are done are still the same.
void add_to_digest(base::Sha256& digest, const source::Statement& statement);
[[nodiscard]] std::string digest_of(Context& context, const StepText& text, std::int64_t count);
/// What the log calls it: "up", "down", "seed".
[[nodiscard]] std::string log_event(const Step& step);
/// The command that runs it: "up", "down", "db seed".
[[nodiscard]] std::string command_of(const Step& step);
/// What goes into the history beside the row.
[[nodiscard]] history::Scripts scripts_of(const plan::Item& item);
/// The item for a migration of which only the history is written.
[[nodiscard]] plan::Item recorded_item(Context& context, const source::Migration& migration);
/// Writes to the history, all in one transaction.
void commit_all(Context& context, std::vector<database::Command> changes);
/// The row of a migration that is about to run.
[[nodiscard]] history::Record record_of(const Context& context, const plan::Item& item);

/// How long a step's statements may take and wait: as its file says, else as the options do.
[[nodiscard]] database::TransactionOptions limits_of(const Context& context, const plan::Item& item);

/// Adds file, line and column, migration and statement to an error of the database.
void locate(Error& error, const plan::Item& item, const source::Statement& statement, const source::Half& half);

}  // namespace dunlin::run
