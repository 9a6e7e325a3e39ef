// Taking over a database from another migration tool: what its table says is applied is written into Dunlin's history,
// so that the next up() runs only what is new. The other tool's table is read and left alone.
//
//   dunlin::Adoption found = dunlin::adopt(options, {.dry_run = true});
//   std::cout << found.title << " has applied " << found.applied.size() << " migrations\n";
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/options.hpp"

namespace dunlin {
inline namespace v0 {

/// A migration that the other tool has applied.
struct AdoptedMigration {
  std::string recorded;  ///< as its table names it
  std::string title;     ///< of the file here that it is; empty: none that can be read
  /// Its path.
  std::string file;
  std::string applied_at;  ///< UTC, ISO 8601; empty: the table does not say
};

/// What was found, and what became of it or would.
struct Adoption {
  std::string database;  ///< redacted URL
  /// Which tool: "alembic".
  std::string tool;
  /// The same for people: "Alembic".
  std::string title;
  std::string table;                      ///< its table, with the columns by which it was known
  std::vector<AdoptedMigration> applied;  ///< in order
  std::vector<std::string> failed;        ///< recorded as failed: they stay pending
  std::vector<std::string> pending;       ///< titles of files here that it has not applied
  /// Where a migration has no file that can be read: the file that makes the schema as it is now in a new database. It
  /// is marked as applied in this one.
  std::string baseline;
  std::string baseline_sql;        ///< its text
  std::vector<std::string> notes;  ///< worth knowing
  bool nothing_to_do = false;      ///< all of it was taken over before, or the table is empty
  bool written = false;            ///< files and history are written
};

/// How to take over.
struct AdoptOptions {
  std::string from{};              ///< one of adoptable_tools(); empty: the one whose table is there
  std::string scripts{};           ///< folder of the other tool's own scripts, where they tell the order (Alembic)
  std::string baseline_version{};  ///< empty: chosen so that it stands between what is applied and what is pending
  bool dry_run = false;            ///< look only
  std::function<bool(const Adoption&)> confirm{};  ///< asked before anything is written; false refuses
};

/// "alembic", "dbmate", ...
[[nodiscard]] DUNLIN_API std::vector<std::string> adoptable_tools();

/// Throws Error{refused} where there is no table of a tool that it reads (and says which look like one), several, or a
/// history of Dunlin's own; Error{usage} for an unknown tool; Error{unsupported} where the program that writes the
/// schema down is missing. Then nothing was changed.
DUNLIN_API Adoption adopt(const Options& options, const AdoptOptions& how = {});

}  // namespace v0
}  // namespace dunlin
