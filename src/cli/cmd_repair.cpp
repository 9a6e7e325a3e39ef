#include "cli/corrections.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

int cmd_repair(Session& session) {
  Migrator& migrator = session.migrator();
  const StopSignals signals([&](bool) { migrator.request_stop(); }, [&] { migrator.request_stop(); });
  const Arguments& arguments = session.arguments;
  const bool took_effect = arguments.has("--took-effect");
  const bool no_effect = arguments.has("--no-effect");
  if (took_effect && no_effect) throw Error(ErrorKind::usage, "a statement took effect or it did not: say one of them");
  if ((took_effect || no_effect) != !arguments.word(0).empty()) {
    throw Error(ErrorKind::usage, "repair of one migration needs its version and what became of its statement",
                "`dunlin repair VERSION --took-effect`, or `dunlin repair VERSION --no-effect`");
  }
  if (took_effect || no_effect) return show_changes(session.out, migrator.settle(arguments.word(0), took_effect), "");
  return show_changes(session.out, migrator.repair(), "the history is in order");
}

}  // namespace dunlin::cli
