#include "database/postgres/lock.hpp"

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/sha256.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/errors.hpp"
#include "database/postgres/lease.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::size_t kNameBytes = 63;  // NAMEDATALEN - 1: the server cuts application_name there

/// What pg_stat_activity shows: as much of the owner as fits, and since when in a form that holder() reads again.
std::string label(const std::string& owner) {
  const std::string since = " since " + base::format_utc(base::now_milliseconds()).substr(0, 19) + "Z";
  std::string name = owner.substr(0, kNameBytes - since.size());
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
  }
  return name + since;
}

/// "dunlin 0.1.0, root@h since 2026-11-20T13:45:00Z" -> the part before and the time.
void read_label(const std::string& name, LockHolder& holder) {
  const std::size_t at = name.rfind(" since ");
  if (at == std::string::npos || name.size() != at + 7 + 20) {
    holder.who = name;
    return;
  }
  holder.who = name.substr(0, at);
  holder.since = name.substr(at + 7);
}

/// The session that holds the advisory lock, if any.
std::optional<LockHolder> direct_holder(PostgresConnection& connection, std::int64_t key) {
  const Rows rows = connection.session().query(advisory_holder_sql(key));
  if (rows.empty()) return std::nullopt;
  LockHolder holder;
  read_label(to_text(rows[0][1]), holder);
  const std::string where = to_text(rows[0][0]);
  holder.who += holder.who.empty() ? where : fmt::format(" ({})", where);
  if (holder.since.empty()) holder.since = to_text(rows[0][2]);
  return holder;
}

class AdvisoryLocker final : public Locker {
 public:
  explicit AdvisoryLocker(PostgresConnection& connection) : connection_(connection), lease_(connection) {}

  ~AdvisoryLocker() override { AdvisoryLocker::release(); }

  bool try_acquire(const std::string& owner) override {
    if (held_) return true;
    const Value taken = connection_.session().query_value(fmt::format("SELECT pg_try_advisory_lock({})", lease_.key()));
    if (to_integer(taken) == 0) return false;
    held_ = true;
    bool leased = false;
    try {
      leased = lease_.live();
      if (!leased) connection_.set_application_name(label(owner));
    } catch (...) {
      release();
      throw;
    }
    if (leased) release();
    return held_;
  }

  void release() noexcept override {
    if (!held_) return;
    held_ = false;
    try {
      if (connection_.lost()) return;
      connection_.rollback();
      connection_.session().execute(fmt::format("SELECT pg_advisory_unlock({})", lease_.key()));
      connection_.set_application_name({});
    } catch (...) {
      // It ends with the session.
    }
  }

  std::optional<LockHolder> holder() override {
    auto holder = direct_holder(connection_, lease_.key());
    return holder ? holder : lease_.holder();
  }

  std::vector<Command> guard() override { return {}; }

  void check() override {
    if (!held_) throw lock_lost_error("It was not taken");
    if (connection_.lost()) throw lock_lost_error("The connection that held it is gone");
    const auto bits = static_cast<std::uint64_t>(lease_.key());
    const Value held = connection_.session().query_value(fmt::format(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = "
        "{} AND objid = {} AND objsubid = 1 AND granted",
        bits >> 32, bits & 0xFFFFFFFFu));
    if (to_integer(held) > 0) return;
    held_ = false;
    Error error = lock_lost_error("The session no longer holds it");
    error.hint =
        "A migration that says DISCARD ALL or pg_advisory_unlock_all() gives it up: write DISCARD PLANS, TEMP or "
        "SEQUENCES, or RESET ALL instead";
    throw error;
  }

 private:
  PostgresConnection& connection_;
  Lease lease_;
  bool held_ = false;
};

class LeaseLocker final : public Locker {
 public:
  explicit LeaseLocker(PostgresConnection& connection) : connection_(connection), lease_(connection) {}
  ~LeaseLocker() override { lease_.release(); }

  bool try_acquire(const std::string& owner) override {
    if (!lease_.try_acquire(owner)) return false;
    // A direct run holds no lease; see whether there is one. Each takes its own first and looks then, so that at
    // least one of two sees the other.
    bool direct = false;
    try {
      direct = connection_.session().query(advisory_holder_sql(lease_.key())).size() > 0;
    } catch (const Error& error) {
      // A system without pg_locks has no direct runs either.
      if (error.kind != ErrorKind::sql) {
        lease_.release();
        throw;
      }
    }
    if (direct) lease_.release();
    return !direct;
  }

  void release() noexcept override { lease_.release(); }

  std::optional<LockHolder> holder() override {
    auto holder = lease_.holder();
    return holder ? holder : direct_holder(connection_, lease_.key());
  }

  std::vector<Command> guard() override { return lease_.guard(); }
  void check() override { lease_.check(); }

 private:
  PostgresConnection& connection_;
  Lease lease_;
};

}  // namespace

std::int64_t lock_key(const std::string& database, const std::string& schema, const std::string& table) {
  const std::string hash = base::sha256_hex("dunlin\n" + database + "\n" + schema + "\n" + table);
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    key = key * 16 + static_cast<std::uint64_t>(hash[i] <= '9' ? hash[i] - '0' : hash[i] - 'a' + 10);
  }
  return static_cast<std::int64_t>(key);
}

std::string advisory_holder_sql(std::int64_t key) {
  const auto bits = static_cast<std::uint64_t>(key);
  return fmt::format(
      "SELECT coalesce(a.usename, '?') || coalesce('@' || host(a.client_addr), '') || ', backend ' || l.pid, "
      "coalesce(a.application_name, ''), to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
      "FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND "
      "l.classid = {} AND l.objid = {} AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_database WHERE datname "
      "= current_database())",
      bits >> 32, bits & 0xFFFFFFFFu);
}

std::unique_ptr<Locker> make_locker(PostgresConnection& connection) {
  if (connection.advisory_locks()) return std::make_unique<AdvisoryLocker>(connection);
  return std::make_unique<LeaseLocker>(connection);
}

}  // namespace dunlin::database::postgres
