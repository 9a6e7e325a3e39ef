// What is the same in every database.
#include "unit/sql/cut.hpp"

namespace dunlin::sql::test {
namespace {

const LexRules* const all_rules[] = {&sqlite_lex_rules, &postgres_lex_rules, &mariadb_lex_rules};

TEST(Splitter, CutsAtSemicolonsWithPlaces) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("SELECT 1; SELECT 2;\n\n  SELECT\n 3", *rules),
              (Lines{"1:1 SELECT 1", "1:11 SELECT 2", "3:3 SELECT\n 3"}));
  }
}

TEST(Splitter, EmptyStatementsAndCommentsMakeNoItem) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut("", *rules), Lines{});
    EXPECT_EQ(cut(" ;; \n; -- nothing;\n/* ; */ ;", *rules), Lines{});
    EXPECT_EQ(cut("-- only a comment", *rules), Lines{});
  }
}

TEST(Splitter, CommentsAroundAreNotPartOfAStatementAndCommentsInsideAre) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut("-- before\n/* b */ SELECT /* in; */ 1 -- in;\n + 2 /* after */ -- after\n; -- x", *rules),
              (Lines{"SELECT /* in; */ 1 -- in;\n + 2"}));
  }
}

TEST(Splitter, SemicolonsInQuotesDoNotCut) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut("SELECT 'a;''b;', \"c;\"\"d;\"; SELECT 2", *rules),
              (Lines{"SELECT 'a;''b;', \"c;\"\"d;\"", "SELECT 2"}));
  }
}

TEST(Splitter, CountsLinesOfEveryKindAndColumnsInCharacters) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("A 1;\r\nB 'x\r\ny';C;\rD;\n\rE;", *rules),
              (Lines{"1:1 A 1", "2:1 B 'x\r\ny'", "3:4 C", "4:1 D", "6:1 E"}));
    EXPECT_EQ(cut_with_places("SELECT '\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xA6'; B", *rules),
              (Lines{"1:1 SELECT '\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xA6'", "1:15 B"}));
  }
}

TEST(Splitter, ByteOrderMarkIsSkippedAndIsNoColumn) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("\xEF\xBB\xBFSELECT 1;\n-- dunlin:up\nB", *rules),
              (Lines{"1:1 SELECT 1", "2:1 marker dunlin:up", "3:1 B"}));
    EXPECT_EQ(cut_with_places("\xEF\xBB\xBF-- dunlin:up", *rules), (Lines{"1:1 marker dunlin:up"}));
    EXPECT_EQ(cut("\xEF\xBB\xBF", *rules), Lines{});
  }
}

TEST(Splitter, RefusesNulAndWhatIsNotUtf8WithTheirPlaces) {
  using namespace std::string_literals;
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("SELECT\n '\xC3\xA4\xFF'", *rules).back(), "error 2:4 the text is not valid UTF-8 here");
    EXPECT_EQ(cut_with_places("SELECT \xE2\x82", *rules).back(), "error 1:8 the text is not valid UTF-8 here");
    EXPECT_EQ(cut_with_places("SELECT \xE2\x82 ", *rules).back(), "error 1:8 the text is not valid UTF-8 here");
    EXPECT_EQ(cut_with_places("\xFF\xFES\0"s, *rules).back(), "error 1:1 the text is not valid UTF-8 here");
    EXPECT_EQ(cut_with_places("S\0E\0"s, *rules).back(), "error 1:2 the text holds a NUL byte");
  }
}

TEST(Splitter, RefusesWhatHasNoEndAndNamesWhereItBegan) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("A;\nB 'x;\n -- dunlin:down\n", *rules),
              (Lines{"1:1 A", "error 2:3 this string has no end"}));
    EXPECT_EQ(cut_with_places("A /* x", *rules), (Lines{"error 1:3 this comment has no end"}));
    EXPECT_EQ(cut_with_places(" /* x *", *rules), (Lines{"error 1:2 this comment has no end"}));
  }
  EXPECT_EQ(cut_with_places("\"x", sqlite_lex_rules), (Lines{"error 1:1 this quoted name has no end"}));
  EXPECT_EQ(cut_with_places("\"x", mariadb_lex_rules), (Lines{"error 1:1 this string has no end"}));
  EXPECT_EQ(cut_with_places("  `x", mariadb_lex_rules), (Lines{"error 1:3 this quoted name has no end"}));
  EXPECT_EQ(cut_with_places("[x", sqlite_lex_rules), (Lines{"error 1:1 this quoted name has no end"}));
  EXPECT_EQ(cut_with_places("A $x$ $y$", postgres_lex_rules), (Lines{"error 1:3 this dollar-quoted text has no end"}));
  EXPECT_EQ(cut_with_places("/*!50001 A; ", mariadb_lex_rules),
            (Lines{"error 1:1 this comment with a version number has no end"}));
  EXPECT_EQ(cut_with_places("/* /* */", postgres_lex_rules), (Lines{"error 1:1 this comment has no end"}));
}

TEST(Splitter, MarkersAreItemsAndEndTheStatementBeforeThem) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut_with_places("-- dunlin:up\nA 1\n  --  dunlin:down x  \nB;\n-- +goose Up\n--dunlin:log hi", *rules),
              (Lines{"1:1 marker dunlin:up", "2:1 A 1", "3:3 marker dunlin:down x", "4:1 B", "5:1 marker +goose Up",
                     "6:1 marker dunlin:log hi"}));
  }
  EXPECT_EQ(cut("A\n# dunlin:down\nB", mariadb_lex_rules), (Lines{"A", "marker dunlin:down", "B"}));
  // MariaDB reads the two dashes as two minus signs; as a marker it is what was meant.
  EXPECT_EQ(cut("A;\n--dunlin:down\nB\n--+goose Down\nC - --1", mariadb_lex_rules),
            (Lines{"A", "marker dunlin:down", "B", "marker +goose Down", "C - --1"}));
}

TEST(Splitter, WhatLooksLikeAMarkerWithinSomethingIsNone) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut("A '\n-- dunlin:down\n' /*\n-- dunlin:down\n*/ + 1 -- dunlin:down\n + 2; C", *rules),
              (Lines{"A '\n-- dunlin:down\n' /*\n-- dunlin:down\n*/ + 1 -- dunlin:down\n + 2", "C"}));
    EXPECT_EQ(cut("-- see dunlin:down\n-- Dunlin\nA", *rules), Lines{"A"});
  }
  EXPECT_EQ(cut("A $$\n-- dunlin:down\n$$", postgres_lex_rules), Lines{"A $$\n-- dunlin:down\n$$"});
}

TEST(Splitter, AMarkerEndsABodyThatWasLeftOpen) {
  EXPECT_EQ(cut("CREATE PROCEDURE p() BEGIN SELECT 1;\n-- dunlin:down\nB; C", mariadb_lex_rules),
            (Lines{"CREATE PROCEDURE p() BEGIN SELECT 1;", "marker dunlin:down", "B", "C"}));
  EXPECT_EQ(cut("CREATE TRIGGER t BEGIN SELECT 1;\n-- dunlin:down\nB; C", sqlite_lex_rules),
            (Lines{"CREATE TRIGGER t BEGIN SELECT 1;", "marker dunlin:down", "B", "C"}));
}

TEST(Splitter, OtherCommentsAreItemsWhereAskedFor) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(describe_each_way("-- one\nA; -- two \n/* three */\n-- dunlin:up", *rules, true, true, true),
              (Lines{"1:1 comment one", "2:1 A", "2:4 comment two", "3:1 comment three", "4:1 marker dunlin:up"}));
  }
}

TEST(Splitter, PositionsOfAPartAreThoseOfTheWhole) {
  const std::string_view part = "B;\n C";
  StepSource source(part, 3);
  Splitter splitter(source, sqlite_lex_rules, {}, "f", {100, 7, 5});
  const Item first = splitter.next();
  EXPECT_EQ(first.begin.offset, 100u);
  EXPECT_EQ(first.begin.line, 7u);
  EXPECT_EQ(first.begin.column, 5u);
  EXPECT_EQ(first.after.offset, 102u);
  EXPECT_EQ(first.after.column, 7u);
  const Item second = splitter.next();
  EXPECT_EQ(second.begin.offset, 104u);
  EXPECT_EQ(second.begin.line, 8u);
  EXPECT_EQ(second.begin.column, 2u);
}

TEST(Splitter, TakesAllTextUpToAMarkerUncut) {
  for (const LexRules* rules : all_rules) {
    for (const std::size_t step : {1u, 5u, 1000u}) {
      const std::string_view text = "-- +goose StatementBegin\n\n A; B 'x;\n  C;  \n\n -- +goose StatementEnd\nD; E";
      StepSource source(text, step);
      Splitter splitter(source, *rules, {{"+goose "}}, "f");
      EXPECT_EQ(splitter.next().text, "+goose StatementBegin");
      const Item item = splitter.take_until_marker();
      EXPECT_EQ(item.kind, ItemKind::statement);
      EXPECT_EQ(item.text, "A; B 'x;\n  C;");
      EXPECT_EQ(item.begin.line, 3u);
      EXPECT_EQ(item.begin.column, 2u);
      const Item end = splitter.next();
      EXPECT_EQ(end.text, "+goose StatementEnd");
      EXPECT_EQ(end.begin.line, 6u);
      EXPECT_EQ(splitter.next().text, "D");
      EXPECT_EQ(splitter.take_until_marker().text, "E");
      EXPECT_EQ(splitter.take_until_marker().kind, ItemKind::end);
      EXPECT_EQ(splitter.next().kind, ItemKind::end);
    }
  }
}

TEST(Splitter, DelimiterIsHonouredEverywhere) {
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(cut("DELIMITER //\nA 1 //\nB//\ndelimiter ;\nC; D", *rules), (Lines{"A 1", "B", "C", "D"}));
    EXPECT_EQ(cut("DELIMITER d//\r\nSELECT 1 d//\r\nDELIMITER ;\r\nC;", *rules), (Lines{"SELECT 1", "C"}));
    EXPECT_EQ(cut_with_places("A;\nDELIMITER\nB", *rules).back(), "error 2:1 DELIMITER names no delimiter");
    EXPECT_EQ(cut("DELIMITER \\\\\nB", *rules).back(), "error a delimiter cannot hold a backslash");
  }
  // MariaDB's client gives the other delimiter alone; where no client knows it, ";" goes on cutting.
  EXPECT_EQ(cut("DELIMITER //\nA; B; // C;\n// ; //", mariadb_lex_rules), (Lines{"A; B", "C"}));
  EXPECT_EQ(cut("DELIMITER d//\nCREATE FUNCTION f() AS $$ a; b d// $$;d//\nB; C;\nd//", postgres_lex_rules),
            (Lines{"CREATE FUNCTION f() AS $$ a; b d// $$", "B", "C"}));
}

TEST(Splitter, LongStatementsAndManyReadsStayLinear) {
  // Two million bytes in reads of 64 would take minutes if each read went over the statement again.
  std::string text = "INSERT INTO t VALUES ('";
  text.append(1000000, 'x');
  for (int i = 0; i < 100000; ++i) text += "\\'";
  text += "'), (";
  for (int i = 0; i < 200000; ++i) text += "1, ";
  text += "2); SELECT 1";
  StepSource source(text, 64);
  Splitter splitter(source, mariadb_lex_rules, {}, "f");
  EXPECT_EQ(splitter.next().text.size(), text.size() - 10);
  EXPECT_EQ(splitter.next().text, "SELECT 1");
}

}  // namespace
}  // namespace dunlin::sql::test
