// Backups of a PostgreSQL database: pg_dump's custom format, compressed, readable by pg_restore. Put back, a file is
// loaded into a database of its own beside the live one, and the two change their names in one transaction.
#pragma once

#include "database/backup.hpp"

namespace dunlin::database::postgres {

extern const BackupKind backup_kind;

}  // namespace dunlin::database::postgres
