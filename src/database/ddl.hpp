// From the neutral model to SQL: the statements that make, change and take away what is in a schema, formatted as a
// person would write them: one column a line, names quoted only where they have to be. What databases share is written
// here once, as the standard has it; a database says what it spells differently and what it cannot do. Pure: no
// connection.
//
// How changes become statements (src/diff/script.hpp puts it together):
//   adapt()    what this database has no statement for becomes drop and create, or the rebuild of a table
//   must_go()  what else has to be dropped and made again for it
//   write()    the statements, for changes that are in order
// Renames come before all of that; changes are found between the renamed schema and the other one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/change.hpp"
#include "schema/from_model.hpp"
#include "schema/schema.hpp"

namespace dunlin::database {

struct DdlOptions {
  bool online = false;  ///< the least blocking form, though it takes more statements, some outside a transaction
};

/// One way to carry a statement out.
struct Form {
  std::string sql;
  std::string remark;  ///< who has to wait meanwhile; empty: nobody
};

struct Statement {
  std::string sql;            ///< without a semicolon at its end; may be several lines
  bool transactional = true;  ///< false: the database runs it only outside a transaction
  std::string remark;         ///< for whoever reads it: one line, without "--"
  /// DdlOptions::online: where a server tells only by taking a form or refusing it how little it can block, all that
  /// there are, from the least blocking one to `sql` itself. author::carried_out() finds the one that it takes.
  std::vector<Form> forms;
  /// One clause of ALTER TABLE instead of `sql`: write() puts neighbours of one table into one statement where
  /// Abilities::merged_clauses says so.
  std::string table, clause;
  /// Of a clause, for a database that puts a table's clauses together itself in finish(): which of the table's
  /// statements it belongs to, and where it stands there.
  int stage = 0, place = 0;
};
using Statements = std::vector<Statement>;

/// What a writer looks at while it writes one change.
struct DdlContext {
  const schema::Schema& from;
  const schema::Schema& to;
  const DdlOptions& options;
  const schema::Change& change;
};

class DdlWriter : public schema::ModelTarget {
 public:
  /// The changes as this database makes them. An alter that stays is one that alter() can write.
  [[nodiscard]] virtual std::vector<schema::Change> adapt(std::vector<schema::Change> changes,
                                                          const schema::Schema& from, const schema::Schema& to) const;
  /// Whether `dependent`, which refers (perhaps only by its words) to what `change` drops, alters or rebuilds, has to
  /// be dropped before and, where it is in `to`, made again afterwards.
  [[nodiscard]] virtual bool must_go(const schema::Change& change, const schema::Object& dependent,
                                     const schema::Schema& from, const schema::Schema& to) const;
  [[nodiscard]] Statements write(const std::vector<schema::Change>& ordered, const schema::Schema& from,
                                 const schema::Schema& to, const DdlOptions& options = {}) const;
  /// Clauses as whole statements.
  [[nodiscard]] static Statements rendered(Statements statements);
  /// Empty: the database cannot rename such a thing.
  [[nodiscard]] virtual Statements rename(const schema::Rename& rename, const schema::Schema& from) const;
  /// All of them in this order, each of which can be renamed; `from` is the schema before the first.
  [[nodiscard]] virtual Statements rename_all(const std::vector<schema::Rename>& renames, const schema::Schema& from,
                                              const DdlOptions& options) const;

 protected:
  // One change each. The object is in `to` for create(), in `from` for drop(), in both for alter() and rebuild().
  [[nodiscard]] virtual Statements create(const DdlContext& at) const;
  [[nodiscard]] virtual Statements drop(const DdlContext& at) const;
  [[nodiscard]] virtual Statements alter(const DdlContext& at) const;
  [[nodiscard]] virtual Statements rebuild(const DdlContext& at) const;
  /// The last word on all of it: what can be put together, settings around it.
  [[nodiscard]] virtual Statements finish(Statements statements) const { return statements; }

  [[nodiscard]] std::string quoted(const schema::Name& name) const;
  [[nodiscard]] std::string quoted(const std::vector<std::string>& names) const;  ///< "(a, b)"
  [[nodiscard]] std::string constraint(const std::string& name) const;            ///< "CONSTRAINT a ", or nothing
  /// What stands in CREATE TABLE and behind ALTER TABLE ... ADD.
  [[nodiscard]] virtual std::string column(const schema::Table& table, const schema::Column& column) const;
  [[nodiscard]] virtual std::string primary_key(const schema::Key& key) const;
  [[nodiscard]] virtual std::string unique(const schema::Key& key) const;
  [[nodiscard]] virtual std::string check(const schema::Check& check) const;
  [[nodiscard]] virtual std::string foreign_key(const schema::ForeignKey& key) const;
  [[nodiscard]] virtual std::string exclusion(const schema::Exclusion& exclusion) const;
  [[nodiscard]] std::string parts(const std::vector<schema::Part>& parts) const;  ///< "(a, lower(b) DESC)"
  [[nodiscard]] virtual std::string part(const schema::Part& part) const;
  [[nodiscard]] static bool inline_key(const schema::Table& table, const schema::Column& column);
  [[nodiscard]] static Statement clause(const std::string& quoted_table, std::string clause);

  /// CREATE TABLE with these of its foreign keys and, where they are made with it, indexes.
  [[nodiscard]] virtual std::string create_table(const schema::Table& table,
                                                 const std::vector<const schema::ForeignKey*>& foreign_keys,
                                                 const std::vector<const schema::Index*>& indexes) const;
  /// Lines of comments before CREATE TABLE, where the database has no other place for them.
  [[nodiscard]] virtual std::string remark(const std::string& comment) const;
  [[nodiscard]] virtual std::string table_prefix(const schema::Table& table) const;
  [[nodiscard]] virtual std::string table_suffix(const schema::Table& table) const;
  [[nodiscard]] virtual bool says_not_null(const schema::Table& table, const schema::Column& column) const;
  /// PRIMARY KEY, and what makes the column count.
  [[nodiscard]] virtual std::string key_and_identity(const schema::Table& table,
                                                     const schema::Column& column) const = 0;
  [[nodiscard]] virtual std::string column_suffix(const schema::Column& column) const;
  /// An index as a line of CREATE TABLE (Abilities::indexes_in_tables).
  [[nodiscard]] virtual std::string inline_index(const schema::Index& index) const;
  [[nodiscard]] virtual std::string create_index(const schema::Name& table_or_view, const schema::Index& index,
                                                 const DdlOptions& options) const;
  /// Whether a function's call is a part of an index as it stands; else it needs parentheses of its own.
  [[nodiscard]] virtual bool bare_calls() const { return true; }
};

/// "SET NULL"
[[nodiscard]] std::string_view sql_word(schema::Action action);

/// The names that every engine's words are tried against: lower case, sorted.
[[nodiscard]] bool is_plain_name(std::string_view name, std::string_view reserved);

/// The expression in parentheses, where it is more than a literal or CURRENT_TIMESTAMP.
[[nodiscard]] std::string parenthesized(const std::string& expression);

/// A default that every engine spells alike: numbers, also those that were given as text. No value for others.
[[nodiscard]] std::optional<std::string> number_default(const model::Default& value, const model::Type& type);

}  // namespace dunlin::database
