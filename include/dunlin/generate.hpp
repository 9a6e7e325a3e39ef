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
  bool from_models = false;             ///< from Options::models or not at all
};

/// What it wrote.
struct Generated {
  std::string version;             ///< of the new migration
  std::string name;                ///< in snake_case
  std::vector<std::string> files;  ///< paths of what was written, the up half first
};

/// Writes one migration, named and laid out as those that are there; overwrites nothing.
///
/// With Options::models and no migration yet it is the initial one: its up makes all that the models declare, in the
/// words of the database that Options name, and its down takes it away again. A server is asked for its version for
/// that; nothing is written to it. Everything else needs no database, and no Options::url.
///
/// Throws Error{usage} for a name or template that cannot be, with the right form as hint; Error{config} where the
/// models ask for what the database cannot do, with all of it as Error::detail; Error{refused} with `from_models` where
/// there are migrations already; Error{io}, after which nothing of it is left.
DUNLIN_API Generated generate(const Options& options, const GenerateOptions& what);

}  // namespace v0
}  // namespace dunlin
