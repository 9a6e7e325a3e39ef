#include "database/postgres/lease.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/errors.hpp"
#include "database/postgres/lock.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::string_view kLease = "interval '20 seconds'";
constexpr std::chrono::seconds kBeat{5};
constexpr std::chrono::seconds kBeatAgain{1};  // after a failed beat
constexpr Milliseconds kPatience{5'000};       // for a connection of its own

}  // namespace

Lease::Lease(PostgresConnection& connection) : connection_(connection) {}
Lease::~Lease() { release(); }

void Lease::resolve() {
  if (!table_.empty()) return;
  Session& session = connection_.session();
  const Rows rows = session.query("SELECT current_database(), current_schema()");
  const OpenOptions& options = connection_.options();
  schema_ = options.history_schema.empty() ? to_text(rows[0][1]) : options.history_schema;
  key_ = lock_key(to_text(rows[0][0]), schema_, options.history_table);
  name_ = quote_literal(options.history_table);
  table_ = quote_qualified({schema_, "dunlin_lock"});
}

std::int64_t Lease::key() {
  resolve();
  return key_;
}

bool Lease::table_there() {
  resolve();
  return to_integer(connection_.session().query_value(fmt::format(
             "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname "
             "= {} AND c.relname = 'dunlin_lock'",
             quote_literal(schema_)))) > 0;
}

void Lease::create_table() {
  Session& session = connection_.session();
  try {
    if (!connection_.options().history_schema.empty()) {
      session.execute("CREATE SCHEMA IF NOT EXISTS " + quote_identifier(schema_));
    }
    session.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} (name text PRIMARY KEY, owner text NOT NULL, token bigint "
                    "NOT NULL, acquired_at timestamptz NOT NULL, expires_at timestamptz NOT NULL)",
                    table_));
  } catch (const Error& error) {
    // IF NOT EXISTS does not cover two sessions that create it at the same moment.
    if (error.sqlstate != "23505" && error.sqlstate != "42P07" && error.sqlstate != "42P06") throw;
  }
}

bool Lease::try_acquire(const std::string& owner) {
  if (token_ != 0) return true;
  if (!table_there()) create_table();
  Session& session = connection_.session();
  const Value who[] = {owner};
  session.execute(
      fmt::format("INSERT INTO {} VALUES ({}, '', 0, clock_timestamp(), clock_timestamp()) ON CONFLICT DO "
                  "NOTHING",
                  table_, name_));
  const Rows rows = session.query(
      fmt::format("UPDATE {0} SET owner = $1, token = token + 1, acquired_at = clock_timestamp(), expires_at = "
                  "clock_timestamp() + {1} WHERE name = (SELECT name FROM {0} WHERE name = {2} AND expires_at <= "
                  "clock_timestamp() FOR UPDATE SKIP LOCKED) RETURNING token",
                  table_, kLease, name_),
      who);
  if (rows.empty()) return false;
  token_ = to_integer(rows[0][0]);
  taken_over_ = false;
  stopping_ = false;
  thread_ = std::thread([this] { heartbeat(); });
  return true;
}

void Lease::heartbeat() {
  const std::string renew =
      fmt::format("UPDATE {} SET expires_at = clock_timestamp() + {} WHERE name = {} AND token = {}", table_, kLease,
                  name_, token_);
  std::chrono::seconds pause = kBeat;
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, pause, [this] { return stopping_; })) {
    std::shared_ptr<Session> session = beat_;
    lock.unlock();
    try {
      if (!session || session->lost()) {
        session = std::make_shared<Session>(connection_.url(), kPatience);
        // From now on release() can interrupt it.
        const std::lock_guard again(mutex_);
        if (stopping_) return;
        beat_ = session;
      }
      if (session->execute(renew).rows == 0) taken_over_ = true;
      pause = kBeat;
    } catch (...) {
      // Not lost yet: the next beat may come in time, and check() asks the server.
      pause = kBeatAgain;
    }
    lock.lock();
    if (taken_over_) return;
  }
}

void Lease::give_back(Session& session, std::int64_t token) {
  session.execute(fmt::format("UPDATE {} SET expires_at = clock_timestamp(), owner = '' WHERE name = {} AND token = {}",
                              table_, name_, token));
}

void Lease::release() noexcept {
  if (thread_.joinable()) {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      // A beat may wait for a network that is cut, for ever.
      if (beat_) beat_->abandon();
    }
    stop_.notify_all();
    thread_.join();
    beat_.reset();
  }
  if (token_ == 0) return;
  const std::int64_t token = std::exchange(token_, 0);
  try {
    if (connection_.lost()) {
      // Else whoever goes on, we ourselves on a new connection included, would have to wait until it runs out.
      Session session(connection_.url(), kPatience);
      give_back(session, token);
      return;
    }
    connection_.rollback();
    give_back(connection_.session(), token);
  } catch (...) {
    // It runs out by itself.
  }
}

bool Lease::live() {
  if (!table_there()) return false;
  // An expired row that cannot be locked at once belongs to a transaction that guard() began.
  const Rows rows = connection_.session().query(fmt::format(
      "SELECT (SELECT count(*) FROM {0} WHERE name = {1}), (SELECT count(*) FROM (SELECT 1 FROM {0} WHERE name "
      "= {1} AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED) free)",
      table_, name_));
  return to_integer(rows[0][0]) > to_integer(rows[0][1]);
}

std::optional<LockHolder> Lease::holder() {
  if (!table_there()) return std::nullopt;
  const Rows rows = connection_.session().query(fmt::format(
      "SELECT owner, to_char(acquired_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM {} WHERE "
      "name = {} AND owner <> '' AND expires_at > clock_timestamp()",
      table_, name_));
  if (rows.empty()) return std::nullopt;
  return LockHolder{to_text(rows[0][0]), to_text(rows[0][1])};
}

std::vector<Command> Lease::guard() const {
  if (token_ == 0) return {};
  // KEY SHARE lets the heartbeat's UPDATE pass and stops FOR UPDATE, with which others take the lease. Without the row
  // the cast fails and its message says what happened; no PL/pgSQL is needed for that.
  return {{fmt::format("WITH held AS (SELECT 1 FROM {} WHERE name = {} AND token = {} FOR KEY SHARE) SELECT CASE WHEN "
                       "count(*) > 0 THEN 1 ELSE CAST('{}' || count(*) AS integer) END FROM held",
                       table_, name_, token_, kLockLost),
           {}}};
}

void Lease::check() {
  if (token_ == 0) throw lock_lost_error("It was not taken");
  if (taken_over_) throw lock_lost_error("Its lease ran out and another run took it");
  const Value held = connection_.session().query_value(
      fmt::format("SELECT count(*) FROM {} WHERE name = {} AND token = {}", table_, name_, token_));
  if (to_integer(held) == 0) {
    taken_over_ = true;
    throw lock_lost_error("Its lease ran out and another run took it");
  }
}

}  // namespace dunlin::database::postgres
