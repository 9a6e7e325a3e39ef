#include "database/mariadb/lock.hpp"

#include <fmt/format.h>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/mariadb/connection.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr const char* pooled_hint =
    "the URL leads to a proxy that shares server sessions; give Dunlin a URL of the server itself, or switch "
    "multiplexing off for this user";

std::string name_of(const MariadbConnection& connection) {
  return connection.quote_text(lock_name(connection.history_schema(), connection.options().history_table));
}

}  // namespace

std::string lock_name(const std::string& schema, const std::string& table) {
  constexpr std::size_t longest = 64;
  // Lock names know no case, databases' names may: only names that cannot be confused are used as they are.
  std::string plain = "dunlin " + schema + "." + table;
  bool is_plain = plain.size() <= longest;
  for (const char c : schema + table) {
    is_plain = is_plain && ((c >= 'a' && c <= 'z') || base::is_digit(c) || c == '_');
  }
  if (is_plain) return plain;
  return "dunlin " + base::sha256_hex(schema + '\0' + table).substr(0, 40);
}

MariadbLocker::MariadbLocker(MariadbConnection& connection) : connection_(connection) {}

bool MariadbLocker::try_acquire(const std::string&) {
  if (held_) return true;
  const Rows rows = connection_.query(fmt::format("SELECT GET_LOCK({}, 0)", name_of(connection_)));
  // NULL: the server could not tell (out of memory, or the thread was killed).
  held_ = to_integer(rows[0][0]) == 1;
  return held_;
}

void MariadbLocker::release() noexcept {
  if (!held_) return;
  held_ = false;
  if (connection_.lost()) return;
  try {
    connection_.query(fmt::format("SELECT RELEASE_LOCK({})", name_of(connection_)));
  } catch (const Error&) {
    // The session's end releases it too.
  }
}

std::optional<LockHolder> MariadbLocker::holder() {
  const Rows held = connection_.query(fmt::format("SELECT IS_USED_LOCK({})", name_of(connection_)));
  if (is_null(held[0][0])) return std::nullopt;
  const std::int64_t id = to_integer(held[0][0]);
  LockHolder holder;
  holder.who = fmt::format("connection {}", id);
  // Without the PROCESS privilege only the user's own sessions are seen, which is the usual case here.
  const Rows session =
      connection_.query(fmt::format("SELECT USER, HOST FROM information_schema.PROCESSLIST WHERE ID = {}", id));
  if (!session.empty()) {
    const std::string host = to_text(session[0][1]);
    holder.who = fmt::format("{}@{}, connection {}", to_text(session[0][0]), host, id);
  }
  try {
    const Rows process = connection_.query(fmt::format(
        "SELECT ATTR_VALUE FROM performance_schema.session_account_connect_attrs WHERE PROCESSLIST_ID = {} AND "
        "ATTR_NAME = '_pid'",
        id));
    if (!process.empty()) holder.who += fmt::format(", process {}", to_text(process[0][0]));
  } catch (const Error& error) {
    if (error.kind == ErrorKind::lost) throw;
    // The performance schema is off, or not for this user to read.
  }
  holder.who = base::printable(holder.who);
  return holder;
}

void MariadbLocker::check() {
  if (!held_) throw Error(ErrorKind::internal, "the runner lock was asked for without being held");
  const Rows rows = connection_.query(fmt::format("SELECT IS_USED_LOCK({}) = CONNECTION_ID()", name_of(connection_)));
  if (to_integer(rows[0][0]) == 1) return;
  held_ = false;
  throw Error(ErrorKind::lost, "the runner lock is no longer held by this session",
              connection_.capabilities().pooled ? pooled_hint
                                                : "something released it (RELEASE_ALL_LOCKS, a proxy); run again");
}

}  // namespace dunlin::database::mariadb
