// Reads files and history for a plan: what plan::select and plan::build need and may not fetch themselves.
#pragma once

#include "plan/plan.hpp"
#include "run/context.hpp"
#include "source/layout.hpp"

namespace dunlin::run {

[[nodiscard]] source::Source load_source(const Context& context);
[[nodiscard]] plan::Request request_for(Context& context, Direction direction, const RunOptions& options);
[[nodiscard]] plan::Built make_plan(Context& context, const source::Source& source,
                                    const std::vector<history::Record>& records, const plan::Request& request);
/// Fills in how many rows each loss of each step holds now.
void count_losses(Context& context, plan::Built& built);
/// How a changed file differs from the text that was applied.
[[nodiscard]] plan::ChangeReading read_change(Context& context, const plan::Change& change);

}  // namespace dunlin::run
