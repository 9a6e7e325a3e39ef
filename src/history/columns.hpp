// The columns of the history's tables, once: creation, upgrade and reading follow this list.
#pragma once

#include <string_view>

namespace dunlin::history {

enum class ColumnType { key, text, integer, timestamp, identity };

struct Column {
  std::string_view name;
  ColumnType type;
};

// Append only: an older table is brought up to date by adding what it lacks, and an older Dunlin must still be able
// to read a newer table.
inline constexpr Column migration_columns[] = {
    {"version", ColumnType::key},
    {"name", ColumnType::text},
    {"kind", ColumnType::text},
    {"checksum", ColumnType::text},
    {"state", ColumnType::text},
    {"statements_done", ColumnType::integer},
    {"statements_total", ColumnType::integer},
    {"statement_begun", ColumnType::integer},
    {"observed", ColumnType::text},
    {"statements_digest", ColumnType::text},
    {"batch_position", ColumnType::text},
    {"batch_rows", ColumnType::integer},
    {"started_at", ColumnType::timestamp},
    {"applied_at", ColumnType::timestamp},
    {"duration_ms", ColumnType::integer},
    {"applied_by", ColumnType::text},
    {"tool_version", ColumnType::text},
    {"error", ColumnType::text},
    {"file", ColumnType::text},
    {"layout", ColumnType::text},
    {"up_script", ColumnType::text},
    {"down_script", ColumnType::text},
};

inline constexpr Column log_columns[] = {
    {"id", ColumnType::identity},  {"at", ColumnType::timestamp},      {"event", ColumnType::text},
    {"version", ColumnType::text}, {"name", ColumnType::text},         {"duration_ms", ColumnType::integer},
    {"done_by", ColumnType::text}, {"tool_version", ColumnType::text}, {"detail", ColumnType::text},
};

}  // namespace dunlin::history
