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

struct MigrationStatus {
  std::string version, name, title, kind;
  MigrationState state = MigrationState::pending;
  std::string file;
  std::string description;  ///< read from the file for show() only
  std::string applied_at;   ///< UTC, ISO 8601
  std::int64_t duration_ms = -1;
  std::string applied_by, tool_version;
  std::string checksum, applied_checksum;
  std::int64_t statements_done = 0, statements_total = 0;
  std::string error;  ///< of the last try
  bool code = false;  ///< in C++
};

struct Status {
  std::string database;  ///< redacted URL
  std::string product;   ///< "PostgreSQL 15.18"
  std::string current;
  std::int64_t applied = 0, pending = 0;
  std::vector<MigrationStatus> migrations;
  std::vector<Problem> problems;
};

/// One row of the log: something that happened.
struct LogEntry {
  std::int64_t id = 0;
  std::string at, event, version, name, by, tool_version, detail;
  std::int64_t duration_ms = -1;
};

struct MigrationRun {
  std::string version, name, title;
  Direction direction = Direction::up;
  std::int64_t statements = 0;
  std::int64_t rows = -1;
  std::int64_t duration_ms = 0;
};

struct RunFailure {
  MigrationRun migration;
  Error error;
};

struct RunReport {
  Plan plan;
  std::vector<MigrationRun> done;  ///< durable in the database
  std::optional<RunFailure> failed;
  std::vector<std::string> not_run;  ///< titles
  std::int64_t duration_ms = 0;
  std::string backup;  ///< the file that Options::backup_before made

  [[nodiscard]] bool ok() const { return !failed; }
};

/// What a run throws with OnFailure::abort when a migration failed: the failure as an Error, and what was done before.
class DUNLIN_API RunFailed : public Error {
 public:
  explicit RunFailed(RunReport report_) : Error(report_.failed->error), report(std::move(report_)) {}

  RunReport report;
};

}  // namespace v0
}  // namespace dunlin
