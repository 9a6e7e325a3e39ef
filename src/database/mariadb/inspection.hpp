// What the parts of an inspection share: the session, brought into a state in which the server's answers do not depend
// on its settings, and what is current there. Private to inspect_*.cpp.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "database/inspect.hpp"

namespace dunlin::database::mariadb {

class Inspection {
 public:
  Inspection(Connection& connection, const InspectOptions& options);
  ~Inspection();
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;

  Rows ask(const std::string& sql) { return connection_.query(sql); }
  /// The column of SHOW CREATE's answer that has the statement. Throws Error{refused} where this user may not see it.
  std::string shown(const std::string& what, const std::string& name, std::size_t column);
  [[nodiscard]] std::string quoted(const std::string& name) const { return connection_.quote_name(name); }
  [[nodiscard]] std::string quoted_text(const std::string& text) const { return connection_.quote_text(text); }

  [[nodiscard]] bool is_mysql() const { return mysql_; }
  [[nodiscard]] bool leaves_out(const std::string& table) const { return without_.contains(table); }

  /// An expression without this database's name before those of its objects, which are added to `uses`. MySQL's
  /// catalogue escapes and encodes it twice, and has parentheses around.
  [[nodiscard]] std::string expression(std::string text, std::set<std::string>* uses = nullptr) const;
  /// Properties of what runs with a definer's rights and a mode of its own.
  void note_definer(schema::Properties& properties, const std::string& definer) const;
  void note_mode(schema::Properties& properties, const std::string& mode) const;

  std::string database, collation, engine, user, mode, time_zone;

 private:
  Connection& connection_;
  bool mysql_;
  bool changed_ = false;
  std::string quotes_names_;
  std::set<std::string> without_;
};

/// The text without `name` (quoted with backticks) and the dot behind it, wherever they are not in a string; what is
/// named behind them is added to `uses`.
[[nodiscard]] std::string without_qualifier(std::string_view text, std::string_view name,
                                            std::set<std::string>* uses = nullptr);

// One query or a few each; `schema` has what the ones before have read.
void read_tables(Inspection& from, schema::Schema& into);
void read_columns(Inspection& from, schema::Schema& into);
void read_keys(Inspection& from, schema::Schema& into);
void read_checks(Inspection& from, schema::Schema& into);
void read_foreign_keys(Inspection& from, schema::Schema& into);
void read_shown(Inspection& from, schema::Schema& into);
void read_sequences(Inspection& from, schema::Schema& into);
void read_views(Inspection& from, schema::Schema& into);
void read_routines(Inspection& from, schema::Schema& into);
void read_triggers(Inspection& from, schema::Schema& into);
void read_events(Inspection& from, schema::Schema& into);

/// "row_format=DYNAMIC `page_compressed`='1' UNION=(`a`,`b`)" as properties; words without a value are passed over.
[[nodiscard]] schema::Properties read_options(std::string_view text);

/// Finds tables by name while rows are read that are in no order.
class TableFinder {
 public:
  explicit TableFinder(schema::Schema& schema) {
    for (auto& table : schema.tables) tables_[table.name.name] = &table;
  }
  [[nodiscard]] schema::Table* find(const Value& name) const {
    const auto found = tables_.find(to_text(name));
    return found == tables_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, schema::Table*> tables_;
};

}  // namespace dunlin::database::mariadb
