// What up, down, to, redo, run and db reset have in common: stop signals, questions, the report.
#pragma once

#include <functional>

#include "cli/session.hpp"

namespace dunlin::cli {

/// Runs `call` with the session's Migrator, shows it, and returns the exit code. Steps that undo ask first.
int run_and_report(Session& session, RunOptions options,
                   const std::function<RunReport(Migrator&, const RunOptions&)>& call);

/// Everything that is pending, then the seeds.
RunReport up_and_seed(Migrator& migrator, const RunOptions& options);

}  // namespace dunlin::cli
