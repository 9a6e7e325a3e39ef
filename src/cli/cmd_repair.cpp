#include "cli/corrections.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

int cmd_repair(Session& session) {
  Migrator& migrator = session.migrator();
  const StopSignals signals([&](bool) { migrator.request_stop(); });
  return show_changes(session.out, migrator.repair(), "the history is in order");
}

}  // namespace dunlin::cli
