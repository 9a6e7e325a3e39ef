#include "database/postgres/session.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <thread>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "database/postgres/client.hpp"
#include "database/postgres/errors.hpp"
#include "database/postgres/verbs.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::size_t kMostNotices = 1000;
/// After a request to cancel, a server that is there answers at once; one behind a cut network never does.
constexpr std::int64_t kCancelPatience = 10'000;
/// How long cancel() itself waits until the request has gone out.
constexpr std::chrono::seconds kCancelRequest{2};

std::int64_t connect_patience(const Url& url, Milliseconds timeout) {
  std::uint64_t seconds = 0;
  if (base::parse_number(url.parameter("connect_timeout"), seconds)) {
    return seconds == 0 ? INT64_MAX / 2 : static_cast<std::int64_t>(std::min<std::uint64_t>(seconds, 86'400)) * 1000;
  }
  return timeout.count();
}

}  // namespace

void ResultDeleter::operator()(PGresult* result) const { client().PQclear(result); }

void Session::make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw base::system_error("make a pipe", "");
  wake_read_ = base::Descriptor(ends[0]);
  wake_write_ = base::Descriptor(ends[1]);
}

Session::Session(const Url& url, Milliseconds timeout, const std::string& database) {
  make_pipe();
  auto parameters = connection_parameters(url);
  const std::int64_t patience = connect_patience(url, timeout);
  std::vector<const char*> names;
  std::vector<const char*> values;
  const std::string seconds = std::to_string(std::max<std::int64_t>(2, (patience + 999) / 1000));
  for (auto& [name, value] : parameters) {
    if (!database.empty() && name == "dbname") continue;
    if (name == "connect_timeout") continue;
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back("connect_timeout");
  values.push_back(seconds.c_str());
  if (!database.empty()) {
    names.push_back("dbname");
    values.push_back(database.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  connect(names.data(), values.data(), Milliseconds(patience), url.host.find(',') != std::string::npos);
}

Session::~Session() {
  if (!handle_) return;
  const Client& pq = client();
  if (owned_) {
    pq.PQfinish(handle_);
    return;
  }
  if (receiver_) pq.PQsetNoticeReceiver(handle_, receiver_, nullptr);
  pq.PQsetnonblocking(handle_, was_nonblocking_ ? 1 : 0);
}

void Session::connect(const char* const* names, const char* const* values, Milliseconds timeout, bool several_hosts) {
  const Client& pq = client();
  // Step by step rather than PQconnectdbParams: so that what the server says while connecting (a collation mismatch,
  // for instance) is collected and not printed, and the time limit is ours.
  handle_ = pq.PQconnectStartParams(names, values, 0);
  if (!handle_) throw Error(ErrorKind::connect, "Not enough memory for a connection");
  pq.PQsetNoticeReceiver(handle_, on_notice, this);
  bool in_time = true;
  if (pq.PQstatus(handle_) != CONNECTION_BAD) in_time = poll_connect(base::steady_milliseconds() + timeout.count());
  if (!in_time && several_hosts) {
    // Only the blocking form goes on to the next host when one does not answer.
    pq.PQfinish(handle_);
    handle_ = pq.PQconnectdbParams(names, values, 0);
    pq.PQsetNoticeReceiver(handle_, on_notice, this);
    in_time = true;
  }
  if (!in_time || pq.PQstatus(handle_) != CONNECTION_OK) {
    Error error =
        in_time ? connect_error(pq.PQerrorMessage(handle_))
                : Error(ErrorKind::connect,
                        fmt::format("The server did not answer within {}", base::format_duration(timeout.count())),
                        "Check host and port of the URL and that no firewall is between");
    pq.PQfinish(handle_);
    handle_ = nullptr;
    throw error;
  }
  listen();
}

void Session::listen() {
  const Client& pq = client();
  pq.PQsetnonblocking(handle_, 1);
  cancel_ = std::shared_ptr<PGcancel>(pq.PQgetCancel(handle_), [](PGcancel* request) {
    if (request) client().PQfreeCancel(request);
  });
}

bool Session::poll_connect(std::int64_t deadline) {
  const Client& pq = client();
  auto state = PGRES_POLLING_WRITING;
  while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING) {
    pollfd wanted{pq.PQsocket(handle_), static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
    const std::int64_t left = deadline - base::steady_milliseconds();
    const int ready = left <= 0 ? 0 : ::poll(&wanted, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready < 0 && errno != EINTR) return true;
    if (ready == 0 && left <= 0) return false;
    if (ready > 0) state = pq.PQconnectPoll(handle_);
  }
  return true;
}

void Session::on_notice(void* self, const PGresult* result) {
  auto& notices = static_cast<Session*>(self)->notices_;
  if (notices.size() >= kMostNotices) return;
  const char* message = client().PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char* severity = client().PQresultErrorField(result, PG_DIAG_SEVERITY);
  if (!message) {
    notices.emplace_back(base::trim(client().PQresultErrorMessage(result)));
    return;
  }
  notices.push_back(fmt::format("{}: {}", severity ? severity : "NOTICE", message));
}

std::vector<std::string> Session::take_notices() { return std::exchange(notices_, {}); }

void Session::start(std::string_view sql) {
  if (lost_) throw lost_error("It was lost before", sql);
  cancelled_ = false;
  give_up_at_ = 0;
  char byte = 0;
  while (::read(wake_read_.get(), &byte, 1) > 0) {
  }
  if (abandoned_) {
    lost_ = true;
    throw lost_error("It was given up", sql);
  }
}

void Session::cancel() noexcept {
  cancelled_ = true;
  const char byte = 1;
  (void)!::write(wake_write_.get(), &byte, 1);
  if (!cancel_) return;
  // PQcancel has no time limit and a cut network never answers: on a thread of its own it delays nobody's end.
  try {
    std::promise<void> sent;
    auto done = sent.get_future();
    std::thread([request = cancel_, told = std::move(sent)]() mutable {
      char reason[256];
      client().PQcancel(request.get(), reason, sizeof reason);
      told.set_value();
    }).detach();
    done.wait_for(kCancelRequest);
  } catch (const std::exception&) {
    // No thread can be had: the patience of wait() ends the statement for us.
  }
}

void Session::abandon() noexcept {
  abandoned_ = true;
  const char byte = 1;
  (void)!::write(wake_write_.get(), &byte, 1);
}

void Session::wait(bool write, std::string_view sql) {
  for (;;) {
    pollfd wanted[2] = {{client().PQsocket(handle_), static_cast<short>(write ? POLLIN | POLLOUT : POLLIN), 0},
                        {wake_read_.get(), POLLIN, 0}};
    if (wanted[0].fd < 0) fail(sql);
    int timeout = -1;
    if (give_up_at_ != 0) {
      timeout =
          static_cast<int>(std::clamp<std::int64_t>(give_up_at_ - base::steady_milliseconds(), 0, kCancelPatience));
    }
    const int ready = ::poll(wanted, 2, timeout);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) fail(sql);
    if (ready == 0) {
      lost_ = true;
      throw lost_error("The server did not answer the request to cancel the statement", sql);
    }
    if (wanted[1].revents != 0) {
      char byte = 0;
      while (::read(wake_read_.get(), &byte, 1) > 0) {
      }
      if (abandoned_) {
        lost_ = true;
        throw lost_error("It was given up", sql);
      }
      if (give_up_at_ == 0) give_up_at_ = base::steady_milliseconds() + kCancelPatience;
    }
    if (wanted[0].revents != 0) return;
  }
}

void Session::flush(std::string_view sql) {
  for (;;) {
    const int left = client().PQflush(handle_);
    if (left == 0) return;
    // A failed write is told by the next result, which may hold the server's last words.
    if (left < 0) return;
    wait(true, sql);
    // Read as well: a server that waits until we take its answers takes nothing from us.
    if (!client().PQconsumeInput(handle_)) return;
  }
}

bool Session::readable(std::string_view) {
  if (!client().PQisBusy(handle_)) return true;
  return !client().PQconsumeInput(handle_) || !client().PQisBusy(handle_);
}

Result Session::next(std::string_view sql) {
  while (client().PQisBusy(handle_)) {
    wait(false, sql);
    // On failure PQgetResult says what happened.
    if (!client().PQconsumeInput(handle_)) break;
  }
  return Result(client().PQgetResult(handle_));
}

Error Session::error(const PGresult* result, std::string_view sql) {
  Error error = statement_error(result, sql, cancelled_);
  const bool broken = client().PQstatus(handle_) == CONNECTION_BAD;
  if (broken && error.sqlstate.empty()) error = lost_error(client().PQresultErrorMessage(result), sql);
  if (broken || (error.kind == ErrorKind::lost && !error.sqlstate.empty())) {
    error.kind = ErrorKind::lost;
    lost_ = true;
  }
  return error;
}

void Session::fail(std::string_view sql) {
  const std::string reason(base::trim(client().PQerrorMessage(handle_)));
  if (client().PQstatus(handle_) == CONNECTION_BAD || client().PQsocket(handle_) < 0) {
    lost_ = true;
    throw lost_error(reason, sql);
  }
  Error error(ErrorKind::sql, reason.empty() ? "libpq could not send the statement" : reason);
  error.statement = sql;
  throw error;
}

void Session::send(std::string_view sql, std::span<const Value> arguments) {
  start(sql);
  const std::string text(sql);
  if (text.find('\0') != std::string::npos) {
    Error error(ErrorKind::sql, "The statement holds a NUL character, which PostgreSQL does not take");
    error.statement = sql;
    error.offset = text.find('\0');
    throw error;
  }
  int sent = 0;
  if (arguments.empty()) {
    sent = client().PQsendQuery(handle_, text.c_str());
  } else {
    const Arguments coded(arguments);
    sent = client().PQsendQueryParams(handle_, text.c_str(), coded.count(), coded.types(), coded.values(),
                                      coded.lengths(), coded.formats(), 0);
  }
  if (!sent) fail(sql);
  ++round_trips_;
}

void Session::copy_end(const char* reason, std::string_view sql) {
  for (;;) {
    const int ended = client().PQputCopyEnd(handle_, reason);
    if (ended < 0) return;  // told by the next result
    if (ended > 0) break;
    wait(true, sql);
    if (!client().PQconsumeInput(handle_)) return;
  }
  flush(sql);
}

void Session::skip_copy_out(std::string_view sql) {
  for (;;) {
    char* row = nullptr;
    const int size = client().PQgetCopyData(handle_, &row, 1);
    if (row) client().PQfreemem(row);
    if (size < 0) return;
    if (size > 0) continue;
    wait(false, sql);
    if (!client().PQconsumeInput(handle_)) return;
  }
}

Outcome Session::execute(std::string_view sql, std::span<const Value> arguments) {
  send(sql, arguments);
  // Rows are thrown away, so they need not be held all at once.
  client().PQsetSingleRowMode(handle_);
  flush(sql);
  Outcome outcome;
  std::optional<Error> failure;
  while (Result result = next(sql)) {
    switch (client().PQresultStatus(result.get())) {
      case PGRES_SINGLE_TUPLE:
        break;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
      case PGRES_EMPTY_QUERY:
        outcome = read_outcome(result.get());
        if (std::string_view(client().PQcmdStatus(result.get())) == "ROLLBACK" && ends_transaction(sql) && !failure) {
          failure = rolled_back_error(sql);
        }
        break;
      case PGRES_COPY_IN:
        copy_end("no data were given", sql);
        failure = Error(ErrorKind::unsupported, "COPY ... FROM stdin needs its data behind it, up to a line \\.",
                        "Put the statement and its data on lines of their own in a migration file");
        failure->statement = sql;
        break;
      case PGRES_COPY_OUT:
        skip_copy_out(sql);
        break;
      default:
        if (!failure) failure = error(result.get(), sql);
        break;
    }
    if (lost_) break;
  }
  if (failure) throw *failure;
  return outcome;
}

Rows Session::query(std::string_view sql, std::span<const Value> arguments) {
  send(sql, arguments);
  flush(sql);
  Rows rows;
  std::optional<Error> failure;
  while (Result result = next(sql)) {
    const auto status = client().PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK) {
      rows = read_rows(result.get());
    } else if (status == PGRES_COPY_IN) {
      copy_end("no data were given", sql);
    } else if (status == PGRES_COPY_OUT) {
      skip_copy_out(sql);
    } else if (status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY && !failure) {
      failure = error(result.get(), sql);
    }
    if (lost_) break;
  }
  if (failure) throw *failure;
  return rows;
}

Value Session::query_value(std::string_view sql, std::span<const Value> arguments) {
  const Rows rows = query(sql, arguments);
  return rows.empty() || rows[0].empty() ? Value(Null{}) : rows[0][0];
}

bool Session::in_transaction() const {
  const auto status = client().PQtransactionStatus(handle_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

void Session::rollback() noexcept {
  if (lost_ || !in_transaction()) return;
  try {
    execute("ROLLBACK");
  } catch (...) {
    // Without a connection the server rolls back on its own, and there is nobody to tell.
  }
}

}  // namespace dunlin::database::postgres
