// Backups of the database, taken and put back: Migrator::backup(), Migrator::restore().
//
//   dunlin::Backup made = migrator.backup({.keep = 7});
//   migrator.restore({.file = made.file});
//
// A backup is one file, named with the database, the time (UTC) and the version: app-20261130T224500Z-004.sqlite,
// .dump (PostgreSQL: pg_restore reads it) or .sql.gz (MariaDB, MySQL). It is consistent while others write, only its
// owner may read it, and it has its name only once it is whole and was read again. On servers their own dump tools do
// the work, with the URL's account.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/plan.hpp"

namespace dunlin {
inline namespace v0 {

/// Where a backup goes, and which older ones go.
struct BackupOptions {
  std::string output{};   ///< a file that is not there yet, or a folder (which is there, or ends in /); empty:
                          ///< Options::backup_directory
  std::int64_t keep = 0;  ///< of this database's backups in that folder, keep so many; 0: all
};

/// One backup.
struct Backup {
  std::string file;                    ///< its path
  std::string engine;                  ///< "SQLite", "PostgreSQL", "MariaDB/MySQL"
  std::string product;                 ///< what it was made from, as far as it says: "PostgreSQL 15.18"
  std::string taken_at;                ///< UTC, ISO 8601; of a file that is not named like a backup: empty
  std::string version;                 ///< the newest version of its history; empty: none
  std::int64_t migrations = 0;         ///< rows of its history that are applied
  std::int64_t bytes = 0;              ///< of the file
  std::int64_t duration_ms = 0;        ///< of backup()
  std::vector<std::string> removed{};  ///< files that `keep` removed
};

/// What a restore is about to do.
struct RestorePlan {
  std::string database;      ///< redacted URL
  std::string current;       ///< the live database's version; empty: none
  std::vector<Loss> losses;  ///< what is live now, table by table
  Backup backup;             ///< what takes its place
};

/// What is restored, and what it may do for that.
struct RestoreOptions {
  std::string file{};         ///< or "latest": this database's newest in Options::backup_directory
  bool end_sessions = false;  ///< other connections that stand in the way (PostgreSQL) are ended
  bool foreign = false;       ///< although the backup's history is not one of this database
  bool keep_old = false;      ///< what is live now is backed up first; such a backup is never "latest"
  /// Called before anything is changed, under the runner lock; false refuses.
  std::function<bool(const RestorePlan&)> confirm{};
};

/// What a restore did.
struct Restored {
  RestorePlan plan;                ///< what it was about to do
  std::string kept;                ///< the file of keep_old
  std::vector<std::string> notes;  ///< what else was done: "removed what a restore that was stopped had left"
  std::int64_t duration_ms = 0;    ///< of all of it
};

}  // namespace v0
}  // namespace dunlin
