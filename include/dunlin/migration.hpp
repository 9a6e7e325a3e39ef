// Migrations in C++. They stand in the same order and the same history as SQL files: "004_fill_slugs" runs after
// 003_slugs.sql and before 005_not_null.sql. A list of them is a value that is given to the Migrator; nothing registers
// itself, so no linker can drop one.
//
//   struct FillSlugs : dunlin::Migration {
//     std::string_view name() const override { return "004_fill_slugs"; }
//     void up(dunlin::Database& db) override { db.execute("UPDATE posts SET slug = lower(title)"); }
//     void down(dunlin::Database& db) override { db.execute("UPDATE posts SET slug = NULL"); }
//   };
//   dunlin::Migrations list;
//   list.add<FillSlugs>();
//   list.add("005_tidy", [](dunlin::Database& db) { db.execute("DELETE FROM drafts WHERE body = ?", ""); });
//
// Where the engine's definitions take part in transactions, a migration and its history row commit together or not at
// all, and an exception rolls both back. Where they do not (MariaDB, MySQL) or Traits::transaction is false, each
// statement stays as it was done; after a failure the migration is run again from its beginning, so it should look
// (table_exists, ...) before it leaps. Batches go on where they stopped.
//
// An error of the database that is caught and swallowed does not make a migration succeed: use Database::attempt() for
// what may fail.
//
// Checksum: SHA-256 over the name and Traits::revision, never over machine code: building it anew, or with another
// compiler, changes nothing in the history. (A .cpp file in a migrations folder has the checksum of its bytes, like any
// other file.)
//
// In a file of its own, 004_fill_slugs.cpp in the folder of the migrations, compiled when it is needed or into the
// program (dunlin_embed_migrations in CMake):
//
//   #include <dunlin/migration.hpp>
//
//   static void up(dunlin::Database& db) { db.execute("UPDATE posts SET slug = lower(title)"); }
//   static void down(dunlin::Database& db) { db.execute("UPDATE posts SET slug = NULL"); }
//
//   DUNLIN_MIGRATION(up, down)
//
// Also DUNLIN_MIGRATION(up), DUNLIN_MIGRATION(up, down, {.description = "Slugs", .transaction = false}), with {} in
// place of a down that there is not, and DUNLIN_MIGRATION_CLASS(FillSlugs). Version and name are those of the file's
// name. The macro stands once in a file, outside of any namespace. A file needs no names of its own: make functions
// and classes static or put them into a namespace without a name, because several may become one program.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "dunlin/database.hpp"
#include "dunlin/export.hpp"
#include "dunlin/version.hpp"

namespace dunlin {
inline namespace v0 {

/// What a directive says in a file.
struct Traits {
  std::string description{};  ///< one sentence, for people
  bool transaction = true;    ///< false: outside a transaction, for batches and statements that refuse one
  std::string revision{};     ///< change it when the migration became another: status then says "changed"
  std::vector<std::string> requires_versions{};     ///< must be applied before
  std::vector<std::string> environments{};          ///< empty: all
  std::string irreversible{};                       ///< why there is no down on purpose
  std::chrono::milliseconds lock_timeout{-1};       ///< negative: as Options say
  std::chrono::milliseconds statement_timeout{-1};  ///< negative: as Options say
};

/// One migration: derive from it, or use Migrations::add() with callables.
class DUNLIN_API Migration {
 public:
  virtual ~Migration();
  /// Version and name as in a file's name: "004_fill_slugs", "20261120134500_fill_slugs".
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Does it. An exception makes it fail.
  virtual void up(Database& db) = 0;
  /// Not overridden: it has no down.
  virtual void down(Database& db);
  /// What a file would say with directives. Not overridden: nothing.
  [[nodiscard]] virtual Traits traits() const;
};

/// What up and down are.
using MigrationFunction = std::function<void(Database&)>;

/// A list of migrations, in any order. Copies share the migrations.
class DUNLIN_API Migrations {
 public:
  /// One of them.
  struct Entry {
    std::shared_ptr<Migration> migration;  ///< never null
    bool has_down = false;                 ///< whether down() may be called
  };

  /// One of class T, made with these arguments.
  template <class T, class... Args>
  Migrations& add(Args&&... args) {
    // &T::down names Migration's own where no class in between overrides it.
    constexpr bool has_down = !std::is_same_v<decltype(&T::down), decltype(&Migration::down)>;
    return add(std::make_shared<T>(std::forward<Args>(args)...), has_down);
  }
  /// One of two callables; without the second it has no down.
  Migrations& add(std::string name, MigrationFunction up, MigrationFunction down = {}, Traits traits = {});
  /// One that is there already. Throws Error{usage} for null.
  Migrations& add(std::shared_ptr<Migration> migration, bool has_down = true);
  /// All of another list.
  Migrations& add(const Migrations& others);

  /// In the order in which they were added.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// What a compiled .cpp file says of itself: DUNLIN_MIGRATION makes one. C only, so that it can be read whatever
/// version the file was compiled for.
struct MigrationFile {
  const char* version;                              ///< DUNLIN_VERSION of its headers
  void (*add)(Migrations& list, std::string name);  ///< adds its migration under that name
};
/// The function by which a compiled file is entered.
using MigrationFileEntry = const MigrationFile* (*)();

/// The migration of a compiled file, under the name of the file ("004_fill_slugs.cpp", with or without folders). Throws
/// Error{config} where it was compiled for another version of Dunlin, or registers a class that calls itself otherwise.
[[nodiscard]] DUNLIN_API Migrations::Entry migration_of(MigrationFileEntry entry, std::string_view file);

namespace detail {

/// A class without a name of its own: that of its file.
template <class T>
class NamedMigration final : public Migration {
 public:
  explicit NamedMigration(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void up(Database& db) override { migration_.up(db); }
  void down(Database& db) override {
    if constexpr (has_down) {
      migration_.down(db);
    } else {
      Migration::down(db);
    }
  }
  [[nodiscard]] Traits traits() const override {
    if constexpr (requires { migration_.traits(); }) {
      return migration_.traits();
    } else {
      return {};
    }
  }
  static constexpr bool has_down = requires(T & migration, Database& db) { migration.down(db); };

 private:
  std::string name_;
  T migration_{};
};

template <class T>
void add_class(Migrations& list, std::string name) {
  if constexpr (std::is_base_of_v<Migration, T>) {
    list.add<T>();
  } else {
    list.add(std::make_shared<NamedMigration<T>>(std::move(name)), NamedMigration<T>::has_down);
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace dunlin

/// The function that a compiled file is entered by. Each needs a name of its own where several become one program.
#ifndef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_migration
#endif

#define DUNLIN_DETAIL_MIGRATION(add)                                              \
  extern "C" DUNLIN_API const ::dunlin::MigrationFile* DUNLIN_MIGRATION_ENTRY();  \
  extern "C" DUNLIN_API const ::dunlin::MigrationFile* DUNLIN_MIGRATION_ENTRY() { \
    static constexpr ::dunlin::MigrationFile file{DUNLIN_VERSION, add};           \
    return &file;                                                                 \
  }

/// Makes this file the migration with these functions: up; up, down; or up, down, traits.
#define DUNLIN_MIGRATION(...)                                                      \
  static void dunlin_add_migration(::dunlin::Migrations& list, std::string name) { \
    list.add(std::move(name), __VA_ARGS__);                                        \
  }                                                                                \
  DUNLIN_DETAIL_MIGRATION(&dunlin_add_migration)

/// Makes this file the migration of a class with up(db), and perhaps down(db) and traits(). It may derive from
/// dunlin::Migration, and then has to call itself as its file is called.
#define DUNLIN_MIGRATION_CLASS(...) DUNLIN_DETAIL_MIGRATION(&::dunlin::detail::add_class<__VA_ARGS__>)
