// Files that are part of the program. dunlin_embed_migrations(TARGET app DIRECTORY migrations) in CMake makes a
// function that returns them; nothing is read from disk at run time, and versions and checksums are those of the files.
// Migrations in .cpp files (dunlin/migration.hpp) are compiled into the program with them.
//
//   #include "migrations.hpp"   // generated: std::span<const dunlin::EmbeddedFile> migrations();
//   dunlin::Migrator migrator({.url = "sqlite:app.db", .embedded = {migrations()}});
#pragma once

#include <span>
#include <string_view>

namespace dunlin {
inline namespace v0 {

struct MigrationFile;

/// One file. It points to bytes that live as long as the program.
struct EmbeddedFile {
  std::string_view path;                     ///< relative to the folder, with /
  std::string_view bytes;                    ///< as they are on disk
  std::string_view sha256;                   ///< hex, of the bytes; empty: computed when it is needed
  const MigrationFile* (*code)() = nullptr;  ///< what a .cpp file was compiled to: its DUNLIN_MIGRATION_ENTRY
};
/// One folder. It, and what it points to, must outlive the Migrator.
using EmbeddedFiles = std::span<const EmbeddedFile>;

}  // namespace v0
}  // namespace dunlin
