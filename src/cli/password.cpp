#include "cli/password.hpp"

#include <stdio.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/config.hpp"

namespace dunlin::cli {
namespace {

std::string first_line(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string run_command(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) {
    throw Error(ErrorKind::config, std::string("password_command could not be started: ") + std::strerror(errno));
  }
  std::string text;
  char buffer[4096];
  for (std::size_t got = 0; (got = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    if (text.size() < 1u << 20) text.append(buffer, got);
  }
  const int status = ::pclose(pipe);
  if (status != 0) {
    const std::string how = WIFSIGNALED(status) ? "was ended by signal " + std::to_string(WTERMSIG(status))
                                                : "failed with exit code " + std::to_string(WEXITSTATUS(status));
    throw Error(ErrorKind::config, "password_command " + how,
                "it must print the password as its first line; try it with: sh -c '...'");
  }
  return text;
}

}  // namespace

std::string read_password(const Config& config) {
  const bool command = !config.password_command.empty();
  std::string password =
      first_line(command ? run_command(config.password_command) : base::read_file(config.password_file));
  if (password.empty()) {
    throw Error(ErrorKind::config,
                command ? "password_command printed nothing"
                        : "password_file '" + base::printable(config.password_file) + "' has an empty first line",
                "the password must be the first line");
  }
  return password;
}

}  // namespace dunlin::cli
