// Statement by statement, the splitter must end where sqlite3_prepare_v2 does, for as long as SQLite takes the text.
#include <sqlite3.h>

#include "database/sqlite/lexis.hpp"
#include "fuzz/cut.hpp"
#include "fuzz/fuzz.hpp"
#include "sql/classify.hpp"

namespace dunlin::fuzz {

namespace {

sqlite3* open_database() {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  sqlite3_exec(
      database,
      "CREATE TABLE t (a, b, \"end\", [c d]); CREATE TABLE x (a INTEGER PRIMARY KEY, b); CREATE TABLE \"begin\" (a);"
      "CREATE VIEW v AS SELECT 1 AS a;",
      nullptr, nullptr, nullptr);
  return database;
}

}  // namespace

std::vector<std::string> seeds() {
  return {
      "SELECT 1; SELECT 2",
      "SELECT 'it''s;', [c d], `a`, \"b\", x'00' FROM t; ;; -- ;\n /* ; */ SELECT 2;",
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; UPDATE x SET b = CASE WHEN 1 THEN 2 END; END; SELECT 1",
      "CREATE TEMP TRIGGER IF NOT EXISTS g AFTER UPDATE OF a ON t WHEN CASE WHEN new.a THEN 1 END BEGIN DELETE FROM x; "
      "END; SELECT 2",
      "CREATE TRIGGER g INSTEAD OF DELETE ON v BEGIN SELECT \"end\" FROM t; INSERT INTO t VALUES ('END;', 1, 2, 3); "
      "end; SELECT 1",
      "EXPLAIN QUERY PLAN CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; SELECT 1",
      "CREATE TRIGGER begin AFTER INSERT ON begin BEGIN SELECT 1; END; SELECT 2",
      "BEGIN; SELECT 1; END; COMMIT; SAVEPOINT a; RELEASE a; ROLLBACK",
      "CREATE TABLE n (a INT DEFAULT ';', b TEXT CHECK (b <> ';')); CREATE INDEX i ON t (a); DROP TABLE t",
      "SELECT :a, @b, $c::d(e), ?1, ?, a$b FROM (SELECT 1 AS a$b); SELECT 1",
      "PRAGMA foreign_keys = OFF; PRAGMA main.table_info(t); ATTACH ':memory:' AS z; VACUUM",
      "WITH q AS (SELECT 1) INSERT INTO x SELECT 1, 2 FROM q; SELECT 1 /* never ends ; SELECT 2",
      "ALTER TABLE t RENAME TO u; ALTER TABLE x ADD COLUMN c; INSERT OR IGNORE INTO x VALUES (1, 2) -- the end",
      "SELECT a - -1, b--comment\n, 1/2 FROM t; SELECT 1.5e10, .5, 0x1F, 1e+5",
  };
}

std::vector<std::string> dictionary() {
  return {";",
          "'",
          "''",
          "\"",
          "`",
          "[",
          "]",
          "[c d]",
          "/*",
          "*/",
          "--",
          "\n",
          "\r",
          "(",
          ")",
          " BEGIN ",
          " END ",
          " END; ",
          " CASE WHEN 1 THEN 2 END ",
          " CREATE TRIGGER g AFTER INSERT ON t BEGIN ",
          " SELECT 1; ",
          " TEMP ",
          " TRIGGER ",
          " CREATE ",
          " EXPLAIN ",
          " QUERY PLAN ",
          "$a",
          ":a",
          "@a",
          "?1",
          "1",
          "a",
          " ",
          "\xC3\xA4",
          ",",
          ".",
          "-",
          "/",
          "*",
          "x'00'",
          "\t",
          "\f",
          " AS ",
          "E'",
          "\\"};
}

bool run(std::string_view input) {
  if (!is_plain_utf8(input) || input.find("\xEF\xBB\xBF") != std::string_view::npos) return false;
  static sqlite3* const database = open_database();
  const auto& rules = database::sqlite_lex_rules;
  const std::string text(input);
  StepSource source(text, 4096);
  const char* rest = text.c_str();
  const auto offset = [&text](const char* p) { return static_cast<std::size_t>(p - text.c_str()); };
  bool checked = false;
  try {
    sql::Splitter splitter(source, rules, {}, "f");
    while (*rest != '\0') {
      sqlite3_stmt* statement = nullptr;
      const char* tail = nullptr;
      if (sqlite3_prepare_v2(database, rest, -1, &statement, &tail) != SQLITE_OK) return checked;
      const bool empty = statement == nullptr;
      sqlite3_finalize(statement);
      const std::size_t begin = offset(rest);
      rest = tail;
      if (empty) continue;
      const sql::Item item = splitter.next();
      checked = true;
      const std::string detail = std::string(text, begin, offset(tail) - begin) + "\n" + item.text;
      if (item.kind != sql::ItemKind::statement) fail("a statement is missing", input, detail);
      if (item.begin.offset < begin || item.after.offset != offset(tail)) fail("another statement", input, detail);
      for (const sql::Token& token :
           sql::tokens(std::string_view(text).substr(begin, item.begin.offset - begin), rules)) {
        if (token.text != ";") fail("something is missing at the beginning", input, detail);
      }
    }
    if (splitter.next().kind != sql::ItemKind::end) fail("a statement too many", input);
  } catch (const Error& error) {
    // SQLite lets the end of the text end a comment; a migration that is cut there is better refused.
    if (error.message != "this comment has no end")
      fail("SQLite takes what the splitter refuses", input, error.message);
  }
  return true;
}

}  // namespace dunlin::fuzz
