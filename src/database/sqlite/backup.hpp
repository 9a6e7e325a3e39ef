// Backups of an SQLite database: copies of the file, made and put back by SQLite's own online backup, so that other
// processes may go on reading and writing. Put back, the copy replaces the live content in one transaction of SQLite's:
// others see the old state or the new one, and so does whoever opens the file after a kill.
#pragma once

#include "database/backup.hpp"

namespace dunlin::database::sqlite {

extern const BackupKind backup_kind;

}  // namespace dunlin::database::sqlite
