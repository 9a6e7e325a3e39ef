// What is done and said when a step fails.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "run/context.hpp"

namespace dunlin::run {

/// Tells, and sleeps: exponential backoff with jitter, so that runs that collided do not collide again.
void wait_before_retry(Context& context, const Step& step, const Error& error, int tries);
/// "3 migrations before it were applied", "nothing else was changed".
[[nodiscard]] std::string words_for_done(const std::vector<MigrationRun>& done);
/// A row in the log, as far as the database still takes one.
void record_failure(Context& context, const Step& step, const Error& error);
/// The first line of a statement, shortened: for progress.
[[nodiscard]] std::string first_line(std::string_view statement);

}  // namespace dunlin::run
