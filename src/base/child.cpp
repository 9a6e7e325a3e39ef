#include "base/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/spawn.hpp"

namespace dunlin::base {
namespace {

constexpr std::int64_t patience_ms = 2'000;  // between SIGTERM and SIGKILL
constexpr int look_ms = 100;

struct Pipe {
  Descriptor read, write;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make", "a pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    ::fcntl(read.get(), F_SETFL, O_NONBLOCK);
  }
};

/// Hands on what is there. False at the end of the pipe.
bool drain(Descriptor& pipe, const std::function<void(std::string_view)>& to) {
  std::array<char, 16384> buffer{};
  for (;;) {
    const ssize_t got = ::read(pipe.get(), buffer.data(), buffer.size());
    if (got > 0) {
      if (to) to({buffer.data(), static_cast<std::size_t>(got)});
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
      pipe = Descriptor();
      return false;
    } else if (errno == EAGAIN) {
      return true;
    }
  }
}

/// The group ends with this, whatever happens.
class Running {
 public:
  explicit Running(pid_t pid) : pid_(pid) {}
  ~Running() {
    if (ended_) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  bool ended() {
    if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    return ended_;
  }
  void signal(int number) const {
    if (!ended_) ::kill(-pid_, number);
  }
  [[nodiscard]] int status() const { return status_; }

 private:
  pid_t pid_;
  int status_ = 0;
  bool ended_ = false;
};

}  // namespace

std::string ChildEnd::words() const {
  if (signal != 0) return "was ended by signal " + std::to_string(signal);
  return "ended with exit code " + std::to_string(code);
}

ChildEnd run_child(const Child& process) {
  Pipe out;
  Pipe err;
  const bool together = !process.err;
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Running child(spawn({.arguments = process.arguments,
                       .environment = process.environment,
                       .input = nothing.get(),
                       .output = out.write.get(),
                       .errors = together ? out.write.get() : err.write.get(),
                       .folder = process.folder,
                       .own_group = true}));
  out.write = Descriptor();
  err.write = Descriptor();
  ChildEnd end;
  std::int64_t stopped_at = 0;
  while (!child.ended()) {
    pollfd wait[2] = {{out.read.get(), POLLIN, 0}, {together ? -1 : err.read.get(), POLLIN, 0}};
    ::poll(wait, 2, look_ms);
    if (out.read.valid()) drain(out.read, process.out);
    if (!together && err.read.valid()) drain(err.read, process.err);
    if (!end.stopped && process.stop && process.stop()) {
      end.stopped = true;
      stopped_at = steady_milliseconds();
      child.signal(SIGTERM);
    } else if (end.stopped && steady_milliseconds() - stopped_at > patience_ms) {
      child.signal(SIGKILL);
    }
  }
  if (out.read.valid()) drain(out.read, process.out);
  if (!together && err.read.valid()) drain(err.read, process.err);
  if (WIFSIGNALED(child.status())) {
    end.signal = WTERMSIG(child.status());
  } else {
    end.code = WEXITSTATUS(child.status());
  }
  return end;
}

}  // namespace dunlin::base
