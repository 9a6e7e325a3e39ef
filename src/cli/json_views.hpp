// The library's answers as JSON: the shapes of docs/json.md.
#pragma once

#include "cli/json.hpp"
#include "dunlin/dunlin.hpp"

namespace dunlin::cli {

[[nodiscard]] std::string_view to_string(Direction direction);
[[nodiscard]] Json place_json(const Place& place);
[[nodiscard]] Json problems_json(const std::vector<Problem>& problems);
[[nodiscard]] Json losses_json(const std::vector<Loss>& losses);
[[nodiscard]] Json migration_json(const MigrationStatus& migration);
[[nodiscard]] Json status_json(const Status& status);
[[nodiscard]] Json backup_json(const Backup& backup);
[[nodiscard]] Json restored_json(const Restored& restored);
[[nodiscard]] Json run_json(const RunReport& report);
[[nodiscard]] Json event_json(const Event& event);
[[nodiscard]] Json log_json(const LogEntry& entry);

}  // namespace dunlin::cli
