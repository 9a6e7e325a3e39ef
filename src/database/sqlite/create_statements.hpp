// Reads the CREATE statements that sqlite_schema keeps, for what no pragma tells: names and conditions of constraints,
// collations, generated columns, conflict clauses, deferrable foreign keys, the parts of indexes. Each returns whether
// it understood all of it; where it did not, the statement itself has to stand for the object.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "database/sqlite/canonical.hpp"
#include "schema/schema.hpp"

namespace dunlin::database::sqlite {

// What the neutral model has no member for, as properties.
//   of a column: "not null on conflict"; what its constraints are called: "not null name", "default name", ...
//   of a key: "on conflict"; "descending N", "collation N" of its Nth column
//   of a foreign key: "match", "on insert", which SQLite reads and ignores
//   of a table: "strict", "without rowid"

/// Into a table whose columns have their names and types already.
[[nodiscard]] bool read_create_table(std::string_view sql, schema::Table& table);

/// Into an index that has its name; of this table.
[[nodiscard]] bool read_create_index(std::string_view sql, const schema::Table& table, schema::Index& index);

/// Into a view that has its name. `uses` becomes whatever stands where tables do.
[[nodiscard]] bool read_create_view(std::string_view sql, schema::View& view, std::vector<std::string>& uses);

/// The definition of a trigger that has its name and table.
[[nodiscard]] bool read_create_trigger(std::string_view sql, schema::Trigger& trigger);

/// CREATE VIRTUAL TABLE: the arguments are the module's own and stay as they are.
[[nodiscard]] bool read_create_virtual(std::string_view sql, schema::Table& table);

/// What stands behind DEFAULT: a literal, or an expression in parentheses.
[[nodiscard]] std::string canonical_default(Tokens tokens);

/// A cursor over the tokens of a statement. What is not there is not taken.
class Cursor {
 public:
  explicit Cursor(Tokens tokens) : tokens_(tokens) {}

  [[nodiscard]] bool done() const { return at_ >= tokens_.size(); }
  [[nodiscard]] const Token& token(std::size_t ahead = 0) const;
  [[nodiscard]] bool is(std::string_view word) const { return token().is(word); }
  [[nodiscard]] bool is(std::string_view word, std::string_view next) const { return is(word) && token(1).is(next); }
  bool take(std::string_view word);
  bool take(std::string_view word, std::string_view next);
  /// Takes a name; false: there is none.
  bool take_name(std::string& into);
  /// CREATE [TEMP] KIND [IF NOT EXISTS] [SCHEMA.]NAME
  bool take_head(std::string_view kind);
  /// The inside of the parentheses that are next, taken.
  Tokens take_parentheses();
  Tokens take(std::size_t count);
  [[nodiscard]] Tokens rest() const { return tokens_.subspan(std::min(at_, tokens_.size())); }

 private:
  Tokens tokens_;
  std::size_t at_ = 0;
};

/// Cut at the commas outside of parentheses.
[[nodiscard]] std::vector<Tokens> cut_at_commas(Tokens tokens);

}  // namespace dunlin::database::sqlite
