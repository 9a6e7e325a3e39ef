#include "database/sqlite/backup.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "database/driver.hpp"
#include "database/sqlite/connection.hpp"
#include "database/sqlite/errors.hpp"
#include "database/tools.hpp"

namespace dunlin::database::sqlite {
namespace {

constexpr int step_pages = 256;                    // a megabyte: others wait no longer than that takes
constexpr int step_pause_ms = 2;                   // in which a waiting writer gets its turn
constexpr int most_restarts = 4;                   // after so many the copy holds the writers off until it is done
constexpr std::int64_t busy_patience_ms = 60'000;  // without a step forward
constexpr std::int64_t full_check_bytes = std::int64_t{256} << 20;
constexpr std::string_view magic{"SQLite format 3\0", 16};

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

/// A path as a file: URI.
std::string uri_of(const std::string& path) {
  std::string out = path.starts_with('/') ? "file://" : "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

Handle open_file(const std::string& path, bool read_only) {
  sqlite3* raw = nullptr;
  // A finished backup is changed by nobody: immutable needs no lock, and no -shm beside a file in WAL mode.
  const std::string name = uri_of(path) + (read_only ? "?immutable=1" : "");
  const int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags, nullptr);
  Handle db(raw);
  if (code != SQLITE_OK) throw open_error(raw, code, path, false);
  return db;
}

std::vector<std::vector<std::string>> rows_of(sqlite3* db, const std::string& sql, const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [](void* into, int columns, char** values, char**) {
    auto& row = static_cast<std::vector<std::vector<std::string>>*>(into)->emplace_back();
    for (int i = 0; i < columns; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
    return 0;
  };
  const int code = sqlite3_exec(db, sql.c_str(), add, &rows, nullptr);
  if (code != SQLITE_OK) throw to_error(db, code, sql, path);
  return rows;
}

std::string quoted(std::string_view name, char quote) {
  const std::string mark(1, quote);
  return mark + base::replace_all(std::string(name), mark, mark + mark) + mark;
}

std::vector<BackupRow> read_history(sqlite3* db, const std::string& table, const std::string& path) {
  const std::string there =
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(" + quoted(table, '\'') + ")";
  std::vector<BackupRow> history;
  if (rows_of(db, there, path).empty()) return history;
  for (auto& row : rows_of(db, "SELECT version, kind, checksum FROM " + quoted(table, '"'), path)) {
    history.push_back({row[0], row[1], row[2]});
  }
  std::ranges::sort(history);
  return history;
}

class SqliteBackup final : public Backup {
 public:
  SqliteBackup(Connection& connection, const OpenOptions& options)
      : connection_(connection), history_table_(options.history_table) {}

  void write(const std::string& file, const BackupProgress& progress) override {
    const Handle to = open_file(file, false);
    // A half-written copy is thrown away, and the caller makes a whole one durable.
    (void)rows_of(to.get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", file);
    // A reader of a WAL keeps nobody waiting, so one snapshot serves from beginning to end. Otherwise a reader keeps
    // writers out: the copy goes in steps, and begins again where somebody wrote.
    bool held = to_text(connection_.query("PRAGMA journal_mode")[0][0]) == "wal";
    const EndSnapshot end(connection_);
    if (held) hold_snapshot();
    copy(to.get(), live(), "sqlite: a step of the backup", progress, [&](int restarts) {
      if (!held && restarts > most_restarts) {
        hold_snapshot();
        held = true;
      }
      return held;
    });
  }

  BackupContents read(const std::string& file, const BackupProgress& progress) override {
    const Handle db = open_file(file, true);
    try {
      const auto pages = std::stoll(rows_of(db.get(), "PRAGMA page_count", file).at(0).at(0));
      const auto size = std::stoll(rows_of(db.get(), "PRAGMA page_size", file).at(0).at(0));
      progress(0, pages);
      const bool full = pages * size <= full_check_bytes;
      const auto found = rows_of(db.get(), full ? "PRAGMA integrity_check(5)" : "PRAGMA quick_check(5)", file);
      if (found.size() != 1 || found[0][0] != "ok") {
        std::string detail;
        for (const auto& row : found) detail += (detail.empty() ? "" : "\n") + row[0];
        throw damaged_backup(file, detail);
      }
      progress(pages, pages);
      return {"SQLite", read_history(db.get(), history_table_, file)};
    } catch (const Error& error) {
      if (error.kind == ErrorKind::refused || error.kind == ErrorKind::cancelled) throw;
      throw damaged_backup(file, error.message);
    }
  }

  /// The file itself is what swap() puts in place: read() has checked it.
  void prepare(const std::string& file, const BackupProgress&) override {
    struct stat one {};
    struct stat other {};
    const char* name = sqlite3_db_filename(live(), "main");
    if (name != nullptr && ::stat(name, &one) == 0 && ::stat(file.c_str(), &other) == 0 && one.st_ino == other.st_ino &&
        one.st_dev == other.st_dev) {
      throw Error(ErrorKind::refused, fmt::format("{} is the database itself", base::printable(file)),
                  "`dunlin db backup` makes backups");
    }
    file_ = file;
    from_ = open_file(file, true);
  }
  std::vector<BackupRow> prepared() override { return read_history(from_.get(), history_table_, file_); }

  void swap(bool, const BackupProgress& progress) override {
    try {
      copy(live(), from_.get(), "sqlite: a step of the restore", progress, [](int) { return true; });
    } catch (const Error& error) {
      // A WAL cannot take pages of another size.
      if ((error.native_code & 0xff) != SQLITE_READONLY) throw;
      (void)connection_.execute("PRAGMA journal_mode = DELETE");
      copy(live(), from_.get(), "sqlite: a step of the restore", progress, [](int) { return true; });
    }
    from_.reset();
  }
  void discard() noexcept override { from_.reset(); }

 private:
  struct EndSnapshot {
    explicit EndSnapshot(Connection& connection_) : connection(connection_) {}
    ~EndSnapshot() { connection.rollback(); }
    EndSnapshot(const EndSnapshot&) = delete;
    EndSnapshot& operator=(const EndSnapshot&) = delete;
    Connection& connection;
  };

  [[nodiscard]] sqlite3* live() const { return static_cast<sqlite3*>(connection_.native_handle()); }

  void hold_snapshot() {
    (void)connection_.execute("BEGIN");
    (void)connection_.query("SELECT count(*) FROM sqlite_schema");
  }

  /// All pages of `from` into `to`, in one transaction of `to`. `hurry` is told how often the copy began again, and
  /// says whether to go on without pauses.
  void copy(sqlite3* to, sqlite3* from, const char* fail_name, const BackupProgress& progress,
            const std::function<bool(int restarts)>& hurry) {
    const std::unique_ptr<sqlite3_backup, FinishBackup> backup(sqlite3_backup_init(to, "main", from, "main"));
    if (!backup) throw to_error(to, sqlite3_extended_errcode(to), {}, {});
    int restarts = 0;
    int done = 0;
    std::int64_t stuck_since = base::steady_milliseconds();
    for (;;) {
      const bool hurried = hurry(restarts);
      const int code = sqlite3_backup_step(backup.get(), step_pages);
      if (code == SQLITE_DONE) break;
      const int total = sqlite3_backup_pagecount(backup.get());
      const int now = total - sqlite3_backup_remaining(backup.get());
      if (now < done) ++restarts;
      const std::int64_t time = base::steady_milliseconds();
      if (now > done) stuck_since = time;
      done = now;
      progress(done, total);
      const bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
      if (code != SQLITE_OK && (!busy || time - stuck_since > busy_patience_ms)) throw failure(code, busy);
      if (busy || !hurried) sqlite3_sleep(busy ? 20 : step_pause_ms);
      base::fail_point(fail_name);
    }
    const int total = sqlite3_backup_pagecount(backup.get());
    progress(total, total);
  }

  [[nodiscard]] static Error failure(int code, bool busy) {
    Error error(busy ? ErrorKind::locked : ErrorKind::io,
                busy ? "another process holds the database file" : std::string(sqlite3_errstr(code)),
                busy ? "close what has a transaction open on it, then run it again" : std::string());
    // The transaction of the copy is taken back with it.
    error.state = "nothing was changed";
    if ((code & 0xff) == SQLITE_FULL) error.hint = "make room on the disk";
    error.native_code = code;
    return error;
  }

  Connection& connection_;
  std::string history_table_;
  std::string file_;
  Handle from_;
};

std::unique_ptr<Backup> make(Connection& connection, const Url&, const OpenOptions& options) {
  return std::make_unique<SqliteBackup>(connection, options);
}

}  // namespace

extern const BackupKind backup_kind;
const BackupKind backup_kind = {
    .suffix = ".sqlite",
    .recognises = [](std::string_view head) { return head.starts_with(magic); },
    .make = make,
};

}  // namespace dunlin::database::sqlite
