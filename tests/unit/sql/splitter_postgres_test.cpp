#include "unit/sql/cut.hpp"

namespace dunlin::sql::test {
namespace {

Lines cut(std::string_view text) { return test::cut(text, postgres_lex_rules); }
/// The text is one statement and the SELECT 2 behind it another.
void expect_one(const std::string& text) { EXPECT_EQ(cut(text + "; SELECT 2"), (Lines{text, "SELECT 2"})); }

TEST(SplitterPostgres, DollarQuotes) {
  expect_one("SELECT $$ a; 'b $x$ $$");
  expect_one("SELECT $tag$ a; $$ ; $other$ ; $tag $tag$");
  expect_one("SELECT $_1$;$_1$, $\xC3\xA4$;$\xC3\xA4$");
  expect_one("SELECT $Tag$ ; $tag$ ; $Tag$");
  EXPECT_EQ(cut("SELECT $1; SELECT $2+1$$;$$"), (Lines{"SELECT $1", "SELECT $2+1$$;$$"}));
  EXPECT_EQ(cut("SELECT a$b$; SELECT c$b$"), (Lines{"SELECT a$b$", "SELECT c$b$"}));
  EXPECT_EQ(cut("SELECT a$$; SELECT b"), (Lines{"SELECT a$$", "SELECT b"}));
  EXPECT_EQ(cut("SELECT 1$$;$$; SELECT b"), (Lines{"SELECT 1$$;$$", "SELECT b"}));
  EXPECT_EQ(cut("SELECT $1a$; SELECT b"), (Lines{"SELECT $1a$", "SELECT b"}));
}

TEST(SplitterPostgres, CommentsNest) {
  expect_one("SELECT /* a; /* b; */ c; */ 1");
  expect_one("SELECT /*/ ; */ 1");
  expect_one("SELECT 1 +--;\n 2");
  EXPECT_EQ(cut("SELECT 1 --x;\r; SELECT 2"), (Lines{"SELECT 1", "SELECT 2"}));
}

TEST(SplitterPostgres, Strings) {
  expect_one("SELECT 'a\\'");
  expect_one("SELECT E'a\\';', e'\\\\'");
  expect_one("SELECT U&'\\0041;\\', u&\"x;\\\"");
  expect_one("SELECT N'\\', B'1', X'1F'");
  expect_one("SELECT the'\\'");  // a name that ends in e begins no E''
  expect_one("SELECT E'a'\n  'b\\';'");
  expect_one("SELECT E'a' -- c\n  'b\\';'");
  EXPECT_EQ(cut("SELECT E'a' 'b\\'; SELECT 2"), (Lines{"SELECT E'a' 'b\\'", "SELECT 2"}));
  EXPECT_EQ(cut("SELECT 'a'\n'b\\'; SELECT 2"), (Lines{"SELECT 'a'\n'b\\'", "SELECT 2"}));
}

TEST(SplitterPostgres, FollowsStandardConformingStrings) {
  EXPECT_EQ(
      cut("SET standard_conforming_strings = off; SELECT '\\';'; SET standard_conforming_strings TO on; A '\\';B"),
      (Lines{"SET standard_conforming_strings = off", "SELECT '\\';'", "SET standard_conforming_strings TO on",
             "A '\\'", "B"}));
  EXPECT_EQ(cut("SET LOCAL standard_conforming_strings TO 'off'; A '\\';';RESET standard_conforming_strings; A '\\';B")
                .size(),
            5u);
  EXPECT_EQ(cut("SELECT set_config('standard_conforming_strings', 'off', false); A '\\';';B").size(), 3u);
  EXPECT_EQ(cut("SET standard_conforming_strings=off;RESET ALL;A '\\';B").size(), 4u);
}

TEST(SplitterPostgres, BodiesOfRoutines) {
  expect_one("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 1 ELSE 2 END; END");
  expect_one("CREATE OR REPLACE PROCEDURE p() LANGUAGE sql begin atomic INSERT INTO t VALUES (1); END");
  expect_one("CREATE FUNCTION f() RETURNS int BEGIN /* ; */ ATOMIC\n-- ;\nSELECT 1 AS \"end\"; END");
  expect_one("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT x.end, 1 AS end; SELECT end; END");
  expect_one("CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1");
  expect_one("CREATE FUNCTION f() RETURNS int AS 'BEGIN ATOMIC' LANGUAGE sql");
  EXPECT_EQ(cut("BEGIN; SELECT 1; END; CREATE TABLE begin (atomic int); SELECT 1").size(), 5u);
  EXPECT_EQ(cut("CREATE TABLE t (a int); BEGIN ATOMIC; END").size(), 3u);
}

TEST(SplitterPostgres, RulesWithSeveralCommands) {
  expect_one("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); DELETE FROM v;)");
  expect_one("CREATE OR REPLACE RULE r AS ON DELETE TO t DO INSTEAD NOTHING");
  EXPECT_EQ(cut("SELECT (1; SELECT 2"), (Lines{"SELECT (1", "SELECT 2"}));
}

TEST(SplitterPostgres, CopyWithInlineData) {
  EXPECT_EQ(cut("COPY t (a, b) FROM stdin;\n1\tx;'\n\\N\t\\\\.\n\\.\nSELECT 1;"),
            (Lines{"COPY t (a, b) FROM stdin", "data 1\tx;'\n\\N\t\\\\.\n", "SELECT 1"}));
  EXPECT_EQ(cut("COPY t FROM STDIN WITH (FORMAT csv); -- rows\r\n1,2\r\n\\.\r\nA"),
            (Lines{"COPY t FROM STDIN WITH (FORMAT csv)", "data 1,2\r\n", "A"}));
  EXPECT_EQ(cut("COPY t FROM stdin;\n1\n2"), (Lines{"COPY t FROM stdin", "data 1\n2"}));
  EXPECT_EQ(cut("COPY t FROM stdin;\n1\n\\."), (Lines{"COPY t FROM stdin", "data 1\n"}));
  EXPECT_EQ(cut("COPY t FROM stdin;\n\\.\nA"), (Lines{"COPY t FROM stdin", "data ", "A"}));
  EXPECT_EQ(cut("COPY t FROM stdin;"), (Lines{"COPY t FROM stdin", "data "}));
  EXPECT_EQ(cut("COPY t FROM stdin;\n\\.x\nx\\.\n \\.\n\\\\.\n\\.\nA"),
            (Lines{"COPY t FROM stdin", "data \\.x\nx\\.\n \\.\n\\\\.\n", "A"}));
  EXPECT_EQ(cut("COPY t FROM stdin;\r1\r\\.\rA"), (Lines{"COPY t FROM stdin", "data 1\r", "A"}));
  EXPECT_EQ(cut("COPY t FROM stdin; SELECT 1;\n").back(), "error something follows COPY ... FROM stdin on its line");
  EXPECT_EQ(cut("COPY t TO stdout; COPY t FROM 'f'; COPY (SELECT 1 FROM stdin) TO stdout; COPY t FROM PROGRAM 'x'"),
            (Lines{"COPY t TO stdout", "COPY t FROM 'f'", "COPY (SELECT 1 FROM stdin) TO stdout",
                   "COPY t FROM PROGRAM 'x'"}));
}

TEST(SplitterPostgres, DataThatIsNotReadIsSkippedAndCounted) {
  const auto lines =
      describe_each_way("COPY t FROM stdin;\n1\n\\N\n2\n\\.\n-- dunlin:down\nA", postgres_lex_rules, true, false);
  EXPECT_EQ(lines, (Lines{"1:1 COPY t FROM stdin", "6:1 marker dunlin:down", "7:1 A"}));
  EXPECT_EQ(cut_with_places("COPY t FROM stdin;\n1\n\\.\n  A;\n-- dunlin:down", postgres_lex_rules),
            (Lines{"1:1 COPY t FROM stdin", "data 1\n", "4:3 A", "5:1 marker dunlin:down"}));
}

TEST(SplitterPostgres, PsqlCommands) {
  EXPECT_EQ(cut("\\restrict abcXYZ\nSELECT 1;\n\n\\unrestrict abcXYZ\n"), (Lines{"SELECT 1"}));
  EXPECT_EQ(cut_with_places("SELECT 1;\n\\connect db\nSELECT 2", postgres_lex_rules),
            (Lines{"1:1 SELECT 1", "error 2:1 \\connect is a command of psql, which does not run here"}));
  EXPECT_EQ(cut_with_places("SELECT 1 \\gset", postgres_lex_rules),
            (Lines{"error 1:10 \\gset is a command of psql, which does not run here"}));
  EXPECT_EQ(cut("\\.\n").back(), "error \\. is a command of psql, which does not run here");
  EXPECT_EQ(cut("\\").back(), "error \\ is a command of psql, which does not run here");
  StepSource source("\\i other.sql", 3);
  Splitter splitter(source, postgres_lex_rules, {}, "f");
  try {
    splitter.next();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint, "put the text of that file here, or into a migration of its own");
  }
}

TEST(SplitterPostgres, OtherDatabasesQuotesAreNone) {
  EXPECT_EQ(cut("SELECT a[1]; SELECT '{1}'::int[]; SELECT a[1:2]"),
            (Lines{"SELECT a[1]", "SELECT '{1}'::int[]", "SELECT a[1:2]"}));
  EXPECT_EQ(cut("SELECT 1 # 2; SELECT '{}'::jsonb #> '{a}'; SELECT 3"),
            (Lines{"SELECT 1 # 2", "SELECT '{}'::jsonb #> '{a}'", "SELECT 3"}));
}

}  // namespace
}  // namespace dunlin::sql::test
