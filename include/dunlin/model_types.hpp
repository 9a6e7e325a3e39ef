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
  const char* file = "";
  unsigned line = 0;
  [[nodiscard]] static constexpr Where here(const char* file_ = __builtin_FILE(), unsigned line_ = __builtin_LINE()) {
    return {file_, line_};
  }
};

/// The type of a column, in no engine's words. docs/models.md has the table of what becomes of each.
struct Type {
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
  Kind kind = Kind::text;
  int length = 0;
  int precision = 0, scale = 0;
  std::string name{};
  std::vector<std::string> labels{};

  bool operator==(const Type&) const = default;
};

/// An expression in SQL, as opposed to a value.
struct Sql {
  std::string text;
  bool operator==(const Sql&) const = default;
};
using Default = std::variant<bool, std::int64_t, double, std::string, Sql>;

struct Computed {
  std::string expression;
  bool stored = true;  ///< false: computed whenever it is read
  bool operator==(const Computed&) const = default;
};

struct Collation {
  std::string name;
  bool operator==(const Collation&) const = default;
};

/// What a foreign key does when the row that it refers to goes or changes its key.
enum class Action : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
using enum Action;

/// One column, or expression, of an index. A name converts to it.
struct IndexPart {
  // NOLINTBEGIN(google-explicit-constructor)
  IndexPart(const char* column_) : column(column_) {}
  IndexPart(std::string column_) : column(std::move(column_)) {}
  IndexPart(Sql expression_) : expression(std::move(expression_.text)) {}
  // NOLINTEND(google-explicit-constructor)
  std::string column{};
  std::string expression{};  ///< instead of a column
  bool descending = false;
  std::string operator_class{};  ///< where the engine has such
  int prefix = 0;                ///< so many characters of a text, where the engine has such
  bool operator==(const IndexPart&) const = default;
};

struct ColumnData {
  using Change = std::variant<Type, Sql, Computed, Collation>;  ///< Sql: the default

  std::string name{};
  Type type{};
  bool nullable = true, identity = false, primary_key = false, unique = false;
  std::vector<Default> default_value{};  ///< none or one
  std::vector<Computed> computed{};      ///< none or one
  std::string collation{}, comment{}, renamed_from{};
  std::vector<std::pair<std::string, Change>> changes{};  ///< for one engine each
  Where where{};
};

struct KeyData {
  std::string name{};
  std::vector<std::string> columns{};
  Where where{};
};

struct CheckData {
  std::string name{}, expression{};
  Where where{};
};

struct ForeignKeyData {
  std::string name{};
  std::vector<std::string> columns{};
  std::string table{};
  std::vector<std::string> referenced{};
  Action on_delete = no_action, on_update = no_action;
  bool deferrable = false, initially_deferred = false;
  Where where{};
};

struct IndexData {
  std::string name{};
  std::vector<IndexPart> parts{};
  bool unique = false;
  std::vector<std::string> include{};
  std::string condition{}, method{}, comment{};
  Where where{};
};

/// Something that only some engines know: {"ENGINE", "InnoDB"}, {"STRICT", ""}.
struct OptionData {
  std::string name{}, value{};
};

}  // namespace model
}  // namespace v0
}  // namespace dunlin
