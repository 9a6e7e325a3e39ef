#include "cli/stopping.hpp"

namespace dunlin::cli {

void watched(Session& session, bool announce_backups, const std::function<void(Migrator&)>& call) {
  Output& out = session.out;
  Migrator& migrator = session.migrator();
  RunView view(out, announce_backups);
  migrator.observe([&view](const Event& event) { view.see(event); });
  const StopSignals signals(
      [&](bool again) {
        if (!out.json()) {
          out.complain(again ? "already stopping: waiting for the database"
                             : "stopping: what runs is cancelled, and rolled back where it can be");
        }
        migrator.request_stop();
      },
      [&] { migrator.request_stop(); });
  call(migrator);
}

}  // namespace dunlin::cli
