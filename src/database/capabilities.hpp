// What a database can do, read once from its version and flavour. Neutral code asks a capability, never a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dunlin::database {

struct Capabilities {
  std::string product;               ///< "SQLite", "PostgreSQL", "MariaDB", "MySQL", "CockroachDB", "YugabyteDB", ...
  std::string version;               ///< "15.18", "10.11.6"
  int version_number = 0;            ///< major * 1'000'000 + minor * 1'000 + patch
  bool transactional_ddl = true;     ///< DDL takes part in transactions
  bool savepoints_cover_ddl = true;  ///< ... and in savepoints, so that many migrations may share one transaction
  bool shared_transaction = false;   ///< worth it: many migrations in one transaction, a savepoint each (SQLite)
  bool asynchronous_commit = false;  ///< commits may skip the flush, in order (PostgreSQL synchronous_commit)
  bool pipelining = false;           ///< execute_all() sends without waiting for each answer
  bool runner_lock = true;
  bool pooled = false;  ///< behind a transaction pooler: session state does not hold
  bool enforces_foreign_keys_in_session =
      false;  ///< foreign keys are a setting that a rebuild must switch off (SQLite)
  bool read_only = false;
  bool materialized_views = false;
  bool schemas_are_databases = false;  ///< CREATE SCHEMA makes another database of the server
};

/// How the history's own SQL is spelled here; {} stands for a column or value.
struct HistorySql {
  std::string_view key_type;      ///< text short enough for a primary key
  std::string_view text_type;     ///< any length
  std::string_view integer_type;  ///< 64 bits
  std::string_view timestamp_type;
  std::string_view identity_column;         ///< type and options of a number that counts by itself, with PRIMARY KEY
  std::string_view table_options;           ///< behind CREATE TABLE (...)
  std::string_view now;                     ///< the present time, advancing within a transaction
  std::string_view started;                 ///< the time at which the transaction began, or empty: not known
  std::string_view read_timestamp;          ///< reads column {} as 2026-11-20T13:45:00.123Z text
  std::string_view write_timestamp = "{}";  ///< makes of such text what a timestamp column takes
  std::string_view elapsed;                 ///< milliseconds since the transaction began, or empty: the client measures
  bool numbered_parameters = false;         ///< $1, $2 rather than ?
  bool if_not_exists = true;                ///< CREATE TABLE IF NOT EXISTS
};

}  // namespace dunlin::database
