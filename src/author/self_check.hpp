// What was written is tried out in the sandbox by a real Migrator: up makes what is desired, down brings back what was.
#pragma once

#include "author/script.hpp"
#include "author/workshop.hpp"

namespace dunlin::author {

/// The sandbox holds `from`, or is made to hold it. Throws Error{internal} that says what is left over, and Error of
/// the statement that failed.
void self_check(Workshop& workshop, const Script& script, const schema::Schema& from, const schema::Schema& to);

}  // namespace dunlin::author
