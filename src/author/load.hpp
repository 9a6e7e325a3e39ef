// From a SchemaSource to a schema as the engine has it.
#pragma once

#include <string>
#include <vector>

#include "author/renames.hpp"
#include "author/workshop.hpp"
#include "dunlin/difference.hpp"

namespace dunlin::author {

struct Loaded {
  schema::Schema schema;
  std::vector<DeclaredRename> renames;  ///< by the source itself
  database::Statements statements;      ///< that made it, where it is from models
  bool in_sandbox = true;               ///< false: it is a database's, and the sandbox was left alone
  std::vector<std::string> notes;
};

/// The sandbox is cleared and holds the schema afterwards, other than for a database's.
[[nodiscard]] Loaded load(Workshop& workshop, const SchemaSource& source);

/// Options::models, else Options::schema. Throws Error{usage} where there is neither.
[[nodiscard]] SchemaSource desired_of(const Options& options);

/// Runs a file or folder of SQL in the sandbox. Throws Error{refused} for statements that would leave it.
[[nodiscard]] std::vector<DeclaredRename> run_sql(Workshop& workshop, const std::string& path);

}  // namespace dunlin::author
