#include "cli/signals.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <thread>

#include "base/descriptor.hpp"

namespace dunlin::cli {
namespace {

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};
/// A request that came just before a statement began has met nothing that it could cancel: it is made again.
constexpr int repeat_milliseconds = 2000;

// What the handler touches: a pipe end, and nothing else. A handler rather than a blocked signal, so that programs
// that are started (a password command) do not inherit a mask.
std::atomic<int> wake_fd{-1};
std::atomic<int> stop_fd{-1};

void on_signal(int) {
  const int saved = errno;
  const char byte = 's';
  static_cast<void>(!::write(wake_fd.load(), &byte, 1));
  errno = saved;
}

struct Pipe {
  base::Descriptor read, write;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw base::system_error("cannot open", "a pipe");
    read = base::Descriptor(ends[0]);
    write = base::Descriptor(ends[1]);
  }
};

}  // namespace

struct StopSignals::State {
  Pipe wake;       // handler -> thread
  Pipe requested;  // thread -> whoever polls: readable once a stop was requested
  std::function<void(bool)> stop;
  std::function<void()> repeat;
  std::atomic<bool> stopping{false};
  struct sigaction previous[std::size(signals)] = {};
  std::thread thread;

  void watch() {
    for (;;) {
      pollfd awaited{wake.read.get(), POLLIN, 0};
      if (::poll(&awaited, 1, stopping && repeat ? repeat_milliseconds : -1) == 0) {
        repeat();
        continue;
      }
      char byte = 0;
      const ssize_t got = ::read(wake.read.get(), &byte, 1);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0 || byte == 'q') return;
      const bool again = stopping.exchange(true);
      if (!again) static_cast<void>(!::write(requested.write.get(), "s", 1));
      stop(again);
    }
  }
};

StopSignals::StopSignals(std::function<void(bool again)> stop, std::function<void()> repeat)
    : state_(std::make_unique<State>()) {
  state_->stop = std::move(stop);
  state_->repeat = std::move(repeat);
  wake_fd = state_->wake.write.get();
  stop_fd = state_->requested.read.get();
  state_->thread = std::thread([state = state_.get()] { state->watch(); });
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < std::size(signals); ++i) {
    ::sigaction(signals[i], nullptr, &state_->previous[i]);
    // What the caller ignores (nohup) stays ignored.
    if (state_->previous[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  // Once a stop was heard, what is left is to say where it stands: a further signal must not cut that off.
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  for (std::size_t i = 0; i < std::size(signals); ++i) {
    ::sigaction(signals[i], state_->stopping ? &ignore : &state_->previous[i], nullptr);
  }
  static_cast<void>(!::write(state_->wake.write.get(), "q", 1));
  state_->thread.join();
  wake_fd = -1;
  stop_fd = -1;
}

bool StopSignals::stopping() const { return state_->stopping; }

int stop_descriptor() { return stop_fd; }

void ignore_broken_pipes() { ::signal(SIGPIPE, SIG_IGN); }

struct SignalsAsBefore::State {
  struct sigaction pipe = {};
  struct sigaction stops[std::size(signals)] = {};
};

SignalsAsBefore::SignalsAsBefore() : state_(std::make_unique<State>()) {
  ::sigaction(SIGPIPE, nullptr, &state_->pipe);
  for (std::size_t i = 0; i < std::size(signals); ++i) ::sigaction(signals[i], nullptr, &state_->stops[i]);
}

SignalsAsBefore::~SignalsAsBefore() {
  ::sigaction(SIGPIPE, &state_->pipe, nullptr);
  for (std::size_t i = 0; i < std::size(signals); ++i) ::sigaction(signals[i], &state_->stops[i], nullptr);
}

}  // namespace dunlin::cli
