#include "database/sqlite/history_sql.hpp"

namespace dunlin::database::sqlite {

const HistorySql history_sql = {
    .key_type = "TEXT",
    .text_type = "TEXT",
    .integer_type = "INTEGER",
    .timestamp_type = "TEXT",
    // Without AUTOINCREMENT: that would put the table sqlite_sequence into the user's schema, and in a table that
    // only grows the numbers grow without it.
    .identity_column = "INTEGER PRIMARY KEY",
    .table_options = "",
    .now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    .started = "",
    .read_timestamp = "{}",
    .write_timestamp = "{}",
    .elapsed = "",
    .numbered_parameters = false,
    .if_not_exists = true,
};

}  // namespace dunlin::database::sqlite
