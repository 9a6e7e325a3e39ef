#include "cli/run_command.hpp"

namespace dunlin::cli {

int cmd_run(Session& session) {
  RunOptions options = session.run_options();
  const std::string revision = session.revision(options.target);
  options.target.clear();
  return run_and_report(session, options,
                        [&](Migrator& migrator, const RunOptions& with) { return migrator.run(revision, with); });
}

}  // namespace dunlin::cli
