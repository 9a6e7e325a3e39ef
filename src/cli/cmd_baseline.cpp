#include "cli/corrections.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {

int cmd_baseline(Session& session) {
  return show_changes(session.out, session.migrator().baseline(session.revision(session.arguments.word(0))),
                      "all of it is marked as applied already");
}

}  // namespace dunlin::cli
