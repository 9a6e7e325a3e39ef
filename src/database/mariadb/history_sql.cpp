#include "database/mariadb/history_sql.hpp"

namespace dunlin::database::mariadb {

// Versions are compared byte for byte (utf8mb4_bin): "1a" and "1A" are two. DATETIME rather than TIMESTAMP: its value
// does not depend on the session's time zone, which a migration may change, and it does not end in 2038.
constinit const HistorySql history_sql = {
    .key_type = "VARCHAR(255)",
    .text_type = "LONGTEXT",
    .integer_type = "BIGINT",
    .timestamp_type = "DATETIME(3)",
    .identity_column = "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
    .table_options = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    .now = "UTC_TIMESTAMP(3)",
    .started = {},
    .read_timestamp = "CONCAT(LEFT(DATE_FORMAT({}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')",
    .write_timestamp = "STR_TO_DATE({}, '%Y-%m-%dT%H:%i:%s.%fZ')",
    .elapsed = {},
    .numbered_parameters = false,
    .if_not_exists = true,
};

}  // namespace dunlin::database::mariadb
