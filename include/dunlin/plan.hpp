// What a run would do, as a value: steps in order, and problems with what to do about each. Making a plan executes
// nothing and writes nothing; a run carries out the very steps that the plan shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

/// Which way.
enum class Direction : std::uint8_t { up, down };

/// What is wrong, or worth knowing.
enum class ProblemKind : std::uint8_t {
  source,        ///< a file of the migrations folder is wrong (name, directive, two files with one version, ...)
  changed,       ///< an applied file is not what it was when it was applied
  missing,       ///< an applied migration has no file any more
  out_of_order,  ///< a pending migration is older than an applied one
  requires_,     ///< a version that it needs is not applied before it
  dirty,         ///< a migration stopped part-way and cannot be resumed by itself
  newer,         ///< the database has versions beyond the newest file: an older program against a newer database
  irreversible,  ///< it says of itself that it has no way back
  no_down,       ///< it has no down half, neither in its file nor in the history
  environment,   ///< it is not for this environment
  target,        ///< there is no such version, or several
};
/// "changed", "out-of-order", ...
[[nodiscard]] DUNLIN_API std::string to_string(ProblemKind kind);

/// Something that stands in the way of a run, or that its reader should know.
struct Problem {
  ProblemKind kind = ProblemKind::source;  ///< what it is, for a program
  std::string migration;                   ///< its title, empty where it concerns none
  std::string message;                     ///< one sentence
  std::string hint;                        ///< what to do about it, with the command to type
  Place place;                             ///< in a file
  bool blocks = true;                      ///< false: worth knowing; a run goes ahead
};

/// How a step is kept together.
enum class TransactionMode : std::uint8_t {
  transaction,  ///< all of it and its history row commit together or not at all
  journaled,    ///< statement by statement, each recorded; goes on where it stopped
};

/// Something that a step destroys.
struct Loss {
  std::string what;        ///< "table users", "column users.email"
  std::int64_t rows = -1;  ///< how many rows it holds now; -1: not known
  bool exact = true;       ///< false: `rows` is an estimate
};

/// One migration in one direction.
struct Step {
  std::string version;                                  ///< "004"
  std::string name;                                     ///< "add_comments"
  std::string title;                                    ///< "004_add_comments"
  std::string description;                              ///< from its file
  Direction direction = Direction::up;                  ///< which half of it
  std::string kind;                                     ///< "versioned", "repeatable", "baseline"
  std::string file;                                     ///< empty: the script comes from the history, or it is `code`
  TransactionMode mode = TransactionMode::transaction;  ///< how it is kept together
  std::string mode_reason;  ///< why it is journaled: "CREATE INDEX CONCURRENTLY cannot run in a transaction (line 3)"
  std::int64_t statements = 0;     ///< of the whole half
  std::int64_t resume_after = 0;   ///< statements that took effect in an earlier, interrupted run
  std::vector<std::string> notes;  ///< for people
  std::vector<Loss> losses;        ///< what it destroys
  bool code = false;               ///< in C++: what it does is known only when it runs, so `statements` is 0
};

/// What a run would do.
struct Plan {
  Direction direction = Direction::up;  ///< which way it goes
  std::string database;                 ///< redacted URL
  std::string current;                  ///< version applied last, empty for none
  std::string target;                   ///< version after the run
  std::vector<Step> steps;              ///< in order; empty: nothing to do
  std::vector<Problem> problems;        ///< of the whole

  /// Whether a run would be refused.
  [[nodiscard]] bool blocked() const {
    for (const auto& problem : problems) {
      if (problem.blocks) return true;
    }
    return false;
  }
};

}  // namespace v0
}  // namespace dunlin
