// The runner lock. On a direct connection it is a session-level advisory lock, tried and never waited for, on the
// connection that does the work: it ends with the session. Behind a transaction pooler, or where the system has no
// advisory locks, it is a leased row (lease.hpp). Both look for each other, so that a direct and a pooled run exclude
// each other too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "database/connection.hpp"

namespace dunlin::database::postgres {

class PostgresConnection;

[[nodiscard]] std::unique_ptr<Locker> make_locker(PostgresConnection& connection);

/// The advisory lock's number: from database, schema and history table, so that two tools' locks never meet by chance.
[[nodiscard]] std::int64_t lock_key(const std::string& database, const std::string& schema, const std::string& table);

/// Whose session holds the advisory lock, as a query without arguments: who, application_name, backend_start.
[[nodiscard]] std::string advisory_holder_sql(std::int64_t key);

}  // namespace dunlin::database::postgres
