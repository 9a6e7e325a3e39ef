#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "base/descriptor.hpp"
#include "base/spawn.hpp"
#include "base/text.hpp"

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
      const pid_t pid = spawn({.arguments = programs[i].arguments,
                               .environment = programs[i].environment,
                               .input = next.valid() ? next.get() : nothing.get(),
                               .output = target,
                               .errors = errors.theirs.get()});
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

}  // namespace dunlin::base
