// What a model says, as plain data: the types of columns, and what stands in columns, keys, checks and indexes. It is
// written with the functions of model.hpp; this is what they leave behind.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace dunlin {
inline namespace v0 {
namespace model {

/// Where in the program something was declared: found out by itself.
struct Where {
  /// The file.
  const char* file = "";
  /// The line, from 1.
  unsigned line = 0;
  /// Here: the place of the call.
  [[nodiscard]] static constexpr Where here(const char* file_ = __builtin_FILE(), unsigned line_ = __builtin_LINE()) {
    return {file_, line_};
  }
};

/// The type of a column, in no engine's words. docs/models.md has the table of what becomes of each.
struct Type {
  /// Which type.
  enum class Kind : std::uint8_t {
    small_integer,  ///< 16 bits
    integer,        ///< 32 bits
    big_integer,    ///< 64 bits
    decimal,
    real,  ///< a double
    boolean,
    string,  ///< up to `length` characters
    text,    ///< any length
    blob,
    date,
    time,
    timestamp,     ///< without a zone
    timestamp_tz,  ///< a point in time
    json,
    uuid,
    enumeration,
    native,  ///< the engine's own: `name` is its SQL
  };
  /// Which.
  Kind kind = Kind::text;
  /// Of a string: characters; 0: no limit.
  int length = 0;
  /// Of a decimal: all digits.
  int precision = 0;
  /// Of a decimal: digits behind the point.
  int scale = 0;
  /// Of an enumeration or an engine's own type.
  std::string name{};
  /// Of an enumeration.
  std::vector<std::string> labels{};

  /// The same type.
  bool operator==(const Type&) const = default;
};

/// An expression in SQL, as opposed to a value.
struct Sql {
  /// The text.
  std::string text;
  /// The same text.
  bool operator==(const Sql&) const = default;
};
using Default = std::variant<bool, std::int64_t, double, std::string, Sql>;

/// A column that is computed from others.
struct Computed {
  /// Of SQL.
  std::string expression;
  bool stored = true;  ///< false: computed whenever it is read
  /// The same.
  bool operator==(const Computed&) const = default;
};

/// How text is compared.
struct Collation {
  /// As the engine calls it.
  std::string name;
  /// The same.
  bool operator==(const Collation&) const = default;
};

/// What a foreign key does when the row that it refers to goes or changes its key.
enum class Action : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
using enum Action;

/// One column, or expression, of an index. A name converts to it.
struct IndexPart {
  // NOLINTBEGIN(google-explicit-constructor)
  /// A column.
  IndexPart(const char* column_) : column(column_) {}
  /// A column.
  IndexPart(std::string column_) : column(std::move(column_)) {}
  /// An expression.
  IndexPart(Sql expression_) : expression(std::move(expression_.text)) {}
  // NOLINTEND(google-explicit-constructor)
  /// Its name; empty: an expression.
  std::string column{};
  std::string expression{};  ///< instead of a column
  /// From the greatest down.
  bool descending = false;
  std::string operator_class{};  ///< where the engine has such
  int prefix = 0;                ///< so many characters of a text, where the engine has such
  /// The same.
  bool operator==(const IndexPart&) const = default;
};

/// A column, as a value.
struct ColumnData {
  using Change = std::variant<Type, Sql, Computed, Collation>;  ///< Sql: the default

  /// Its name.
  std::string name{};
  /// Its type.
  Type type{};
  /// Whether it may be NULL.
  bool nullable = true;
  /// Whether the engine numbers the rows with it.
  bool identity = false;
  /// Whether it is the primary key.
  bool primary_key = false;
  /// Whether no two rows have the same value.
  bool unique = false;
  std::vector<Default> default_value{};  ///< none or one
  std::vector<Computed> computed{};      ///< none or one
  /// How its text is compared; empty: as the engine does.
  std::string collation{};
  /// Kept by the database; empty: none.
  std::string comment{};
  /// What it was called before; empty: nothing else.
  std::string renamed_from{};
  std::vector<std::pair<std::string, Change>> changes{};  ///< for one engine each
  /// Where it was declared.
  Where where{};
};

/// A key, as a value.
struct KeyData {
  /// Empty: the engine's choice.
  std::string name{};
  /// In order.
  std::vector<std::string> columns{};
  /// Where it was declared.
  Where where{};
};

/// A check, as a value.
struct CheckData {
  /// Empty: the engine's choice.
  std::string name{};
  /// What must hold.
  std::string expression{};
  /// Where it was declared.
  Where where{};
};

/// A foreign key, as a value.
struct ForeignKeyData {
  /// Empty: the engine's choice.
  std::string name{};
  /// Of this table, in order.
  std::vector<std::string> columns{};
  /// The other table.
  std::string table{};
  /// The columns there, in the same order.
  std::vector<std::string> referenced{};
  /// What becomes of this row when that one goes.
  Action on_delete = no_action;
  /// What becomes of this row when the key of that one changes.
  Action on_update = no_action;
  /// May be checked at the end of a transaction.
  bool deferrable = false;
  /// Is checked there without being told to.
  bool initially_deferred = false;
  /// Where it was declared.
  Where where{};
};

/// An index, as a value.
struct IndexData {
  /// Its name.
  std::string name{};
  /// Columns and expressions, in order.
  std::vector<IndexPart> parts{};
  /// No two rows have the same values.
  bool unique = false;
  /// Further columns that it carries.
  std::vector<std::string> include{};
  /// Which rows are in it; empty: all.
  std::string condition{};
  /// The engine's method; empty: its usual one.
  std::string method{};
  /// Kept by the database; empty: none.
  std::string comment{};
  /// Where it was declared.
  Where where{};
};

/// Something that only some engines know: {"ENGINE", "InnoDB"}, {"STRICT", ""}.
struct OptionData {
  /// What it is called.
  std::string name{};
  /// What it is set to.
  std::string value{};
};

}  // namespace model
}  // namespace v0
}  // namespace dunlin
