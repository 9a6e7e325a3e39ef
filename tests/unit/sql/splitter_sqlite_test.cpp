#include "unit/sql/cut.hpp"

namespace dunlin::sql::test {
namespace {

Lines cut(std::string_view text) { return test::cut(text, sqlite_lex_rules); }
void expect_one(const std::string& text) { EXPECT_EQ(cut(text + "; SELECT 2"), (Lines{text, "SELECT 2"})); }

TEST(SplitterSqlite, Quotes) {
  expect_one("SELECT [a;b'], `c;``d;`, \"e;\", 'f\\', x'00'");
  expect_one("SELECT $a::b, :a, @a, ?1, ?");
  expect_one("SELECT a$b$");
  EXPECT_EQ(cut("SELECT /* a /* b */ 1; SELECT 2"), (Lines{"SELECT /* a /* b */ 1", "SELECT 2"}));
}

TEST(SplitterSqlite, Triggers) {
  expect_one("CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; UPDATE y SET a = CASE WHEN 1 THEN 2 END; END");
  expect_one("CREATE TEMP TRIGGER IF NOT EXISTS t AFTER INSERT ON x WHEN CASE WHEN 1 THEN 2 END BEGIN SELECT 1;\n end");
  expect_one("create temporary trigger t instead of delete on v begin select 1; -- end;\n /* end; */ end");
  expect_one("EXPLAIN QUERY PLAN CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END");
  expect_one("CREATE TRIGGER t AFTER INSERT ON x BEGIN INSERT INTO y VALUES ('END;', [end;], `end;`); END");
  expect_one("CREATE TRIGGER \"begin\" AFTER INSERT ON x BEGIN SELECT \"end\"; END");
  EXPECT_EQ(cut("CREATE TRIGGER; SELECT 1"), (Lines{"CREATE TRIGGER", "SELECT 1"}));
  EXPECT_EQ(cut("BEGIN; SELECT 1; END; SELECT 2"), (Lines{"BEGIN", "SELECT 1", "END", "SELECT 2"}));
  EXPECT_EQ(cut("CREATE TABLE trigger_begin (a); CREATE VIEW begin AS SELECT 1; SELECT 2").size(), 3u);
}

TEST(SplitterSqlite, TriggersBehindADelimiterCommand) {
  EXPECT_EQ(cut("DELIMITER //\nCREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END//\nDELIMITER ;\nSELECT 2;"),
            (Lines{"CREATE TRIGGER t AFTER INSERT ON x BEGIN SELECT 1; END", "SELECT 2"}));
}

}  // namespace
}  // namespace dunlin::sql::test
