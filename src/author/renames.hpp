// What is only called otherwise: as it was declared, as it can be seen (a constraint or index that says the same), or
// as it was asked. Deciding is pure; the asking is a callback.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "database/ddl.hpp"
#include "dunlin/difference.hpp"
#include "schema/change.hpp"

namespace dunlin::author {

/// "This was called `from`": in models or SQL.
struct DeclaredRename {
  schema::ObjectKind kind = schema::ObjectKind::column;
  schema::Name object;  ///< the table, type, ... by its new name
  std::string part;     ///< of a column, index, constraint or label: its new name
  bool label = false;   ///< of an enumeration
  std::string from;
};

/// Renames are found in rounds, because each round's names are those that the one before it made.
enum class RenameRound : std::uint8_t { wholes, parts, keys };

/// Those of one round. Throws Error{refused} where one is likely and neither declared nor answered; the hint has the
/// line to write.
[[nodiscard]] std::vector<schema::Rename> find_renames(RenameRound round, const schema::Schema& from,
                                                       const schema::Schema& to,
                                                       const std::vector<DeclaredRename>& declared,
                                                       const DifferenceOptions& how, const database::DdlWriter& writer);

/// How likely it is that the one is the other, in percent.
[[nodiscard]] int likeness(const schema::Table& from, const schema::Table& to);
[[nodiscard]] int likeness(const schema::Table& in_from, const schema::Column& from, const schema::Table& in_to,
                           const schema::Column& to);
/// From here on it is asked for.
constexpr int likely = 60;

/// "column users.mail", "table users", "label sad of type mood".
[[nodiscard]] std::string words(const schema::Rename& rename);
/// The same renaming the other way round; `from` is the schema before it.
[[nodiscard]] schema::Rename reversed(const schema::Rename& rename, const schema::Schema& from);

}  // namespace dunlin::author
