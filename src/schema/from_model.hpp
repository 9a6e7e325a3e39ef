// From models to the neutral schema of one engine. What the engine calls things, and what it lacks, is asked of a
// ModelTarget, which its folder implements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dunlin/model.hpp"
#include "schema/problems.hpp"
#include "schema/resolve.hpp"
#include "schema/schema.hpp"

namespace dunlin::schema {

/// What an engine has and has not.
struct Abilities {
  std::string driver;                 ///< its driver's name: Schema::engine
  std::vector<std::string> names;     ///< that on() may have: the driver's and the product's, in small letters
  std::vector<std::string> products;  ///< further names that on() may give to products of this driver
  std::string title;                  ///< "PostgreSQL 15.18"
  std::size_t longest_name = 0;       ///< 0: no limit
  bool longest_in_bytes = false;      ///< ... or else in characters
  bool named_enumerations = false;
  bool deferrable = false;
  bool partial_indexes = false;
  bool included_columns = false;
  bool expression_indexes = false;
  bool prefixes = false;  ///< an index may take the first characters of a column
  bool operator_classes = false;
  bool virtual_columns = false;
  bool set_default = false;        ///< as a foreign key's action
  bool long_keys = false;          ///< text() and blob() may be in keys and indexes
  bool identity_anywhere = false;  ///< or else only as the primary key's one column
  bool one_check_namespace = false;
  bool named_primary_keys = true;  ///< or else they are all called alike
  std::vector<std::string> index_methods{};
  // What its statements are like.
  bool forward_references = false;  ///< a foreign key may name a table that is not there yet
  bool indexes_in_tables = false;   ///< a new table's indexes are made in its statement
  bool merged_clauses = false;      ///< one ALTER TABLE takes several clauses
  bool column_order = false;        ///< columns can be moved
};

/// How a type is spelled. `check`: what the type itself does not refuse, with {} for the column; empty: nothing.
struct Spelled {
  std::string type;
  std::string check{};
  std::string check_kind{};  ///< the end of the check's derived name
};

class ModelTarget {
 public:
  virtual ~ModelTarget() = default;
  [[nodiscard]] virtual const Abilities& abilities() const = 0;
  /// Quoted where it has to be.
  [[nodiscard]] virtual std::string quote_name(std::string_view name) const = 0;
  [[nodiscard]] virtual std::string quote_text(std::string_view text) const = 0;
  [[nodiscard]] virtual Spelled spell(const model::ColumnData& column, const ResolvedTable& table) const = 0;
  /// The default as an expression.
  [[nodiscard]] virtual std::string spell_default(const model::Default& value, const model::Type& type) const = 0;
  /// Whatever else cannot be on this engine.
  virtual void judge(const ResolvedTable& table, Problems& problems) const;
};

/// Throws Error{config} where the models ask for what this engine cannot do, with all of it as Error::detail. `known`:
/// the names that on() may give to engines.
[[nodiscard]] Schema from_model(const dunlin::Schema& models, const ModelTarget& target,
                                const std::vector<std::string>& known);

}  // namespace dunlin::schema
