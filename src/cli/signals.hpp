// Ctrl-C and SIGTERM become a request to stop in order: the run rolls back what it can and says where it stands.
#pragma once

#include <functional>
#include <memory>

namespace dunlin::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP call `stop` on a thread of its own: with false the first time, with true
/// every further time, and after the first `repeat` every two seconds. One at a time.
class StopSignals {
 public:
  explicit StopSignals(std::function<void(bool again)> stop, std::function<void()> repeat = {});
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  [[nodiscard]] bool stopping() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Becomes readable, and stays so, when a stop was requested; -1 where no StopSignals lives. For poll().
[[nodiscard]] int stop_descriptor();

/// Writing to a pipe whose reader is gone is an error like any other, not the end of the process.
void ignore_broken_pipes();

/// At its end SIGPIPE and the signals of StopSignals are handled as they were at its beginning.
class SignalsAsBefore {
 public:
  SignalsAsBefore();
  ~SignalsAsBefore();
  SignalsAsBefore(const SignalsAsBefore&) = delete;
  SignalsAsBefore& operator=(const SignalsAsBefore&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dunlin::cli
