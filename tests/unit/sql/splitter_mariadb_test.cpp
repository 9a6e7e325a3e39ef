#include "unit/sql/cut.hpp"

namespace dunlin::sql::test {
namespace {

Lines cut(std::string_view text) { return test::cut(text, mariadb_lex_rules); }
void expect_one(const std::string& text) { EXPECT_EQ(cut(text + "; SELECT 2"), (Lines{text, "SELECT 2"})); }
void expect_body(const std::string& body) {
  expect_one("CREATE PROCEDURE p() BEGIN " + body + " END");
  EXPECT_EQ(cut("DELIMITER ;;\nCREATE PROCEDURE p() BEGIN " + body + " END;;\nDELIMITER ;\nSELECT 2"),
            (Lines{"CREATE PROCEDURE p() BEGIN " + body + " END", "SELECT 2"}));
}

TEST(SplitterMariadb, QuotesAndComments) {
  expect_one("SELECT 'a\\';', \"b\\\";\", `c;``;`, x'1f', _utf8'a;'");
  expect_one("SELECT `a\\`");
  expect_one("SELECT 1 # ; '\n + 1 -- ; '\n + 2 --\t;\n + 3");
  EXPECT_EQ(cut("SELECT 5--1; SELECT 2"), (Lines{"SELECT 5--1", "SELECT 2"}));
  EXPECT_EQ(cut("SELECT 1; --"), (Lines{"SELECT 1"}));
  expect_one("SELECT a$b$, 2fa, 1e5, @a, @@x.y, @`q;`");
}

TEST(SplitterMariadb, VersionedComments) {
  expect_one("/*!40101 SET NAMES utf8 */");
  expect_one("/*M!100100 SET NAMES utf8 */");
  expect_one("/*! SELECT 1; */");
  expect_one("SELECT 1 /*!50001 + 'a*/;' /* in */ + 2 */ + 3");
  EXPECT_EQ(cut("/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump\nSELECT 1"), (Lines{"SELECT 1"}));
  EXPECT_EQ(cut("/*!999999\\- enable the sandbox mode */\nSELECT 1"), (Lines{"SELECT 1"}));
  expect_one(
      "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`%`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SELECT 1; "
      "SELECT 2; END */");
  expect_one("/*!50003 CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END */");
}

TEST(SplitterMariadb, FollowsSqlMode) {
  EXPECT_EQ(cut("SET sql_mode='NO_BACKSLASH_ESCAPES'; A '\\'; B"),
            (Lines{"SET sql_mode='NO_BACKSLASH_ESCAPES'", "A '\\'", "B"}));
  EXPECT_EQ(cut("SET SESSION sql_mode='ANSI_QUOTES'; A \"\\\"; B"),
            (Lines{"SET SESSION sql_mode='ANSI_QUOTES'", "A \"\\\"", "B"}));
  EXPECT_EQ(cut("SET @@session.sql_mode := CONCAT(@@sql_mode, ',ANSI'); A \"\\\"; B").size(), 3u);
  EXPECT_EQ(cut("SET @@sql_mode='ANSI_QUOTES'; SET sql_mode=DEFAULT; A \"\\\";\"; B").size(), 4u);
  EXPECT_EQ(cut("SET GLOBAL sql_mode='ANSI_QUOTES'; A \"\\\";\"; B").size(), 3u);
  EXPECT_EQ(cut("SET STATEMENT sql_mode='ANSI_QUOTES' FOR SELECT 1; A \"\\\";\"; B").size(), 3u);
  EXPECT_EQ(cut("SET @old = 'ANSI_QUOTES'; A \"\\\";\"; B").size(), 3u);
  EXPECT_EQ(cut("/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES' */; A '\\'; /*!40101 SET "
                "SQL_MODE=@OLD_SQL_MODE */; A '\\';'; B")
                .size(),
            5u);
  EXPECT_EQ(cut("SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; SET "
                "sql_mode=REPLACE(@@sql_mode,'NO_BACKSLASH_ESCAPES',''); A '\\';'; B \"\\\"; C")
                .size(),
            5u);
}

TEST(SplitterMariadb, BodiesWithoutDelimiter) {
  expect_body("");
  expect_body("SELECT 1; SELECT 2;");
  expect_body("IF a THEN SELECT 1; ELSEIF b THEN SELECT 2; ELSE SELECT 3; END IF;");
  expect_body("IF(a) THEN SELECT IF(1,2,3); END IF;");
  expect_body("SET x = IF(a, CASE b WHEN 1 THEN 2 END, REPEAT('x', 3));");
  expect_body("CASE a WHEN 1 THEN SELECT 1; WHEN 2 THEN BEGIN END; ELSE SELECT CASE WHEN 1 THEN 2 END; END CASE;");
  expect_body("IF CASE a WHEN 1 THEN 2 ELSE 3 END THEN SELECT 1; END IF;");
  expect_body("l: LOOP SELECT 1; LEAVE l; END LOOP l;");
  expect_body("`l;`: LOOP SELECT 1; END LOOP `l;`;");
  expect_body("REPEAT SELECT 1; UNTIL CASE WHEN a THEN b END END REPEAT;");
  expect_body("WHILE CASE WHEN a THEN b END DO SELECT 1; END WHILE;");
  expect_body("FOR i IN 1..10 DO SELECT i; END FOR; FOR r IN (SELECT 1) DO SELECT r.a; END FOR;");
  expect_body("BEGIN BEGIN SELECT 1; END; END; x: BEGIN SELECT 2; END x;");
  expect_body("DECLARE a INT DEFAULT 0; DECLARE c CURSOR FOR SELECT CASE WHEN 1 THEN 2 END FROM t; OPEN c;");
  expect_body("DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; SELECT 1; END; SELECT 2;");
  expect_body("DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; SELECT 2;");
  expect_body(
      "DECLARE CONTINUE HANDLER FOR SQLSTATE VALUE '23000', 1062, NOT FOUND, my BEGIN SELECT 1; END; SELECT 2;");
  expect_body("SELECT a.end, b.begin FROM loop_t a; UPDATE t SET `end` = 1, `if` = 2; SELECT 1 AS e;");
  expect_body("START TRANSACTION; COMMIT; INSERT INTO t VALUES ('END;'); -- END;\n /* END; */ # END;\n");
  expect_body("IF NOT EXISTS (SELECT 1 FROM t WHERE a = IF(1,2,3)) THEN ALTER TABLE t ADD a INT; END IF;");
  expect_body("IF a THEN IF b THEN SELECT 1; END IF; ELSE CASE WHEN c THEN SELECT 2; END CASE; END IF;");
}

TEST(SplitterMariadb, HeadersOfStoredPrograms) {
  expect_one(
      "CREATE DEFINER=`root`@`localhost` PROCEDURE p(IN a INT, OUT b VARCHAR(10)) COMMENT 'BEGIN' SQL SECURITY INVOKER "
      "BEGIN SELECT 1; END");
  expect_one(
      "CREATE DEFINER = root@localhost FUNCTION f(x INT) RETURNS VARCHAR(10) CHARACTER SET utf8 DETERMINISTIC READS "
      "SQL DATA BEGIN RETURN 1; END");
  expect_one("CREATE DEFINER=CURRENT_USER() FUNCTION f() RETURNS INT RETURN CASE WHEN 1 THEN IF(1,2,3) END");
  expect_one("CREATE OR REPLACE DEFINER='a'@'%' PROCEDURE p() SELECT 1");
  expect_one("CREATE FUNCTION f() RETURNS SET('a','b') BEGIN RETURN 'a'; END");
  expect_one("CREATE PROCEDURE IF NOT EXISTS p() IF 1 THEN SELECT 1; END IF");
  expect_one("CREATE PROCEDURE p() l: WHILE 1 DO SELECT 1; END WHILE l");
  expect_one("CREATE PROCEDURE p() UPDATE t SET a = CASE WHEN 1 THEN 2 END");
  expect_one("CREATE PROCEDURE p() SET @a = IF(1,2,3)");
  expect_one(
      "CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN 1; LOOP "
      "FETCH GROUP NEXT ROW; END LOOP; END");
  expect_one("CREATE FUNCTION f RETURNS STRING SONAME 'x.so'");
  expect_one("CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = IF(1,2,3)");
  expect_one("CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW FOLLOWS u BEGIN SELECT 1; END");
  expect_one("CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a THEN SELECT 1; END IF");
  expect_one(
      "CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY IF(1,2,3) HOUR ON COMPLETION PRESERVE COMMENT 'x' DO BEGIN "
      "SELECT 1; SELECT 2; END");
  expect_one("ALTER DEFINER=a@b EVENT e DO BEGIN SELECT 1; END");
  expect_one("ALTER EVENT e ON SCHEDULE EVERY 1 HOUR DO BEGIN SELECT 1; END");
  EXPECT_EQ(cut("ALTER EVENT e DISABLE; SELECT 2").size(), 2u);
  EXPECT_EQ(cut("CREATE TABLE procedure_t (a INT); CREATE VIEW v AS SELECT 1; DROP PROCEDURE p; SELECT 2").size(), 4u);
}

TEST(SplitterMariadb, CompoundStatementsOfTheirOwn) {
  expect_one("BEGIN NOT ATOMIC SELECT 1; SELECT 2; END");
  expect_one("IF 1 THEN SELECT 1; END IF");
  expect_one("l: WHILE 1 DO SELECT 1; END WHILE");
  expect_one("FOR i IN 1..2 DO SELECT 1; END FOR");
  EXPECT_EQ(cut("BEGIN; SELECT 1; COMMIT; BEGIN WORK; ROLLBACK; XA BEGIN 'x'; SELECT 2").size(), 7u);
}

TEST(SplitterMariadb, BodiesAsOracleWritesThem) {
  expect_one("CREATE PROCEDURE p(a INT) AS x INT; BEGIN SELECT 1; EXCEPTION WHEN OTHERS THEN SELECT 2; END");
  expect_one("CREATE FUNCTION f RETURN INT IS BEGIN IF a THEN RETURN 1; ELSIF b THEN RETURN 2; END IF; END");
  expect_one("CREATE PACKAGE p AS FUNCTION f RETURN INT; PROCEDURE q(a INT); END");
  expect_one(
      "CREATE PACKAGE BODY p AS v INT; PROCEDURE q AS BEGIN SELECT 1; END; FUNCTION f RETURN INT AS x INT; BEGIN "
      "RETURN 1; END; BEGIN SELECT 3; END");
  expect_one("CREATE PROCEDURE p AS BEGIN <<l>> LOOP SELECT 1; END LOOP; WHILE 1 LOOP SELECT 1; END LOOP; x := 1; END");
}

TEST(SplitterMariadb, Delimiters) {
  for (const std::string delimiter : {"$$", "//", ";;", "|", "@@", "%%", "END_OF", "go"}) {
    EXPECT_EQ(cut("DELIMITER " + delimiter + "\nCREATE PROCEDURE p() BEGIN SELECT 1; END " + delimiter +
                  "\nSELECT 'x' " + delimiter + "\nDELIMITER ;\nSELECT 2;"),
              (Lines{"CREATE PROCEDURE p() BEGIN SELECT 1; END", "SELECT 'x'", "SELECT 2"}))
        << delimiter;
  }
  EXPECT_EQ(cut("DELIMITER $$\nA BEGIN END$$\nSELECT 1$$ B$$"), (Lines{"A BEGIN END", "SELECT 1", "B"}));
  EXPECT_EQ(cut("DELIMITER go\nSELECT category, going, 1go FROM t\ngo\nSELECT 2 GO"),
            (Lines{"SELECT category, going, 1go FROM t", "SELECT 2"}));
  EXPECT_EQ(cut("DELIMITER '//'\nA; //"), (Lines{"A"}));
  EXPECT_EQ(cut("SELECT 1\nDELIMITER //"), (Lines{"SELECT 1\nDELIMITER //"}));
}

TEST(SplitterMariadb, ClientCommands) {
  EXPECT_EQ(cut_with_places("USE db;\nSOURCE other.sql\n", mariadb_lex_rules),
            (Lines{"1:1 USE db", "error 2:1 SOURCE is a command of the mysql client, which does not run here"}));
}

}  // namespace
}  // namespace dunlin::sql::test
