// Making a new migration file: its name and version, and what stands in it. `dunlin new` is this call.
//
//   dunlin::Migrator migrator({.url = "sqlite:app.db", .directories = {"migrations"}});
//   dunlin::Generated made = migrator.generate({.name = "add comments"});  //
//   migrations/20261120134500_add_comments.sql
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dunlin/difference.hpp"
#include "dunlin/export.hpp"

namespace dunlin {
inline namespace v0 {

struct Options;

/// How new versions are made.
enum class Naming : std::uint8_t {
  timestamp,  ///< 20261120134500: UTC
  sequence,   ///< 004: the next number, as wide as those that are there
};

/// How Migrator::generate() names and fills a file.
struct GenerateOptions {
  std::string name{};                   ///< words, made snake_case; empty: "initial", for the first one from models
  std::string description{};            ///< the first comment of the file
  std::optional<Naming> naming{};       ///< no value: as the migrations have it, else a time stamp
  std::string directory{};              ///< empty: the first of Options::directories, else "migrations"
  std::string templates = "templates";  ///< the folder of templates
  std::string template_name{};          ///< NAME of templates/NAME.sql (or .cpp); empty: "migration", where it is there
  bool cpp = false;                     ///< a migration in C++
  bool from_models = false;             ///< as `automatic`, and from Options::models or not at all
  /// What the schema as it should be, Options::models or else Options::schema, has beyond what the migrations make.
  bool automatic = false;
  bool from_database = false;      ///< as `automatic`, but beyond what the database has
  DifferenceOptions difference{};  ///< how that is written, and who is asked
};

/// What it wrote.
struct Generated {
  std::string version;             ///< of the new migration
  std::string name;                ///< in snake_case
  std::vector<std::string> files;  ///< paths of what was written, the up half first; none: there is no difference
  Difference difference;           ///< of a migration that was made from one
};

/// Writes one migration, named and laid out as those that are there; overwrites nothing.
///
/// `automatic` writes what has to be done to come from the migrations to the schema as it should be, and with
/// Options::models and no migration yet that is done without being asked. It is tried out in a sandbox before a file is
/// written; the database is left alone. Several files are written where some statements have to be outside of
/// transactions, and none where there is no difference. Everything else needs no database, and no Options::url.
///
/// Throws Error{usage} for a name or template that cannot be, with the right form as hint; Error{config} where the
/// models ask for what the database cannot do, with all of it as Error::detail; Error{refused} where it has to be said
/// first whether something was renamed or may be destroyed; Error{io}, after which nothing of it is left.
DUNLIN_API Generated generate(const Options& options, const GenerateOptions& what);

}  // namespace v0
}  // namespace dunlin
