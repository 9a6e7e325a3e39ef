// A call of the library with its progress shown and Ctrl-C heard.
#pragma once

#include <functional>
#include <stop_token>
#include <utility>

#include "cli/run_view.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

/// Runs `call` while events are shown and a stop request reaches the Migrator.
void watched(Session& session, bool announce_backups, const std::function<void(Migrator&)>& call);

/// While it lives, Ctrl-C requests a stop.
class Stopping {
 public:
  explicit Stopping(Output& out);
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  StopSignals signals_;
};

/// What `call` returns for these options, with which Ctrl-C stops it.
template <typename Call>
auto stoppable(Session& session, Options options, const Call& call) {
  const Stopping stopping(session.out);
  options.stop = stopping.token();
  return call(std::as_const(options));
}

}  // namespace dunlin::cli
