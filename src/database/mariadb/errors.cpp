#include "database/mariadb/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "database/mariadb/lexis.hpp"
#include "sql/classify.hpp"

namespace dunlin::database::mariadb {
namespace {

struct Advice {
  unsigned int code;
  std::string_view hint;
};

// Numbers from mysqld_error.h and errmsg.h; those above 3000 and below 4000 are MySQL's, 1900 to 2000 and above 4000
// MariaDB's.
constexpr std::array statement_advice{
    Advice{1005, "look at the foreign keys: `SHOW ENGINE INNODB STATUS` has the reason under LATEST FOREIGN KEY ERROR"},
    Advice{1021, "the server's disk is full: free space there, then run again"},
    Advice{1114, "the table or the server's disk is full: free space there, then run again"},
    Advice{1026, "the server could not write: look at its disk and error log"},
    Advice{1044, "GRANT this user rights on the database"},
    Advice{1142, "GRANT this user the right that the message names, or migrate as a user that has it"},
    Advice{1143, "GRANT this user the right that the message names, or migrate as a user that has it"},
    Advice{1227,
           "this needs a global privilege: migrate as a user that has it, or take the clause out (a DEFINER, "
           "SET GLOBAL, SQL_LOG_BIN)"},
    Advice{1370, "GRANT this user the right that the message names, or migrate as a user that has it"},
    Advice{1419,
           "with binary logging on, creating routines and triggers needs SUPER or "
           "log_bin_trust_function_creators = 1 on the server"},
    Advice{1418,
           "declare the function DETERMINISTIC, NO SQL or READS SQL DATA, or set "
           "log_bin_trust_function_creators = 1 on the server"},
    Advice{1050, "if what the migration makes is there already, say so: `dunlin mark VERSION applied`"},
    Advice{1060, "if what the migration makes is there already, say so: `dunlin mark VERSION applied`"},
    Advice{1100, "a LOCK TABLES is in force: name this table in it, or run UNLOCK TABLES first"},
    Advice{1099, "a LOCK TABLES ... READ is in force: lock the table for WRITE, or run UNLOCK TABLES first"},
    Advice{1223, "FLUSH TABLES WITH READ LOCK is in force, so that nothing can be written, the history included"},
    Advice{1290, "the server is read-only, or an option forbids this: connect to the primary"},
    Advice{1792, "the server or this transaction is read-only: connect to the primary"},
    Advice{1836, "the server is read-only: connect to the primary"},
    Advice{1148, "LOAD DATA LOCAL needs the parameter local_infile=1 in the URL and local_infile=ON on the server"},
    Advice{4166, "LOAD DATA LOCAL needs the parameter local_infile=1 in the URL and local_infile=ON on the server"},
    Advice{3948, "LOAD DATA LOCAL needs the parameter local_infile=1 in the URL and local_infile=ON on the server"},
    Advice{1153, "raise max_allowed_packet on the server, or write the data in smaller statements"},
    Advice{1451, "rows of another table still refer to this one"},
    Advice{1846, "the message names the algorithm that would be accepted"},
    Advice{1071, "shorten the indexed columns, index a prefix, or use ROW_FORMAT=DYNAMIC"},
    Advice{1273, "this collation exists on another server version or flavour only: choose one from SHOW COLLATION"},
    Advice{1061, "an index of this name is already there"},
    Advice{1046, "name the database in the URL: mariadb://host/DATABASE"},
};

constexpr std::array connect_advice{
    Advice{1040, "the server has no free connection: raise max_connections or close others"},
    Advice{1203, "this user has too many connections: raise max_user_connections or close others"},
    Advice{1226, "this user has used up a limit of its account (MAX_USER_CONNECTIONS, ...)"},
    Advice{1044, "GRANT ALL ON the database TO this user, or use another one"},
    Advice{1045,
           "check user and password (the URL, ~/.my.cnf, MYSQL_PWD); in MariaDB 'user'@'localhost' and "
           "'user'@'%' are different accounts"},
    Advice{1698,
           "this account only signs in over the unix socket as the system user of the same name: use "
           "?unix_socket=/run/mysqld/mysqld.sock as that user, or give the account a password"},
    Advice{1049, "create it with `dunlin db create`, or correct the name in the URL"},
    Advice{1129, "run FLUSH HOSTS on the server after finding out why connections were broken off"},
    Advice{1130, "the server has no account for this client's address: CREATE USER 'name'@'address'"},
    Advice{1862, "the password has expired: ALTER USER ... IDENTIFIED BY"},
    Advice{2002,
           "is the server running, and is this its socket or address? (it tells them: SELECT @@socket, @@port, "
           "@@bind_address)"},
    Advice{2003,
           "is the server running, does it listen on this address and port (bind-address, skip-networking), and "
           "does a firewall let it through?"},
    Advice{2005, "the host name is not known: check it, and the name service"},
    Advice{2026, "check ssl-mode, ssl-ca, ssl-cert and ssl-key; ssl-mode=disabled connects without TLS"},
    Advice{2059,
           "the client library lacks the account's authentication plugin; mysql_native_password, "
           "caching_sha2_password and ed25519 come with libmariadb3"},
    Advice{2058,
           "the client library lacks the account's authentication plugin; mysql_native_password, "
           "caching_sha2_password and ed25519 come with libmariadb3"},
};

template <std::size_t N>
std::string advice(const std::array<Advice, N>& list, unsigned int code) {
  const auto at = std::find_if(list.begin(), list.end(), [code](const Advice& a) { return a.code == code; });
  return at == list.end() ? std::string() : std::string(at->hint);
}

// One line for the terminal, without a trailing period, with nothing that drives it.
std::string one_line(std::string_view text) {
  std::string line;
  for (const std::string_view word : base::words(text)) {
    if (!line.empty()) line += ' ';
    line += word;
  }
  while (!line.empty() && line.back() == '.') line.pop_back();
  return base::printable(line);
}

bool is_lock_timeout(unsigned int code) {
  // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_CHECKREAD (snapshot isolation: the row changed), ER_LOCK_NOWAIT, and
  // the metadata lock subsystem's own deadlock.
  return code == 1205 || code == 1213 || code == 1020 || code == 3572 || code == 3058 || code == 1614;
}

}  // namespace

bool is_lost(unsigned int code) {
  // Client: gone away, lost, lost with an errno, malformed packet, out of sync after a failed read. Server: shutting
  // down, aborted, network errors while it read or wrote, session killed, idle for too long.
  constexpr std::array codes{2006u, 2013u, 2055u, 2027u, 1053u, 1079u, 1152u, 1158u,
                             1159u, 1160u, 1161u, 1184u, 1927u, 3169u, 4031u};
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Error statement_error(const ServerError& from, std::string_view statement) {
  ErrorKind kind = ErrorKind::sql;
  std::string hint = advice(statement_advice, from.code);
  if (is_lost(from.code)) {
    kind = ErrorKind::lost;
    hint = "the server ended the connection or cannot be reached: see its error log, then run again";
    if (from.code == 2006 && statement.size() > (1u << 20)) {
      hint =
          "a statement larger than the server's max_allowed_packet ends the connection: raise it, or write the data "
          "in smaller statements";
    }
  } else if (is_lock_timeout(from.code)) {
    kind = ErrorKind::lock_timeout;
    hint = from.code == 1213
               ? "the server ended a deadlock by rolling this transaction back; it may be tried again"
               : "another session holds the lock (SHOW PROCESSLIST); try again, or raise the lock timeout";
  } else if (from.code == 1317) {
    kind = ErrorKind::cancelled;
  } else if (from.code == 1969 || from.code == 3024) {
    hint =
        "the statement ran into the statement timeout: raise it (-- dunlin:statement-timeout 10min), or split the "
        "work with -- dunlin:batch";
  }
  std::string message = one_line(from.message);
  Error error(kind, message.empty() ? fmt::format("the server reported error {}", from.code) : std::move(message),
              std::move(hint));
  error.native_code = static_cast<int>(from.code);
  error.sqlstate = from.sqlstate == "00000" ? std::string() : from.sqlstate;
  error.statement = std::string(statement);
  if (from.code == 1064 || from.code == 1149) {
    error.offset = syntax_error_offset(from.message, statement);
  } else {
    error.offset = name_error_offset(from.code, from.message, statement);
  }
  return error;
}

Error connect_error(const ServerError& from, const std::string& whereto, const std::string& database) {
  std::string hint = advice(connect_advice, from.code);
  std::string message = one_line(from.message);
  if (from.code == 1049) {
    message = fmt::format("there is no database \"{}\" at {}", base::printable(database), whereto);
  } else {
    message = fmt::format("cannot connect to {}: {}", whereto, message);
  }
  if (hint.empty() && is_lost(from.code)) hint = "the server answered and then broke off: see its error log";
  Error error(ErrorKind::connect, std::move(message), std::move(hint));
  error.native_code = static_cast<int>(from.code);
  error.sqlstate = from.sqlstate == "00000" || from.sqlstate == "HY000" ? std::string() : from.sqlstate;
  return error;
}

namespace {

std::size_t quoted_offset(std::string_view message, std::string_view statement) {
  constexpr std::string_view before = "near '";
  constexpr std::string_view between = "' at line ";
  const std::size_t begin = message.find(before);
  const std::size_t end = message.rfind(between);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + before.size()) {
    return Error::npos;
  }
  std::string_view near = message.substr(begin + before.size(), end - begin - before.size());
  std::string_view digits = message.substr(end + between.size());
  std::size_t length = 0;
  while (length < digits.size() && base::is_digit(digits[length])) ++length;
  std::uint64_t line = 0;
  if (!base::parse_number(digits.substr(0, length), line) || line == 0) return Error::npos;
  if (near.empty()) return statement.size();  // the statement ended too early
  // A quotation shorter than 80 characters reaches to the end of the statement.
  if (statement.size() >= near.size() && statement.substr(statement.size() - near.size()) == near) {
    if (base::count_characters(near) < 80) return statement.size() - near.size();
  }
  std::size_t from = 0;
  for (std::uint64_t i = 1; i < line; ++i) {
    const std::size_t newline = statement.find('\n', from);
    if (newline == std::string_view::npos) return Error::npos;
    from = newline + 1;
  }
  const std::size_t line_end = std::min(statement.find('\n', from), statement.size());
  // MariaDB marks what it cut off.
  constexpr std::string_view cut = "...";
  if (near.size() > cut.size() && near.substr(near.size() - cut.size()) == cut &&
      statement.find(near, from) == std::string_view::npos) {
    near.remove_suffix(cut.size());
  }
  const std::size_t first = statement.find(near, from);
  if (first == std::string_view::npos || first > line_end) return Error::npos;
  const std::size_t second = statement.find(near, first + 1);
  if (second != std::string_view::npos && second <= line_end) return Error::npos;
  return first;
}

}  // namespace

std::size_t syntax_error_offset(std::string_view message, std::string_view statement) {
  const std::size_t offset = quoted_offset(message, statement);
  // No token begins with white space: for a token of one character the server quotes from behind it.
  const bool behind =
      offset != Error::npos && offset > 0 && offset < statement.size() && base::is_space(statement[offset]);
  return behind ? offset - 1 : offset;
}

std::size_t name_error_offset(unsigned int code, std::string_view message, std::string_view statement) {
  // Unknown column, table, view, key column, column or key to drop, variable, collation, character set, engine, type.
  constexpr std::array first{1054u, 1146u, 1051u, 1072u, 1091u, 1193u, 1273u, 1115u, 1286u, 4161u};
  constexpr std::array last{1060u, 1061u, 1050u};  // there already: where it is named again
  const bool wants_last = std::find(last.begin(), last.end(), code) != last.end();
  if (!wants_last && std::find(first.begin(), first.end(), code) == first.end()) return Error::npos;
  constexpr std::size_t longest = 1u << 20;  // cutting a dump's statement into tokens to place an error is not worth it
  if (statement.size() > longest) return Error::npos;
  const std::size_t begin = message.find_first_of("'`");
  if (begin == std::string_view::npos) return Error::npos;
  const std::size_t end = message.find(message[begin], begin + 1);
  if (end == std::string_view::npos) return Error::npos;
  std::string_view name = message.substr(begin + 1, end - begin - 1);
  // 'db.table', 'alias.column': the last part is what is missing.
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  std::size_t offset = Error::npos;
  for (const sql::Token& token : sql::tokens(statement, mariadb_lex_rules)) {
    if (token.kind != sql::TokenKind::word && token.kind != sql::TokenKind::quoted_name) continue;
    if (!base::equals_ignoring_case(sql::name_of(token, mariadb_lex_rules), name)) continue;
    offset = token.offset;
    if (!wants_last) break;
  }
  return offset;
}

}  // namespace dunlin::database::mariadb
