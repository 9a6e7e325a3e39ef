// A call of the library with its progress shown and Ctrl-C heard.
#pragma once

#include <functional>

#include "cli/run_view.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

/// Runs `call` while events are shown and a stop request reaches the Migrator.
void watched(Session& session, bool announce_backups, const std::function<void(Migrator&)>& call);

}  // namespace dunlin::cli
