#include "database/sqlite/admin.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/location.hpp"
#include "database/sqlite/lock.hpp"
#include "dunlin/version.hpp"

namespace dunlin::database::sqlite {
namespace {

Location file_location(const Url& url) {
  Location location = locate(url);
  if (location.memory) {
    throw Error(ErrorKind::config, "A database in memory can be neither made nor dropped",
                "It is there while a connection to it is open; name a file instead");
  }
  return location;
}

bool stat_file(const std::string& path, std::int64_t& size) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) return false;
  size = status.st_size;
  return true;
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return;
  Error error = base::system_error("cannot remove", path);
  error.hint = "Give the user that runs Dunlin the right to write the folder";
  throw error;
}

Error in_use(const Location& location, std::string detail) {
  Error error(ErrorKind::locked, fmt::format("{} is in use by another process", location.shown()),
              "Stop what uses it, then run it again");
  error.detail = std::move(detail);
  return error;
}

}  // namespace

bool database_exists(const Url& url) {
  std::int64_t size = 0;
  const Location location = locate(url);
  if (location.memory) return true;  // opening it is all that it needs
  return stat_file(location.path, size) && size > 0;
}

void create_database(const Url& url) {
  Location location = file_location(url);
  std::int64_t size = 0;
  if (stat_file(location.path, size) && size > 0) {
    throw Error(ErrorKind::refused, fmt::format("The database {} is there already", location.shown()),
                "run `dunlin up` on it, or `dunlin db reset` to begin anew");
  }
  if (location.read_only) {
    throw Error(ErrorKind::config, "The database URL says that the file is only read",
                "Leave mode=ro and immutable out to make the file");
  }
  location.never_create = false;  // it was asked for
  OpenOptions options;
  options.create = true;
  SqliteConnection connection(location, options);
  // An empty file is a database for SQLite and nothing for everybody else: writing any setting makes the header.
  (void)connection.execute("PRAGMA user_version = 0");
}

void drop_database(const Url& url) {
  Location location = file_location(url);
  std::int64_t size = 0;
  if (!stat_file(location.path, size)) {
    throw Error(ErrorKind::refused, fmt::format("The database {} is not there", location.shown()),
                "There is nothing to drop");
  }
  // Its own journal mode and none that the URL would set now; and no waiting.
  location.journal_mode.clear();
  location.synchronous.clear();
  location.busy_timeout = Milliseconds(0);
  try {
    SqliteConnection connection(location, OpenOptions{});
    if (connection.capabilities().read_only) {
      throw Error(ErrorKind::refused, fmt::format("{} may only be read", location.shown()),
                  "Leave mode=ro and immutable out of the URL, or give yourself the right to write the file");
    }
    const std::string file = connection.file();
    SqliteLocker locker(file);
    if (!locker.try_acquire(fmt::format("dunlin {} db drop, process {}", version(), ::getpid()))) {
      const auto holder = locker.holder();
      throw in_use(location, holder ? holder->who : std::string());
    }
    // In WAL mode an exclusive transaction leaves readers alone; only leaving WAL asks for everybody to be gone.
    if (to_text(connection.query("PRAGMA journal_mode")[0][0]) == "wal") {
      (void)connection.execute("PRAGMA journal_mode = DELETE");
    }
    (void)connection.execute("BEGIN EXCLUSIVE");
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) remove_file(file + suffix);
    connection.rollback();
    // What the rollback may have left: the journal's name is free again once the handle is closed.
    if (location.path != file) (void)::unlink(location.path.c_str());  // the symbolic link to it
  } catch (const Error& error) {
    if (error.kind == ErrorKind::lock_timeout) throw in_use(location, error.message);
    if ((error.native_code & 0xff) == SQLITE_NOTADB) {
      throw Error(ErrorKind::refused,
                  fmt::format("{} is not an SQLite database, so it is not removed", location.shown()),
                  "Look whether the URL names the right file; remove it by hand if it does");
    }
    throw;
  }
}

}  // namespace dunlin::database::sqlite
