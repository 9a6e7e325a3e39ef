#include "database/mariadb/watchdog.hpp"

namespace dunlin::database::mariadb {

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::arm(std::chrono::milliseconds limit) {
  {
    const std::lock_guard lock(mutex_);
    until_ = std::chrono::steady_clock::now() + limit;
    armed_ = true;
    acted_ = false;
  }
  if (!thread_.joinable()) {
    thread_ = std::thread([this] { watch(); });
  } else {
    changed_.notify_all();
  }
}

bool Watchdog::disarm() {
  std::unique_lock lock(mutex_);
  armed_ = false;
  changed_.wait(lock, [this] { return !acting_; });
  return acted_;
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    if (!armed_) {
      changed_.wait(lock, [this] { return armed_ || over_; });
    } else if (std::chrono::steady_clock::now() < until_) {
      // Disarmed in the meantime, it wakes for nothing once: cheaper than being woken after each statement.
      changed_.wait_until(lock, until_);
    } else {
      armed_ = false;
      acting_ = true;
      lock.unlock();
      act_();
      lock.lock();
      acting_ = false;
      acted_ = true;
      changed_.notify_all();
    }
  }
}

}  // namespace dunlin::database::mariadb
