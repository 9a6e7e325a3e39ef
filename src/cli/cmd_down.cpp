#include "cli/run_command.hpp"

namespace dunlin::cli {

int cmd_down(Session& session) {
  return run_and_report(session, session.run_options(),
                        [](Migrator& migrator, const RunOptions& options) { return migrator.down(options); });
}

}  // namespace dunlin::cli
