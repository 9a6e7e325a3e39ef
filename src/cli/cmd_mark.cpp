#include "base/text.hpp"
#include "cli/corrections.hpp"
#include "cli/session.hpp"

namespace dunlin::cli {
namespace {

/// "applied", "unapplied"; other tools say pending or not-applied. No value for another word.
std::optional<bool> state_of(const std::string& word) {
  if (word == "applied") return true;
  if (word == "unapplied" || word == "pending" || word == "not-applied") return false;
  return std::nullopt;
}

}  // namespace

int cmd_mark(Session& session) {
  const Arguments& arguments = session.arguments;
  std::string revision = arguments.word(0);
  std::string state = arguments.word(1);
  if (arguments.has("--status")) {
    if (!state.empty()) throw Error(ErrorKind::usage, "mark takes the state once: as a word or with --status");
    state = arguments.value("--status");
  } else if (!state_of(state) && state_of(revision)) {
    std::swap(revision, state);  // `mark applied 004` is as clear
  }
  if (state.empty()) {
    throw Error(ErrorKind::usage, "mark needs the state: applied or unapplied",
                "`dunlin mark " + base::printable(revision) + " applied`");
  }
  const auto applied = state_of(state);
  if (!applied) {
    const std::string near = base::nearest(state, {"applied", "unapplied"});
    throw Error(ErrorKind::usage, "mark knows the states applied and unapplied, not '" + base::printable(state) + "'",
                near.empty() ? std::string() : "did you mean " + near + "?");
  }
  return show_changes(session.out, session.migrator().mark(session.revision(revision), *applied),
                      "it is marked so already");
}

}  // namespace dunlin::cli
