#include "cli/run_command.hpp"

namespace dunlin::cli {

int cmd_up(Session& session) {
  return run_and_report(
      session, session.run_options(),
      [](Migrator& migrator, const RunOptions& options) { return migrator.up(options); }, session.on_failure());
}

}  // namespace dunlin::cli
