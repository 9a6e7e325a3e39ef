// What the history knows of one migration, as a value.
#pragma once

#include <cstdint>
#include <string>

namespace dunlin::history {

enum class State : std::uint8_t {
  applied,
  running,  ///< journaled, under way or killed there
  failed,   ///< journaled, stopped at a statement that failed; those before it took effect
  undoing,  ///< its down half is journaled, under way, killed or failed there
};
[[nodiscard]] const char* to_string(State state);

/// One row of dunlin_migrations. Columns are documented in docs/history.md.
struct Record {
  std::string version;
  std::string name;
  std::string kind;      ///< "versioned", "repeatable", "baseline"
  std::string checksum;  ///< SHA-256 of the author's bytes, hex
  State state = State::applied;
  std::int64_t statements_done = 0;
  std::int64_t statements_total = 0;
  std::int64_t statement_begun = 0;  ///< number of the statement whose outcome is not recorded; 0: none
  std::string observed;              ///< what the catalogue showed before it
  std::string statements_digest;     ///< of the statements that are done, in order
  std::string batch_position;        ///< key up to which the batch under way has come
  std::int64_t batch_rows = 0;
  std::string started_at, applied_at;  ///< UTC, ISO 8601
  std::int64_t duration_ms = -1;
  std::string applied_by, tool_version, error, file, layout;

  [[nodiscard]] bool interrupted() const { return state != State::applied; }
  /// It was a migration in C++.
  [[nodiscard]] bool code() const { return layout == code_layout; }

  static constexpr const char* code_layout = "c++";
};

/// The author's text of a migration as it was applied. Kept so that it can be undone when its file is gone, and so
/// that a change can be shown; left out (`kept` false) where a half is larger than a megabyte.
struct Scripts {
  std::string up, down;
  bool has_down = false;
};

/// One row of dunlin_log.
struct Entry {
  std::int64_t id = 0;
  std::string at, event, version, name, by, tool_version, detail;
  std::int64_t duration_ms = -1;
  bool server_measures = false;  ///< duration_ms is what the transaction took so far, where the database can tell
};

}  // namespace dunlin::history
