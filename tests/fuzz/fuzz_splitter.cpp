// What holds for every text in every database: reads of any size give the same items; each item is where it says it
// is; what lies between two is nothing; whatever comes out can be classified. The first byte chooses the database.
#include "database/mariadb/lexis.hpp"
#include "database/postgres/lexis.hpp"
#include "database/sqlite/lexis.hpp"
#include "fuzz/cut.hpp"
#include "fuzz/fuzz.hpp"
#include "sql/classify.hpp"

namespace dunlin::fuzz {

std::vector<std::string> seeds() {
  return {
      "0SELECT 1; -- dunlin:down\n-- dunlin:up\nSELECT '2;' -- dunlin:x\n;; SELECT [a;], `b;`",
      "0CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT 1\r\n-- dunlin:down\rDROP "
      "TABLE t",
      "1SELECT $$;$$, E'\\';', /* /* ; */ */ a$b$; COPY t FROM stdin;\n1\t2\n\\N\n\\.\n-- dunlin:down\nSELECT 1",
      "1CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; CREATE RULE r AS ON INSERT TO t DO (SELECT 1; "
      "SELECT 2)",
      "1\\restrict x\nSET standard_conforming_strings = off; SELECT '\\''; \\connect y",
      "1COPY t FROM stdin; -- x\r\na\rb\r\\.\rSELECT 2;\nDELIMITER d//\nSELECT 1; d//",
      "2/*!40101 SET @a=@@sql_mode, sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES' */; SELECT \"a\\\"; SET sql_mode=@a; "
      "SELECT 'a\\';'",
      "2CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END; IF a THEN SELECT 1; END IF; END; "
      "SELECT 1",
      "2DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SELECT 1; END$$\nDELIMITER ;\nSELECT 1 # "
      ";\n--dunlin:down\nx",
      "2/*M!999999\\- x */\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 FUNCTION f() RETURNS INT RETURN 1 "
      "*/;;",
      "2CREATE PACKAGE BODY p AS PROCEDURE q AS BEGIN SELECT 1; END; BEGIN <<l>> LOOP x := 1; END LOOP; END; SELECT 2",
      "2l: WHILE 1 DO REPEAT SELECT 1; UNTIL CASE WHEN 1 THEN 2 END END REPEAT; END WHILE; FOR i IN 1..2 DO SELECT 1; "
      "END FOR",
      "0\xEF\xBB\xBFSELECT 1;\r\n\r-- dunlin:up \xC3\xA4\nSELECT '\xE2\x82\xAC'; SELECT 2",
  };
}

std::vector<std::string> dictionary() {
  return {";",
          ";;",
          "'",
          "\"",
          "`",
          "[",
          "]",
          "$$",
          "$x$",
          "\\",
          "\\'",
          "/*",
          "*/",
          "/*!",
          "/*!50001 ",
          "--",
          "-- ",
          "#",
          "\n",
          "\r",
          "\r\n",
          "\n-- dunlin:up\n",
          "--dunlin:x",
          "dunlin:",
          "\nDELIMITER //\n",
          "\nDELIMITER $$\n",
          "\nDELIMITER ;\n",
          "\nDELIMITER go\n",
          "//",
          " go ",
          " BEGIN ",
          " END ",
          " END IF;",
          " IF a THEN ",
          " CASE ",
          " LOOP ",
          " REPEAT ",
          " UNTIL ",
          " WHILE 1 DO ",
          " DECLARE CONTINUE HANDLER FOR ",
          " CREATE PROCEDURE p() ",
          " CREATE TRIGGER t ",
          " FOR EACH ROW ",
          " CREATE FUNCTION f() RETURNS INT ",
          " ATOMIC ",
          " SET sql_mode='ANSI_QUOTES';",
          " SET sql_mode=DEFAULT;",
          "SET standard_conforming_strings=off;",
          "COPY t FROM stdin;\n",
          "\\.\n",
          "E'",
          "U&'",
          "\xC3\xA4",
          "\xE2",
          "\xFF",
          "(",
          ")",
          "DEFINER=",
          "@",
          ":",
          "a",
          "1",
          " ",
          "SOURCE x",
          "\\connect",
          " AS ",
          " PACKAGE ",
          "<<",
          ">>"};
}

bool run(std::string_view input) {
  if (input.empty()) return false;
  const sql::LexRules* const all[] = {&database::sqlite_lex_rules, &database::postgres_lex_rules,
                                      &database::mariadb_lex_rules};
  const sql::LexRules& rules = *all[static_cast<unsigned char>(input[0]) % 3];
  const std::string_view text = input.substr(1);
  const sql::Markers markers{{"dunlin:"}};
  const Cut whole = cut(text, rules, 1 << 20, markers);
  for (const std::size_t step : {1u, 3u, 64u}) {
    const Cut again = cut(text, rules, step, markers);
    if (again.items.size() < whole.items.size() || again.error != whole.error) {
      fail("another result with other reads", input, whole.error + "\n" + again.error);
    }
    for (std::size_t i = 0; i < whole.items.size(); ++i) {
      const sql::Item& a = whole.items[i];
      const sql::Item& b = again.items[i];
      if (a.text != b.text || a.begin.offset != b.begin.offset || a.begin.line != b.begin.line ||
          a.begin.column != b.begin.column || a.after.offset != b.after.offset || a.after.line != b.after.line) {
        fail("another item with other reads", input, a.text + "\n" + b.text);
      }
    }
  }
  std::size_t last = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  std::size_t line = 1;
  std::size_t column = 1;
  for (const sql::Item& item : whole.items) {
    const auto begin = static_cast<std::size_t>(item.begin.offset);
    if (begin < last) fail("items overlap", input, item.text);
    for (; last < begin; ++last) {  // counted the slow way
      const char c = text[last];
      if (c == '\r' || (c == '\n' && (last == 0 || text[last - 1] != '\r'))) ++line;
      column = c == '\r' || c == '\n' ? 1 : column + ((static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0);
    }
    if (item.begin.line != line || item.begin.column != column) fail("another place", input, item.text);
    if (item.kind == sql::ItemKind::statement) {
      if (item.text.empty() || text.substr(begin, item.text.size()) != item.text) {
        fail("the text is not where it says it is", input, item.text);
      }
      const sql::StatementInfo info = sql::classify(item.text, rules);
      (void)info;
      if (!sql::same_tokens(item.text, " " + item.text, rules)) fail("not the same tokens", input, item.text);
    }
    if (item.after.offset < item.begin.offset) fail("ends before it begins", input, item.text);
  }
  return true;
}

}  // namespace dunlin::fuzz
