#include "run/backup.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "run/backup_files.hpp"
#include "run/session.hpp"
#include "source/version.hpp"

namespace dunlin::run {
namespace {

constexpr std::int64_t told_every_ms = 250;

std::int64_t size_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  return file ? static_cast<std::int64_t>(file.tellg()) : -1;
}

struct Destination {
  std::string folder;
  std::string file;  ///< empty: a name is made
};

Destination destination(const Context& context, const BackupOptions& options) {
  const std::string& output = options.output;
  if (output.empty()) return {context.options.backup_directory, {}};
  if (output.back() == '/' || base::directory_exists(output)) return {output, {}};
  if (options.keep > 0) {
    throw Error(ErrorKind::usage, "keep concerns a folder of backups, and " + base::printable(output) + " is one file",
                "name a folder, or leave --keep out");
  }
  const auto slash = output.find_last_of('/');
  return {slash == std::string::npos ? "." : output.substr(0, std::max<std::size_t>(slash, 1)), output};
}

/// What a killed backup of this database left. Under the runner lock nobody else is writing one.
void remove_unfinished(const std::string& folder, const std::string& beginning) {
  for (const auto& entry : base::list_directory(folder)) {
    if (!entry.is_directory && entry.name.starts_with(beginning))
      base::remove_file(base::join_path(folder, entry.name));
  }
}

/// Removes the file unless it was finished.
class Unfinished {
 public:
  explicit Unfinished(std::string path) : path_(std::move(path)) { base::create_private_file(path_); }
  ~Unfinished() {
    try {
      base::remove_file(path_);
    } catch (const Error&) {
      // The next backup does it.
    }
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

database::BackupProgress progress_of(Context& context, EventKind kind, std::string what, bool stoppable) {
  return [&context, kind, stoppable, what = std::move(what), last = std::int64_t{0}](std::int64_t done,
                                                                                     std::int64_t total) mutable {
    if (stoppable) context.check_stop();
    const std::int64_t now = base::steady_milliseconds();
    if (now - last < told_every_ms) return;
    last = now;
    context.emit({.kind = kind, .index = done, .total = total, .text = what});
  };
}

std::unique_ptr<database::Backup> backup_role(Context& context) {
  database::OpenOptions options;
  options.history_table = context.options.history_table;
  options.log_table = context.options.log_table;
  options.history_schema = context.history().names().schema;
  return context.driver->backup.make(context.connection(), context.url, options);
}

std::vector<database::BackupRow> backup_rows(const std::vector<history::Record>& records) {
  std::vector<database::BackupRow> rows;
  rows.reserve(records.size());
  for (const auto& record : records) rows.push_back({record.version, record.kind, record.checksum});
  std::ranges::sort(rows);
  return rows;
}

std::string newest_version(const std::vector<database::BackupRow>& rows) {
  std::string newest;
  for (const auto& row : rows) {
    if (row.kind != "versioned" && row.kind != "baseline") continue;
    if (newest.empty() || source::compare_versions(newest, row.version) < 0) newest = row.version;
  }
  return newest;
}

BackupRead read_backup(Context& context, database::Backup& role, const std::string& file, EventKind told) {
  BackupRead read;
  auto contents = role.read(file, progress_of(context, told, "checking"));
  read.backup.file = file;
  read.backup.engine = context.driver->title;
  read.backup.product = std::move(contents.product);
  read.backup.taken_at = time_in_name(base::base_name(file));
  read.backup.version = newest_version(contents.history);
  read.backup.migrations = static_cast<std::int64_t>(
      std::ranges::count_if(contents.history, [](const database::BackupRow& row) { return row.kind != "seed"; }));
  read.backup.bytes = size_of(file);
  read.history = std::move(contents.history);
  return read;
}

Backup take_backup(Context& context, const BackupOptions& options, std::string_view mark) {
  const std::int64_t begun = base::steady_milliseconds();
  const auto role = backup_role(context);
  const auto live = backup_rows(context.history().read(false));
  const Destination where = destination(context, options);
  if (!where.file.empty() && base::file_exists(where.file)) {
    throw Error(ErrorKind::refused, "there is a file " + base::printable(where.file) + " already",
                "name another one; a backup replaces nothing");
  }
  base::create_directories(where.folder);
  const std::string identity = identity_of(context.url);
  const std::string beginning = ".dunlin-backup-" + base::sha256_hex(identity).substr(0, 12);
  remove_unfinished(where.folder, beginning);

  const Unfinished part(base::join_path(where.folder, beginning));
  base::fail_point("backup: file made");
  role->write(part.path(), progress_of(context, EventKind::backup_progress, "copying"));
  base::fail_point("backup: written");

  BackupRead read = read_backup(context, *role, part.path(), EventKind::backup_progress);
  if (read.history != live) {
    throw Error(ErrorKind::io, "the backup does not hold the history that the database has",
                "something that is not Dunlin changes the history's table; take the backup again");
  }
  base::fail_point("backup: checked");

  std::string path = where.file;
  if (path.empty()) {
    std::int64_t time = base::now_milliseconds();
    const auto name = [&] {
      return backup_name(context.url, time, newest_version(live), mark, context.driver->backup.suffix);
    };
    // Names have seconds.
    while (base::file_exists(base::join_path(where.folder, name()))) {
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
      time = base::now_milliseconds();
    }
    path = base::join_path(where.folder, name());
    // Before the file has its name: a line without a file says nothing.
    add_to_index(where.folder, {base::base_name(path), identity, sha256_of_file(part.path())});
  }
  base::fail_point("backup: in the index");
  base::publish_file(part.path(), path);
  base::fail_point("backup: named");

  Backup made = std::move(read.backup);
  made.file = path;
  made.taken_at = time_in_name(base::base_name(path));
  if (options.keep > 0) made.removed = remove_oldest(where.folder, identity, options.keep);
  made.duration_ms = base::steady_milliseconds() - begun;
  context.emit(
      {.kind = EventKind::backup_finished, .total = made.bytes, .milliseconds = made.duration_ms, .text = made.file});
  return made;
}

}  // namespace dunlin::run

namespace dunlin {
inline namespace v0 {

void Migrator::Impl::back_up_before(RunReport& report) {
  if (!context.options.backup_before) return;
  if (backup_taken.empty()) {
    // A database that has nothing yet has nothing to lose.
    if (records.empty() && context.connection().catalogue().tables().empty()) return;
    try {
      backup_taken = run::take_backup(context, {{}, context.options.backup_keep}).file;
    } catch (Error& error) {
      error.message = "the backup before the run failed: " + error.message;
      error.state = "nothing was changed: the run was not begun";
      throw;
    }
  }
  report.backup = backup_taken;
}

Backup Migrator::backup(const BackupOptions& options) {
  const Impl::Call call(*impl_);
  auto& context = impl_->context;
  if (!context.connected() && context.driver->creates_on_open && !context.driver->exists(context.url)) {
    throw Error(ErrorKind::refused, "there is no database " + context.url.redacted() + ", so there is nothing to copy");
  }
  context.connect(false);
  run::RunnerLock lock(context);
  lock.acquire();
  return run::take_backup(context, options);
}

}  // namespace v0
}  // namespace dunlin
