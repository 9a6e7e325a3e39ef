// Runs commands in turn, several times each, and prints what each needed: one line per command with its name, the
// median and the least of its wall time, the median of its CPU time (all in milliseconds), the most memory that any of
// its processes had at once (kilobytes), and the median of its user-space instructions (a dash where the machine does
// not count them). Separated by tabs.
//
//   measure RUNS PREPARE NAME COMMAND [NAME COMMAND]...
//
// COMMANDs and PREPARE are given to sh -c. PREPARE is run before each run of each command and not measured; it finds
// the name of the command in $1. The commands take turns, so that a busy machine is unfair to all alike. This is a
// program of its own and not a shell script because a child's peak memory begins with its parent's.
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct Sample {
  double wall = 0, cpu = 0;
  long memory = 0;
  double instructions = -1;
};

struct Command {
  std::string name, text;
  std::vector<Sample> samples;
};

int count_instructions(pid_t pid) {
  perf_event_attr attr{};
  attr.type = PERF_TYPE_HARDWARE;
  attr.size = sizeof attr;
  attr.config = PERF_COUNT_HW_INSTRUCTIONS;
  attr.disabled = 1;
  attr.enable_on_exec = 1;
  attr.inherit = 1;
  attr.exclude_kernel = 1;
  attr.exclude_hv = 1;
  return static_cast<int>(syscall(SYS_perf_event_open, &attr, pid, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

Sample run(const std::string& text, const std::string& name) {
  int gate[2];
  if (pipe2(gate, O_CLOEXEC) != 0) std::exit(125);
  const pid_t pid = fork();
  if (pid < 0) std::exit(125);
  if (pid == 0) {
    char byte;
    if (read(gate[0], &byte, 1) != 1) _exit(125);  // until it is being counted
    execl("/bin/sh", "sh", "-c", text.c_str(), "sh", name.c_str(), nullptr);
    _exit(127);
  }
  const int counter = count_instructions(pid);
  const auto begun = std::chrono::steady_clock::now();
  if (write(gate[1], "x", 1) != 1) std::exit(125);
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0) {
  }
  const auto ended = std::chrono::steady_clock::now();
  close(gate[0]);
  close(gate[1]);
  Sample sample;
  sample.wall = std::chrono::duration<double, std::milli>(ended - begun).count();
  const auto milliseconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  sample.cpu = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
  sample.memory = usage.ru_maxrss;
  if (counter >= 0) {
    std::uint64_t count = 0;
    if (read(counter, &count, sizeof count) == sizeof count) sample.instructions = static_cast<double>(count);
    close(counter);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "measure: %s failed (status %d): %s\n", name.c_str(), status, text.c_str());
    std::exit(1);
  }
  return sample;
}

template <class Of>
double median(const std::vector<Sample>& samples, Of of) {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(of(sample));
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 != 0 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5 || argc % 2 == 0) {
    std::fprintf(stderr, "usage: measure RUNS PREPARE NAME COMMAND [NAME COMMAND]...\n");
    return 2;
  }
  const int runs = std::atoi(argv[1]);
  const std::string prepare = argv[2];
  std::vector<Command> commands;
  for (int i = 3; i + 1 < argc; i += 2) commands.push_back({argv[i], argv[i + 1], {}});
  for (int i = 0; i < runs; ++i) {
    for (Command& command : commands) {
      if (!prepare.empty()) run(prepare, command.name);
      command.samples.push_back(run(command.text, command.name));
    }
  }
  for (const Command& command : commands) {
    const auto& all = command.samples;
    double least = all.front().wall;
    long memory = 0;
    for (const Sample& sample : all) {
      least = std::min(least, sample.wall);
      memory = std::max(memory, sample.memory);
    }
    const double instructions = median(all, [](const Sample& s) { return s.instructions; });
    std::printf("%s\t%.2f\t%.2f\t%.2f\t%ld\t", command.name.c_str(),
                median(all, [](const Sample& s) { return s.wall; }), least,
                median(all, [](const Sample& s) { return s.cpu; }), memory);
    if (instructions > 0) {
      std::printf("%.0f\n", instructions);
    } else {
      std::printf("-\n");
    }
  }
}
