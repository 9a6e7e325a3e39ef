#include "database/postgres/passing.hpp"

#include <chrono>
#include <thread>

#include "base/sha256.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::chrono::seconds patience{20};

/// The advisory lock of a name.
Value lock_key(const std::string& name) {
  return static_cast<std::int64_t>(std::stoull(base::sha256_hex("dunlin testing " + name).substr(0, 15), nullptr, 16));
}

}  // namespace

void Passing::lock(const std::string& name) {
  const Value arguments[] = {lock_key(name)};
  (void)connection_.query("SELECT pg_advisory_lock($1)", arguments);
}

bool Passing::try_lock(const std::string& name) {
  const Value arguments[] = {lock_key(name)};
  return to_integer(connection_.query("SELECT pg_try_advisory_lock($1)", arguments).rows[0][0]) != 0;
}

void Passing::unlock(const std::string& name) noexcept {
  try {
    const Value arguments[] = {lock_key(name)};
    (void)connection_.query("SELECT pg_advisory_unlock($1)", arguments);
  } catch (const Error&) {
    // Lost: the lock ended with the session.
  }
}

void Passing::drop_database(const std::string& name) {
  // WITH (FORCE) came with version 13.
  const Value arguments[] = {name};
  (void)connection_.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", arguments);
  while_in_use("DROP DATABASE IF EXISTS " + connection_.quote_name(name));
}

void Passing::drop_schema(const std::string& name) {
  connection_.execute("DROP SCHEMA IF EXISTS " + connection_.quote_name(name) + " CASCADE");
}

void Passing::while_in_use(const std::string& sql) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    try {
      connection_.execute(sql);
      return;
    } catch (const Error& error) {
      if (error.sqlstate != "55006" || std::chrono::steady_clock::now() > until) throw;  // object_in_use
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

void Passing::sweep(const std::vector<std::string>& names, void (Passing::*drop)(const std::string& name)) {
  for (const auto& name : names) {
    if (!try_lock(name)) continue;
    try {
      (this->*drop)(name);
    } catch (const Error&) {
      // Another user's, or copied at this moment.
    }
    unlock(name);
  }
}

void Passing::sweep_databases(const std::vector<std::string>& names) { sweep(names, &Passing::drop_database); }
void Passing::sweep_schemas(const std::vector<std::string>& names) { sweep(names, &Passing::drop_schema); }

}  // namespace dunlin::database::postgres
