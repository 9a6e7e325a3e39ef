// The settings of a session that change what statements mean.
#pragma once

#include <sqlite3.h>

#include <array>
#include <string>
#include <string_view>

namespace dunlin::database::sqlite {

/// Those that SQLite lets one set within a transaction. The others cannot have been changed in it.
inline constexpr std::array<std::string_view, 11> kSettings = {
    "query_only",         "writable_schema",    "ignore_check_constraints",
    "recursive_triggers", "legacy_alter_table", "reverse_unordered_selects",
    "read_uncommitted",   "automatic_index",    "cell_size_check",
    "secure_delete",      "trusted_schema",
};
/// Those that are set outside of one.
inline constexpr std::array<std::string_view, 4> kOutside = {"synchronous", "locking_mode", "temp_store", "cache_size"};

/// The value of a pragma.
[[nodiscard]] std::string read_setting(sqlite3* db, std::string_view name);

}  // namespace dunlin::database::sqlite
