// What up, down, to, redo, run and db reset have in common: stop signals, questions, the report.
#pragma once

#include <functional>

#include "cli/session.hpp"

namespace dunlin::cli {

/// Runs `call` with the session's Migrator, shows it, and returns the exit code. Steps that undo ask first. With
/// OnFailure::proceed the exit code of a failure is 0, unless a stop was asked for.
int run_and_report(Session& session, RunOptions options,
                   const std::function<RunReport(Migrator&, const RunOptions&)>& call,
                   OnFailure on_failure = OnFailure::abort);

/// Everything that is pending, then the seeds.
RunReport up_and_seed(Migrator& migrator, const RunOptions& options);

}  // namespace dunlin::cli
