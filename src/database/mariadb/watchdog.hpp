// Ends a statement that takes too long, from beside it: MySQL's own limit, max_execution_time, holds for SELECT only,
// and what a migration runs for hours is an ALTER TABLE or an UPDATE.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace dunlin::database::mariadb {

class Watchdog {
 public:
  /// `act` is called from another thread and must not throw.
  explicit Watchdog(std::function<void()> act) : act_(std::move(act)) {}
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Acts once unless disarm() comes before the time is up.
  void arm(std::chrono::milliseconds limit);
  /// Whether it acted. Returns when an action under way is over, so that it cannot hit what runs next.
  bool disarm();

 private:
  void watch();

  const std::function<void()> act_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::steady_clock::time_point until_;
  bool armed_ = false;
  bool acting_ = false;
  bool acted_ = false;
  bool over_ = false;
  std::thread thread_;  // made when first armed
};

}  // namespace dunlin::database::mariadb
