#include "base/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

#include "base/clock.hpp"
#include "base/descriptor.hpp"

extern char** environ;

namespace dunlin::base {
namespace {

constexpr std::int64_t patience_ms = 2'000;  // between SIGTERM and SIGKILL
constexpr int look_ms = 100;

struct Pipe {
  Descriptor read, write;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("make", "a pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
    ::fcntl(read.get(), F_SETFL, O_NONBLOCK);
  }
};

std::vector<std::string> environment_of(const Child& process) {
  std::vector<std::string> all;
  for (const auto& [name, value] : process.environment) all.push_back(name + "=" + value);
  const std::size_t added = all.size();
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (std::size_t i = 0; i < added; ++i) {
      replaced = replaced || text.starts_with(all[i].substr(0, all[i].find('=') + 1));
    }
    if (!replaced) all.emplace_back(text);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

pid_t start(const Child& process, int out, int err) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  if (!process.folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, process.folder.c_str());
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  // What this process ignores or blocks is its own affair.
  sigset_t none;
  sigset_t defaults;
  ::sigemptyset(&none);
  ::sigemptyset(&defaults);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&defaults, signal);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  auto arguments = process.arguments;
  auto environment = environment_of(process);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, arguments[0].c_str(), &actions, &attributes, pointers(arguments).data(),
                                    pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (failed == 0) return pid;
  errno = failed;
  throw system_error("start", arguments[0]);
}

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
  Running child(start(process, out.write.get(), together ? out.write.get() : err.write.get()));
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
