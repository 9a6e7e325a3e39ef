// One connection through libpq: sends a statement without blocking, waits with poll() so that another thread can
// cancel it, and reads values. Knows nothing of locks, history or catalogues.
#pragma once

#include <libpq-fe.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "database/connection.hpp"
#include "database/url.hpp"
#include "dunlin/value.hpp"

namespace dunlin::database::postgres {

struct ResultDeleter {
  void operator()(PGresult* result) const;
};
using Result = std::unique_ptr<PGresult, ResultDeleter>;

/// Values as PQsendQueryParams wants them. Text that holds NUL, which PostgreSQL cannot store, is refused.
class Arguments {
 public:
  explicit Arguments(std::span<const Value> values);
  [[nodiscard]] int count() const { return static_cast<int>(pointers_.size()); }
  [[nodiscard]] const Oid* types() const { return types_.data(); }
  [[nodiscard]] const char* const* values() const { return pointers_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<Oid> types_;
};

class Session {
 public:
  /// `database`: instead of the URL's, where it is not empty. Throws Error{connect | config}.
  Session(const Url& url, Milliseconds timeout, const std::string& database = {});
  /// On the application's connection, which is never closed. Throws Error{refused | lost}.
  explicit Session(PGconn* theirs);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Outcome execute(std::string_view sql, std::span<const Value> arguments = {});
  Rows query(std::string_view sql, std::span<const Value> arguments = {});
  [[nodiscard]] Value query_value(std::string_view sql, std::span<const Value> arguments = {});
  void rollback() noexcept;

  void cancel() noexcept;  ///< any thread
  void
  abandon() noexcept;  ///< any thread: the statement ends as if the connection were lost, and so does any later one
  [[nodiscard]] bool lost() const noexcept { return lost_; }
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] PGconn* handle() const noexcept { return handle_; }
  std::vector<std::string> take_notices();
  /// How often it was waited for the server to answer something that was sent.
  [[nodiscard]] std::uint64_t round_trips() const { return round_trips_; }

  // For the pipeline and for COPY.
  void start(std::string_view sql);  ///< a new statement begins: an older cancel() does not concern it
  void send(std::string_view sql, std::span<const Value> arguments);
  void wait(bool write, std::string_view sql);        ///< until the socket can be read (or written)
  void flush(std::string_view sql);                   ///< until everything is sent, reading meanwhile
  Result next(std::string_view sql);                  ///< the next result; waits; null at the end of a statement
  [[nodiscard]] bool readable(std::string_view sql);  ///< reads what is there; whether next() would not wait
  [[nodiscard]] Error error(const PGresult* result, std::string_view sql);
  [[noreturn]] void fail(std::string_view sql);             ///< what libpq says about the connection
  void copy_end(const char* reason, std::string_view sql);  ///< no reason: the data are complete
  void count_round_trip() { ++round_trips_; }

 private:
  void make_pipe();
  void listen();
  void connect(const char* const* names, const char* const* values, Milliseconds timeout, bool several_hosts);
  [[nodiscard]] bool poll_connect(std::int64_t deadline);
  void skip_copy_out(std::string_view sql);
  static void on_notice(void* self, const PGresult* result);

  PGconn* handle_ = nullptr;
  bool owned_ = true;
  bool was_nonblocking_ = false;         ///< the application's connection
  PQnoticeReceiver receiver_ = nullptr;  ///< ... and who heard its notices, if it is given back
  std::shared_ptr<PGcancel> cancel_;
  base::Descriptor wake_read_;  ///< a pipe: cancel() interrupts poll()
  base::Descriptor wake_write_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> abandoned_ = false;
  std::int64_t give_up_at_ = 0;
  std::atomic<bool> lost_ = false;
  std::uint64_t round_trips_ = 0;
  std::vector<std::string> notices_;
};

/// Reads one value of a result as its type says.
[[nodiscard]] Value read_value(const PGresult* result, int row, int column);
[[nodiscard]] Rows read_rows(const PGresult* result);
[[nodiscard]] Outcome read_outcome(const PGresult* result);

/// The URL as libpq's keywords and values. Throws Error{config} for a parameter that nobody knows.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> connection_parameters(const Url& url);

}  // namespace dunlin::database::postgres
