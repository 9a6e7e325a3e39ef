// Whenever PostgreSQL's own parser takes a text, it must be cut as the parser cuts it.
#include <pg_query.h>

#include "database/postgres/lexis.hpp"
#include "fuzz/cut.hpp"
#include "fuzz/fuzz.hpp"
#include "sql/classify.hpp"

namespace dunlin::fuzz {

std::vector<std::string> seeds() {
  return {
      "SELECT 1; SELECT 2",
      "SELECT $$ a; $x$ ' $$, $x$ ; $$ $x$, a$b$, $1; SELECT 1",
      "SELECT 'it''s;', E'\\';', U&'\\0041;', \"a;\"\"b\", B'1', X'1F', N'x;'; SELECT 2",
      "SELECT /* a; /* b; */ */ 1 -- ;\n, 2;;; /* x */ ; SELECT 3",
      "SELECT E'a'\n 'b\\';' -- c\n 'd'; SELECT 2",
      "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END; "
      "SELECT 1",
      "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END; SELECT 2",
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT x.end, 1 AS end; END; SELECT 1",
      "CREATE FUNCTION f() RETURNS trigger AS $f$ BEGIN NEW.a = 1; RETURN NEW; END; $f$ LANGUAGE plpgsql; SELECT 1",
      "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); DELETE FROM v); SELECT 1",
      "CREATE TABLE t (a int DEFAULT 1, b text CHECK (b <> ';')); CREATE INDEX CONCURRENTLY i ON t (a);",
      "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f(); DROP TABLE a, b CASCADE",
      "DO $$ BEGIN IF true THEN PERFORM 1; END IF; END $$; BEGIN; COMMIT; END",
      "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a; SELECT a[1:2], '{}'::jsonb #> '{a}', 1 # 2",
      "COMMENT ON COLUMN t.c IS 'x;'; ALTER TABLE t ADD COLUMN a int, DROP COLUMN b; SELECT 1 + -1, 2 - - 3, 4 */* x "
      "*/ 5",
      "SELECT 1.5e10, .5, 1e5, 10.; SELECT a->>'b', a @> b, a <@ b, a ?| b, ~a, !b",
      "PREPARE a (int) AS SELECT $1; EXECUTE a(1); COPY t FROM '/x'; COPY t TO stdout WITH (FORMAT csv)",
  };
}

std::vector<std::string> dictionary() {
  return {";",
          "$$",
          "$x$",
          "$",
          "'",
          "''",
          "E'",
          "U&'",
          "U&\"",
          "\"",
          "\\",
          "\\'",
          "/*",
          "*/",
          "--",
          "\n",
          "\r",
          "(",
          ")",
          " BEGIN ",
          " ATOMIC ",
          " END ",
          " CASE WHEN 1 THEN 2 END ",
          " CREATE FUNCTION f() RETURNS int ",
          "BEGIN ATOMIC ",
          " SELECT 1 ",
          " CREATE ",
          " OR REPLACE ",
          " RULE ",
          "$1",
          "1",
          "a",
          "e",
          " ",
          "\xC3\xA4",
          " AS ",
          ",",
          ".",
          "::",
          "-",
          "/",
          "*",
          "N'",
          "B'",
          "X'",
          "\t",
          "E",
          "U&",
          "&",
          "_",
          "@",
          "#"};
}

bool run(std::string_view input) {
  if (!is_plain_utf8(input) || input.size() > 4000 || input.substr(0, 3) == "\xEF\xBB\xBF") return false;
  const std::string text(input);
  PgQuerySplitResult result = pg_query_split_with_parser(text.c_str());
  struct Guard {
    PgQuerySplitResult& result;
    ~Guard() { pg_query_free_split_result(result); }
  } guard{result};
  if (result.error != nullptr) return false;
  const std::string lower = base::lower(text);
  // The parser does not follow settings, and knows no data behind a COPY.
  if (lower.find("conforming") != std::string::npos || lower.find("reset") != std::string::npos) return false;
  const auto& rules = database::postgres_lex_rules;
  const Cut mine = cut(input, rules, 4096, {});
  for (const sql::Item& item : mine.items) {
    if (item.has_data) return false;
  }
  if (!mine.error.empty()) fail("the parser takes what the splitter refuses", input, mine.error);
  std::string detail;
  for (const sql::Item& item : mine.items) detail += "[" + item.text + "]\n";
  if (static_cast<std::size_t>(result.n_stmts) != mine.items.size()) {
    fail("another number of statements", input, std::to_string(result.n_stmts) + " expected\n" + detail);
  }
  for (std::size_t i = 0; i < mine.items.size(); ++i) {
    const auto begin = static_cast<std::size_t>(result.stmts[i]->stmt_location);
    const std::string_view expected = input.substr(begin, static_cast<std::size_t>(result.stmts[i]->stmt_len));
    const sql::Item& item = mine.items[i];
    const std::size_t offset = static_cast<std::size_t>(item.begin.offset);
    // The parser's statement has the comments around it; between the two beginnings and ends there must be no token.
    if (offset < begin || offset + item.text.size() > begin + expected.size() ||
        !sql::same_tokens(expected, item.text, rules)) {
      fail("another statement", input, std::string(expected) + "\n" + item.text);
    }
    if (sql::classify(item.text, rules).kind == sql::StatementKind::empty) fail("not empty", input, item.text);
  }
  return true;
}

}  // namespace dunlin::fuzz
