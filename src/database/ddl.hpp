// From the neutral model to the statements that make a schema, and those that take it away, formatted as a person would
// write them: one column a line, names quoted only where they have to be. What all databases share is written here
// once; a database says what it spells differently. Pure: no connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/from_model.hpp"
#include "schema/schema.hpp"

namespace dunlin::database {

class DdlWriter : public schema::ModelTarget {
 public:
  /// In an order in which each finds what it needs; foreign keys that go round in a circle are added at the end where
  /// the database wants it so. No statement ends in a semicolon.
  [[nodiscard]] std::vector<std::string> create(const schema::Schema& schema) const;
  /// What create() made, taken away in reverse.
  [[nodiscard]] std::vector<std::string> drop(const schema::Schema& schema) const;

 protected:
  [[nodiscard]] std::string quoted(const schema::Name& name) const;
  [[nodiscard]] std::string quoted(const std::vector<std::string>& names) const;  ///< "(a, b)"
  [[nodiscard]] std::string constraint(const std::string& name) const;            ///< "CONSTRAINT a ", or nothing
  [[nodiscard]] std::string foreign_key(const schema::ForeignKey& key) const;
  [[nodiscard]] std::string parts(const std::vector<schema::Part>& parts) const;  ///< "(a, lower(b) DESC)"
  [[nodiscard]] static bool inline_key(const schema::Table& table, const schema::Column& column);

  /// The word for a type of this schema, and its end; empty: the database has none.
  [[nodiscard]] virtual std::vector<std::string> create_type(const schema::Type& type) const;
  [[nodiscard]] virtual std::vector<std::string> drop_type(const schema::Type& type) const;
  /// Lines of comments before CREATE TABLE, where the database has no other place for them.
  [[nodiscard]] virtual std::string remark(const std::string& comment) const;
  [[nodiscard]] virtual std::string table_prefix(const schema::Table& table) const;
  [[nodiscard]] virtual std::string table_suffix(const schema::Table& table) const;
  [[nodiscard]] virtual bool says_not_null(const schema::Table& table, const schema::Column& column) const;
  /// PRIMARY KEY, and what makes the column count.
  [[nodiscard]] virtual std::string key_and_identity(const schema::Table& table,
                                                     const schema::Column& column) const = 0;
  [[nodiscard]] virtual std::string column_suffix(const schema::Column& column) const;
  /// Indexes as lines of CREATE TABLE; empty: as statements of their own.
  [[nodiscard]] virtual std::vector<std::string> inline_indexes(const schema::Table& table) const;
  [[nodiscard]] virtual std::vector<std::string> create_indexes(const schema::Table& table) const;
  [[nodiscard]] virtual std::vector<std::string> create_comments(const schema::Table& table) const;
  /// Whether a foreign key needs the table that it refers to at once.
  [[nodiscard]] virtual bool checks_references() const { return true; }
  /// Whether a function's call is a part of an index as it stands; else it needs parentheses of its own.
  [[nodiscard]] virtual bool bare_calls() const { return true; }
  [[nodiscard]] virtual std::string drop_foreign_key(const schema::Table& table, const schema::ForeignKey& key) const;

 private:
  struct Order;
  [[nodiscard]] Order order(const schema::Schema& schema) const;
  [[nodiscard]] std::string create_table(const schema::Table& table,
                                         const std::vector<const schema::ForeignKey*>& later) const;
  [[nodiscard]] std::string column(const schema::Table& table, const schema::Column& column) const;
};

/// The names that every engine's words are tried against: lower case, sorted.
[[nodiscard]] bool is_plain_name(std::string_view name, std::string_view reserved);

/// The expression in parentheses, where it is more than a literal or CURRENT_TIMESTAMP.
[[nodiscard]] std::string parenthesized(const std::string& expression);

/// A default that every engine spells alike: numbers, also those that were given as text. No value for others.
[[nodiscard]] std::optional<std::string> number_default(const model::Default& value, const model::Type& type);

}  // namespace dunlin::database
