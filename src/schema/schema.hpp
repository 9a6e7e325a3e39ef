// The neutral model of a schema: everything that a database's catalogue holds of it, as values that can be compared,
// printed, kept as JSON and read again. Expressions, types and definitions are text in the engine's own words, as its
// catalogue gives them; what only one engine knows is a named property. Nothing here knows a database, and nothing
// runs SQL. An object whose kind has no form of its own here is kept by kind, name and definition (Other), so that
// nothing that an inspection finds is ever left out in silence.
//
// Two schemas are equal when they have the same objects in the same order; sort() gives the order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dunlin/error.hpp"

namespace dunlin::schema {

/// Engine-specific attributes by the engine's own names: {"engine": "InnoDB"}, {"fillfactor": "70"}, {"strict": ""}.
using Properties = std::map<std::string, std::string>;

/// An object's name and the namespace (PostgreSQL's schema, MariaDB's database) that it is in; none: where unqualified
/// names go.
struct Name {
  std::string space;
  std::string name;

  Name() = default;
  Name(std::string name_) : name(std::move(name_)) {}  // NOLINT(google-explicit-constructor)
  Name(std::string space_, std::string name_) : space(std::move(space_)), name(std::move(name_)) {}
  auto operator<=>(const Name&) const = default;
  bool operator==(const Name&) const = default;
  [[nodiscard]] bool empty() const { return name.empty(); }
  /// "users", "audit.events": for people; not quoted.
  [[nodiscard]] std::string text() const { return space.empty() ? name : space + "." + name; }
};

enum class Identity : std::uint8_t { none, by_default, always };

struct Column {
  std::string name;
  std::string type;  ///< as the engine spells it: "character varying(200)"
  Name type_name;    ///< of a type that is an object of this schema (enum, domain); else empty
  bool nullable = true;
  std::string default_sql;  ///< an expression; empty: none
  std::string generated;    ///< an expression; empty: not generated
  bool stored = true;       ///< of a generated one
  Identity identity = Identity::none;
  std::string collation;
  std::string comment;
  std::string renamed_from;  ///< in models and schema.sql only
  Properties properties;     ///< identity's start and increment, character set, invisible, storage, on update, ...
  bool operator==(const Column&) const = default;
};

/// A primary key or unique constraint.
struct Key {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> include;
  bool deferrable = false, initially_deferred = false;
  bool nulls_distinct = true;
  std::string comment;
  Properties properties;
  bool operator==(const Key&) const = default;
};

struct Check {
  std::string name;
  std::string expression;
  bool validated = true;  ///< false: NOT VALID
  bool enforced = true;
  std::string comment;
  Properties properties;
  bool operator==(const Check&) const = default;
};

enum class Action : std::uint8_t { no_action, restrict, cascade, set_null, set_default };
enum class Match : std::uint8_t { simple, full, partial };

struct ForeignKey {
  std::string name;
  std::vector<std::string> columns;
  Name table;
  std::vector<std::string> referenced;
  Action on_delete = Action::no_action, on_update = Action::no_action;
  std::vector<std::string> set_columns;  ///< ON DELETE SET NULL (a, b)
  Match match = Match::simple;
  bool deferrable = false, initially_deferred = false;
  bool validated = true, enforced = true;
  std::string comment;
  Properties properties;
  bool operator==(const ForeignKey&) const = default;
};

enum class Nulls : std::uint8_t { usual, first, last };

/// A column or expression of an index or exclusion constraint.
struct Part {
  std::string column;
  std::string expression;  ///< instead of a column
  bool descending = false;
  Nulls nulls = Nulls::usual;
  std::string collation, operator_class;
  std::string operator_with;  ///< of an exclusion constraint: "&&"
  int prefix = 0;
  Properties properties;  ///< of the operator class
  bool operator==(const Part&) const = default;
};

struct Index {
  std::string name;
  std::vector<Part> parts;
  bool unique = false;
  std::vector<std::string> include;
  std::string condition;
  std::string method;  ///< empty: the usual one
  bool nulls_distinct = true;
  bool visible = true;
  std::string comment;
  Properties properties;
  bool operator==(const Index&) const = default;
};

struct Exclusion {
  std::string name;
  std::string method;
  std::vector<Part> parts;
  std::string condition;
  bool deferrable = false, initially_deferred = false;
  std::string comment;
  Properties properties;
  bool operator==(const Exclusion&) const = default;
};

struct Table {
  Name name;
  std::vector<Column> columns;
  std::optional<Key> primary_key;
  std::vector<Key> uniques;
  std::vector<Check> checks;
  std::vector<ForeignKey> foreign_keys;
  std::vector<Exclusion> exclusions;
  std::vector<Index> indexes;
  std::string partition_by;     ///< "RANGE (at)"; empty: not partitioned
  Name partition_of;            ///< a partition's parent
  std::string partition_bound;  ///< "FOR VALUES FROM ... TO ..."
  std::vector<Name> inherits;
  std::string definition;  ///< of a virtual or foreign table: all of it
  std::string comment;
  Name renamed_from;
  Properties properties;
  bool operator==(const Table&) const = default;
};

struct View {
  Name name;
  std::string query;
  bool materialized = false;
  std::vector<std::string> columns;  ///< where they are named
  std::vector<Index> indexes;
  std::vector<Name> uses;  ///< tables, views and routines that it is made from
  std::string comment;
  Properties properties;
  bool operator==(const View&) const = default;
};

struct Trigger {
  std::string name;
  Name table;
  std::string definition;  ///< the statement that makes it
  std::string enabled;     ///< empty: as usual
  std::string comment;
  Properties properties;  ///< definer, sql_mode, ...
  bool operator==(const Trigger&) const = default;
};

enum class RoutineKind : std::uint8_t { function, procedure, aggregate, window };

struct Routine {
  RoutineKind kind = RoutineKind::function;
  Name name;
  std::string arguments;   ///< what tells it from others of its name: "integer, text"
  std::string definition;  ///< the statement that makes it
  std::string comment;
  Properties properties;
  bool operator==(const Routine&) const = default;
};

enum class TypeKind : std::uint8_t { enumeration, domain, composite, range };

struct Type {
  TypeKind kind = TypeKind::enumeration;
  Name name;
  std::vector<std::string> labels;  ///< of an enumeration, in order
  std::string base;                 ///< of a domain; a range's subtype
  bool nullable = true;             ///< of a domain
  std::string default_sql;
  std::string collation;
  std::vector<Check> checks;
  std::vector<Column> fields;  ///< of a composite type
  std::string comment;
  Name renamed_from;
  Properties properties;
  bool operator==(const Type&) const = default;
};

struct Sequence {
  Name name;
  std::string type;
  Name owner;  ///< the table of the column that owns it
  std::string owner_column;
  std::string comment;
  Properties properties;  ///< start, increment, minimum, maximum, cache, cycle
  bool operator==(const Sequence&) const = default;
};

struct Policy {
  std::string name;
  Name table;
  std::string command;  ///< "ALL", "SELECT", ...
  bool permissive = true;
  std::vector<std::string> roles;
  std::string using_sql, check_sql;
  std::string comment;
  bool operator==(const Policy&) const = default;
};

struct Grant {
  std::string kind;  ///< of the object: "table", "function", "schema", ...
  Name object;
  std::string column;
  std::string grantee;
  std::string privilege;
  bool grantable = false;
  bool operator==(const Grant&) const = default;
};

/// "extension", "rule", "event", "event trigger", "statistics", "collation", "namespace", ...
struct Other {
  std::string kind;
  Name name;
  Name table;  ///< of what belongs to one
  std::string definition;
  std::string comment;
  Properties properties;
  bool operator==(const Other&) const = default;
};

struct Schema {
  std::string engine;  ///< whose words these are: a driver's name
  std::vector<Type> types;
  std::vector<Sequence> sequences;
  std::vector<Table> tables;
  std::vector<View> views;
  std::vector<Routine> routines;
  std::vector<Trigger> triggers;
  std::vector<Policy> policies;
  std::vector<Grant> grants;
  std::vector<Other> others;
  bool operator==(const Schema&) const = default;

  [[nodiscard]] const Table* table(const Name& name) const;
  [[nodiscard]] const Column* column(const Name& table, const std::string& name) const;
  /// Objects by name, and within tables everything that has no order of its own; columns keep theirs.
  void sort();
};

/// For people: a line for each object, and below a table one for each of its columns, keys and indexes.
[[nodiscard]] std::string to_text(const Schema& schema);
/// One document; what is as usual (no comment, nullable, ...) is left out. from_json(to_json(x)) == x.
[[nodiscard]] std::string to_json(const Schema& schema);
/// Throws Error{config}: not JSON, an unknown member, a wrong type; `name` is what messages call the document.
[[nodiscard]] Schema from_json(const std::string& json, const std::string& name);

}  // namespace dunlin::schema
