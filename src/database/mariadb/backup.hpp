// Backups of a MariaDB or MySQL database: what mariadb-dump writes, compressed by gzip. Put back, a file is loaded into
// a database of its own; one RENAME TABLE then moves all tables, which the server does wholly or not at all, and what
// cannot move that way (views, triggers, routines, events) is made anew by a list of statements that the server keeps
// and carries out by itself, so that it comes to its end when Dunlin is killed. Should the server die meanwhile,
// recover() goes on with the list.
#pragma once

#include "database/backup.hpp"

namespace dunlin::database::mariadb {

extern const BackupKind backup_kind;

}  // namespace dunlin::database::mariadb
