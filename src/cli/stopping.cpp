#include "cli/stopping.hpp"

namespace dunlin::cli {

namespace {

void say_stopping(Output& out, bool again) {
  if (out.json()) return;
  out.complain(again ? "already stopping: waiting for the database"
                     : "stopping: what runs is cancelled, and rolled back where it can be");
}

}  // namespace

void watched(Session& session, bool announce_backups, const std::function<void(Migrator&)>& call) {
  Output& out = session.out;
  Migrator& migrator = session.migrator();
  RunView view(out, announce_backups);
  migrator.observe([&view](const Event& event) { view.see(event); });
  const StopSignals signals(
      [&](bool again) {
        say_stopping(out, again);
        migrator.request_stop();
      },
      [&] { migrator.request_stop(); });
  call(migrator);
}

Stopping::Stopping(Output& out)
    : signals_([this, &out](bool again) {
        say_stopping(out, again);
        stop_.request_stop();
      }) {}

}  // namespace dunlin::cli
