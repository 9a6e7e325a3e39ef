// db backup, db restore.
#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/prompt.hpp"
#include "cli/stopping.hpp"
#include "cli/times.hpp"

namespace dunlin::cli {
namespace {

/// "version 004 of 2026-11-30 22:45:00, 12.3 MB".
std::string backup_words(const Backup& backup) {
  std::string text = backup.version.empty() ? "no migration applied" : "version " + base::printable(backup.version);
  if (!backup.taken_at.empty()) text += ", taken " + short_time(backup.taken_at);
  return text + ", " + bytes_text(backup.bytes);
}

bool confirm(Session& session, const RestorePlan& plan) {
  session.out.progress({});
  if (session.yes()) return true;
  std::vector<Loss> losses = plan.losses;
  // An empty database is asked for as well: it may be the wrong one.
  if (losses.empty()) losses.push_back({"the database, which has no tables", -1, true});
  return confirm_losses(session.out, false,
                        "replace " + base::printable(plan.database) + " (" +
                            (plan.current.empty() ? "no version" : "version " + base::printable(plan.current)) +
                            ") by " + base::printable(plan.backup.file) + " (" + backup_words(plan.backup) + ")",
                        losses);
}

}  // namespace

int cmd_db_backup(Session& session) {
  BackupOptions options;
  options.output = session.arguments.value("--output");
  options.keep = session.arguments.number("--keep", 0);
  if (session.arguments.has("--keep") && options.keep < 1) {
    throw Error(ErrorKind::usage, "--keep must be at least 1", "the new backup is one of those that are kept");
  }
  Backup made;
  watched(session, false, [&](Migrator& migrator) { made = migrator.backup(options); });
  Output& out = session.out;
  if (out.json()) {
    out.document(backup_json(made).set("removed", Json::strings(made.removed)).set("duration_ms", made.duration_ms));
    return exit_done;
  }
  out.line(base::printable(made.file));
  for (const auto& file : made.removed) out.remark("removed " + base::printable(file));
  out.remark(backup_words(made) + ", checked, in " + base::format_duration(made.duration_ms));
  return exit_done;
}

int cmd_db_restore(Session& session) {
  Output& out = session.out;
  RestoreOptions options;
  options.file = session.arguments.word(0);
  options.end_sessions = session.arguments.has("--force");
  options.foreign = session.arguments.has("--foreign");
  options.keep_old = session.arguments.has("--keep-old");
  bool declined = false;
  options.confirm = [&](const RestorePlan& plan) {
    const bool go = confirm(session, plan);
    declined = !go;
    return go;
  };
  Restored restored;
  try {
    watched(session, true, [&](Migrator& migrator) { restored = migrator.restore(options); });
  } catch (const Error&) {
    if (!declined || out.json()) throw;
    out.complain("nothing was done");
    return exit_failed;
  }
  if (out.json()) {
    out.document(restored_json(restored));
    return exit_done;
  }
  for (const auto& note : restored.notes) out.story(base::printable(note));
  out.line("restored " + base::printable(restored.plan.database) + " from " +
           base::printable(restored.plan.backup.file));
  out.remark(backup_words(restored.plan.backup) + ", in " + base::format_duration(restored.duration_ms));
  if (!restored.kept.empty()) out.remark("what was there before is in " + base::printable(restored.kept));
  return exit_done;
}

}  // namespace dunlin::cli
