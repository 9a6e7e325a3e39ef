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

void stoppable(Session& session, const std::function<void(const std::stop_token&)>& call) {
  std::stop_source stop;
  const StopSignals signals([&](bool again) {
    say_stopping(session.out, again);
    stop.request_stop();
  });
  call(stop.get_token());
}

}  // namespace dunlin::cli
