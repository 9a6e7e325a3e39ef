// Statements that change a schema: carried out on a connection, and written down.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/ddl.hpp"

namespace dunlin::author {

/// How statements are run.
struct Execution {
  database::TransactionOptions limits{};
  std::vector<database::Command> last{};  ///< committed with the last of them, where these can be in a transaction
  std::function<void()> before_each{};    ///< before each transaction, and each statement outside of one; may throw
  std::size_t done = 0;                   ///< so many took effect
};

/// Runs them in order; neighbours that can be in a transaction are in one, where that is of use. Foreign keys are not
/// enforced meanwhile where they are a setting of the session; one that is broken afterwards, and was not before, is
/// Error{sql}, and the transaction is rolled back.
void run_statements(database::Connection& connection, const database::Statements& statements, Execution& execution);
/// Runs them too, each in the first of its forms that the database takes, and returns them in these. `before_each` is
/// that of Execution.
[[nodiscard]] database::Statements carried_out(database::Connection& connection, database::Statements statements,
                                               const std::function<void()>& before_each = {});
[[nodiscard]] bool has_forms(const database::Statements& statements);

/// As a person would write them: remarks as comments, a semicolon at each end, a blank line around what takes several
/// lines. A body that holds semicolons gets what its engine needs around it.
[[nodiscard]] std::string text_of(const database::Statements& statements, const sql::LexRules& rules);

/// Comment lines: "-- " before each line of the text.
[[nodiscard]] std::string comment(std::string_view text);

}  // namespace dunlin::author
