#include "base/spawn.hpp"

#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

extern char** environ;

namespace dunlin::base {
namespace {

std::vector<std::string> environment_with(const Environment& own) {
  std::vector<std::string> all;
  for (const auto& [name, value] : own) all.push_back(name + "=" + value);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    bool replaced = false;
    for (const auto& [other, value] : own) replaced = replaced || other == name;
    if (!replaced) all.emplace_back(text);
  }
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

pid_t spawn(const Spawn& program) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  if (!program.folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, program.folder.c_str());
  ::posix_spawn_file_actions_adddup2(&actions, program.input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, program.output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, program.errors, STDERR_FILENO);
  sigset_t none;
  sigset_t usual;
  ::sigemptyset(&none);
  ::sigemptyset(&usual);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&usual, signal);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  const int group = program.own_group ? POSIX_SPAWN_SETPGROUP : 0;
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  auto arguments = program.arguments;
  auto environment = environment_with(program.environment);
  pid_t pid = -1;
  const int failed = ::posix_spawnp(&pid, arguments[0].c_str(), &actions, &attributes, pointers(arguments).data(),
                                    pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (failed == 0) return pid;
  errno = failed;
  throw system_error("cannot start", program.arguments[0]);
}

std::string find_program(const std::string& name) {
  const auto runs = [](const std::string& file) { return file_exists(file) && ::access(file.c_str(), X_OK) == 0; };
  if (name.find('/') != std::string::npos) return runs(name) ? name : std::string();
  const char* path = std::getenv("PATH");
  const std::string_view folders = path == nullptr || *path == '\0' ? "/usr/local/bin:/usr/bin:/bin" : path;
  for (const auto folder : split(folders, ':')) {
    std::string file = join_path(folder.empty() ? "." : folder, name);
    if (file.find('/') == std::string::npos) file.insert(0, "./");
    if (runs(file)) return file;
  }
  return {};
}

}  // namespace dunlin::base
