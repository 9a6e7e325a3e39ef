// Reads files and history for a plan: what plan::select and plan::build need and may not fetch themselves.
#pragma once

#include <unordered_map>

#include "plan/plan.hpp"
#include "run/context.hpp"
#include "source/layout.hpp"

namespace dunlin::run {

/// What read_body() said of the migrations of one Source. A run plans again under the lock, and a file may be large.
using Bodies = std::unordered_map<const source::Migration*, source::Body>;

/// The folders of the migrations; "migrations" where no other source is given.
[[nodiscard]] std::vector<std::string> source_directories(const Options& options);
[[nodiscard]] source::Source load_source(const Context& context);
/// The same with these folders in place of source_directories().
[[nodiscard]] source::Source load_source(const Options& options, const std::vector<std::string>& directories);
/// The seeds of the environment. No folder: none.
[[nodiscard]] source::Source load_seeds(const Context& context);
[[nodiscard]] plan::Request request_for(Context& context, Direction direction, const RunOptions& options);
/// A .cpp file that a run concerns is compiled where that is not done yet, because what it says of itself decides what
/// is planned; `compile` false: it counts as one that says nothing, as is enough for a look.
[[nodiscard]] plan::Built make_plan(Context& context, const source::Source& source,
                                    const std::vector<history::Record>& records, const plan::Request& request,
                                    Bodies& bodies, bool compile = true);
/// Fills in how many rows each loss of each step holds now.
void count_losses(Context& context, plan::Built& built);
/// How a changed file differs from the text that was applied.
[[nodiscard]] plan::ChangeReading read_change(Context& context, const plan::Change& change);

}  // namespace dunlin::run
