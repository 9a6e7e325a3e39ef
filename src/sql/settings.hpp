// Follows the settings of a session that change how its text is read: sql_mode and standard_conforming_strings.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sql/lex_rules.hpp"
#include "sql/scanner.hpp"

namespace dunlin::sql {

class Settings {
 public:
  explicit Settings(const LexRules& rules) : rules_(rules) {}
  /// Looks at a finished statement and adjusts the scanner. Cheap for statements that set nothing.
  void follow(std::string_view statement, Scanner& scanner);

 private:
  struct Mode {
    bool no_backslash_escapes = false;
    bool ansi_quotes = false;
  };
  void follow_sql_mode(std::string_view statement, Scanner& scanner);
  void follow_conforming_strings(std::string_view statement, Scanner& scanner);

  const LexRules& rules_;
  Mode mode_;
  std::map<std::string, Mode> saved_;  // SET @old = @@sql_mode
};

}  // namespace dunlin::sql
