// The tables of an application, declared in C++ as values. A Schema is checked as it is made, and knows no database:
// each engine says itself how it spells the types (docs/models.md).
//
//   dunlin::Schema schema() {
//     using namespace dunlin::model;
//     return {table("users",
//                   column("id", big_integer()).identity().primary_key(),
//                   column("email", string(200)).not_null().unique(),
//                   column("role", enumeration("role", {"admin", "member"})).not_null().default_value("member"),
//                   column("created_at", timestamp_tz()).not_null().default_now(),
//                   check("email_form", "email LIKE '%@%'"),
//                   index("ix_users_role", {"role", desc("created_at")}).where("role = 'admin'")),
//             table("posts",
//                   column("id", big_integer()).identity().primary_key(),
//                   column("author_id", big_integer()).not_null(),
//                   column("body", text()),
//                   foreign_key({"author_id"}).references("users", {"id"}).on_delete(cascade))};
//   }
//
// Every method returns a changed copy. What only one engine knows stands behind on("ENGINE", ...): the engine's name as
// in Engine::name, or its product's in small letters where only that is meant.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "dunlin/export.hpp"
#include "dunlin/model_types.hpp"

namespace dunlin {
inline namespace v0 {
namespace model {

// Types.
[[nodiscard]] inline Type small_integer() { return {Type::Kind::small_integer}; }
[[nodiscard]] inline Type integer() { return {Type::Kind::integer}; }
[[nodiscard]] inline Type big_integer() { return {Type::Kind::big_integer}; }
[[nodiscard]] inline Type decimal(int precision, int scale = 0) { return {Type::Kind::decimal, 0, precision, scale}; }
[[nodiscard]] inline Type real() { return {Type::Kind::real}; }
[[nodiscard]] inline Type boolean() { return {Type::Kind::boolean}; }
[[nodiscard]] inline Type string(int length) { return {Type::Kind::string, length}; }
[[nodiscard]] inline Type text() { return {Type::Kind::text}; }
[[nodiscard]] inline Type blob() { return {Type::Kind::blob}; }
[[nodiscard]] inline Type date() { return {Type::Kind::date}; }
[[nodiscard]] inline Type time() { return {Type::Kind::time}; }
[[nodiscard]] inline Type timestamp() { return {Type::Kind::timestamp}; }
[[nodiscard]] inline Type timestamp_tz() { return {Type::Kind::timestamp_tz}; }
[[nodiscard]] inline Type json() { return {Type::Kind::json}; }
[[nodiscard]] inline Type uuid() { return {Type::Kind::uuid}; }
/// One of these labels. `name` is that of the type where the engine has named types; columns may share it.
[[nodiscard]] inline Type enumeration(std::string name, std::vector<std::string> labels) {
  return {Type::Kind::enumeration, 0, 0, 0, std::move(name), std::move(labels)};
}
/// The engine's own type, as it spells it: type("inet").
[[nodiscard]] inline Type type(std::string sql) { return {Type::Kind::native, 0, 0, 0, std::move(sql)}; }

/// The type that belongs to a C++ type, for column("id", &User::id). Specialise it for types of your own:
///   template <> struct dunlin::model::TypeOf<Money> { static Type type() { return decimal(12, 2); } };
template <class T>
struct TypeOf;
// clang-format off
template <> struct TypeOf<bool> { static Type type() { return boolean(); } };
template <> struct TypeOf<std::int16_t> { static Type type() { return small_integer(); } };
template <> struct TypeOf<std::int32_t> { static Type type() { return integer(); } };
template <> struct TypeOf<std::int64_t> { static Type type() { return big_integer(); } };
template <> struct TypeOf<double> { static Type type() { return real(); } };
template <> struct TypeOf<std::string> { static Type type() { return text(); } };
template <> struct TypeOf<std::vector<std::byte>> { static Type type() { return blob(); } };
template <> struct TypeOf<std::chrono::system_clock::time_point> { static Type type() { return timestamp_tz(); } };
template <> struct TypeOf<std::chrono::year_month_day> { static Type type() { return date(); } };
// clang-format on

/// What default_value() takes: a value, never a pointer that would pass for a bool.
template <class T>
concept DefaultValue = std::is_arithmetic_v<T> || std::convertible_to<T, std::string>;

/// A column: each call gives another one that says more.
class Column {
 public:
  /// For the library.
  explicit Column(ColumnData data) : data_(std::move(data)) {}
  /// What was declared.
  [[nodiscard]] const ColumnData& data() const { return data_; }

  /// Always has a value.
  [[nodiscard]] Column not_null() const {
    return with([](ColumnData& d) { d.nullable = false; });
  }
  /// The number counts by itself. For integers.
  [[nodiscard]] Column identity() const {
    return with([](ColumnData& d) { d.identity = true; });
  }
  /// This column alone; see primary_key({...}) for several.
  [[nodiscard]] Column primary_key() const {
    return with([](ColumnData& d) { d.primary_key = true, d.nullable = false; });
  }
  /// No two rows have the same value.
  [[nodiscard]] Column unique() const {
    return with([](ColumnData& d) { d.unique = true; });
  }
  /// What a row has that says nothing: a value.
  template <DefaultValue T>
  [[nodiscard]] Column default_value(const T& value) const {
    return with([&](ColumnData& d) {
      if constexpr (std::same_as<T, bool>) {
        d.default_value = {Default(value)};
      } else if constexpr (std::integral<T>) {
        d.default_value = {Default(static_cast<std::int64_t>(value))};
      } else if constexpr (std::floating_point<T>) {
        d.default_value = {Default(static_cast<double>(value))};
      } else {
        d.default_value = {Default(std::string(value))};
      }
    });
  }
  /// What a row has that says nothing: an expression of SQL.
  [[nodiscard]] Column default_sql(std::string expression) const {
    return with([&](ColumnData& d) { d.default_value = {Default(Sql{std::move(expression)})}; });
  }
  /// The time at which the row is written; in UTC where the column has no zone.
  [[nodiscard]] Column default_now() const { return default_sql("CURRENT_TIMESTAMP"); }
  /// Computed from others and kept.
  [[nodiscard]] Column generated(std::string expression) const {
    return with([&](ColumnData& d) { d.computed = {{std::move(expression), true}}; });
  }
  /// Computed from others whenever it is read, where the engine can.
  [[nodiscard]] Column generated_virtual(std::string expression) const {
    return with([&](ColumnData& d) { d.computed = {{std::move(expression), false}}; });
  }
  /// How text is compared.
  [[nodiscard]] Column collation(std::string name) const {
    return with([&](ColumnData& d) { d.collation = std::move(name); });
  }
  /// A comment that the database keeps.
  [[nodiscard]] Column comment(std::string text) const {
    return with([&](ColumnData& d) { d.comment = std::move(text); });
  }
  /// The name that it had: a difference is then a renaming, not a column less and another more.
  [[nodiscard]] Column renamed_from(std::string name) const {
    return with([&](ColumnData& d) { d.renamed_from = std::move(name); });
  }
  /// Something else on this engine: type(...), sql(...) for the default, collation(...), computed(...).
  template <class... Changes>
  [[nodiscard]] Column on(const std::string& engine, Changes... changes) const {
    return with([&](ColumnData& d) { (d.changes.emplace_back(engine, ColumnData::Change(std::move(changes))), ...); });
  }

 private:
  template <class Change>
  [[nodiscard]] Column with(Change change) const {
    Column copy = *this;
    change(copy.data_);
    return copy;
  }
  ColumnData data_;
};

[[nodiscard]] inline Column column(std::string name, Type type, Where where = Where::here()) {
  ColumnData data;
  data.name = std::move(name);
  data.type = std::move(type);
  data.where = where;
  return Column(std::move(data));
}
/// Type and NOT NULL as the member has them: std::optional<T> may be null, everything else not.
template <class Struct, class T>
[[nodiscard]] Column column(std::string name, T Struct::*, Where where = Where::here()) {
  return column(std::move(name), TypeOf<T>::type(), where).not_null();
}
template <class Struct, class T>
[[nodiscard]] Column column(std::string name, std::optional<T> Struct::*, Where where = Where::here()) {
  return column(std::move(name), TypeOf<T>::type(), where);
}

/// The primary key of several columns.
struct PrimaryKey : KeyData {
  /// With a name of its own.
  [[nodiscard]] PrimaryKey named(std::string name_) const {
    PrimaryKey copy = *this;
    copy.name = std::move(name_);
    return copy;
  }
};
[[nodiscard]] inline PrimaryKey primary_key(std::vector<std::string> columns, Where where = Where::here()) {
  return {{{}, std::move(columns), where}};
}

/// Columns of which no two rows have the same values.
struct Unique : KeyData {
  /// With a name of its own.
  [[nodiscard]] Unique named(std::string name_) const {
    Unique copy = *this;
    copy.name = std::move(name_);
    return copy;
  }
};
[[nodiscard]] inline Unique unique(std::vector<std::string> columns, Where where = Where::here()) {
  return {{{}, std::move(columns), where}};
}

struct Check : CheckData {};
[[nodiscard]] inline Check check(std::string name, std::string expression, Where where = Where::here()) {
  return {{std::move(name), std::move(expression), where}};
}

/// A reference to rows of a table.
class ForeignKey {
 public:
  /// For the library.
  explicit ForeignKey(ForeignKeyData data) : data_(std::move(data)) {}
  /// What was declared.
  [[nodiscard]] const ForeignKeyData& data() const { return data_; }

  /// The columns that it refers to.
  [[nodiscard]] ForeignKey references(std::string table, std::vector<std::string> columns) const {
    return with([&](ForeignKeyData& d) { d.table = std::move(table), d.referenced = std::move(columns); });
  }
  /// What becomes of this row when that one goes.
  [[nodiscard]] ForeignKey on_delete(Action action) const {
    return with([&](ForeignKeyData& d) { d.on_delete = action; });
  }
  /// What becomes of this row when the key of that one changes.
  [[nodiscard]] ForeignKey on_update(Action action) const {
    return with([&](ForeignKeyData& d) { d.on_update = action; });
  }
  /// Checked at the end of the transaction.
  [[nodiscard]] ForeignKey deferrable(bool initially_deferred = false) const {
    return with([&](ForeignKeyData& d) { d.deferrable = true, d.initially_deferred = initially_deferred; });
  }
  /// With a name of its own.
  [[nodiscard]] ForeignKey named(std::string name) const {
    return with([&](ForeignKeyData& d) { d.name = std::move(name); });
  }

 private:
  template <class Change>
  [[nodiscard]] ForeignKey with(Change change) const {
    ForeignKey copy = *this;
    change(copy.data_);
    return copy;
  }
  ForeignKeyData data_;
};
[[nodiscard]] inline ForeignKey foreign_key(std::vector<std::string> columns, Where where = Where::here()) {
  ForeignKeyData data;
  data.columns = std::move(columns);
  data.where = where;
  return ForeignKey(std::move(data));
}

[[nodiscard]] inline IndexPart desc(IndexPart part) {
  part.descending = true;
  return part;
}
[[nodiscard]] inline Sql sql(std::string expression) { return {std::move(expression)}; }
[[nodiscard]] inline Collation collation(std::string name) { return {std::move(name)}; }
[[nodiscard]] inline Computed computed(std::string expression, bool stored = true) {
  return {std::move(expression), stored};
}
[[nodiscard]] inline IndexPart prefix(IndexPart part, int characters) {
  part.prefix = characters;
  return part;
}
[[nodiscard]] inline IndexPart operator_class(IndexPart part, std::string name) {
  part.operator_class = std::move(name);
  return part;
}

/// An index.
class Index {
 public:
  /// For the library.
  explicit Index(IndexData data) : data_(std::move(data)) {}
  /// What was declared.
  [[nodiscard]] const IndexData& data() const { return data_; }

  /// No two rows have the same values.
  [[nodiscard]] Index unique() const {
    return with([](IndexData& d) { d.unique = true; });
  }
  /// Only the rows of which this is true. An engine that has no such indexes indexes all rows, and refuses a unique
  /// one.
  [[nodiscard]] Index where(std::string condition) const {
    return with([&](IndexData& d) { d.condition = std::move(condition); });
  }
  /// Columns that are read from the index and not searched in it. An engine that has no such columns takes them as
  /// further ones of the key, or leaves them out of a unique index.
  [[nodiscard]] Index include(std::vector<std::string> columns) const {
    return with([&](IndexData& d) { d.include = std::move(columns); });
  }
  /// The engine's own kind of index: on("ENGINE", index(...).method("gin")).
  [[nodiscard]] Index method(std::string name) const {
    return with([&](IndexData& d) { d.method = std::move(name); });
  }
  /// A comment that the database keeps.
  [[nodiscard]] Index comment(std::string text) const {
    return with([&](IndexData& d) { d.comment = std::move(text); });
  }

 private:
  template <class Change>
  [[nodiscard]] Index with(Change change) const {
    Index copy = *this;
    change(copy.data_);
    return copy;
  }
  IndexData data_;
};
[[nodiscard]] inline Index index(std::string name, std::vector<IndexPart> parts, Where where = Where::here()) {
  IndexData data;
  data.name = std::move(name);
  data.parts = std::move(parts);
  data.where = where;
  return Index(std::move(data));
}

/// A comment on the table that the database keeps.
struct Comment {
  /// The comment.
  std::string text;
};
[[nodiscard]] inline Comment comment(std::string text) { return {std::move(text)}; }
/// What the table was called before.
struct RenamedFrom {
  /// The name then.
  std::string name;
};
[[nodiscard]] inline RenamedFrom renamed_from(std::string name) { return {std::move(name)}; }
struct TableOption : OptionData {};
/// Of a table: on("ENGINE", option("STRICT")), option("ROW_FORMAT", "COMPRESSED").
[[nodiscard]] inline TableOption option(std::string name, std::string value = {}) {
  return {{std::move(name), std::move(value)}};
}

/// What stands in a table.
using Part = std::variant<Column, PrimaryKey, Unique, Check, ForeignKey, Index, Comment, RenamedFrom, TableOption>;
template <class T>
concept TablePart = std::constructible_from<Part, T>;

/// A part of a table for one engine.
struct EnginePart {
  std::string engine;  ///< empty: every one
  /// The part.
  Part part;
};

/// A table. `table("users", column(...), ...)` makes one; besides parts it takes vectors of columns, for those that
/// many tables share, and on(...).
struct Table {
  /// Its name, with or without a schema.
  std::string name;
  /// Its parts, with the engines that they are for.
  std::vector<EnginePart> parts;
};

template <TablePart... Parts>
[[nodiscard]] std::vector<EnginePart> on(const std::string& engine, Parts... parts) {
  std::vector<EnginePart> all;
  (all.push_back({engine, Part(std::move(parts))}), ...);
  return all;
}

namespace detail {
inline void add(Table& table, std::vector<EnginePart> parts) {
  for (auto& part : parts) table.parts.push_back(std::move(part));
}
inline void add(Table& table, std::vector<Column> columns) {
  for (auto& column : columns) table.parts.push_back({{}, Part(std::move(column))});
}
template <TablePart T>
void add(Table& table, T part) {
  table.parts.push_back({{}, Part(std::move(part))});
}
}  // namespace detail

template <class... Parts>
[[nodiscard]] Table table(std::string name, Parts... parts) {
  Table table{std::move(name), {}};
  table.parts.reserve(sizeof...(parts));
  (detail::add(table, std::move(parts)), ...);
  return table;
}

/// A view: its query, and where an engine needs another one, that.
struct View {
  /// Its name, with or without a schema.
  std::string name;
  /// The query that it stands for.
  std::string query;
  /// Queries of single engines: their name, and the query.
  std::vector<std::pair<std::string, std::string>> queries{};
  /// Where it was declared.
  Where where{};
  /// Another query on one engine.
  [[nodiscard]] View on(std::string engine, std::string other) const {
    View copy = *this;
    copy.queries.emplace_back(std::move(engine), std::move(other));
    return copy;
  }
};
/// Views may use tables and the views before them.
[[nodiscard]] inline View view(std::string name, std::string query, Where where = Where::here()) {
  return {std::move(name), std::move(query), {}, where};
}

}  // namespace model

/// All tables and views of an application. Modules may each give a std::vector<model::Table>.
class DUNLIN_API Schema {
 public:
  Schema() = default;
  /// Throws Error{config} where something cannot be right (a name twice, a foreign key to nowhere, ...): the first of
  /// it in `message`, with what is meant in `hint`, and all of it in `detail`.
  template <class... Items>
  requires(sizeof...(Items) > 0 &&
           (std::constructible_from<std::variant<model::Table, model::View, std::vector<model::Table>>, Items> && ...))
      Schema(Items... items) {  // NOLINT(google-explicit-constructor)
    (add(std::move(items)), ...);
    check();
  }

  /// In the order in which they were declared.
  [[nodiscard]] const std::vector<model::Table>& tables() const { return tables_; }
  /// In the order in which they were declared.
  [[nodiscard]] const std::vector<model::View>& views() const { return views_; }

 private:
  void add(model::Table table) { tables_.push_back(std::move(table)); }
  void add(model::View view) { views_.push_back(std::move(view)); }
  void add(std::vector<model::Table> tables) {
    for (auto& table : tables) tables_.push_back(std::move(table));
  }
  void check() const;

  std::vector<model::Table> tables_;
  std::vector<model::View> views_;
};

}  // namespace v0
}  // namespace dunlin
