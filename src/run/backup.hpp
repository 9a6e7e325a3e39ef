// One backup of the connected database, for whoever holds the runner lock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/backup.hpp"
#include "dunlin/backup.hpp"
#include "history/record.hpp"
#include "run/context.hpp"

namespace dunlin::run {

/// The role, for this connection. Throws Error{unsupported} where there is no URL to hand to a tool.
[[nodiscard]] std::unique_ptr<database::Backup> backup_role(Context& context);

/// The rows as a backup holds them, sorted.
[[nodiscard]] std::vector<database::BackupRow> backup_rows(const std::vector<history::Record>& records);
/// The newest version among them; empty: none.
[[nodiscard]] std::string newest_version(const std::vector<database::BackupRow>& rows);

/// Writes, checks, names. `mark` goes into the name. The connection must be idle.
[[nodiscard]] Backup take_backup(Context& context, const BackupOptions& options, std::string_view mark = {});

/// Progress as events of this kind, now and then; a stop request ends the work where it is
/// `stoppable`.
[[nodiscard]] database::BackupProgress progress_of(Context& context, EventKind kind, std::string what,
                                                   bool stoppable = true);

/// What a file is, from reading all of it. Throws Error{refused} for one that is damaged or another engine's.
struct BackupRead {
  Backup backup;
  std::vector<database::BackupRow> history;
};
[[nodiscard]] BackupRead read_backup(Context& context, database::Backup& role, const std::string& file, EventKind told);

}  // namespace dunlin::run
