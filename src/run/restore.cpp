#include <algorithm>
#include <fstream>

#include "base/clock.hpp"
#include "base/fail_point.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "run/backup.hpp"
#include "run/backup_files.hpp"
#include "run/session.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

using database::BackupRow;

Error refusal(std::string message, std::string hint) {
  Error error(ErrorKind::refused, std::move(message), std::move(hint));
  error.state = "nothing was changed";
  return error;
}

std::string resolve_file(const run::Context& context, const std::string& asked) {
  const std::string& folder = context.options.backup_directory;
  if (asked != "latest") {
    if (base::file_exists(asked)) return asked;
    // The name of one in the folder of backups is enough.
    std::string there = base::join_path(folder, asked);
    if (asked.find('/') == std::string::npos && base::file_exists(there)) return there;
    throw refusal("there is no file " + base::printable(asked),
                  "name a backup, or `latest` for the newest in " + base::printable(folder));
  }
  std::string newest;
  for (const auto& entry : run::read_index(folder)) {
    const bool replaced = entry.file.find("-replaced.") != std::string::npos;
    if (entry.database == run::identity_of(context.url) && !replaced) newest = entry.file;
  }
  if (newest.empty()) {
    throw refusal("there is no backup of this database in " + base::printable(folder),
                  "name the file: `dunlin db restore FILE`");
  }
  return base::join_path(folder, newest);
}

/// The first bytes say whose it is.
void check_kind(const run::Context& context, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string head(database::backup_head, '\0');
  stream.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(stream.gcount()));
  if (context.driver->backup.recognises(head)) return;
  for (const auto* driver : database::drivers()) {
    if (!driver->backup.recognises(head)) continue;
    throw refusal(base::printable(file) + " is a backup of " + std::string(driver->title) + ", and this is " +
                      std::string(context.driver->title),
                  "name the database that it belongs to with --database");
  }
  throw refusal(base::printable(file) + " is no backup", "`dunlin db backup` makes them");
}

/// Bytes that are not those that were written: rows may be other ones although the file can be read.
void check_bytes(const std::string& file) {
  const auto slash = file.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  for (const auto& entry : run::read_index(folder)) {
    if (entry.file != base::base_name(file) || entry.sha256 == run::sha256_of_file(file)) continue;
    throw refusal("the backup " + base::printable(file) + " is damaged: its bytes are not those that were written",
                  "take another one; nothing of it was used");
  }
}

/// One history is a continuation of the other, or an earlier state of it, only if they share a migration.
void check_history(const std::vector<BackupRow>& live, const std::vector<BackupRow>& backup, const std::string& file) {
  if (live.empty()) return;
  for (const auto& row : backup) {
    if (std::ranges::find(live, row) != live.end()) return;
  }
  throw refusal(backup.empty() ? base::printable(file) + " has no history of migrations, and this database has one"
                               : "the history in " + base::printable(file) +
                                     " is another database's: no migration of it is applied here",
                "look whether it is the right file and the right database; --foreign restores it all the same");
}

std::vector<Loss> losses_of(run::Context& context) {
  std::vector<Loss> losses;
  for (const auto& table : context.connection().catalogue().tables()) {
    losses.push_back({"table " + table.name, table.rows, table.exact});
  }
  return losses;
}

/// While it lives, a failure takes away what was prepared.
class Preparation {
 public:
  explicit Preparation(database::Backup& role) : role_(role) {}
  ~Preparation() {
    if (!done_) role_.discard();
  }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;
  void done() { done_ = true; }

 private:
  database::Backup& role_;
  bool done_ = false;
};

void log_restore(run::Context& context, const Backup& backup) {
  auto& connection = context.connection();
  context.history().prepare();
  Step step;
  step.version = backup.version;
  auto entry = context.entry("restore", step);
  entry.detail = "from " + base::base_name(backup.file);
  auto commands = connection.begin({});
  commands.push_back(context.history().logged(entry));
  commands.push_back(connection.commit());
  connection.execute_all(commands);
}

}  // namespace

Restored Migrator::restore(const RestoreOptions& options) {
  const Impl::Call call(*impl_);
  auto& context = impl_->context;
  const std::int64_t begun = base::steady_milliseconds();
  const std::string file = resolve_file(context, options.file);
  check_kind(context, file);
  check_bytes(file);
  context.connect(true);
  run::RunnerLock lock(context);
  lock.acquire();

  const auto role = run::backup_role(context);
  Restored restored;
  if (auto words = role->recover(); !words.empty()) restored.notes.push_back(std::move(words));
  auto read = run::read_backup(context, *role, file, EventKind::restore_progress);
  const auto live = run::backup_rows(context.history().read(false));
  if (!options.foreign) check_history(live, read.history, file);
  if (const auto others = role->sessions(); !others.empty() && !options.end_sessions) {
    Error error =
        refusal("others are connected to the database", "close these connections, or add --force to end them");
    error.detail = base::join(others, "\n");
    throw error;
  }
  restored.plan = {context.url.redacted(), run::newest_version(live), losses_of(context), read.backup};
  if (options.confirm && !options.confirm(restored.plan)) throw refusal("not confirmed", "say --yes to go ahead");
  if (options.keep_old) restored.kept = run::take_backup(context, {}, "replaced").file;

  Preparation preparation(*role);
  base::fail_point("restore: confirmed");
  role->prepare(file, run::progress_of(context, EventKind::restore_progress, "loading"));
  if (role->prepared() != read.history) {
    throw refusal("what was loaded has not the history that the backup has", "take another backup");
  }
  {
    const run::Context::Unhurried unhurried(context);
    if (role->swap_needs_disconnect()) {
      lock.release();
      context.disconnect();
    }
    role->swap(options.end_sessions, run::progress_of(context, EventKind::restore_progress, "replacing", false));
    preparation.done();
    base::fail_point("restore: replaced");
    context.connect(true);
    log_restore(context, read.backup);
  }
  restored.duration_ms = base::steady_milliseconds() - begun;
  return restored;
}

}  // namespace v0
}  // namespace dunlin
