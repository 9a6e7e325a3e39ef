// Taking the runner lock by polling: a lock call that waits in the database would hold a snapshot, and so deadlock
// with another session's CREATE INDEX CONCURRENTLY.
#pragma once

#include <functional>

#include "run/context.hpp"

namespace dunlin::run {

class RunnerLock {
 public:
  explicit RunnerLock(Context& context) : context_(context) {}
  ~RunnerLock() { release(); }
  RunnerLock(const RunnerLock&) = delete;
  RunnerLock& operator=(const RunnerLock&) = delete;

  /// Returns whether the lock is held now; false when `still_needed` said no while waiting. Throws Error{locked} after
  /// Options::lock_wait, naming who holds it.
  bool acquire(const std::function<bool()>& still_needed = {});
  /// After a lost connection, on the new one: waits until the old session is gone.
  void acquire_again();
  void release() noexcept;

 private:
  Context& context_;
  bool held_ = false;
};

}  // namespace dunlin::run
