#include "database/connection.hpp"

namespace dunlin::database {

void Connection::execute_all(std::span<const Command> commands,
                             const std::function<void(std::size_t, const Outcome&)>& done) {
  for (std::size_t i = 0; i < commands.size(); ++i) {
    Outcome outcome;
    try {
      outcome = execute(commands[i].sql, commands[i].arguments);
    } catch (Error& error) {
      error.index = i;
      throw;
    }
    if (done) done(i, outcome);
  }
}

Outcome Connection::copy_in(std::string_view sql, base::ByteSource&) {
  Error error(ErrorKind::unsupported, capabilities().product + " has no COPY ... FROM stdin",
              "Load the rows with INSERT");
  error.statement = sql;
  throw error;
}

}  // namespace dunlin::database
