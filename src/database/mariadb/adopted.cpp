// The application's own connection: what it is like when it is taken over, and giving it back so.
#include <fmt/format.h>

#include "database/mariadb/catalogue.hpp"
#include "database/mariadb/client.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/lock.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr const char* own_charset = "utf8mb4";

void refuse_unless_idle(MYSQL* theirs) {
  check_same_copy();
  unsigned int status = 0;
  if (client().mysql_get_socket(theirs) == MARIADB_INVALID_SOCKET ||
      client().mariadb_get_infov(theirs, MARIADB_CONNECTION_SERVER_STATUS, &status) != 0) {
    throw Error(ErrorKind::lost, "the application's connection is not connected", "connect it again first");
  }
  if ((status & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_IN_TRANS_READONLY)) != 0) {
    throw Error(ErrorKind::refused, "a transaction is open on the application's connection",
                "commit it or roll it back first");
  }
}

}  // namespace

MariadbConnection::MariadbConnection(MYSQL* theirs, OpenOptions options)
    : url_((refuse_unless_idle(theirs), url_of(theirs))), options_(std::move(options)) {
  const Client& c = client();
  handle_ = Handle(theirs, CloseHandle{false});
  Found found;
  found.charset = c.mysql_character_set_name(theirs);
  unsigned int status = 0;
  c.mariadb_get_infov(theirs, MARIADB_CONNECTION_SERVER_STATUS, &status);
  found.autocommit = (status & SERVER_STATUS_AUTOCOMMIT) != 0;
  my_bool reconnects = 0;
  c.mysql_get_optionv(theirs, MYSQL_OPT_RECONNECT, &reconnects);
  found.reconnects = reconnects != 0;
  // A new session would not hold the runner lock.
  const my_bool no = 0;
  c.mysql_options(theirs, MYSQL_OPT_RECONNECT, &no);
  found_ = found;
  if (found.charset != own_charset && c.mysql_set_character_set(theirs, own_charset) != 0) {
    throw Error(ErrorKind::lost, fmt::format("the application's connection does not answer: {}", c.mysql_error(theirs)),
                "connect it again first");
  }
  set_up();
}

void MariadbConnection::give_back() noexcept {
  const Client& c = client();
  try {
    if (!lost_) {
      locker_->release();
      rollback();
      base_.clear();
      current_ = opened_;  // so that the limits are put back as they were found
      base_ = opened_;
      statement_limit_ = base_statement_limit_ = Milliseconds{0};
      reset_session();
      statements_->clear();
      if (found_->charset != own_charset) c.mysql_set_character_set(handle_.get(), found_->charset.c_str());
      if (!found_->autocommit) run("SET autocommit = 0", {}, nullptr);
    }
  } catch (const Error&) {
    // Nobody is left to tell; what the session lost, it lost with its server.
  }
  const my_bool reconnects = found_->reconnects ? 1 : 0;
  c.mysql_options(handle_.get(), MYSQL_OPT_RECONNECT, &reconnects);
}

}  // namespace dunlin::database::mariadb
