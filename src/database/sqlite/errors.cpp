#include "database/sqlite/errors.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"

namespace dunlin::database::sqlite {
namespace {

struct Advice {
  std::string_view sign;  ///< part of SQLite's message
  std::string_view hint;
};
constexpr std::array kAdvice = {
    Advice{"already exists", "If what the migration makes is there already, say so: `dunlin mark VERSION applied`"},
    Advice{"duplicate column name",
           "If what the migration makes is there already, say so: `dunlin mark VERSION applied`"},
    Advice{"foreign key mismatch",
           "The columns that a foreign key names must be the parent's primary key or have a UNIQUE index"},
    Advice{"FOREIGN KEY constraint failed", "Rows would refer to rows that are not there: mend or delete them first"},
    Advice{"UNIQUE constraint failed",
           "A value would be there twice: give the row another one; for a new index, find the rows with GROUP BY ... "
           "HAVING count(*) > 1 and mend them first"},
    Advice{"NOT NULL constraint failed", "Give the column a value in each row first, or a DEFAULT"},
    Advice{"Cannot add a NOT NULL column with default value NULL", "Give the new column a DEFAULT"},
    Advice{"Cannot add a column with non-constant default",
           "Add it without a DEFAULT and fill it with UPDATE, or rebuild the table"},
    Advice{"Cannot add a UNIQUE column", "Add the column, then CREATE UNIQUE INDEX"},
    Advice{"Cannot add a PRIMARY KEY column", "Rebuild the table: create the new one, copy, drop, rename"},
    Advice{"error in view", "A view refers to what changed: DROP VIEW before, CREATE VIEW after it"},
    Advice{"error in trigger", "A trigger refers to what changed: DROP TRIGGER before, CREATE TRIGGER after it"},
    Advice{"error in index", "An index refers to what changed: DROP INDEX before, CREATE INDEX after it"},
    Advice{"cannot drop column",
           "DROP what uses the column first (index, constraint, view, trigger), or rebuild the "
           "table"},
    Advice{"cannot VACUUM from within a transaction", "Put -- dunlin:transaction off into the file"},
    Advice{"change into wal mode from within a transaction", "Put -- dunlin:transaction off into the file"},
    Advice{"Safety level may not be changed inside a transaction", "Put -- dunlin:transaction off into the file"},
    Advice{"cannot start a transaction within a transaction",
           "Dunlin's own transaction is open: leave BEGIN out, or put -- dunlin:transaction off into the file"},
    Advice{"no such module", "The table needs an SQLite extension that is not part of this build"},
    Advice{"database or disk is full", "Make room on the disk, then run it again"},
};

std::string_view advice_for(std::string_view message) {
  for (const Advice& advice : kAdvice) {
    if (message.find(advice.sign) != std::string_view::npos) return advice.hint;
  }
  return {};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string busy_message(const std::string& path) {
  const std::string holders = lock_holders(path);
  if (holders.empty()) return "The database is locked by another connection";
  return "The database is locked by " + holders;
}

/// The inode that a line of /proc/locks speaks of, and who holds it: "1: POSIX  ADVISORY  WRITE 4711 fe:00:123 0 EOF".
bool parse_lock(std::string_view line, std::uint64_t& inode, std::uint64_t& device, std::uint64_t& pid) {
  const std::vector<std::string_view> words = base::words(line);
  // A process that waits has a "->" in front of its words; it holds nothing.
  if (words.size() < 8 || words[1] == "->") return false;
  const std::vector<std::string_view> parts = base::split(words[5], ':');
  if (parts.size() != 3 || !base::parse_number(parts[2], inode) || !base::parse_number(words[4], pid)) return false;
  const std::string major_text(parts[0]);
  const std::string minor_text(parts[1]);
  device = makedev(static_cast<unsigned>(std::strtoul(major_text.c_str(), nullptr, 16)),
                   static_cast<unsigned>(std::strtoul(minor_text.c_str(), nullptr, 16)));
  return true;
}

std::string describe_process(std::uint64_t pid) {
  if (pid == static_cast<std::uint64_t>(::getpid())) return "another connection of this process";
  std::string name;
  try {
    name = base::read_file(fmt::format("/proc/{}/comm", pid));
  } catch (const Error&) {
    return fmt::format("process {}", pid);
  }
  return fmt::format("process {} ({})", pid, base::printable(base::trim(name)));
}

}  // namespace

std::string lock_holders(const std::string& path) {
  if (path.empty()) return {};
  std::string text;
  try {
    text = base::read_file("/proc/locks");
  } catch (const Error&) {
    return {};
  }
  std::vector<std::string> holders;
  // In WAL mode the locks are on the -shm file.
  for (const std::string& file : {path, path + "-shm"}) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) continue;
    for (std::string_view line : base::split(text, '\n')) {
      std::uint64_t inode = 0;
      std::uint64_t device = 0;
      std::uint64_t pid = 0;
      if (!parse_lock(line, inode, device, pid) || inode != status.st_ino || pid == 0) continue;
      if (device != status.st_dev && major(status.st_dev) != 0) continue;
      std::string who = describe_process(pid);
      bool known = false;
      for (const std::string& other : holders) known = known || other == who;
      if (!known) holders.push_back(std::move(who));
    }
  }
  // This process holds locks of its own while it waits; another process is the answer, if there is one.
  if (holders.size() > 1) std::erase(holders, describe_process(static_cast<std::uint64_t>(::getpid())));
  return base::join(holders, ", ");
}

Error to_error(sqlite3* db, int code, std::string_view statement, const std::string& path) {
  const std::string message = sqlite3_errmsg(db);
  const int offset = sqlite3_error_offset(db);
  const int reason = sqlite3_system_errno(db);
  const std::string shown = path.empty() ? "the database" : base::printable(path);

  Error error(ErrorKind::sql, message, std::string(advice_for(message)));
  error.native_code = code;
  error.statement = statement;
  if (offset >= 0) error.offset = static_cast<std::size_t>(offset);

  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      error.kind = ErrorKind::lock_timeout;
      error.message = busy_message(path);
      error.hint = "Wait until it has finished, or give it longer with lock_timeout or ?busy_timeout=MS in the URL";
      error.detail = message;
      break;
    case SQLITE_INTERRUPT:
      error.kind = ErrorKind::cancelled;
      error.message = "The statement was cancelled";
      break;
    case SQLITE_FULL:
      error.kind = ErrorKind::io;
      error.message = fmt::format("The disk of {} is full", shown);
      error.hint = "Make room there (PRAGMA max_page_count limits a database too), then run it again";
      error.detail = message;
      break;
    case SQLITE_IOERR:
      error.kind = ErrorKind::io;
      error.message = fmt::format("{} could not be read or written: {}", shown, message);
      error.detail = sqlite3_errstr(code);
      if (reason == ENOSPC || reason == EDQUOT) {
        error.message = fmt::format("The disk of {} is full", shown);
        error.hint = "Make room there, then run it again";
      } else if (reason == EFBIG) {
        error.hint = "The file has met the limit on file sizes: raise it (ulimit -f)";
      } else {
        error.hint = "Look at the disk and its file system (dmesg), then run it again";
      }
      break;
    case SQLITE_READONLY:
      error.kind = ErrorKind::io;
      error.message = fmt::format("{} cannot be written: {}", shown, message);
      error.hint = code == SQLITE_READONLY_DBMOVED
                       ? "The file was moved or removed while it was open: put it back and run it again"
                       : fmt::format(
                             "Give the user that runs Dunlin the right to write it and its folder {}, in which "
                             "SQLite makes {}-journal",
                             base::printable(folder_of(path)), base::printable(base::base_name(path)));
      break;
    case SQLITE_CANTOPEN:
      error.kind = ErrorKind::io;
      if (message.find("unable to open database file") != std::string::npos && !path.empty()) {
        error.message = fmt::format("SQLite cannot make or open the files that it needs beside {}", shown);
        error.hint = fmt::format(
            "Give the user that runs Dunlin the right to write the folder {}, in which SQLite makes "
            "{}-journal",
            base::printable(folder_of(path)), base::printable(base::base_name(path)));
        error.detail = message;
      }
      break;
    case SQLITE_PERM:
      error.kind = ErrorKind::io;
      break;
    case SQLITE_CORRUPT:
      error.kind = ErrorKind::io;
      error.message = fmt::format("{} is damaged: {}", shown, message);
      error.hint =
          "See what is wrong with PRAGMA integrity_check; restore a backup, or save what can be saved with "
          "the sqlite3 shell's .recover";
      break;
    case SQLITE_NOTADB:
      error.kind = ErrorKind::connect;
      error.message = fmt::format("{} is not an SQLite database, or it is encrypted", shown);
      error.hint = "Look whether the URL names the right file";
      break;
    case SQLITE_NOMEM:
      error.kind = ErrorKind::io;
      error.message = "SQLite ran out of memory";
      break;
    case SQLITE_MISUSE:
    case SQLITE_INTERNAL:
      error.kind = ErrorKind::internal;
      break;
    case SQLITE_TOOBIG:
      error.hint = "Cut the statement or the value into smaller ones";
      break;
    default:
      break;
  }
  if (reason != 0 && error.kind == ErrorKind::io) {
    if (!error.detail.empty()) error.detail += "; ";
    error.detail += std::strerror(reason);
  }
  return error;
}

Error open_error(sqlite3* db, int code, const std::string& path, bool created) {
  const std::string shown = base::printable(path);
  const std::string folder = folder_of(path);
  if (db != nullptr && (code & 0xff) != SQLITE_CANTOPEN && (code & 0xff) != SQLITE_PERM) {
    Error error = to_error(db, code, {}, path);
    if (error.kind == ErrorKind::sql) error.kind = ErrorKind::connect;
    return error;
  }
  Error error(ErrorKind::connect, fmt::format("{} cannot be opened: {}", shown, sqlite3_errstr(code)));
  error.native_code = code;
  if (base::directory_exists(path)) {
    error.message = fmt::format("{} is a folder, not a database", shown);
    error.hint = "Name the file in it";
  } else if (!base::directory_exists(folder)) {
    error.message = fmt::format("The folder {} of the database is not there", base::printable(folder));
    error.hint = fmt::format("Make it with mkdir -p {}, or mend the path in the URL", base::printable(folder));
  } else if (!base::file_exists(path) && !created) {
    error.message = fmt::format("The database {} is not there", shown);
    error.hint = "`dunlin db create` makes it, and so does `dunlin up`; or mend the path in the URL";
  } else if (!base::file_exists(path)) {
    error.message = fmt::format("The database {} cannot be made", shown);
    error.hint =
        fmt::format("Give the user that runs Dunlin the right to write the folder {}", base::printable(folder));
  } else if (::access(path.c_str(), R_OK) != 0) {
    error.message = fmt::format("{} may not be read by this user", shown);
    error.hint = "Give the user that runs Dunlin the right to read and write it";
  }
  return error;
}

}  // namespace dunlin::database::sqlite
