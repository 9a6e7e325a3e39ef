// What the SQLite tests share: a folder that goes away, connections, and things done in another process.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "database/driver.hpp"
#include "database/sqlite/connection.hpp"
#include "dunlin/error.hpp"

namespace dunlin::database {
extern const Driver sqlite_driver;
}  // namespace dunlin::database

namespace dunlin::database::sqlite::test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "dunlin-sqlite-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
    // Tests also look from the eyes of a user without rights.
    ::chmod(path_.c_str(), 0755);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : base::list_directory(path_)) found.push_back(entry.name);
    return found;
  }

 private:
  std::string path_;
};

inline OpenOptions creating() {
  OpenOptions options;
  options.create = true;
  options.busy_timeout = Milliseconds(50);
  return options;
}

inline OpenOptions reading() {
  OpenOptions options;
  options.read_only = true;
  options.busy_timeout = Milliseconds(50);
  return options;
}

inline std::unique_ptr<Connection> open(const std::string& url, const OpenOptions& options = creating()) {
  return sqlite_driver.open(Url::parse(url), options);
}

/// A database in memory, with what these make.
inline std::unique_ptr<Connection> make(const std::vector<std::string>& statements) {
  auto db = open("sqlite::memory:");
  for (const auto& statement : statements) {
    try {
      db->execute(statement);
    } catch (const Error& error) {
      ADD_FAILURE() << error.message << " " << error.detail << "\n" << statement;
    }
  }
  return db;
}

inline void begin(Connection& connection, const TransactionOptions& options = {}) {
  for (const Command& command : connection.begin(options)) (void)connection.execute(command.sql, command.arguments);
}

inline std::int64_t number(Connection& connection, const std::string& sql) {
  return to_integer(connection.query(sql)[0][0]);
}

inline std::string text(Connection& connection, const std::string& sql) { return to_text(connection.query(sql)[0][0]); }

/// The error that `act` must throw.
inline Error error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return {ErrorKind::internal, "nothing was thrown"};
}

/// Does `act` in another process; what it returns is the exit code. As root it can be done as a user without rights.
inline int in_process(const std::function<int()>& act, bool unprivileged = false) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (unprivileged && ::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(99);
    int code = 98;
    try {
      code = act();
    } catch (const Error& error) {
      std::fprintf(stderr, "in the other process: %s (%s)\n", error.message.c_str(), error.detail.c_str());
    }
    ::_exit(code);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Another process that says when it is ready and then waits until it is ended.
class Other {
 public:
  explicit Other(const std::function<std::shared_ptr<void>()>& act) {
    int ready[2];
    int end[2];
    if (::pipe(ready) != 0 || ::pipe(end) != 0) std::abort();
    child_ = ::fork();
    if (child_ == 0) {
      ::close(ready[0]);
      ::close(end[1]);
      std::shared_ptr<void> kept;
      try {
        kept = act();
      } catch (const Error& error) {
        std::fprintf(stderr, "in the other process: %s\n", error.message.c_str());
        ::_exit(98);
      }
      (void)!::write(ready[1], "!", 1);
      char byte = 0;
      (void)!::read(end[0], &byte, 1);
      kept.reset();
      ::_exit(0);
    }
    ::close(ready[1]);
    ::close(end[0]);
    end_ = end[1];
    char byte = 0;
    ready_ = ::read(ready[0], &byte, 1) == 1;
    ::close(ready[0]);
  }
  ~Other() { finish(); }
  Other(const Other&) = delete;
  Other& operator=(const Other&) = delete;
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] pid_t id() const { return child_; }
  void finish() {
    if (child_ <= 0) return;
    ::close(end_);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    finish();
  }

 private:
  pid_t child_ = -1;
  int end_ = -1;
  bool ready_ = false;
};

}  // namespace dunlin::database::sqlite::test
