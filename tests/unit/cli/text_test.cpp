// What people read: tables, excerpts with a caret, progress, JSON, answers.
#include <gtest/gtest.h>

#include "cli/error_text.hpp"
#include "cli/json_views.hpp"
#include "cli/prompt.hpp"
#include "cli/run_view.hpp"
#include "cli/table.hpp"
#include "cli/times.hpp"
#include "cli/width.hpp"

namespace dunlin::cli {
namespace {

using Lines = std::vector<std::string>;

TEST(Width, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("\xC3\xA9t\xC3\xA9"), 3u);
  EXPECT_EQ(display_width("\xE6\x97\xA5\xE6\x9C\xAC"), 4u);
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);
  EXPECT_EQ(display_width("\xF0\x9F\x90\xA6"), 2u);
  EXPECT_EQ(elide("abcdefghij", 7), "ab...ij");
  EXPECT_EQ(elide("\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5", 7), "\xE6\x97\xA5...\xE6\x97\xA5");
  EXPECT_EQ(one_line(" a\n\tb  c "), "a b c");
}

TEST(Table, AlignsByWidthAndLeavesEmptyColumnsOut) {
  Table table({"STATE", "NAME", "EMPTY", "TOOK"});
  table.right(3);
  table.add({{"applied"}, {"\xE6\x97\xA5"}, {""}, {"5 ms"}});
  table.add({{"pending"}, {"users\x1b[31m"}, {""}, {""}});
  table.add({{"x"}, {""}, {""}, {"120 ms"}});
  EXPECT_EQ(table.lines(Style()), (Lines{"STATE    NAME             TOOK",            //
                                         "applied  \xE6\x97\xA5               5 ms",  //
                                         "pending  users\\x1B[31m",                   //
                                         "x                       120 ms"}));
}

TEST(Table, PaintsOnlyTheText) {
  Table table({"A", "B"});
  table.add({{"x", Tone::good}, {"y"}});
  EXPECT_EQ(table.lines(Style(true))[1], "\x1b[32mx\x1b[0m  y");
}

Error fault(const std::string& statement, const std::string& at, Place place) {
  Error error(ErrorKind::sql, "no such column");
  error.statement = statement;
  error.offset = statement.find(at);
  error.place = std::move(place);
  return error;
}

Lines shown(const Error& error, std::size_t width = 80) {
  return excerpt(error.statement, error.offset, error.place, Style(), width);
}

TEST(Excerpt, CaretStandsUnderTheFault) {
  EXPECT_EQ(shown(fault("SELECT x", "x", {"f.sql", 4, 8})), (Lines{" 4 | SELECT x", "   |        ^"}));
}

TEST(Excerpt, ShowsLinesBeforeTheFaultWithTheirNumbers) {
  EXPECT_EQ(shown(fault("A\nB\nC\nD\n  E x", "x", {"f.sql", 12, 5})),
            (Lines{"  9 | B", " 10 | C", " 11 | D", " 12 |   E x", "    |     ^"}));
}

TEST(Excerpt, TabsAndWideCharactersKeepTheCaretInPlace) {
  EXPECT_EQ(shown(fault("\tA\tx", "x", {"f.sql", 1, 4})), (Lines{" 1 |     A   x", "   |         ^"}));
  EXPECT_EQ(shown(fault("'\xE6\x97\xA5\xC3\xA9' x", "x", {"f.sql", 1, 6})),
            (Lines{" 1 | '\xE6\x97\xA5\xC3\xA9' x", "   |       ^"}));
  EXPECT_EQ(shown(fault("a\r\nb x\r\n", "x", {"f.sql", 2, 3})), (Lines{" 1 | a", " 2 | b x", "   |   ^"}));
}

TEST(Excerpt, ControlCharactersAreShownAsText) {
  EXPECT_EQ(shown(fault("\x1b[2J x", "x", {"f.sql", 1, 6})), (Lines{" 1 | \\x1B[2J x", "   |         ^"}));
}

TEST(Excerpt, LongLinesAreCutAroundTheFault) {
  const std::string statement = std::string(300, 'a') + " x " + std::string(300, 'b');
  const Lines lines = shown(fault(statement, "x", {"f.sql", 1, 302}), 60);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_LE(display_width(lines[0]), 60u);
  EXPECT_EQ(lines[0][lines[1].find('^')], 'x');
}

TEST(Excerpt, WithoutAKnownFaultTheBeginningIsShown) {
  Error error(ErrorKind::sql, "deadlock");
  error.statement = "A\nB\nC\nD\nE\nF\nG\nH";
  error.place = {"f.sql", 8, 1};
  EXPECT_EQ(shown(error),
            (Lines{"  8 | A", "  9 | B", " 10 | C", " 11 | D", " 12 | E", " 13 | F", "    | ... 2 more lines"}));
}

TEST(Excerpt, ReplacedVariablesLeaveThePlaceAtTheBeginning) {
  EXPECT_EQ(shown(fault("A\nlonger x", "x", {"f.sql", 8, 1})), (Lines{" 8 | A", " 9 | longer x", "   |        ^"}));
  EXPECT_EQ(shown(fault("A\nB x", "x", {})), (Lines{"  | A", "  | B x", "  |   ^"}));
}

TEST(ErrorLines, TellEverythingThatIsKnown) {
  Error error = fault("SELECT x", "x", {"migrations/004_a.sql", 4, 8});
  error.migration = "004_a";
  error.sqlstate = "42703";
  error.detail = "two\nlines";
  error.state = "nothing was changed";
  error.hint = "mend the file, then dunlin up";
  EXPECT_EQ(error_lines(error, Style(), 80),
            (Lines{"error: 004_a: no such column", "  --> migrations/004_a.sql:4:8", " 4 | SELECT x", "   |        ^",
                   "  code: 42703", "  detail: two", "          lines", "  state: nothing was changed",
                   "  hint: mend the file, then dunlin up"}));
  EXPECT_EQ(exit_code(error), 1);
  EXPECT_EQ(exit_code(Error(ErrorKind::config, "")), 2);
  EXPECT_EQ(exit_code(Error(ErrorKind::usage, "")), 2);
  EXPECT_EQ(exit_code(Error(ErrorKind::locked, "")), 4);
  EXPECT_EQ(exit_code(Error(ErrorKind::partial, "")), 5);
  EXPECT_EQ(exit_code(Error(ErrorKind::cancelled, "")), 1);
}

TEST(JsonText, EscapesAndStaysValid) {
  Json json = Json::object();
  json.set("b", "q\"\\\n\x1b").set("a", std::int64_t{-1}).set("bad", std::string("\xFF!"));
  json.set("list", Json::strings({"x"})).set("none", Json::known(std::int64_t{-1})).set("yes", true);
  EXPECT_EQ(json.text(false),
            "{\"b\":\"q\\\"\\\\\\n\\u001b\",\"a\":-1,\"bad\":\"\xEF\xBF\xBD!\",\"list\":[\"x\"],"
            "\"none\":null,\"yes\":true}");
}

TEST(JsonText, ErrorsHaveOneShape) {
  Error error(ErrorKind::locked, "another run is at work", "wait");
  EXPECT_EQ(error_json(error).text(false),
            R"({"kind":"locked","message":"another run is at work","hint":"wait","exit_code":4})");
}

TEST(Prompt, OnlyYesIsYes) {
  for (const char* word : {"y", "Y", "yes", " YES "}) EXPECT_TRUE(means_yes(word)) << word;
  for (const char* word : {"", "n", "no", "yep", "j"}) EXPECT_FALSE(means_yes(word)) << word;
  EXPECT_EQ(loss_text({"table users", 1234, true}), "table users (1,234 rows)");
  EXPECT_EQ(loss_text({"table users", 1, false}), "table users (about 1 row)");
  EXPECT_EQ(loss_text({"column users.email", -1, true}), "column users.email");
}

TEST(Prompt, WithNobodyToAskItRefuses) {
  const Program program;
  Output out({.json = true}, program);
  EXPECT_TRUE(confirm_losses(out, false, "undo", {}));
  EXPECT_TRUE(confirm_losses(out, true, "undo", {{"table t", 1, true}}));
  try {
    static_cast<void>(confirm_losses(out, false, "undo 1 migration", {{"table t", 1, true}}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::refused);
    EXPECT_EQ(error.detail, "table t (1 row)");
    EXPECT_NE(error.hint.find("--yes"), std::string::npos);
  }
}

TEST(Progress, SaysRateAndEstimate) {
  EXPECT_EQ(batch_text(12'000, 50'000, 4'000), "12,000 of about 50,000 rows, 3,000 rows/s, 12.0 s left");
  EXPECT_EQ(batch_text(12'000, -1, 4'000), "12,000 rows, 3,000 rows/s");
  EXPECT_EQ(batch_text(0, -1, 0), "0 rows");
}

TEST(Times, AreShort) {
  EXPECT_EQ(short_time("2026-11-20T13:45:00.123Z"), "2026-11-20 13:45:00");
  EXPECT_EQ(short_time("yesterday"), "yesterday");
}

}  // namespace
}  // namespace dunlin::cli
