#include "cli/password.hpp"

#include <stdio.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/settings.hpp"

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

/// Unreserved characters of RFC 3986 stay.
std::string percent_encode(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
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

std::string with_password(const std::string& url, std::string_view password) {
  const auto mark = url.find("://");
  if (mark == std::string::npos) return url;
  if (is_file_database(url)) return url;
  const std::size_t begin = mark + 3;
  std::size_t end = url.find_first_of("/?", begin);
  if (end == std::string::npos) end = url.size();
  // As the URL's reader has it: the last @ of the authority ends the user.
  const std::size_t at = url.rfind('@', end == 0 ? 0 : end - 1);
  if (at == std::string::npos || at < begin)
    return url.substr(0, begin) + ":" + percent_encode(password) + "@" + url.substr(begin);
  if (url.substr(begin, at - begin).find(':') != std::string::npos) return url;
  return url.substr(0, at) + ":" + percent_encode(password) + url.substr(at);
}

}  // namespace dunlin::cli
