#include "process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace cases {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {
    if (value < 0) throw std::runtime_error(std::string("no file descriptor: ") + std::strerror(errno));
  }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_;
};

/// A file without a name, because a pipe would have to be fed while its reader runs.
Descriptor input_file(const std::string& input) {
  Descriptor file(memfd_create("input", MFD_CLOEXEC));
  std::size_t done = 0;
  while (done < input.size()) {
    const ssize_t count = ::write(file.get(), input.data() + done, input.size() - done);
    if (count < 0) throw std::runtime_error("the input could not be written");
    done += static_cast<std::size_t>(count);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  // posix_spawn does not write to them; its declaration is older than const.
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

pid_t spawn(const std::vector<std::string>& arguments, const std::string& folder,
            const std::vector<std::string>& environment, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // Its own group, so that a step that hangs can be ended with everything it started; and signals as at a start from
  // a terminal, whatever this process was started with.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  pid_t child = 0;
  const int error = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw std::runtime_error(arguments[0] + " could not be started: " + std::strerror(error));
  return child;
}

Outcome collect(pid_t child, Descriptor reader, int timeout_seconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(timeout_seconds);
  Outcome outcome;
  std::array<char, 65536> buffer{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      outcome.timed_out = true;
      ::kill(-child, SIGKILL);
      break;
    }
    pollfd wait_for{reader.get(), POLLIN, 0};
    if (::poll(&wait_for, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t count = ::read(reader.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    constexpr std::size_t enough = 16U << 20U;
    if (outcome.output.size() < enough) outcome.output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  outcome.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome;
}

Outcome run(const std::vector<std::string>& arguments, const Descriptor& input, const std::string& folder,
            const std::vector<std::string>& environment, int timeout_seconds) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe could be made");
  Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const pid_t child = spawn(arguments, folder, environment, input.get(), writer.get());
  writer.close();
  return collect(child, std::move(reader), timeout_seconds);
}

}  // namespace

Outcome run_shell(const std::string& line, const std::string& folder, const std::vector<std::string>& environment,
                  int timeout_seconds) {
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return run({"/bin/sh", "-c", line}, nothing, folder, environment, timeout_seconds);
}

Outcome run_program(const std::vector<std::string>& arguments, const std::string& input, const std::string& folder,
                    const std::vector<std::string>& environment, int timeout_seconds) {
  return run(arguments, input_file(input), folder, environment, timeout_seconds);
}

}  // namespace cases
