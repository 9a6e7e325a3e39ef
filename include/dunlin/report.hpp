// What calls of a Migrator answer: the state of every migration, the log, and what a run did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/export.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// Where a migration stands.
enum class MigrationState : std::uint8_t {
  applied,
  pending,
  interrupted,  ///< stopped part-way
  missing,      ///< applied, and its file is gone
  changed,      ///< applied, and its file is another now
  outdated,     ///< a repeatable one whose text changed: runs again
  skipped,      ///< for other environments only
};
/// "applied", "pending", ...
[[nodiscard]] DUNLIN_API std::string to_string(MigrationState state);

/// One migration: what its file says, and what the history says.
struct MigrationStatus {
  std::string version;                             ///< "004"
  std::string name;                                ///< "add_comments"
  std::string title;                               ///< "004_add_comments"
  std::string kind;                                ///< "versioned", "repeatable", "baseline"
  MigrationState state = MigrationState::pending;  ///< where it stands
  std::string file;                                ///< empty: it is gone
  std::string description;                         ///< read from the file for show() only
  std::string applied_at;                          ///< UTC, ISO 8601
  std::int64_t duration_ms = -1;                   ///< -1: not known
  std::string applied_by;                          ///< "user@host"
  std::string tool_version;                        ///< of the Dunlin that applied it
  std::string checksum;                            ///< of its file now
  std::string applied_checksum;                    ///< of its file when it was applied
  std::int64_t statements_done = 0;                ///< of one that was interrupted
  std::int64_t statements_total = 0;               ///< of the same
  std::string error;                               ///< of the last try
  bool code = false;                               ///< in C++
};

/// A database and its migrations.
struct Status {
  std::string database;                     ///< redacted URL
  std::string product;                      ///< "PostgreSQL 15.18"
  std::string current;                      ///< version applied last; empty: none
  std::int64_t applied = 0;                 ///< how many
  std::int64_t pending = 0;                 ///< how many
  std::vector<MigrationStatus> migrations;  ///< in order
  std::vector<Problem> problems;            ///< what a run would be refused for, and what is worth knowing
};

/// One row of the log: something that happened.
struct LogEntry {
  std::int64_t id = 0;            ///< in order
  std::string at;                 ///< UTC, ISO 8601
  std::string event;              ///< "up", "down", "mark", "baseline", "repair", "failed"
  std::string version;            ///< of the migration
  std::string name;               ///< of the migration
  std::string by;                 ///< "user@host"
  std::string tool_version;       ///< of the Dunlin that did it
  std::string detail;             ///< more words, such as the error
  std::int64_t duration_ms = -1;  ///< -1: not measured
};

/// One migration of a run.
struct MigrationRun {
  std::string version;                  ///< "004"
  std::string name;                     ///< "add_comments"
  std::string title;                    ///< "004_add_comments"
  Direction direction = Direction::up;  ///< which half ran
  std::int64_t statements = 0;          ///< that ran
  std::int64_t rows = -1;               ///< changed; -1: not known
  std::int64_t duration_ms = 0;         ///< that it took
};

/// Where a run stopped.
struct RunFailure {
  MigrationRun migration;  ///< which; without a title where nothing was begun
  Error error;             ///< why
};

/// What a run did.
struct RunReport {
  Plan plan;                         ///< what it was to do
  std::vector<MigrationRun> done;    ///< durable in the database
  std::optional<RunFailure> failed;  ///< no value: all went well
  std::vector<std::string> not_run;  ///< titles
  /// Of all of it.
  std::int64_t duration_ms = 0;
  std::string backup;  ///< the file that Options::backup_before made

  /// Whether all went well.
  [[nodiscard]] bool ok() const { return !failed; }
};

/// What a run throws with OnFailure::abort when a migration failed: the failure as an Error, and what was done before.
class DUNLIN_API RunFailed : public Error {
 public:
  /// `report_` has failed.
  explicit RunFailed(RunReport report_) : Error(report_.failed->error), report(std::move(report_)) {}

  RunReport report;  ///< what was done all the same
};

}  // namespace v0
}  // namespace dunlin
