// How MariaDB and MySQL spell a schema and its changes. Private to ddl*.cpp:
//   ddl.cpp           what models ask
//   ddl_table.cpp     tables and their parts
//   ddl_programs.cpp  views, sequences, and what runs in the server
//   ddl_adapt.cpp     which changes there are statements for, and what they are made of where there is none
//   ddl_changes.cpp   the statements: clauses of ALTER TABLE and whole ones
//   ddl_merge.cpp     clauses of one table in as few statements as will do
//   ddl_online.cpp    ALTER TABLE in all its forms, from the least blocking one on
//   ddl_rename.cpp    other names
#pragma once

#include <map>
#include <set>

#include "database/capabilities.hpp"
#include "database/ddl.hpp"

namespace dunlin::database::mariadb {

/// A table's statements, in the order in which they run.
enum Stage : int {
  freeing = 0,         ///< foreign keys that go before anything that they rest upon is touched
  unpartitioning = 1,  ///< partitions by time, which go before the history does
  main = 2,
  excepting = 3,  ///< columns that are left out of the history that the table has got
  referring = 4,  ///< foreign keys, when all that they refer to is there
};

/// Places in the main statement. Columns are at their place in the table behind `columns`.
enum Place : int {
  zero_dates = -3,     ///< no clause: a column's default is a date that the session's mode may refuse
  keeps_history = -2,  ///< no clause: the table has history, which must be told to stay
  online = -1,         ///< no clause: the least blocking form is asked for
  drop_foreign_key = 0,
  drop_check = 1,
  drop_key = 2,
  drop_column = 3,
  drop_period = 4,
  columns = 10,
  add_period = 10'000,
  add_key = 10'001,
  add_check = 10'002,
  options = 10'003,
  partitions = 20'000,  ///< joined without a comma
};

class MariadbDdl final : public DdlWriter {
 public:
  explicit MariadbDdl(const Capabilities* server);

  [[nodiscard]] const schema::Abilities& abilities() const override { return abilities_; }
  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] schema::Spelled spell(const model::ColumnData& column,
                                      const schema::ResolvedTable& table) const override;
  [[nodiscard]] std::string spell_default(const model::Default& value, const model::Type& type) const override;
  void judge(const schema::ResolvedTable& table, schema::Problems& problems) const override;

  [[nodiscard]] std::vector<schema::Change> adapt(std::vector<schema::Change> changes, const schema::Schema& from,
                                                  const schema::Schema& to) const override;
  [[nodiscard]] bool must_go(const schema::Change& change, const schema::Object& dependent, const schema::Schema& from,
                             const schema::Schema& to) const override;
  [[nodiscard]] Statements rename(const schema::Rename& rename, const schema::Schema& from) const override;
  [[nodiscard]] Statements rename_all(const std::vector<schema::Rename>& renames, const schema::Schema& from,
                                      const DdlOptions& options) const override;

 protected:
  [[nodiscard]] Statements create(const DdlContext& at) const override;
  [[nodiscard]] Statements drop(const DdlContext& at) const override;
  [[nodiscard]] Statements alter(const DdlContext& at) const override;
  [[nodiscard]] Statements finish(Statements statements) const override;

  [[nodiscard]] std::string column(const schema::Table& table, const schema::Column& column) const override;
  [[nodiscard]] std::string primary_key(const schema::Key& key) const override;
  [[nodiscard]] std::string unique(const schema::Key& key) const override;
  [[nodiscard]] std::string check(const schema::Check& check) const override;
  [[nodiscard]] std::string create_table(const schema::Table& table,
                                         const std::vector<const schema::ForeignKey*>& foreign_keys,
                                         const std::vector<const schema::Index*>& indexes) const override;
  [[nodiscard]] std::string table_suffix(const schema::Table& table) const override;
  [[nodiscard]] std::string key_and_identity(const schema::Table& table, const schema::Column& column) const override;
  [[nodiscard]] std::string inline_index(const schema::Index& index) const override;
  [[nodiscard]] bool bare_calls() const override { return false; }

 private:
  void judge_key_lengths(const schema::ResolvedTable& table, schema::Problems& problems) const;

  // ddl_table.cpp
  [[nodiscard]] std::string definition(const schema::Table& table, const schema::Column& column, bool with_key) const;
  /// " AFTER a", " FIRST": where the column stands in its table.
  [[nodiscard]] std::string place_of(const schema::Table& table, const schema::Column& column) const;
  [[nodiscard]] std::string key_columns(const schema::Key& key) const;
  [[nodiscard]] bool is_inline_key(const schema::Table& table, const schema::Column& column) const;

  // ddl_rename.cpp
  /// `names`: the new ones by the old ones.
  [[nodiscard]] std::vector<std::string> rename_columns(const schema::Table& table,
                                                        const std::map<std::string, std::string>& names) const;

  // ddl_programs.cpp
  [[nodiscard]] std::string view(const schema::View& view, bool replace) const;
  [[nodiscard]] std::string sequence(const schema::Sequence& sequence, bool altered) const;
  /// With its definer, and settings around it where it needs them.
  [[nodiscard]] Statements program(const std::string& definition, const schema::Properties& properties,
                                   bool replace) const;
  [[nodiscard]] std::string definer(const schema::Properties& properties) const;

  // ddl_changes.cpp
  [[nodiscard]] Statement at_place(const DdlContext& at, int place, std::string clause) const;
  /// The clause, and what goes with it: settings around it, the wish not to block.
  [[nodiscard]] Statements clauses(const DdlContext& at, int place, std::string clause) const;
  [[nodiscard]] Statements alter_table(const DdlContext& at) const;
  /// `word`: to add or to modify it; `where`: its place.
  [[nodiscard]] Statements column_clauses(const DdlContext& at, const schema::Table& table,
                                          const schema::Column& column, const std::string& word,
                                          const std::string& where) const;
  [[nodiscard]] Statements alter_column(const DdlContext& at) const;
  [[nodiscard]] bool can_modify(const schema::Column& from, const schema::Column& to) const;
  void order_triggers(std::vector<schema::Change>& changes, const schema::Schema& from, const schema::Schema& to) const;

  schema::Abilities abilities_;
  bool mysql_;
  bool has_uuid_;
};

/// ALTER TABLE: clauses, and what stands behind them without a comma.
struct AlterTable {
  std::string table;  ///< quoted
  std::vector<std::string> clauses{};
  std::string partitions{};

  [[nodiscard]] std::string sql() const;
};
/// ddl_online.cpp: see Statement::forms. `remark` is what there is to say of it anyway.
[[nodiscard]] std::vector<Form> forms_of(const AlterTable& alter, const std::string& remark);

/// See DdlWriter::finish().
[[nodiscard]] Statements merge(Statements statements, bool mysql);

/// Empty: it is not there.
[[nodiscard]] std::string value_of(const schema::Properties& properties, const std::string& name);
[[nodiscard]] bool contains(const std::vector<std::string>& names, const std::string& name);
[[nodiscard]] bool changes_collation(const schema::Table* from, const schema::Table* to);
/// MySQL refuses '0000-00-00' as a default, also where another column of the table changes.
[[nodiscard]] bool has_zero_date(const schema::Table* table);
/// `all` in a mode that takes such defaults and is strict still.
[[nodiscard]] Statements taking_zero_dates(Statements all);
[[nodiscard]] bool changes_reference_system(const schema::Column& from, const schema::Column& to);
/// Of a view, routine, trigger or other; none: it is not there.
[[nodiscard]] const schema::Properties* properties_of(const schema::Schema& schema, const schema::Object& object);
/// An index that stays as it is and may have been made by the server for a foreign key on these columns: it would
/// vanish where another comes that can serve the key. None: there is no such.
[[nodiscard]] const schema::Index* generated_index(const schema::Table& from, const schema::Table& to,
                                                   const std::vector<std::string>& columns);
/// Types whose columns have a collation.
[[nodiscard]] bool is_character(const std::string& type);

}  // namespace dunlin::database::mariadb
