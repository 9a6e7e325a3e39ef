#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

extern char** environ;

namespace dunlin::base {
namespace {

constexpr std::size_t kept_errors = 16 << 10;
constexpr int tick_milliseconds = 200;

/// Two connected ends, neither of which another program inherits. A socket rather than a pipe where we write: it can
/// be told not to raise SIGPIPE.
struct Pair {
  Descriptor ours, theirs;
};
Pair make_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw system_error("cannot make", "a pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}
Pair make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("cannot make", "a pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void keep_from_blocking(const Descriptor& end) { ::fcntl(end.get(), F_SETFL, O_NONBLOCK); }

std::vector<std::string> environment_of(const Program& program) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [own, value] : program.environment) replaced = replaced || own == name;
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : program.environment) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

pid_t spawn(const Program& program, int input, int output, int errors) {
  std::vector<std::string> arguments = program.arguments;
  std::vector<std::string> environment = environment_of(program);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  sigset_t none;
  sigset_t usual;
  ::sigemptyset(&none);
  ::sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&usual, signal);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = -1;
  const int reason = ::posix_spawnp(&child, arguments[0].c_str(), &actions, &attributes, pointers(arguments).data(),
                                    pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (reason != 0) {
    errno = reason;
    throw system_error("cannot start", program.arguments[0]);
  }
  return child;
}

/// A program that was started: ended and waited for, whatever happens.
class Child {
 public:
  Child(pid_t pid, Descriptor errors) : pid_(pid), errors_(std::move(errors)) { keep_from_blocking(errors_); }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    (void)wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int errors() const { return errors_.get(); }

  /// Reads what it says; false at the end.
  bool read_errors() {
    char buffer[4096];
    for (;;) {
      const ssize_t got = ::read(errors_.get(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return errno == EAGAIN;
      if (got == 0) return false;
      said_.append(buffer, static_cast<std::size_t>(got));
      if (said_.size() > 2 * kept_errors) said_.erase(0, said_.size() - kept_errors);
    }
  }
  void close_errors() { errors_ = Descriptor(); }

  Ended wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (said_.size() > kept_errors) said_.erase(0, said_.size() - kept_errors);
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return {code, std::string(trim(said_))};
  }

 private:
  pid_t pid_;
  Descriptor errors_;
  std::string said_;
};

class Pipeline {
 public:
  Pipeline(const std::vector<Program>& programs, const Streams& streams) : streams_(streams) {
    const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    Descriptor next;
    if (streams.input) {
      Pair pair = make_pair();
      into_ = std::move(pair.ours);
      keep_from_blocking(into_);
      next = std::move(pair.theirs);
    }
    for (std::size_t i = 0; i < programs.size(); ++i) {
      Descriptor output;
      Descriptor following;
      if (i + 1 < programs.size() || streams.output) {
        Pair pair = make_pipe();
        following = std::move(pair.ours);
        output = std::move(pair.theirs);
      }
      const int target = output.valid()                   ? output.get()
                         : streams.output_descriptor >= 0 ? streams.output_descriptor
                                                          : nothing.get();
      Pair errors = make_pipe();
      const pid_t pid = spawn(programs[i], next.valid() ? next.get() : nothing.get(), target, errors.theirs.get());
      children_.push_back(std::make_unique<Child>(pid, std::move(errors.ours)));
      next = std::move(following);
    }
    if (streams.output) {
      from_ = std::move(next);
      keep_from_blocking(from_);
    }
  }

  std::vector<Ended> run() {
    std::size_t talking = children_.size();
    std::vector<bool> talks(children_.size(), true);
    while (talking > 0 || from_.valid()) {
      std::vector<pollfd> wait;
      for (std::size_t i = 0; i < children_.size(); ++i) {
        wait.push_back({talks[i] ? children_[i]->errors() : -1, POLLIN, 0});
      }
      wait.push_back({from_.get(), POLLIN, 0});
      wait.push_back({into_.get(), POLLOUT, 0});
      if (::poll(wait.data(), wait.size(), tick_milliseconds) < 0 && errno != EINTR) {
        throw system_error("cannot wait for", "a program");
      }
      if (streams_.tick) streams_.tick();
      for (std::size_t i = 0; i < children_.size(); ++i) {
        if (!talks[i] || wait[i].revents == 0 || children_[i]->read_errors()) continue;
        talks[i] = false;
        --talking;
        children_[i]->close_errors();
      }
      if (wait[children_.size()].revents != 0) take();
      if (wait[children_.size() + 1].revents != 0) give();
    }
    into_ = Descriptor();
    std::vector<Ended> ended;
    for (auto& child : children_) ended.push_back(child->wait());
    return ended;
  }

 private:
  void take() {
    char buffer[1 << 16];
    const ssize_t got = ::read(from_.get(), buffer, sizeof buffer);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
      from_ = Descriptor();
      return;
    }
    streams_.output(std::string_view(buffer, static_cast<std::size_t>(got)));
  }

  void give() {
    if (waiting_.empty()) {
      waiting_.resize(1 << 16);
      waiting_.resize(streams_.input(waiting_.data(), waiting_.size()));
      if (waiting_.empty()) {
        into_ = Descriptor();
        return;
      }
    }
    const ssize_t put = ::send(into_.get(), waiting_.data(), waiting_.size(), MSG_NOSIGNAL);
    if (put < 0 && (errno == EINTR || errno == EAGAIN)) return;
    // It reads no more: its exit code says why.
    if (put < 0) {
      into_ = Descriptor();
      return;
    }
    waiting_.erase(0, static_cast<std::size_t>(put));
  }

  const Streams& streams_;
  std::vector<std::unique_ptr<Child>> children_;
  Descriptor into_, from_;
  std::string waiting_;
};

}  // namespace

std::vector<Ended> run_programs(const std::vector<Program>& programs, const Streams& streams) {
  return Pipeline(programs, streams).run();
}

bool program_exists(const std::string& name) {
  const char* path = ::getenv("PATH");
  for (const auto folder : split(path == nullptr ? "/usr/bin:/bin" : path, ':')) {
    const std::string file = join_path(folder.empty() ? "." : folder, name);
    if (file_exists(file) && ::access(file.c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace dunlin::base
