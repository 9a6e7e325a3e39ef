// The runner lock as a leased row of table dunlin_lock, for connections whose session does not hold: owner, a number
// that grows with each acquisition (fencing), and the time until which it holds by the server's clock. A thread with a
// connection of its own renews it; each transaction of the run begins with guard(), which pins the row, so that nobody
// takes a lease over while a transaction of its holder is open.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "database/connection.hpp"

namespace dunlin::database::postgres {

class PostgresConnection;
class Session;

class Lease {
 public:
  explicit Lease(PostgresConnection& connection);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  bool try_acquire(const std::string& owner);  ///< never waits
  void release() noexcept;
  [[nodiscard]] bool live();  ///< somebody holds it, or has a transaction open under it
  [[nodiscard]] std::optional<LockHolder> holder();
  [[nodiscard]] std::vector<Command> guard() const;
  void check();
  [[nodiscard]] std::int64_t key();  ///< of the advisory lock that a direct run takes
  [[nodiscard]] std::int64_t token() const { return token_; }

 private:
  [[nodiscard]] bool table_there();
  void create_table();
  void resolve();
  void heartbeat();
  void give_back(Session& session, std::int64_t token);

  PostgresConnection& connection_;
  std::string schema_;  ///< of the history; resolved at first use
  std::string table_;   ///< quoted
  std::string name_;    ///< literal: the history's table
  std::int64_t key_ = 0;
  std::int64_t token_ = 0;  ///< 0: not held
  std::thread thread_;
  std::shared_ptr<Session> beat_;  ///< the heartbeat's own, under mutex_
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::atomic<bool> taken_over_ = false;
};

}  // namespace dunlin::database::postgres
