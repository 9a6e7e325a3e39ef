// What the parts of the inspection share: a part is a query of the catalogue and what becomes of its rows. Rows are
// read column by column in the order of the query.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "database/inspect.hpp"
#include "schema/schema.hpp"

namespace dunlin::database::postgres {

/// A row of the catalogue, as pg_depend and pg_description call it: the catalogue's number and the row's.
struct Address {
  std::int64_t catalogue = 0;
  std::int64_t number = 0;
  auto operator<=>(const Address&) const = default;
  bool operator==(const Address&) const = default;
};

/// The values of one row, one after the other.
class Fields {
 public:
  explicit Fields(const std::vector<Value>& row) : row_(row) {}
  [[nodiscard]] bool is_null() const { return dunlin::is_null(row_[next_]); }
  std::string text() { return to_text(row_[next_++]); }
  std::int64_t number() { return to_integer(row_[next_++]); }
  bool flag() { return number() != 0; }
  Address address();
  std::vector<std::string> texts();  ///< an array
  void skip() { ++next_; }

 private:
  const std::vector<Value>& row_;
  std::size_t next_ = 0;
};

/// The elements of an array as the server prints it: {a,"b c",NULL}. NULL becomes the empty text.
[[nodiscard]] std::vector<std::string> read_array(std::string_view text);
/// "(a > 0)" -> "a > 0", where the parentheses hold all of it.
[[nodiscard]] std::string without_parentheses(std::string_view expression);
/// {"fillfactor=70"} -> properties, each name after the prefix.
void read_options(const std::vector<std::string>& options, schema::Properties& properties,
                  const std::string& prefix = {});

class Inspection {
 public:
  Inspection(int version, std::string current, std::string current_quoted, const InspectOptions& options);

  // For queries.
  [[nodiscard]] int version() const { return version_; }
  /// A condition on the number of a namespace: that it is to be inspected.
  [[nodiscard]] std::string in_scope(std::string_view space) const;
  /// `sql` where the server is at least of this version, else the other.
  [[nodiscard]] std::string since(int version, std::string_view sql, std::string_view otherwise) const;
  [[nodiscard]] bool whole() const { return options_.all_schemas; }
  [[nodiscard]] const std::string& current() const { return current_; }

  // For names.
  [[nodiscard]] schema::Name name(const std::string& space, const std::string& name) const;
  /// `name` of the current schema as it is, any other in quotes with its schema: "audit"."german".
  [[nodiscard]] std::string local(const std::string& space, const std::string& name) const;
  /// A definition that begins with a qualified name after `head`: without the qualification, if it is the current one.
  [[nodiscard]] std::string unqualified(std::string definition, std::string_view head) const;

  // What was read before.
  [[nodiscard]] std::string comment(Address address, std::int64_t part = 0) const;
  /// Of an extension, or left out on demand.
  [[nodiscard]] bool left_out(Address address) const { return left_out_.contains(address); }
  [[nodiscard]] schema::Table* table(std::int64_t number);
  [[nodiscard]] schema::View* view(std::int64_t number);
  /// Tables of the current schema that are left out on demand.
  [[nodiscard]] bool unwanted(const std::string& space, const std::string& table) const;

  schema::Schema schema;
  std::map<Address, std::map<std::int64_t, std::string>> comments;
  std::set<Address> members;  ///< of extensions
  void leave_out(Address address) { left_out_.insert(address); }

  // By numbers of pg_class; places in `schema`.
  std::unordered_map<std::int64_t, std::size_t> tables, views, composites;
  std::unordered_map<std::int64_t, schema::Name> types;  ///< by numbers of pg_type
  std::unordered_map<std::int64_t, std::size_t> domains;
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> columns;  ///< of tables, by pg_attribute's number

  /// A key whose columns stand with its index.
  struct Backed {
    std::int64_t table = 0;
    char kind = 0;  ///< p, u, x
    std::size_t place = 0;
  };
  std::unordered_map<std::int64_t, Backed> backed;  ///< by the index's number
  struct IndexPlace {
    bool view = false;
    std::int64_t owner = 0;
    std::size_t place = 0;
  };
  std::unordered_map<std::int64_t, IndexPlace> indexes;

 private:
  int version_;
  std::string current_, current_quoted_;
  const InspectOptions& options_;
  std::set<Address> left_out_;
};

/// One query and its reader.
struct InspectPart {
  std::string what;  ///< "policies": what is said to be unreadable where rights are missing
  std::string sql;
  void (*read)(Inspection& inspection, Fields row);
  /// A condition without which the query has no rows: most databases have nothing of most kinds, and planning the query
  /// of a kind costs far more than looking into one catalogue. Empty: always asked.
  std::string where_any = {};
};

using InspectParts = std::vector<InspectPart>;

/// For where_any: that a catalogue has such rows.
[[nodiscard]] std::string any(std::string_view rows);
/// That a catalogue has rows that the system was not born with: those have smaller numbers.
[[nodiscard]] std::string any_made(std::string_view catalogue, std::string_view condition = {});

// In the order in which they are read.
void add_types(const Inspection& inspection, InspectParts& parts);
void add_tables(const Inspection& inspection, InspectParts& parts);
void add_constraints(const Inspection& inspection, InspectParts& parts);
void add_indexes(const Inspection& inspection, InspectParts& parts);
void add_routines(const Inspection& inspection, InspectParts& parts);
void add_triggers(const Inspection& inspection, InspectParts& parts);
void add_grants(const Inspection& inspection, InspectParts& parts);
void add_others(const Inspection& inspection, InspectParts& parts);
void add_operators(const Inspection& inspection, InspectParts& parts);
void add_foreign(const Inspection& inspection, InspectParts& parts);

/// An Other from a row of: its catalogue and number, the number of the table it is on, kind, space, name, the table's
/// space and name, definition, properties as an array of "name=value".
void read_other(Inspection& inspection, Fields row);

// For queries: names as SQL has them, qualified where the current schema's are not meant.
[[nodiscard]] std::string function_name(std::string_view number);  ///< NULL for 0
[[nodiscard]] std::string operator_name(std::string_view number);  ///< OPERATOR(audit.<), or < of pg_catalog
[[nodiscard]] std::string qualified_name(std::string_view space, std::string_view name, const Inspection& inspection);

}  // namespace dunlin::database::postgres
