// A call of the library with its progress shown and Ctrl-C heard.
#pragma once

#include <functional>
#include <stop_token>

#include "cli/run_view.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

/// Runs `call` while events are shown and a stop request reaches the Migrator.
void watched(Session& session, bool announce_backups, const std::function<void(Migrator&)>& call);
/// Runs `call`, which Ctrl-C stops through the token.
void stoppable(Session& session, const std::function<void(const std::stop_token&)>& call);

}  // namespace dunlin::cli
