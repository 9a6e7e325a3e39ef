// What happens during a run, told as it happens. Events are called on the thread that runs; a callback that throws
// ends the run as a failure of the step under way.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "dunlin/error.hpp"
#include "dunlin/export.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// What happened, and which members of Event say more of it.
enum class EventKind : std::uint8_t {
  run_started,       ///< total: steps
  waiting_for_lock,  ///< text: who holds it, since when; repeated while waiting
  lock_acquired,
  migration_started,   ///< index/total: which of the run's steps
  migration_resumed,   ///< index: statements that are done already; text: instead, how it goes on
  statement_started,   ///< index/total within the migration, text: its first line, place
  statement_finished,  ///< rows, milliseconds
  statement_skipped,   ///< text: why (if-exists, done already, the file's own BEGIN)
  batch,               ///< rows so far, total: estimate or -1, milliseconds
  log,                 ///< text of a `log` directive
  notice,              ///< text that the server sent
  retry,               ///< text: why; milliseconds until the next try
  settled,             ///< text: what the catalogue says of the statement whose outcome was not recorded
  migration_finished,  ///< durable now: milliseconds, total: statements
  migration_failed,    ///< text: the message
  hook_started,        ///< hook: which, text: its point ("before-run")
  hook_output,         ///< text: a line that the hook printed
  hook_finished,       ///< text: its point, milliseconds
  hook_failed,         ///< text: the message
  run_finished,
  backup_progress,   ///< index: done, of total (-1: not known), pages or bytes; text: "copying", "checking"
  backup_finished,   ///< text: the file; total: bytes, milliseconds
  restore_progress,  ///< as backup_progress; text: "checking", "loading", "replacing"
  compiling,         ///< before the run: a .cpp file of the folder, which takes seconds; text: the compiler
};
/// "migration-started", ...: as in JSON.
[[nodiscard]] DUNLIN_API std::string to_string(EventKind kind);

/// One of them; EventKind says which of these are set.
struct Event {
  EventKind kind = EventKind::run_started;  ///< which
  std::string migration{};                  ///< title
  std::string version{};                    ///< of the migration
  Direction direction = Direction::up;      ///< of the run
  std::int64_t index = 0;                   ///< see EventKind
  std::int64_t total = 0;                   ///< see EventKind
  std::int64_t rows = -1;                   ///< changed; -1: not known
  std::int64_t milliseconds = -1;           ///< that it took; -1: not measured
  std::string text{};                       ///< for people; see EventKind
  Place place{};                            ///< of the statement in its file
  std::string hook{};                       ///< of hook_*: its name
};

/// Who is told.
using Observer = std::function<void(const Event&)>;

}  // namespace v0
}  // namespace dunlin
