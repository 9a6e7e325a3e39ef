#include "sql/settings.hpp"

#include <vector>

#include "base/text.hpp"
#include "sql/classify.hpp"

namespace dunlin::sql {

namespace {

using base::equals_ignoring_case;

bool contains(const std::string& text, std::string_view word) { return text.find(word) != std::string::npos; }

/// Whether the text may be SET, RESET, SELECT set_config: a look at its first letters, behind a versioned comment.
bool may_set(std::string_view statement) {
  std::size_t at = 0;
  if (statement.substr(0, 3) == "/*!" || statement.substr(0, 4) == "/*M!") {
    at = statement.find_first_of("sS", 2);
    if (at > 24) return false;  // or not there at all
  }
  const std::string_view first = statement.substr(at, 3);
  for (const std::string_view beginning : {"set", "res", "sel"}) {
    if (equals_ignoring_case(first, beginning)) return true;
  }
  return false;
}

}  // namespace

void Settings::follow(std::string_view statement, Scanner& scanner) {
  if (statement.size() > 4096 || !may_set(statement)) return;
  if (rules_.double_quoted_strings) {
    follow_sql_mode(statement, scanner);
  } else if (rules_.escape_strings) {
    follow_conforming_strings(statement, scanner);
  }
}

void Settings::follow_sql_mode(std::string_view statement, Scanner& scanner) {
  const std::vector<Token> all = tokens(statement, rules_);
  if (all.empty() || !equals_ignoring_case(all[0].text, "set")) return;
  if (all.size() > 1 && equals_ignoring_case(all[1].text, "statement")) return;  // SET STATEMENT ... FOR: that one only
  // Assignments are separated by commas outside of parentheses.
  std::size_t i = 1;
  bool global = false;
  while (i < all.size()) {
    std::string target;
    while (i < all.size() && all[i].text != "=" && all[i].text != ":" && all[i].text != ",") {
      const std::string word = base::lower(all[i++].text);
      if (word == "global" || word == "persist" || word == "persist_only" || word == "@@global") global = true;
      if (word == "session" || word == "local" || word == "@@session" || word == "@@local") global = false;
      target = word;
    }
    while (i < all.size() && (all[i].text == "=" || all[i].text == ":")) ++i;
    std::string value;
    int depth = 0;
    for (; i < all.size() && (depth > 0 || all[i].text != ","); ++i) {
      if (all[i].text == "(") ++depth;
      if (all[i].text == ")") --depth;
      value += base::lower(all[i].text) + " ";
    }
    ++i;
    if (target.empty()) continue;
    const bool reads_mode = contains(value, "sql_mode");
    if (target[0] == '@' && target.substr(0, 2) != "@@") {
      if (reads_mode) saved_[target] = mode_;
      continue;
    }
    if ((target != "sql_mode" && target != "@@sql_mode") || global) continue;
    Mode mode;
    const std::string name(base::trim(value));
    if (const auto saved = saved_.find(name); saved != saved_.end()) {
      mode = saved->second;
    } else {
      // CONCAT(@@sql_mode, ',X') adds to what there is; REPLACE(@@sql_mode, 'X', '') takes from it.
      const bool removes = reads_mode && contains(value, "replace");
      if (reads_mode) mode = mode_;
      if (contains(value, "no_backslash_escapes")) mode.no_backslash_escapes = !removes;
      for (const std::string_view word : {"ansi", "oracle", "postgresql", "mssql", "db2", "maxdb"}) {
        if (contains(value, word)) mode.ansi_quotes = !removes;
      }
    }
    mode_ = mode;
    scanner.backslash_escapes = !mode_.no_backslash_escapes;
    scanner.double_quoted_strings = !mode_.ansi_quotes;
  }
}

void Settings::follow_conforming_strings(std::string_view statement, Scanner& scanner) {
  const std::string text = base::lower(statement);
  if (!contains(text, "standard_conforming_strings") && text != "reset all") return;
  const std::vector<Token> all = tokens(statement, rules_);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string word = base::lower(all[i].text);
    if (word != "standard_conforming_strings" && word != "'standard_conforming_strings'") continue;
    std::string value = i + 2 < all.size() ? base::lower(all[i + 2].text) : std::string();
    value = base::replace_all(value, "'", "");
    // "of" is the shortest prefix of "off" that the server takes for a boolean, "f", "n" and "0" are others.
    const bool off = value == "0" || value == "of" || value == "off" ||
                     (!value.empty() && (std::string_view("false").substr(0, value.size()) == value ||
                                         std::string_view("no").substr(0, value.size()) == value));
    scanner.backslash_escapes = off;
    return;
  }
  scanner.backslash_escapes = false;  // RESET ALL
}

}  // namespace dunlin::sql
