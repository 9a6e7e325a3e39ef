// What models say for one engine: the parts that are for all engines and those that are for this one, put together,
// with names for what has none. A pure reading; whether it can be right is model_check.hpp's.
#pragma once

#include <string>
#include <vector>

#include "dunlin/model.hpp"

namespace dunlin::schema {

struct ResolvedTable {
  std::string name;
  std::vector<model::ColumnData> columns;  ///< changes applied
  std::vector<model::KeyData> primary_keys, uniques;
  std::vector<model::CheckData> checks;
  std::vector<model::ForeignKeyData> foreign_keys;
  std::vector<model::IndexData> indexes;
  std::vector<model::OptionData> options;
  std::vector<std::string> comments, renamed_from;
  model::Where where;           ///< of the first thing in it that knows where it is
  bool engine_columns = false;  ///< some columns are for certain engines only

  [[nodiscard]] const model::ColumnData* column(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> column_names() const;
};

struct ResolvedView {
  std::string name, query;
  model::Where where;
};

struct Resolved {
  std::vector<ResolvedTable> tables;
  std::vector<ResolvedView> views;

  [[nodiscard]] const ResolvedTable* table(const std::string& name) const;
};

/// `engines`: the names that on() may have called this engine by; none: what is for all of them.
[[nodiscard]] Resolved resolve(const dunlin::Schema& schema, const std::vector<std::string>& engines);
/// The names that the models give to engines.
[[nodiscard]] std::vector<std::string> engines_named(const dunlin::Schema& schema);

/// "uq_users_email": what a constraint is called that nobody named. Short enough for every engine.
[[nodiscard]] std::string derived_name(std::string_view kind, const std::string& table,
                                       const std::vector<std::string>& columns);

}  // namespace dunlin::schema
