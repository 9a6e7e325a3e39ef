// A column that must have a value, given to a table while applications write to it: three migrations instead of one.
//
//   dunlin::generate_zero_downtime(options, {}, {.table = "users", .column = "phone", .type = "TEXT", .fill = "''"});
#pragma once

#include <string>

#include "dunlin/export.hpp"
#include "dunlin/generate.hpp"

namespace dunlin {
inline namespace v0 {

struct Options;

/// The column, in the words of the database.
struct NewColumn {
  std::string table;   ///< "users", "audit.events"
  std::string column;  ///< its name
  std::string type;    ///< "varchar(20)"; without NOT NULL
  std::string fill;    ///< an expression: what rows get that have no value yet
};

/// Writes three migrations: the column, which may be null; its values, in batches by the table's primary key; NOT NULL,
/// in the least blocking form that the database has. GenerateOptions say how the files are called; without a name they
/// are "add_COLUMN" and so on. The application that writes the column is released between the first and the second.
/// They were tried out in a sandbox behind the other migrations.
///
/// Throws Error{usage} where the table is not there, the column is there already, or the words cannot be;
/// Error{refused} where the table has no primary key of one column; and as generate() does.
DUNLIN_API Generated generate_zero_downtime(const Options& options, const GenerateOptions& what,
                                            const NewColumn& column);

}  // namespace v0
}  // namespace dunlin
