// dunlin/difference.hpp's calls that change a database, as calls that can be stopped from elsewhere.
//
//   std::stop_source stop;  // a signal handler's thread says stop.request_stop()
//   dunlin::apply_schema(options, {dunlin::SchemaSource::Kind::desired}, {}, {}, stop.get_token());
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "dunlin/difference.hpp"
#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

/// apply_schema() that a stop ends: the statement that runs is cancelled, what is in a transaction is rolled back, and
/// Error{cancelled} says that nothing was changed, or Error{partial} what was done and what was not.
DUNLIN_API Difference apply_schema(const Options& options, const SchemaSource& desired, const DifferenceOptions& how,
                                   const std::function<bool(const Difference&)>& confirm, std::stop_token stop);

/// load_snapshot() that a stop ends in the same way.
DUNLIN_API SchemaSnapshot load_snapshot(const Options& options, const std::string& file, std::stop_token stop);

}  // namespace v0
}  // namespace dunlin
