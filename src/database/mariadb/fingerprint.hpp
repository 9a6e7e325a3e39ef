// One object's definition as a short text that changes when the definition does. Read through a session of its own with
// fixed settings: SHOW CREATE prints differently under another sql_mode or character set, and refuses under LOCK
// TABLES, but what is written down before a crash must compare equal after it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "database/mariadb/dial.hpp"
#include "dunlin/value.hpp"
#include "sql/object.hpp"

namespace dunlin::database::mariadb {

class MariadbConnection;

struct Subject {
  /// table (also a view in RENAME TABLE), view, trigger, function, procedure, event,
  /// database, role (an account too; `name` is then as SQL writes it: 'app'@'%'), none: the rows of a table
  sql::ObjectKind kind = sql::ObjectKind::table;
  std::string schema;
  std::string name;

  [[nodiscard]] std::string text() const;  ///< "table app.users"
  bool operator==(const Subject&) const = default;
};

inline constexpr std::string_view absent = "absent";
inline constexpr std::string_view not_known = "?";
inline constexpr std::string_view no_rows = "empty";

struct Observation {
  Subject subject;
  std::string state;  ///< absent, not_known, or what identifies the definition
};

/// For the journal, a line each; and back. Lines that cannot be read are left out.
[[nodiscard]] std::string write_observations(const std::vector<Observation>& observations);
[[nodiscard]] std::vector<Observation> read_observations(std::string_view text);

/// SHOW CREATE TABLE's text without the AUTO_INCREMENT counter, which every insert moves.
[[nodiscard]] std::string without_counter(std::string create);

class Fingerprinter {
 public:
  explicit Fingerprinter(MariadbConnection& connection) : connection_(connection) {}
  [[nodiscard]] std::string state(const Subject& subject);

 private:
  [[nodiscard]] Rows ask(const std::string& sql);
  [[nodiscard]] std::string definition(const Subject& subject);
  [[nodiscard]] std::string rows_of(const Subject& subject);

  MariadbConnection& connection_;
  Handle session_;
};

}  // namespace dunlin::database::mariadb
