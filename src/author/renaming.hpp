// Renames carried out, round after round, until one schema's things are called as the other one's.
#pragma once

#include <functional>

#include "author/renames.hpp"

namespace dunlin::author {

struct Renaming {
  struct Step {
    schema::Rename rename, back;
  };
  std::vector<Step> steps;
  database::Statements statements;  ///< all of them
  schema::Schema schema;            ///< `from` under the new names
  /// What the database does not change with the names: it was dropped, and is not in `schema`.
  schema::Schema gone;

  /// `schema`, with what was dropped.
  [[nodiscard]] schema::Schema whole() const;
  /// The statements that give the old names back, and make `from` of `schema`.
  [[nodiscard]] database::Statements undo(const schema::Schema& from, const database::DdlWriter& writer,
                                          const database::DdlOptions& options = {}) const;
  /// What a table was called before.
  [[nodiscard]] schema::Name old_name(const schema::Name& table) const;
  /// The same of a column, whose table is called as it is now.
  [[nodiscard]] std::string old_name(const schema::Name& table, const std::string& column) const;
};

/// `carry_out` runs the statements in a database whose schema is `from`, puts them into the forms that it takes, and
/// returns what the schema is then. Throws as find_renames(), and Error{usage} where options name one that is none.
[[nodiscard]] Renaming rename(const schema::Schema& from, const schema::Schema& to,
                              const std::vector<DeclaredRename>& declared, const DifferenceOptions& how,
                              const database::DdlWriter& writer,
                              const std::function<schema::Schema(database::Statements&)>& carry_out);

}  // namespace dunlin::author
