// Inspection of a live database, kind by kind, and of a copy that the server's own dump program made.
#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"
#include "ddl_catalogue.hpp"
#include "fixture.hpp"

namespace dunlin::database {
namespace {

using schema::Properties;

class MariadbInspect : public MariadbTest {
 protected:
  void SetUp() override {
    MariadbTest::SetUp();
    if (!IsSkipped() && connection->capabilities().product != "MariaDB") GTEST_SKIP() << "the statements are MariaDB's";
  }
  schema::Schema inspect(const std::vector<std::string>& statements, const InspectOptions& options = {}) {
    for (const auto& statement : statements) connection->execute(statement);
    return mariadb_driver.inspect(*connection, options);
  }
  /// The only table of these statements.
  schema::Table table(const std::vector<std::string>& statements) {
    auto schema = inspect(statements);
    EXPECT_EQ(schema.tables.size(), 1u);
    return schema.tables.empty() ? schema::Table{} : schema.tables[0];
  }
};

TEST(MariadbInspection, TakesTheDatabasesNameOutOfExpressions) {
  using mariadb::without_qualifier;
  std::set<std::string> uses;
  EXPECT_EQ(without_qualifier("select `a`.`t`.`x` AS `a` from `a`.`t` where `a`.`f`(1) = '`a`.`u`'", "a", &uses),
            "select `t`.`x` AS `a` from `t` where `f`(1) = '`a`.`u`'");
  EXPECT_EQ(uses, (std::set<std::string>{"f", "t"}));
  EXPECT_EQ(without_qualifier("`b`.`a`.`x` + `a`.`a`.`a`", "a"), "`b`.`a`.`x` + `a`.`a`");
  EXPECT_EQ(without_qualifier("`o``x`.`t`", "o`x"), "`t`");
  EXPECT_EQ(without_qualifier("concat('it''s \\' `a`.', `a`.`t`.`x`)", "a"), "concat('it''s \\' `a`.', `t`.`x`)");
}

TEST(MariadbInspection, ReadsOptions) {
  EXPECT_EQ(
      mariadb::read_options("row_format=DYNAMIC `page_compressed`='1' partitioned UNION=(`a b`,`c`) x='it''s'"),
      (Properties{{"ROW_FORMAT", "DYNAMIC"}, {"PAGE_COMPRESSED", "'1'"}, {"UNION", "(`a b`,`c`)"}, {"X", "'it''s'"}}));
  EXPECT_EQ(mariadb::read_options("DATA DIRECTORY='/a b' MAX_ROWS=5"),
            (Properties{{"DATA DIRECTORY", "'/a b'"}, {"MAX_ROWS", "5"}}));
}

TEST_F(MariadbInspect, Columns) {
  const auto found = table(
      {"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(10) NOT NULL DEFAULT 'x''y' COMMENT 'c', b INT(5) "
       "UNSIGNED ZEROFILL, c VARCHAR(5) COLLATE utf8mb4_bin, d DATETIME DEFAULT now() ON UPDATE now(), e INT "
       "INVISIBLE, f "
       "INT AS (id + 1) VIRTUAL, g INT AS (b) STORED, h JSON, i TINYINT(1) UNSIGNED, j VARCHAR(5) DEFAULT NULL, k "
       "VARCHAR(5) DEFAULT 'NULL', l UUID)"});
  std::vector<std::string> types;
  for (const auto& column : found.columns) types.push_back(column.type);
  EXPECT_EQ(types, (std::vector<std::string>{"int", "varchar(10)", "int(5) unsigned zerofill", "varchar(5)", "datetime",
                                             "int", "int", "int", "longtext", "tinyint(1) unsigned", "varchar(5)",
                                             "varchar(5)", "uuid"}));
  EXPECT_EQ(found.columns[0].identity, schema::Identity::by_default);
  EXPECT_FALSE(found.columns[0].nullable);
  EXPECT_EQ(found.columns[1].default_sql, "'x''y'");
  EXPECT_EQ(found.columns[1].comment, "c");
  EXPECT_EQ(found.columns[1].collation, "");
  EXPECT_EQ(found.columns[3].collation, "utf8mb4_bin");
  EXPECT_EQ(found.columns[4].default_sql, "current_timestamp()");
  EXPECT_EQ(found.columns[4].properties, (Properties{{"on update", "current_timestamp()"}}));
  EXPECT_EQ(found.columns[5].properties, (Properties{{"invisible", ""}}));
  EXPECT_EQ(found.columns[6].generated, "`id` + 1");
  EXPECT_FALSE(found.columns[6].stored);
  EXPECT_TRUE(found.columns[7].stored);
  EXPECT_EQ(found.columns[8].properties, (Properties{{"check", "json_valid(`h`)"}}));
  EXPECT_EQ(found.columns[10].default_sql, "");
  EXPECT_EQ(found.columns[11].default_sql, "'NULL'");
  ASSERT_TRUE(found.primary_key);
  EXPECT_EQ(found.primary_key->columns, std::vector<std::string>{"id"});
  EXPECT_TRUE(found.properties.empty());
}

TEST_F(MariadbInspect, KeysIndexesAndChecks) {
  const auto found = table(
      {"CREATE TABLE t (a INT, b VARCHAR(50), c TEXT, UNIQUE KEY plain (a, b), UNIQUE KEY prefixed (b(5)), KEY down (a "
       "DESC) COMMENT 'c', KEY hidden (a) IGNORED, FULLTEXT KEY words (c), CONSTRAINT positive CHECK (a > 0), PRIMARY "
       "KEY "
       "(b(3)))"});
  ASSERT_EQ(found.uniques.size(), 1u);
  EXPECT_EQ(found.uniques[0].name, "plain");
  EXPECT_EQ(found.uniques[0].columns, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(found.indexes.size(), 4u);
  EXPECT_TRUE(found.indexes[0].parts[0].descending);
  EXPECT_EQ(found.indexes[0].comment, "c");
  EXPECT_FALSE(found.indexes[1].visible);
  EXPECT_TRUE(found.indexes[2].unique);
  EXPECT_EQ(found.indexes[2].parts[0].prefix, 5);
  EXPECT_EQ(found.indexes[3].method, "fulltext");
  ASSERT_EQ(found.checks.size(), 1u);
  EXPECT_EQ(found.checks[0].name, "positive");
  EXPECT_EQ(found.checks[0].expression, "`a` > 0");
  ASSERT_TRUE(found.primary_key);
  EXPECT_EQ(found.primary_key->properties, (Properties{{"parts", "`b`(3)"}}));
}

TEST_F(MariadbInspect, ForeignKeys) {
  const auto found = inspect(
      {"CREATE TABLE p (a INT, b INT, PRIMARY KEY (b, a))",
       "CREATE TABLE c (x INT, y INT, CONSTRAINT f FOREIGN KEY (y, x) REFERENCES p (b, a) ON DELETE SET NULL ON UPDATE "
       "CASCADE, CONSTRAINT g FOREIGN KEY (y) REFERENCES p (b) ON DELETE RESTRICT ON UPDATE NO ACTION)"});
  const auto& keys = found.tables[0].foreign_keys;
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].columns, (std::vector<std::string>{"y", "x"}));
  EXPECT_EQ(keys[0].referenced, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(keys[0].table, schema::Name("p"));
  EXPECT_EQ(keys[0].on_delete, schema::Action::set_null);
  EXPECT_EQ(keys[0].on_update, schema::Action::cascade);
  EXPECT_EQ(keys[1].on_delete, schema::Action::no_action);
  EXPECT_EQ(keys[1].on_update, schema::Action::no_action);
}

TEST_F(MariadbInspect, OptionsPeriodsAndPartitions) {
  const auto found =
      inspect({"CREATE TABLE a (x VARCHAR(5)) ENGINE=MyISAM MAX_ROWS=7 DEFAULT CHARSET latin1 COMMENT 'c'",
               "CREATE TABLE b (x INT) WITH SYSTEM VERSIONING",
               "CREATE TABLE c (r INT, s DATE, u DATE, PERIOD FOR stay (s, u), PRIMARY KEY (r, stay WITHOUT OVERLAPS))",
               "CREATE TABLE d (x INT) PARTITION BY RANGE (x) (PARTITION p0 VALUES LESS THAN (5), PARTITION p1 VALUES "
               "LESS THAN "
               "MAXVALUE COMMENT 'rest')",
               "CREATE TABLE f (a INT PRIMARY KEY, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, u TIMESTAMP(6) "
               "GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME "
               "(s, u)) WITH SYSTEM VERSIONING",
               "CREATE TABLE e (s INT NOT NULL, u INT NOT NULL, CONSTRAINT stay CHECK (s < u))"});
  EXPECT_EQ(found.tables[0].properties,
            (Properties{{"ENGINE", "MyISAM"}, {"MAX_ROWS", "7"}, {"COLLATE", "latin1_swedish_ci"}}));
  EXPECT_EQ(found.tables[0].comment, "c");
  EXPECT_EQ(found.tables[0].columns[0].collation, "");
  EXPECT_EQ(found.tables[1].properties, (Properties{{"WITH SYSTEM VERSIONING", ""}}));
  EXPECT_EQ(found.tables[2].properties, (Properties{{"PERIOD", "`stay` (`s`, `u`)"}}));
  EXPECT_TRUE(found.tables[2].checks.empty());
  EXPECT_EQ(found.tables[2].primary_key->columns, std::vector<std::string>{"r"});
  EXPECT_EQ(found.tables[2].primary_key->properties, (Properties{{"without overlaps", "stay"}}));
  EXPECT_EQ(found.tables[3].partition_by,
            "RANGE (`x`)\n(PARTITION `p0` VALUES LESS THAN (5),\n PARTITION `p1` VALUES LESS THAN MAXVALUE COMMENT = "
            "'rest')");
  EXPECT_EQ(found.tables[4].checks.size(), 1u);
  EXPECT_EQ(found.tables[5].columns[1].generated, "ROW START");
  EXPECT_EQ(found.tables[5].primary_key->columns, std::vector<std::string>{"a"});
}

TEST_F(MariadbInspect, ViewsSayWhatTheyUseAndNotWhereTheyAre) {
  const std::string own = "`" + url.path + "`";
  const auto found = inspect({"CREATE TABLE t (a INT)", "CREATE FUNCTION f(x INT) RETURNS INT RETURN x",
                              "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v AS SELECT a FROM t WHERE a > 1 WITH "
                              "LOCAL CHECK OPTION",
                              "CREATE DEFINER=someone@nowhere VIEW w AS SELECT f(v.a) AS x FROM v JOIN t ON v.a = t.a",
                              "CREATE VIEW z AS SELECT " + own + ".a FROM t AS " + own});
  ASSERT_EQ(found.views.size(), 3u);
  EXPECT_EQ(found.views[0].query, "select `t`.`a` AS `a` from `t` where `t`.`a` > 1");
  EXPECT_EQ(found.views[0].properties,
            (Properties{{"algorithm", "MERGE"}, {"check option", "LOCAL"}, {"security", "INVOKER"}}));
  EXPECT_EQ(found.views[0].uses, std::vector<schema::Name>{schema::Name("t")});
  EXPECT_EQ(found.views[1].properties, (Properties{{"definer", "someone@nowhere"}}));
  EXPECT_EQ(found.views[1].uses, (std::vector<schema::Name>{schema::Name("t"), schema::Name("v")}));
  EXPECT_EQ(found.views[2].query, "select " + own + ".`a` AS `a` from `t` " + own);
}

TEST_F(MariadbInspect, RoutinesTriggersEventsAndSequences) {
  const auto found = inspect({"CREATE TABLE t (a INT)", "CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x",
                              "CREATE PROCEDURE f(OUT x INT) SET x = 1",
                              "CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
                              "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2",
                              "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t",
                              "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2 MAXVALUE 100 CYCLE", "SET sql_mode = ''",
                              "CREATE TRIGGER c AFTER INSERT ON t FOR EACH ROW SET @x = 2", "SET sql_mode = DEFAULT"});
  ASSERT_EQ(found.routines.size(), 2u);
  EXPECT_EQ(found.routines[0].kind, schema::RoutineKind::function);
  EXPECT_EQ(found.routines[0].definition, "CREATE FUNCTION `f`(x INT) RETURNS int(11)\n    DETERMINISTIC\nRETURN x");
  EXPECT_EQ(found.routines[1].kind, schema::RoutineKind::procedure);
  EXPECT_EQ(found.routines[0].arguments, "");
  EXPECT_EQ(found.routines[1].arguments, "procedure");
  ASSERT_EQ(found.triggers.size(), 3u);
  EXPECT_EQ(found.triggers[0].definition,
            "CREATE TRIGGER `a` BEFORE INSERT ON `t` FOR EACH ROW FOLLOWS `b` SET NEW.a = 2");
  EXPECT_EQ(found.triggers[1].definition, "CREATE TRIGGER `b` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.a = 1");
  EXPECT_EQ(found.triggers[2].properties, (Properties{{"sql_mode", ""}}));
  ASSERT_EQ(found.others.size(), 1u);
  EXPECT_EQ(found.others[0].kind, "event");
  EXPECT_EQ(found.others[0].definition, "CREATE EVENT `e` ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t");
  ASSERT_EQ(found.sequences.size(), 1u);
  EXPECT_EQ(found.sequences[0].properties, (Properties{{"start", "5"},
                                                       {"increment", "2"},
                                                       {"minimum", "1"},
                                                       {"maximum", "100"},
                                                       {"cache", "1000"},
                                                       {"cycle", "1"}}));
}

TEST_F(MariadbInspect, LeavesOutTablesWithWhatBelongsToThem) {
  const auto found = inspect({"CREATE TABLE t (a INT)", "CREATE TABLE u (a INT, KEY (a))",
                              "CREATE TRIGGER x BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1"},
                             {.without = {"u"}});
  ASSERT_EQ(found.tables.size(), 1u);
  EXPECT_EQ(found.tables[0].name, schema::Name("t"));
  EXPECT_TRUE(found.triggers.empty());
}

TEST_F(MariadbInspect, DoesNotDependOnTheSessionsMode) {
  const auto expected =
      inspect({"CREATE TABLE t (a INT DEFAULT (1 + 2), b INT AS (a + 1), CHECK (a > b), c VARCHAR(9) "
               "DEFAULT 'x\\\\y')",
               "CREATE VIEW v AS SELECT a FROM t"});
  connection->execute("SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', sql_quote_show_create = 0");
  EXPECT_EQ(mariadb_driver.inspect(*connection, {}), expected);
  EXPECT_EQ(text("SELECT @@sql_mode"), "ANSI_QUOTES,NO_BACKSLASH_ESCAPES");
  EXPECT_EQ(number("SELECT @@sql_quote_show_create"), 0);
}

TEST_F(MariadbInspect, SaysWhatItMayNotSee) {
  connection->execute("CREATE PROCEDURE p() SELECT 1");
  const std::string user = "dunlin_" + std::to_string(getpid());
  connection->execute("CREATE USER " + user + " IDENTIFIED BY 'secret'");
  connection->execute("GRANT SELECT, EXECUTE ON `" + url.path + "`.* TO " + user);
  Url theirs = url;
  theirs.user = user;
  theirs.password = "secret";
  auto other = mariadb_driver.open(theirs, {});
  const Error error = error_of([&] { (void)mariadb_driver.inspect(*other, {}); });
  other.reset();
  connection->execute("DROP USER " + user);
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_NE(error.message.find("procedure p"), std::string::npos) << error.message;
}

// The server's own dump of a database makes one that is inspected alike.
TEST_F(MariadbInspect, ACopyIsEqual) {
  if (std::system("command -v mariadb-dump mariadb >/dev/null") != 0) GTEST_SKIP() << "mariadb-dump is not installed";
  const auto a = mariadb_driver.sandbox(url, {}), b = mariadb_driver.sandbox(url, {});
  // The dump program cannot read views of a definer that is not there.
  connection->execute("CREATE OR REPLACE USER somebody@nowhere");
  connection->execute("GRANT ALL ON *.* TO somebody@nowhere");
  for (const char* statement : ddl_catalogue) {
    ASSERT_NO_THROW(a->connection().execute(statement)) << statement;
  }
  const auto original = mariadb_driver.inspect(a->connection(), {});
  const std::string login = " -h" + url.host + " -P" + std::to_string(url.port) + " -u" + url.user;
  setenv("MYSQL_PWD", url.password.value_or("").c_str(), 1);
  const std::string command = "mariadb-dump" + login + " --no-data --skip-lock-tables --routines --events --triggers " +
                              a->url()->path + " | mariadb --comments" + login + " " + b->url()->path;
  EXPECT_EQ(std::system(command.c_str()), 0);
  unsetenv("MYSQL_PWD");
  // A dump names the database of a sequence that a default asks.
  b->connection().execute("ALTER TABLE numbered MODIFY id BIGINT DEFAULT NEXT VALUE FOR tuned");
  const auto copy = mariadb_driver.inspect(b->connection(), {});
  connection->execute("DROP USER somebody@nowhere");
  EXPECT_EQ(schema::to_text(copy), schema::to_text(original));
  EXPECT_EQ(copy, original);
  EXPECT_EQ(schema::from_json(schema::to_json(original), "copy"), original);
  // Nothing of the catalogue is missing.
  EXPECT_GE(original.tables.size(), 39u);
  EXPECT_EQ(original.sequences.size(), 3u);
  EXPECT_EQ(original.views.size(), 8u);
  EXPECT_EQ(original.routines.size(), 7u);
  EXPECT_EQ(original.triggers.size(), 6u);
  EXPECT_EQ(original.others.size(), 6u);
}

// A constant number of queries, whatever the number of tables.
TEST_F(MariadbInspect, AsksAConstantNumberOfQuestions) {
  const auto questions = [&] {
    return number("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'COM_SELECT'");
  };
  const auto count = [&] {
    const auto before = questions();
    (void)mariadb_driver.inspect(*connection, {});
    return questions() - before;
  };
  connection->execute("CREATE TABLE t (a INT PRIMARY KEY, b INT REFERENCES t (a), UNIQUE (b))");
  const auto of_one = count();
  for (int i = 0; i < 20; ++i) connection->execute("CREATE TABLE t" + std::to_string(i) + " LIKE t");
  EXPECT_EQ(count(), of_one);
  EXPECT_LE(of_one, 14);
}

}  // namespace
}  // namespace dunlin::database
