// Databases as statements, by chance: tables, columns, constraints, indexes, views, triggers and rows, few enough names
// that two of them have much in common.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "schema/generated/chance.hpp"
#include "schema/generated/made.hpp"

namespace dunlin::journey {

class SqliteGenerator {
 public:
  explicit SqliteGenerator(unsigned seed) : chance_(seed) {}

  Made make() {
    Made made;
    for (const auto& statement : statements()) made.sql += statement + ";\n";
    made.rows = rows();
    return made;
  }

 private:
  std::vector<std::string> statements() {
    std::vector<std::string> all;
    tables_.clear();
    for (const char* name : {"one", "two", "\"three 3\"", "four", "\"select\""}) {
      about(name);
      if (chance(75)) tables_.emplace_back(name);
    }
    for (const auto& name : tables_) all.push_back(table(name));
    for (const auto& name : tables_) {
      for (int i = 0; i < 2; ++i) {
        about(name + " index " + std::to_string(i));
        if (chance(40)) all.push_back(index(name, i));
      }
    }
    about("others");
    if (chance(20)) {
      all.push_back("CREATE VIRTUAL TABLE words USING fts5(" + std::string(chance(50) ? "a, b" : "b, c") +
                    (chance(50) ? ", tokenize = 'porter')" : ")"));
    }
    if (chance(10)) all.push_back("CREATE VIEW broken AS SELECT x FROM nowhere");
    for (const auto& name : tables_) {
      const std::string plain = unquoted(name);
      about(name + " view");
      if (chance(25)) {
        all.push_back("CREATE VIEW \"" + plain + " view\" AS SELECT " + (chance(50) ? "*" : "a, count(*) AS n") +
                      " FROM " + name + (chance(50) ? " WHERE a > 1" : ""));
        if (chance(50)) {
          all.push_back("CREATE TRIGGER \"" + plain + " instead\" INSTEAD OF INSERT ON \"" + plain +
                        " view\" BEGIN INSERT INTO " + name + " (a) VALUES (NEW.a + " + digit() + "); END");
        }
      }
      about(name + " trigger");
      if (chance(25)) {
        all.push_back("CREATE TRIGGER \"" + plain + " after\" AFTER " + pick({"INSERT", "DELETE", "UPDATE OF a"}) +
                      " ON " + name + (chance(50) ? " WHEN 1 > " + digit() : "") + " BEGIN DELETE FROM " +
                      pick_table() + " WHERE a = " + digit() + " AND 0; END");
      }
    }
    return all;
  }

  /// Rows that may or may not fit.
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    for (const auto& name : tables_) {
      for (int i = 0; i < 6; ++i) {
        std::string columns;
        std::string values;
        for (const char* column : {"a", "b", "c", "d"}) {
          columns += (columns.empty() ? "" : ", ") + std::string(column);
          values += (values.empty() ? "" : ", ") + value();
        }
        all.push_back("INSERT OR IGNORE INTO " + name + " (" + columns + ") VALUES (" + values + ")");
        all.push_back("INSERT OR IGNORE INTO " + name + " (a, b) VALUES (" + std::to_string(i * 3) + ", " + value() +
                      ")");
        all.push_back("INSERT OR IGNORE INTO " + name + " (a) VALUES (" + std::to_string(100 + i) + ")");
      }
    }
    all.push_back("INSERT INTO words (b) VALUES ('some words'), ('other')");
    return all;
  }

  void about(const std::string& name) { random_ = chance_.about(name); }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::string pick(std::initializer_list<const char*> all) { return *(all.begin() + random_() % all.size()); }
  std::string pick_table() { return tables_[random_() % tables_.size()]; }
  std::string digit() { return std::to_string(random_() % 10); }
  std::string value() { return pick({"1", "2", "3.5", "'x'", "'y''z'", "NULL", "x'00ff'", "-7", "'12'", "''"}); }
  static std::string unquoted(const std::string& name) {
    return name[0] == '"' ? name.substr(1, name.size() - 2) : name;
  }

  std::string named(const std::string& name) { return chance(50) ? "CONSTRAINT " + name + " " : ""; }
  std::string conflict() { return chance(15) ? " ON CONFLICT " + pick({"REPLACE", "IGNORE", "FAIL", "ROLLBACK"}) : ""; }
  std::string action() {
    std::string out;
    if (chance(40)) out += " ON DELETE " + pick({"CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT"});
    if (chance(20)) out += " ON UPDATE " + pick({"CASCADE", "NO ACTION"});
    if (chance(20)) out += " DEFERRABLE INITIALLY DEFERRED";
    return out;
  }

  std::string table(const std::string& name) {
    about(name + " table");
    const bool strict = chance(15);
    const bool counts = chance(20);
    const bool rowid = counts || chance(50);
    const bool without = !rowid && chance(30);
    const bool key = rowid || without || chance(30);
    std::vector<std::string> lines;
    lines.push_back("a INTEGER");
    if (rowid) lines.back() += " " + named("pk") + "PRIMARY KEY" + (counts ? " AUTOINCREMENT" : "");
    if (!rowid && chance(30)) lines.back() += " NOT NULL" + conflict();
    for (const char* column : {"b", "c", "d"}) {
      about(name + "." + column);
      lines.push_back(std::string(column) + " " +
                      pick(strict ? std::initializer_list<const char*>{"INT", "TEXT", "ANY", "BLOB"}
                                  : std::initializer_list<const char*>{"", "INT", "TEXT", "VARCHAR(20)", "REAL"}));
      if (chance(20)) lines.back() += " COLLATE " + pick({"NOCASE", "RTRIM"});
      if (chance(12)) lines.back() += " " + named(std::string(column) + "_there") + "NOT NULL" + conflict();
      if (chance(25)) {
        lines.back() += " DEFAULT " + (strict ? std::string("NULL")
                                              : pick({"1", "'x'", "NULL", "CURRENT_TIMESTAMP", "(1 + 2)", "-1.5"}));
      }
      if (chance(12)) lines.back() += " UNIQUE" + conflict();
      if (chance(12)) lines.back() += " REFERENCES " + pick_table() + action();
    }
    for (const char* column : {"e", "\"f g\"", "key"}) {
      about(name + "." + column);
      if (!chance(50)) continue;
      lines.push_back(std::string(column) + (strict ? " TEXT" : pick({"", " TEXT", " INTEGER"})));
      if (chance(30)) {
        lines.back() += " AS (" + pick({"a + 1", "b || c", "lower(c)"}) + ") " + pick({"STORED", "VIRTUAL"});
        continue;
      }
      if (chance(30)) lines.back() += " DEFAULT " + pick({"NULL", "'y'", "('z' || 1)"});
      if (chance(20)) lines.back() += " CHECK (" + std::string(column) + " IS NOT " + digit() + ")";
    }
    about(name + " keys");
    if (key && !rowid)
      lines.push_back(named("pk") + "PRIMARY KEY (" + pick({"a", "a, b DESC", "b, a", "a COLLATE NOCASE"}) + ")" +
                      conflict());
    if (chance(20))
      lines.push_back(named("sizes") + "CHECK (a < 1000 OR b " + pick({"IS NULL", "<> 'none'", "LIKE 'x%'"}) + ")");
    if (chance(20)) lines.push_back(named("pairs") + "UNIQUE (" + pick({"a, b", "c, d", "b, c"}) + ")");
    if (chance(20)) lines.push_back(named("far") + "FOREIGN KEY (a) REFERENCES " + pick_table() + " (a)" + action());
    std::string out = "CREATE TABLE " + name + " (";
    for (std::size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? "" : ", ") + lines[i];
    out += ")";
    if (strict) out += " STRICT";
    if (without) out += std::string(strict ? "," : "") + " WITHOUT ROWID";
    return out;
  }

  std::string index(const std::string& name, int number) {
    return "CREATE " + std::string(chance(20) ? "UNIQUE " : "") + "INDEX \"" + unquoted(name) + " " +
           std::to_string(number) + "\" ON " + name + " (" +
           pick({"a", "b DESC", "c COLLATE NOCASE, d", "lower(c)", "d, a"}) + ")" +
           (chance(25) ? " WHERE b IS NOT NULL" : "");
  }

  Chance chance_;
  std::mt19937 random_;
  std::vector<std::string> tables_;
};

}  // namespace dunlin::journey
