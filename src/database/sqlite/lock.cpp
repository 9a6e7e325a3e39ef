#include "database/sqlite/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"

namespace dunlin::database::sqlite {
namespace {

constexpr std::size_t kLongest = 1024;  ///< of what a holder writes about itself

struct Free {
  void operator()(char* text) const noexcept { std::free(text); }
};

std::string lock_path(const std::string& file) {
  if (file.empty()) return {};
  const std::unique_ptr<char, Free> real(::realpath(file.c_str(), nullptr));
  return (real ? std::string(real.get()) : file) + "-dunlin";
}

/// flock() that a signal does not end; false where another process holds it.
bool lock_now(int fd, int how, const std::string& path) {
  while (::flock(fd, how | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno == EINTR) continue;
    Error error = base::system_error("cannot lock", path);
    error.hint = "The file system must support flock(); put the database on a local disk";
    throw error;
  }
  return true;
}

/// What stands there is for people; that a disk is full must not keep a run from freeing space.
void write_owner(int fd, const std::string& owner) {
  const std::string text = fmt::format("{}\n{}\n{}\n", base::printable(owner).substr(0, kLongest - 100),
                                       base::format_utc(base::now_milliseconds()), ::getpid());
  if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, text.data(), text.size(), 0);
}

}  // namespace

SqliteLocker::SqliteLocker(const std::string& file) : path_(lock_path(file)) {}

SqliteLocker::~SqliteLocker() { release(); }

bool SqliteLocker::is_ours(int fd) const {
  struct stat mine {};
  struct stat there {};
  return ::fstat(fd, &mine) == 0 && ::lstat(path_.c_str(), &there) == 0 && mine.st_ino == there.st_ino &&
         mine.st_dev == there.st_dev;
}

SqliteLocker::Try SqliteLocker::attempt(const std::string& owner) {
  bool writable = true;
  base::Descriptor file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file.valid() && errno == EACCES && ::access(path_.c_str(), F_OK) == 0) {
    // Another user's, who was killed or runs now: reading is enough to lock it.
    writable = false;
    file = base::Descriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid() && errno == ENOENT) return Try::again;
  }
  if (!file.valid()) {
    Error error = base::system_error("cannot make the lock file", path_);
    error.hint = errno == ELOOP ? "A symbolic link is in its place: remove it"
                                : "Give the user that runs Dunlin the right to write the database's folder, in which "
                                  "SQLite makes its journal too";
    throw error;
  }
  base::fail_point("sqlite: lock file made");
  if (!lock_now(file.get(), LOCK_EX, path_)) return Try::held;
  // Whoever held it before may have removed the file between our open and our lock: then this one is nobody's.
  if (!is_ours(file.get())) return Try::again;
  if (!writable) {
    if (::unlink(path_.c_str()) == 0) return Try::again;
    Error error = base::system_error("cannot take over the lock file", path_);
    error.hint = "Another user's run left it there and nothing holds it any more: remove it";
    throw error;
  }
  write_owner(file.get(), owner);
  file_ = std::move(file);
  return Try::got;
}

bool SqliteLocker::try_acquire(const std::string& owner) {
  if (held_) return true;
  if (path_.empty()) {
    held_ = true;
    return true;
  }
  constexpr int kTries = 100;  // "again" means that others come and go at this very moment
  int refusals = 0;
  for (int i = 0; i < kTries; ++i) {
    const Try outcome = attempt(owner);
    if (outcome == Try::got) {
      held_ = true;
      return true;
    }
    if (outcome == Try::held) {
      // Somebody who only asks for the holder (below) has it for an instant: look twice.
      if (++refusals == 2) return false;
      ::usleep(500);
    }
  }
  return false;
}

void SqliteLocker::release() noexcept {
  if (!held_) return;
  held_ = false;
  if (path_.empty()) return;
  // While it is still locked, so that nobody can have locked the file that goes away and believe to hold the lock.
  if (is_ours(file_.get())) ::unlink(path_.c_str());
  file_ = base::Descriptor();
}

std::optional<LockHolder> SqliteLocker::holder() {
  if (path_.empty()) return std::nullopt;
  const base::Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) {
    if (errno == EACCES) return LockHolder{};
    return std::nullopt;
  }
  if (!held_ && ::flock(file.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;  // left by a killed process
  char buffer[kLongest];
  const ssize_t got = ::pread(file.get(), buffer, sizeof buffer, 0);
  const std::string text(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto lines = base::split(text, '\n');
  LockHolder holder;
  // The holder may be writing this very moment: a line counts when its end is there.
  if (lines.size() > 1) holder.who = base::printable(lines[0]);
  if (lines.size() > 2) holder.since = base::printable(lines[1]);
  return holder;
}

void SqliteLocker::check() {
  if (held_ && (path_.empty() || is_ours(file_.get()))) return;
  throw Error(ErrorKind::lost,
              held_ ? fmt::format("The lock file {} was removed while this run held it", base::printable(path_))
                    : std::string("The runner lock is not held"),
              held_ ? "Do not remove it by hand; see what else runs, then run it again" : "");
}

}  // namespace dunlin::database::sqlite
