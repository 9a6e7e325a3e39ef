// Many commands in one round trip, through libpq's pipeline mode.
#pragma once

#include <functional>
#include <span>

#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {

/// Connection::execute_all. Only commands within explicit transactions (BEGIN ... COMMIT among the commands, or one
/// that is open already) travel together; any other is sent alone, since in a pipeline it would share an implicit
/// transaction with its neighbours.
void execute_pipelined(Session& session, std::span<const Command> commands,
                       const std::function<void(std::size_t, const Outcome&)>& done);

}  // namespace dunlin::database::postgres
