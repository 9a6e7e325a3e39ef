// How PostgreSQL spells a schema and its changes: the parts of one class, in several files. Private to the folder.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "database/capabilities.hpp"
#include "database/ddl.hpp"

namespace dunlin::database::postgres {

class PostgresDdl final : public DdlWriter {
 public:
  explicit PostgresDdl(const Capabilities* server);

  [[nodiscard]] const schema::Abilities& abilities() const override { return abilities_; }
  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] schema::Spelled spell(const model::ColumnData& column, const schema::ResolvedTable&) const override;
  [[nodiscard]] std::string spell_default(const model::Default& value, const model::Type& type) const override;

  [[nodiscard]] std::vector<schema::Change> adapt(std::vector<schema::Change> changes, const schema::Schema& from,
                                                  const schema::Schema& to) const override;
  [[nodiscard]] bool must_go(const schema::Change& change, const schema::Object& dependent, const schema::Schema& from,
                             const schema::Schema& to) const override;
  [[nodiscard]] Statements rename(const schema::Rename& rename, const schema::Schema& from) const override;

 protected:
  [[nodiscard]] Statements create(const DdlContext& at) const override;
  [[nodiscard]] Statements drop(const DdlContext& at) const override;
  [[nodiscard]] Statements alter(const DdlContext& at) const override;
  [[nodiscard]] Statements finish(Statements statements) const override;

  [[nodiscard]] std::string column(const schema::Table& table, const schema::Column& column) const override;
  [[nodiscard]] std::string primary_key(const schema::Key& key) const override;
  [[nodiscard]] std::string unique(const schema::Key& key) const override;
  [[nodiscard]] std::string check(const schema::Check& check) const override;
  [[nodiscard]] std::string foreign_key(const schema::ForeignKey& key) const override;
  [[nodiscard]] std::string exclusion(const schema::Exclusion& exclusion) const override;
  [[nodiscard]] std::string part(const schema::Part& part) const override;
  [[nodiscard]] std::string key_and_identity(const schema::Table& table, const schema::Column& column) const override;
  [[nodiscard]] std::string create_index(const schema::Name& table_or_view, const schema::Index& index,
                                         const DdlOptions& options) const override;

 private:
  // ddl_words.cpp
  [[nodiscard]] std::string collate(const std::string& collation) const;
  [[nodiscard]] std::string not_null(const schema::Column& column) const;
  [[nodiscard]] std::string key_suffix(const schema::Key& key) const;
  [[nodiscard]] std::string index(const schema::Name& owner, const schema::Index& index, bool concurrently) const;
  [[nodiscard]] std::string sequence_options(const schema::Properties& properties) const;
  [[nodiscard]] std::string list(const std::vector<std::string>& names) const;  ///< "a, b"
  /// What is said of a thing in COMMENT ON.
  [[nodiscard]] std::string comment_target(const schema::Object& object, const schema::Schema& schema) const;
  void add_comment(Statements& all, const std::string& target, const std::string& comment) const;

  // ddl_create_table.cpp
  [[nodiscard]] Statements make_table(const DdlContext& at) const;
  [[nodiscard]] Statements make_column(const DdlContext& at) const;
  [[nodiscard]] Statements make_constraint(const DdlContext& at) const;
  /// Keys of partitions that are there, which the new one of their parent takes up under their own names.
  void take_up(Statements& all, const DdlContext& at) const;
  [[nodiscard]] Statements make_index(const DdlContext& at) const;
  void add_column_settings(Statements& all, const schema::Table& table, const schema::Column& column,
                           const schema::Column* before) const;
  void add_index_settings(Statements& all, const schema::Name& owner, const schema::Index& index) const;
  void add_owned(Statements& all, const DdlContext& at, const std::string& column) const;
  /// The column as it is written where it is made: with its sequence, if that is all its own.
  [[nodiscard]] schema::Column as_serial(const DdlContext& at, const schema::Table& table, schema::Column column) const;
  [[nodiscard]] std::string table_options(const schema::Table& table) const;

  // ddl_create.cpp
  [[nodiscard]] Statements make_view(const DdlContext& at) const;
  [[nodiscard]] Statements make_type(const schema::Type& type) const;
  [[nodiscard]] Statements make_sequence(const DdlContext& at) const;
  [[nodiscard]] Statements make_routine(const DdlContext& at) const;
  [[nodiscard]] Statements define_routine(const schema::Routine& routine, const schema::Schema& in) const;
  [[nodiscard]] Statements make_trigger(const schema::Trigger& trigger) const;
  [[nodiscard]] Statements make_policy(const schema::Policy& policy) const;
  void add_view_details(Statements& all, const schema::View& view, const schema::View* before) const;

  // ddl_alter.cpp
  [[nodiscard]] Statements alter_table(const DdlContext& at) const;
  [[nodiscard]] Statements alter_constraint(const DdlContext& at) const;
  [[nodiscard]] Statements alter_index(const DdlContext& at) const;

  // ddl_alter_column.cpp
  struct ColumnChange;
  [[nodiscard]] Statements alter_column(const DdlContext& at) const;
  void alter_type_and_default(Statements& all, const ColumnChange& of) const;
  void alter_nullability(Statements& all, const ColumnChange& of) const;
  void add_not_null_comment(Statements& all, const schema::Schema& in, const schema::Table& table,
                            const schema::Column& column) const;
  void rename_not_null(Statements& all, const DdlContext& at, const schema::Table& table, const schema::Column& old,
                       const schema::Column& now) const;
  void alter_identity(Statements& all, const ColumnChange& of) const;
  void alter_foreign_options(Statements& all, const ColumnChange& of) const;

  // ddl_alter_others.cpp
  [[nodiscard]] Statements alter_view(const DdlContext& at) const;
  [[nodiscard]] Statements alter_type(const DdlContext& at) const;
  [[nodiscard]] Statements add_labels(const schema::Type& old, const schema::Type& now) const;
  [[nodiscard]] Statements swap_type(const DdlContext& at, const schema::Type& old, const schema::Type& now) const;
  [[nodiscard]] std::string composite_cast(const schema::Name& type) const;
  [[nodiscard]] Statements composite_casts(const DdlContext& at, const schema::Type& old, const schema::Type& now,
                                           const std::string& old_name) const;
  [[nodiscard]] Statements alter_sequence(const DdlContext& at) const;
  [[nodiscard]] Statements alter_policy(const DdlContext& at) const;
  [[nodiscard]] Statements alter_trigger(const DdlContext& at) const;

  // ddl_others.cpp
  [[nodiscard]] Statement grant(const schema::Grant& grant, bool given) const;
  [[nodiscard]] Statements make_other(const schema::Other& other) const;
  [[nodiscard]] Statements drop_other(const schema::Other& other) const;
  [[nodiscard]] Statements alter_other(const DdlContext& at) const;
  [[nodiscard]] std::string other_target(const schema::Other& other) const;  ///< "RULE a ON b"

  schema::Abilities abilities_;
  int version_;
};

/// Default privileges apply to what is made after them: finish() puts them where they apply to none of it.
constexpr const char* made_last = "last, so that they do not apply to what is made here";
constexpr const char* taken_first = "first, so that they do not apply to what is made here";
/// A type whose place another has taken: it goes when nothing is of it any more, which finish() knows.
constexpr const char* swapped_out = "when nothing is of it any more";

/// Around routines whose bodies the server cannot look into; finish() leaves one pair around neighbours.
constexpr const char* kUncheckedBodies = "SET check_function_bodies = off";
constexpr const char* kCheckedBodies = "RESET check_function_bodies";

// What the files share.
[[nodiscard]] Statement statement(std::string sql);
[[nodiscard]] bool has(const schema::Properties& properties, const std::string& name);
[[nodiscard]] std::string value_of(const schema::Properties& properties, const std::string& name);
/// Of a part of a table; none: it is not there.
[[nodiscard]] const schema::Properties* properties_of(const schema::Schema& schema, const schema::Object& object);
/// Of a sequence: where it begins, which is by default where it ends on one side.
[[nodiscard]] std::string first_number(const schema::Properties& sequence);
/// What changes of a sequence's range from one to the other, beside what is said of it.
struct RangeChange {
  bool turned = false;           ///< it counts the other way, which changes what the usual bounds are
  bool apart = false;            ///< no number is in both: it begins anew
  std::string minimum, maximum;  ///< as they are from now on
  std::string least, most;       ///< bounds that are narrower now: where it stands has to be within them
  /// `value` within these bounds.
  [[nodiscard]] std::string within(std::string value) const;
  [[nodiscard]] bool narrower() const { return !apart && !(least.empty() && most.empty()); }
};
[[nodiscard]] RangeChange range_change(const schema::Properties& old, const std::string& old_type,
                                       const schema::Properties& now, const std::string& now_type);
[[nodiscard]] bool is_word_character(char c);
/// Whether the text has this word, whole.
[[nodiscard]] bool mentions(std::string_view text, std::string_view word);
/// Properties of a table or index that stand in WITH (...).
[[nodiscard]] schema::Properties storage_parameters(const schema::Properties& properties);
[[nodiscard]] std::string with_parameters(const schema::Properties& properties);
/// Whether the labels of `now` are those of `old` and more, in the same order.
[[nodiscard]] bool only_more_labels(const schema::Type& old, const schema::Type& now);
/// Types that have to be made anew beside the old ones, and their columns changed to them. Changes of both alter
/// "type_name".
[[nodiscard]] std::set<schema::Name> swapped_types(const schema::Schema& from, const schema::Schema& to);
/// Whether nothing but these attributes differs.
[[nodiscard]] bool alters_only(const schema::Change& change, std::initializer_list<std::string_view> attributes);
/// Whether a new definition can take the place of the old one as it stands.
[[nodiscard]] bool replaces(const schema::View& old, const schema::View& now);
[[nodiscard]] bool replaces(const schema::Routine& old, const schema::Routine& now);
/// Columns of `schema` of this type, or of arrays of it.
struct ColumnOf {
  const schema::Table* table;
  const schema::Column* column;
};
[[nodiscard]] std::vector<ColumnOf> columns_of_type(const schema::Schema& schema, const schema::Name& type);
/// "serial", where that one word makes the column with its sequence; else nothing.
[[nodiscard]] std::string serial_type(const schema::Schema& schema, const schema::Table& table,
                                      const schema::Column& column, int version);
/// Columns whose default calls the routine.
[[nodiscard]] std::vector<ColumnOf> defaults_calling(const schema::Schema& schema, const schema::Name& routine);

}  // namespace dunlin::database::postgres
