// How SQLite spells a schema (ddl.cpp), makes it (ddl_create.cpp), and changes it: what ALTER TABLE can do is done with
// it, anything else by making the table anew (ddl_change.cpp, ddl_rebuild.cpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/ddl.hpp"

namespace dunlin::database::sqlite {

class SqliteDdl final : public DdlWriter {
 public:
  SqliteDdl();
  [[nodiscard]] const schema::Abilities& abilities() const override { return abilities_; }
  [[nodiscard]] std::string quote_name(std::string_view name) const override;
  [[nodiscard]] std::string quote_text(std::string_view text) const override;
  [[nodiscard]] schema::Spelled spell(const model::ColumnData& column,
                                      const schema::ResolvedTable& table) const override;
  [[nodiscard]] std::string spell_default(const model::Default& value, const model::Type& type) const override;
  void judge(const schema::ResolvedTable& table, schema::Problems& problems) const override;

  /// A rebuild has what it is for as its attributes ("alter column a (type)"), and in Change::with the columns whose
  /// values it does not keep.
  [[nodiscard]] std::vector<schema::Change> adapt(std::vector<schema::Change> changes, const schema::Schema& from,
                                                  const schema::Schema& to) const override;
  [[nodiscard]] bool must_go(const schema::Change& change, const schema::Object& dependent, const schema::Schema& from,
                             const schema::Schema& to) const override;
  [[nodiscard]] Statements rename(const schema::Rename& rename, const schema::Schema& from) const override;

 protected:
  [[nodiscard]] Statements create(const DdlContext& at) const override;
  [[nodiscard]] Statements rebuild(const DdlContext& at) const override;
  [[nodiscard]] std::string column(const schema::Table& table, const schema::Column& column) const override;
  [[nodiscard]] std::string primary_key(const schema::Key& key) const override;
  [[nodiscard]] std::string unique(const schema::Key& key) const override;
  [[nodiscard]] std::string check(const schema::Check& check) const override;
  [[nodiscard]] std::string foreign_key(const schema::ForeignKey& key) const override;
  [[nodiscard]] std::string create_table(const schema::Table& table,
                                         const std::vector<const schema::ForeignKey*>& foreign_keys,
                                         const std::vector<const schema::Index*>& indexes) const override;
  [[nodiscard]] std::string remark(const std::string& comment) const override;
  [[nodiscard]] std::string key_and_identity(const schema::Table& table, const schema::Column& column) const override;

 private:
  /// "CONSTRAINT a ", also where another constraint of the table has the name.
  [[nodiscard]] std::string named(const std::string& name, const schema::Properties& properties) const;
  [[nodiscard]] std::string references(const schema::ForeignKey& key) const;
  [[nodiscard]] std::string key_parts(const schema::Key& key) const;
  [[nodiscard]] Statements rebuild_virtual(const DdlContext& at) const;

  schema::Abilities abilities_;
};

/// Whether the column is the rowid under a name of its own: INTEGER PRIMARY KEY.
[[nodiscard]] bool is_rowid(const schema::Table& table, const schema::Column& column);

/// The columns of a virtual table whose rows can be copied to another of its kind; empty: not known to be so.
[[nodiscard]] std::vector<std::string> virtual_columns(const schema::Table& table);

}  // namespace dunlin::database::sqlite
