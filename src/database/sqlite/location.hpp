// Where an SQLite database is and how it is to be opened, read from a URL.
//
//   sqlite:app.db  sqlite://app.db  sqlite:///app.db      relative to the working folder
//   sqlite:/srv/app.db  sqlite:////srv/app.db  file:///srv/app.db      absolute
//   sqlite:///srv/app.db    half of all tools read this as relative, the other half as absolute: whichever file is
//                           there is meant, and where neither is, whichever folder is
//   sqlite::memory:         a database of its own, gone with its last connection
//
// Parameters: mode=ro|rw|rwc|memory, cache, immutable, nolock, vfs, foreign_keys=on|off, busy_timeout=MS,
// journal_mode, synchronous, and the spellings of these that other tools have (_fk, _journal_mode, _pragma=NAME(V)).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "database/url.hpp"

namespace dunlin::database::sqlite {

struct Location {
  std::string path;  ///< the file; ":memory:" where it is none
  std::string name;  ///< what sqlite3_open_v2 is given
  bool uri = false;  ///< `name` is a URI
  bool memory = false;
  bool read_only = false;     ///< mode=ro, immutable=1
  bool never_create = false;  ///< mode=rw
  std::optional<bool> foreign_keys;
  std::optional<std::chrono::milliseconds> busy_timeout;
  std::string journal_mode;  ///< empty: as the file says
  std::string synchronous;

  [[nodiscard]] std::string shown() const;  ///< the path as messages print it
};

/// Throws Error{config}: no path, an unknown parameter (with the nearest known one), a value that cannot be.
[[nodiscard]] Location locate(const Url& url);

}  // namespace dunlin::database::sqlite
