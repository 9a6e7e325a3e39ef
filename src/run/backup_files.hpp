// Backups as files in a folder: how they are named, which of them are this database's, and what is known of them.
//
// A folder may hold the backups of several databases of one name (those of two environments, say). So each is written
// down in the folder's index with the database that it is of and a checksum of its bytes: only files that Dunlin wrote
// itself, for this very database, are ever removed or taken for "latest".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/url.hpp"

namespace dunlin::run {

/// One line of the index.
struct BackupEntry {
  std::string file;      ///< its name in the folder
  std::string database;  ///< identity_of()
  std::string sha256;
};

/// The same for all spellings of a database that mean the same for certain. Holds no user and no password.
[[nodiscard]] std::string identity_of(const database::Url& url);

/// "app-20261130T224500Z-004.sqlite". `mark`: "replaced", or empty.
[[nodiscard]] std::string backup_name(const database::Url& url, std::int64_t time_ms, const std::string& version,
                                      std::string_view mark, std::string_view suffix);
/// The time in such a name, ISO 8601; empty where the name is another.
[[nodiscard]] std::string time_in_name(std::string_view name);

/// The entries of a folder whose files are there, oldest first.
[[nodiscard]] std::vector<BackupEntry> read_index(const std::string& folder);
void add_to_index(const std::string& folder, const BackupEntry& entry);

[[nodiscard]] std::string sha256_of_file(const std::string& path);

/// Removes the oldest of `database`'s backups beyond `keep`; returns their paths.
std::vector<std::string> remove_oldest(const std::string& folder, const std::string& database, std::int64_t keep);

}  // namespace dunlin::run
