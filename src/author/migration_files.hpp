// Migrations written as files beside those that are there: named and numbered as they are. What stands in a file is
// run/new_file.hpp's.
#pragma once

#include <string>
#include <vector>

#include "author/script.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/options.hpp"
#include "run/new_file.hpp"

namespace dunlin::author {

/// What the sources hold already, as far as a new name depends on it.
struct Present {
  std::string layout = "native";
  std::string highest;            ///< version; empty: no migration yet
  std::vector<std::string> keys;  ///< of all versions
  bool pairs = false;
  bool any = false;  ///< there is a migration of whatever kind
};
[[nodiscard]] Present look(const Options& options, const GenerateOptions& what);

/// The next one, of this name in snake_case; still without text.
[[nodiscard]] run::NewMigration new_migration(const GenerateOptions& what, const std::string& name,
                                              const Present& present);
/// Where it goes.
[[nodiscard]] std::string target_directory(const Options& options, const GenerateOptions& what);
/// All files or none; their paths.
std::vector<std::string> write_files(const std::string& directory, const run::NewFiles& files);

/// Both halves of a migration.
struct Halves {
  std::string name, up, down;
  bool up_outside = false, down_outside = false;
  std::string description{};  ///< empty: GenerateOptions has it
};
/// The parts of a script, the first one with what it destroys.
[[nodiscard]] std::vector<Halves> halves_of(const Script& script, const std::string& name, const sql::LexRules& rules,
                                            std::vector<Loss> losses);
/// One after the other. All or none.
[[nodiscard]] Generated write_migrations(const Options& options, const GenerateOptions& what, Present present,
                                         const std::vector<Halves>& all);

}  // namespace dunlin::author
