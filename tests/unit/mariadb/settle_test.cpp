// After a crash: did the one statement whose outcome nobody wrote down take effect? Every kind of definition, asked
// before it ran and after it ran, through another session than the one that began it.
#include <algorithm>
#include <map>

#include "database/mariadb/fingerprint.hpp"
#include "fixture.hpp"

namespace dunlin::database {
namespace {

using mariadb::without_counter;

struct Case {
  std::vector<std::string> before;
  std::string statement;
  Settled when_not_run = Settled::had_no_effect;
  Settled when_run = Settled::took_effect;
};

class MariadbSettle : public MariadbTest {
 protected:
  Settlement settle(const std::string& statement, const std::string& observed) {
    const auto later = open();
    return later->catalogue().settle(info(statement), statement, observed);
  }
  void check(const Case& c) {
    SCOPED_TRACE(c.statement);
    for (const std::string& sql : c.before) connection->execute(sql);
    const std::string observed = connection->catalogue().observe(info(c.statement), c.statement);
    const Settlement unrun = settle(c.statement, observed);
    EXPECT_EQ(unrun.settled, c.when_not_run) << unrun.reason << "\n" << observed;
    EXPECT_FALSE(unrun.reason.empty());
    connection->execute(c.statement);
    const Settlement run = settle(c.statement, observed);
    EXPECT_EQ(run.settled, c.when_run) << run.reason << "\n" << observed;
    EXPECT_FALSE(run.reason.empty());
    EXPECT_TRUE(run.mend.empty());
  }
};

TEST_F(MariadbSettle, SeesEveryKindOfDefinition) {
  const std::string db = url.path;
  const std::vector<Case> cases{
      {{}, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(20) DEFAULT 'é')"},
      {{}, "CREATE TABLE IF NOT EXISTS t2 (id INT)"},
      {{}, "CREATE TABLE IF NOT EXISTS t2 (id INT)", Settled::had_no_effect, Settled::had_no_effect},
      {{}, "CREATE TABLE t3 AS SELECT * FROM t"},
      {{}, "CREATE TABLE t4 LIKE t"},
      {{}, "CREATE OR REPLACE TABLE t4 (x INT)"},
      {{}, "ALTER TABLE t ADD COLUMN c INT COMMENT 'AUTO_INCREMENT=7'"},
      {{"INSERT INTO t (a, c) VALUES (1, 1), (2, 2)"}, "ALTER TABLE t MODIFY c BIGINT NOT NULL"},
      {{}, "ALTER TABLE t DROP COLUMN c"},
      {{}, "ALTER TABLE t ADD CONSTRAINT pos CHECK (a > 0), ADD KEY ka (a)"},
      {{}, "CREATE INDEX ib ON t (b)"},
      {{}, "DROP INDEX ib ON t"},
      {{}, "CREATE INDEX `odd\tname` ON " + db + ".t (b)"},
      {{}, "ALTER TABLE t COMMENT = 'hello', CHARACTER SET latin1"},
      {{}, "ALTER TABLE t ADD COLUMN a INT", Settled::had_no_effect, Settled::had_no_effect},  // fails, see below
      {{}, "ALTER TABLE t FORCE", Settled::had_no_effect, Settled::had_no_effect},
      {{}, "ALTER TABLE t RENAME TO r"},
      {{}, "RENAME TABLE r TO t, t2 TO `t 5`"},
      {{}, "CREATE VIEW v AS SELECT a FROM t"},
      {{}, "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t"},
      {{}, "ALTER VIEW v AS SELECT b FROM t"},
      {{}, "DROP VIEW v"},
      {{}, "CREATE TRIGGER trg BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1"},
      {{}, "DROP TRIGGER trg"},
      {{}, "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1"},
      {{}, "ALTER FUNCTION f COMMENT 'x'"},
      {{}, "DROP FUNCTION f"},
      {{}, "CREATE PROCEDURE p(x INT) BEGIN SELECT x; END"},
      {{}, "DROP PROCEDURE IF EXISTS p"},
      {{}, "DROP PROCEDURE IF EXISTS p", Settled::had_no_effect, Settled::had_no_effect},
      {{}, "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1"},
      {{}, "ALTER EVENT e DISABLE"},
      {{}, "DROP EVENT e"},
      {{}, "CREATE DATABASE " + db + "_c"},
      {{}, "ALTER DATABASE " + db + "_c CHARACTER SET ascii"},
      {{}, "DROP DATABASE " + db + "_c"},
      {{}, "CREATE USER '" + db + "'@'localhost' IDENTIFIED BY 'x'"},
      {{}, "GRANT SELECT ON *.* TO '" + db + "'@'localhost'"},
      {{}, "REVOKE SELECT ON *.* FROM '" + db + "'@'localhost'"},
      {{}, "ALTER USER '" + db + "'@localhost IDENTIFIED BY 'y'"},
      {{}, "SET PASSWORD FOR '" + db + "'@'localhost' = PASSWORD('z')"},
      {{}, "RENAME USER '" + db + "'@'localhost' TO '" + db + "x'@'localhost'"},
      {{}, "DROP USER '" + db + "x'@'localhost'"},
      {{}, "CREATE ROLE " + db + "_r"},
      {{}, "DROP ROLE " + db + "_r"},
      {{}, "TRUNCATE TABLE t"},
      {{}, "DROP TABLE t4"},
      {{"CREATE TABLE d1 (x INT)", "CREATE TABLE d2 (x INT)"}, "DROP TABLE d1, " + db + ".d2"},
      {{}, "CREATE SEQUENCE s START WITH 5"},
      {{}, "ALTER SEQUENCE s INCREMENT BY 7"},
      {{}, "DROP SEQUENCE s"},
  };
  const bool mariadb = connection->capabilities().product == "MariaDB";
  for (const Case& c : cases) {
    if (!mariadb && (c.statement.find("SEQUENCE") != std::string::npos ||
                     c.statement.find("OR REPLACE TABLE") != std::string::npos ||
                     c.statement.find("PASSWORD(") != std::string::npos)) {
      continue;
    }
    if (c.statement == "ALTER TABLE t ADD COLUMN a INT") {
      const std::string observed = connection->catalogue().observe(info(c.statement), c.statement);
      EXPECT_THROW(connection->execute(c.statement), Error);
      EXPECT_EQ(settle(c.statement, observed).settled, Settled::had_no_effect);
      continue;
    }
    check(c);
  }
}

TEST_F(MariadbSettle, DoesNotDependOnTheSession) {
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY, `größe` INT COMMENT '大きさ')");
  const std::string other = url.path + "_b";
  connection->execute("CREATE DATABASE " + other);
  connection->execute("CREATE TABLE " + other + ".t (x INT)");
  const std::string statement = "ALTER TABLE t ADD y INT";
  connection->execute("USE " + other);
  connection->execute("SET NAMES latin1");
  connection->execute("SET sql_mode = 'ANSI_QUOTES'");
  connection->execute("LOCK TABLES t WRITE");
  const std::string observed = connection->catalogue().observe(info(statement), statement);
  connection->execute("UNLOCK TABLES");
  EXPECT_EQ(settle(statement, observed).settled, Settled::had_no_effect);  // `t` of the other database is meant
  connection->execute(statement);
  EXPECT_EQ(settle(statement, observed).settled, Settled::took_effect);
  connection->execute("DROP DATABASE " + other);
}

TEST_F(MariadbSettle, RowsThatComeInAreNoChangeOfTheTable) {
  connection->execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT)");
  const std::string statement = "ALTER TABLE t ADD y INT";
  const std::string observed = connection->catalogue().observe(info(statement), statement);
  connection->execute("INSERT INTO t VALUES (500)");
  EXPECT_EQ(settle(statement, observed).settled, Settled::had_no_effect);
}

TEST_F(MariadbSettle, TruncateOfATableThatOthersFillAgain) {
  connection->execute("CREATE TABLE t (id INT)");
  connection->execute("INSERT INTO t VALUES (1)");
  const std::string statement = "TRUNCATE t";
  const std::string observed = connection->catalogue().observe(info(statement), statement);
  connection->execute(statement);
  connection->execute("INSERT INTO t VALUES (2)");
  EXPECT_EQ(settle(statement, observed).settled, Settled::took_effect);
}

TEST_F(MariadbSettle, LooksIntoATableThatTheMigrationLocked) {
  connection->execute("CREATE TABLE t (id INT)");
  connection->execute("INSERT INTO t VALUES (1)");
  connection->execute("LOCK TABLES t WRITE");
  const std::string statement = "TRUNCATE t";
  const std::string observed = connection->catalogue().observe(info(statement), statement);
  EXPECT_NE(observed.find("filled"), std::string::npos) << observed;
  connection->execute("UNLOCK TABLES");
  EXPECT_EQ(settle(statement, observed).settled, Settled::had_no_effect);
}

TEST_F(MariadbSettle, SeesADropThatStoppedInBetween) {
  for (const char* name : {"a", "b", "c"}) connection->execute(std::string("CREATE TABLE ") + name + " (x INT)");
  const std::string plain = "DROP TABLE a, b, c";
  const std::string repeatable = "DROP TABLE IF EXISTS a, b, c";
  const std::string observed = connection->catalogue().observe(info(plain), plain);
  connection->execute("DROP TABLE a");
  const Settlement settlement = settle(plain, observed);
  EXPECT_EQ(settlement.settled, Settled::unknown) << settlement.reason;
  EXPECT_NE(settlement.reason.find(url.path + ".b"), std::string::npos) << settlement.reason;
  EXPECT_EQ(settle(repeatable, observed).settled, Settled::had_no_effect);
  connection->execute(repeatable);
  EXPECT_EQ(settle(plain, observed).settled, Settled::took_effect);
}

TEST_F(MariadbSettle, SaysWhatItCannotKnow) {
  connection->execute("CREATE TABLE t (x INT)");
  const std::map<std::string, Settled> expected{
      {"CALL p()", Settled::unknown},
      {"EXECUTE s", Settled::unknown},
      {"LOAD DATA INFILE 'x' INTO TABLE t", Settled::unknown},
      {"INSERT INTO t VALUES (1)", Settled::unknown},
      {"COMMIT", Settled::unknown},
      {"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u", Settled::unknown},
      {"ALTER TABLE t IMPORT TABLESPACE", Settled::unknown},
      {"SELECT 1", Settled::had_no_effect},
      {"SET @a = 1", Settled::had_no_effect},
      {"USE mysql", Settled::had_no_effect},
      {"LOCK TABLES t WRITE", Settled::had_no_effect},
      {"UNLOCK TABLES", Settled::had_no_effect},
      {"START TRANSACTION", Settled::had_no_effect},
      {"OPTIMIZE TABLE t", Settled::had_no_effect},
      {"ANALYZE TABLE t", Settled::had_no_effect},
      {"FLUSH PRIVILEGES", Settled::had_no_effect},
      {"CREATE TEMPORARY TABLE tt (x INT)", Settled::had_no_effect},
      {"DROP TEMPORARY TABLE tt", Settled::took_effect},
  };
  for (const auto& [statement, settled] : expected) {
    const std::string observed = connection->catalogue().observe(info(statement), statement);
    const Settlement settlement = settle(statement, observed);
    EXPECT_EQ(settlement.settled, settled) << statement << ": " << settlement.reason;
    EXPECT_FALSE(settlement.reason.empty()) << statement;
  }
}

TEST_F(MariadbSettle, GuessesOnlyWhatIsCertainWithoutAnObservation) {
  connection->execute("CREATE TABLE t (x INT)");
  EXPECT_EQ(settle("CREATE TABLE t (x INT)", "").settled, Settled::took_effect);
  EXPECT_EQ(settle("CREATE TABLE u (x INT)", "").settled, Settled::had_no_effect);
  EXPECT_EQ(settle("CREATE TABLE IF NOT EXISTS t (x INT)", "").settled, Settled::unknown);
  EXPECT_EQ(settle("DROP TABLE t", "").settled, Settled::had_no_effect);
  EXPECT_EQ(settle("DROP TABLE u", "").settled, Settled::took_effect);
  EXPECT_EQ(settle("ALTER TABLE t ADD y INT", "").settled, Settled::unknown);
  EXPECT_EQ(settle("CREATE INDEX i ON t (x)", "").settled, Settled::unknown);
}

TEST_F(MariadbSettle, AnAccountWithoutRightsLearnsNothingWrong) {
  connection->execute("CREATE TABLE t (x INT)");
  const std::string account = "u" + std::to_string(getpid());
  connection->execute("CREATE USER '" + account + "'@'%' IDENTIFIED BY 'pw'");
  connection->execute("GRANT CREATE, DROP ON " + url.path + ".* TO '" + account + "'@'%'");
  // Before an anonymous account of localhost, which the server would take first.
  connection->execute("CREATE USER '" + account + "'@'localhost' IDENTIFIED BY 'pw'");
  connection->execute("GRANT CREATE, DROP ON " + url.path + ".* TO '" + account + "'@'localhost'");
  Url lesser = url;
  lesser.user = account;
  lesser.password = "pw";
  {
    const auto other = mariadb_driver.open(lesser, {});
    const std::string statement = "GRANT SELECT ON " + url.path + ".* TO 'root'@'localhost'";
    const std::string observed = other->catalogue().observe(info(statement), statement);
    EXPECT_EQ(other->catalogue().settle(info(statement), statement, observed).settled, Settled::had_no_effect);
    const std::string create = "CREATE USER x@y";
    const std::string seen = other->catalogue().observe(info(create), create);
    EXPECT_NE(other->catalogue().settle(info(create), create, seen).settled, Settled::took_effect);
    const Error error = error_of([&] { other->execute("ALTER TABLE t ADD y INT"); });
    EXPECT_EQ(error.native_code, 1142);
    EXPECT_FALSE(error.hint.empty());
  }
  connection->execute("DROP USER '" + account + "'@'%', '" + account + "'@'localhost'");
}

TEST(MariadbCounter, IsTakenOutOfTheOptionsOnly) {
  EXPECT_EQ(without_counter("CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=x"),
            "CREATE TABLE `t` (\n  `a` int\n) ENGINE=InnoDB DEFAULT CHARSET=x");
  const std::string comment = "CREATE TABLE `t` (\n  `a` int COMMENT ' AUTO_INCREMENT=12'\n) ENGINE=InnoDB";
  EXPECT_EQ(without_counter(comment), comment);
}

TEST(MariadbObservations, ComeBackFromTheJournal) {
  using mariadb::Observation;
  const std::vector<Observation> all{{{sql::ObjectKind::table, "a\tb", "c\n%0A"}, "absent"},
                                     {{sql::ObjectKind::none, "", "t"}, "filled 2026-11-20 10:00:00"},
                                     {{sql::ObjectKind::role, "", "'x'@'%'"}, "?"}};
  const std::vector<Observation> back = mariadb::read_observations(mariadb::write_observations(all));
  ASSERT_EQ(back.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(back[i].subject, all[i].subject);
    EXPECT_EQ(back[i].state, all[i].state);
  }
  EXPECT_TRUE(mariadb::read_observations("").empty());
  EXPECT_TRUE(mariadb::read_observations("nonsense\nmore\t\t\tx").empty());
}

}  // namespace
}  // namespace dunlin::database
