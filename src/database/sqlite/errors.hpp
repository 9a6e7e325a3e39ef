// SQLite's result codes as Errors: the kind, what SQLite said, where in the statement, and what to do about it.
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include "dunlin/error.hpp"

namespace dunlin::database::sqlite {

/// The error that `db` just met. Must be called before anything else is done with `db`. `path` is the file for
/// messages, empty for a database in memory.
[[nodiscard]] Error to_error(sqlite3* db, int code, std::string_view statement, const std::string& path);

/// The error of an open that failed; looks at the file system for the reason. `db` may be null.
[[nodiscard]] Error open_error(sqlite3* db, int code, const std::string& path, bool created);

/// "process 4711 (sqlite3)", for each process that holds a lock on the file; empty where none is seen.
[[nodiscard]] std::string lock_holders(const std::string& path);

}  // namespace dunlin::database::sqlite
