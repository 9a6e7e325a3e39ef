// Tokens cover the text in order, and any text at all can be classified. The first byte chooses the database.
#include "database/mariadb/lexis.hpp"
#include "database/postgres/lexis.hpp"
#include "database/sqlite/lexis.hpp"
#include "fuzz/fuzz.hpp"
#include "sql/classify.hpp"

namespace dunlin::fuzz {

std::vector<std::string> seeds() {
  const char* const texts[] = {
      "CREATE OR REPLACE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW v AS SELECT 1",
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING btree (a)",
      "ALTER TABLE IF EXISTS ONLY t DROP COLUMN IF EXISTS a CASCADE, RENAME TO b, DROP PARTITION p",
      "DROP TABLE IF EXISTS a, b.c CASCADE",
      "WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a",
      "EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t",
      "SET STATEMENT max_statement_time=1 FOR DELETE FROM t",
      "/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50001 VIEW v AS SELECT 1 */",
      "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
      "RENAME TABLE a TO b, c TO d",
      "SELECT a INTO @x FROM t",
      "COPY s.t (a, b) FROM STDIN WITH (FORMAT csv)",
      "PRAGMA main.journal_mode = WAL",
      "TRUNCATE TABLE ONLY a *, b",
      "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
      "SAVEPOINT a; ROLLBACK TO a",
  };
  std::vector<std::string> all;
  for (const char* text : texts) {
    for (const char database : {'0', '1', '2'}) all.push_back(database + std::string(text));
  }
  return all;
}

std::vector<std::string> dictionary() {
  return {" CREATE ",
          " ALTER ",
          " DROP ",
          " TABLE ",
          " INDEX ",
          " IF EXISTS ",
          " IF NOT EXISTS ",
          " ONLY ",
          " ON ",
          " TO ",
          "(",
          ")",
          ",",
          ".",
          ";",
          "'",
          "\"",
          "`",
          "[",
          "@",
          "@x",
          ":=",
          "=",
          " WITH ",
          " AS ",
          " SELECT ",
          " DELETE FROM ",
          " EXPLAIN ",
          " ANALYZE ",
          " SET STATEMENT ",
          " FOR ",
          " RENAME ",
          " COLUMN ",
          " DEFINER=",
          " CONCURRENTLY ",
          "/*!",
          "*/",
          "--",
          "\n",
          "$$",
          "*",
          " PARTITION ",
          " CASCADE ",
          " COPY ",
          " PRAGMA "};
}

bool run(std::string_view input) {
  if (input.empty()) return false;
  const sql::LexRules* const all[] = {&database::sqlite_lex_rules, &database::postgres_lex_rules,
                                      &database::mariadb_lex_rules};
  const sql::LexRules& rules = *all[static_cast<unsigned char>(input[0]) % 3];
  const std::string_view text = input.substr(1);
  std::size_t last = 0;
  const auto found = sql::tokens(text, rules);
  for (const sql::Token& token : found) {
    if (token.offset < last || token.text.empty() || text.substr(token.offset, token.text.size()) != token.text) {
      fail("a token is not where it says it is", input, std::string(token.text));
    }
    last = token.offset + token.text.size();
    if (sql::name_of(token, rules).size() > token.text.size()) fail("a name is longer than it was written", input);
  }
  if (sql::tokens(text, rules, 3).size() != (found.size() < 3 ? found.size() : 3)) fail("limit", input);
  const sql::StatementInfo info = sql::classify(text, rules);
  if ((info.kind == sql::StatementKind::empty) && info.verb != "") fail("an empty statement with a verb", input);
  if ((info.kind == sql::StatementKind::transaction) && info.verb.empty()) fail("a verb is missing", input);
  if (!sql::same_tokens(text, text, rules)) fail("not the same as itself", input);
  return true;
}

}  // namespace dunlin::fuzz
