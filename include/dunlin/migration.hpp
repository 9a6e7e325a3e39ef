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

namespace dunlin {
inline namespace v0 {

/// What a directive says in a file.
struct Traits {
  std::string description{};
  bool transaction = true;  ///< false: outside a transaction, for batches and statements that refuse one
  std::string revision{};   ///< change it when the migration became another: status then says "changed"
  std::vector<std::string> requires_versions{};
  std::vector<std::string> environments{};                            ///< empty: all
  std::string irreversible{};                                         ///< why there is no down on purpose
  std::chrono::milliseconds lock_timeout{-1}, statement_timeout{-1};  ///< negative: as Options say
};

class DUNLIN_API Migration {
 public:
  virtual ~Migration();
  /// Version and name as in a file's name: "004_fill_slugs", "20261120134500_fill_slugs".
  [[nodiscard]] virtual std::string_view name() const = 0;
  virtual void up(Database& db) = 0;
  /// Not overridden: it has no down.
  virtual void down(Database& db);
  [[nodiscard]] virtual Traits traits() const;
};

using MigrationFunction = std::function<void(Database&)>;

/// A list of migrations, in any order. Copies share the migrations.
class DUNLIN_API Migrations {
 public:
  struct Entry {
    std::shared_ptr<Migration> migration;
    bool has_down = false;
  };

  template <class T, class... Args>
  Migrations& add(Args&&... args) {
    // &T::down names Migration's own where no class in between overrides it.
    constexpr bool has_down = !std::is_same_v<decltype(&T::down), decltype(&Migration::down)>;
    return add(std::make_shared<T>(std::forward<Args>(args)...), has_down);
  }
  Migrations& add(std::string name, MigrationFunction up, MigrationFunction down = {}, Traits traits = {});
  Migrations& add(std::shared_ptr<Migration> migration, bool has_down = true);
  /// All of another list.
  Migrations& add(const Migrations& others);

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace v0
}  // namespace dunlin
