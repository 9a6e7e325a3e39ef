// From one schema to another on a real server: what the writer makes is what was wanted, and rows stay as they were.
#include <algorithm>
#include <array>

#include "base/content.hpp"
#include "ddl_catalogue.hpp"
#include "diff/write.hpp"
#include "fixture.hpp"
#include "sql/splitter.hpp"

namespace dunlin::database {
namespace {

class MariadbChanges : public MariadbTest {
 protected:
  void SetUp() override {
    MariadbTest::SetUp();
    if (IsSkipped()) return;
    if (connection->capabilities().product != "MariaDB") GTEST_SKIP() << "the statements are MariaDB's";
    ddl_ = mariadb_driver.ddl(&connection->capabilities());
    empty_.engine = "mariadb";
  }

  /// False, with a failure that tells all, where the server refuses one.
  bool run(Connection& on, const Statements& statements) {
    for (const auto& statement : statements) {
      try {
        on.execute(statement.sql);
      } catch (const Error& error) {
        ADD_FAILURE() << error.message << "\n" << statement.sql << "\nof\n" << text_of(statements);
        return false;
      }
    }
    return true;
  }
  static std::string text_of(const Statements& statements) {
    std::string text;
    for (const auto& statement : statements) text += statement.sql + ";\n";
    return text;
  }
  /// A migration file is cut into the same statements again.
  void survives_the_splitter(const Statements& statements) const {
    const std::string text = text_of(statements);
    const auto source = base::Content::memory("test.sql", text).open();
    sql::Splitter splitter(*source, mariadb_driver.lex_rules, {}, "test.sql");
    for (const auto& statement : statements) {
      const auto item = splitter.next();
      ASSERT_EQ(item.text, statement.sql);
    }
    EXPECT_EQ(splitter.next().kind, sql::ItemKind::end);
  }
  Statements write(const schema::Schema& from, const schema::Schema& to, bool online = false) const {
    return diff::write(from, to, *ddl_, {.online = online});
  }
  static schema::Schema inspect(Connection& of) { return mariadb_driver.inspect(of, {}); }

  /// From what `before` makes to what `after` makes and back; the statements on the way.
  std::string change(const std::vector<std::string>& before, const std::vector<std::string>& after,
                     bool online = false) {
    const auto a = mariadb_driver.sandbox(url, {}), b = mariadb_driver.sandbox(url, {});
    for (const auto& each : before) a->connection().execute(each);
    for (const auto& each : after) b->connection().execute(each);
    const auto from = inspect(a->connection()), to = inspect(b->connection());
    const auto up = write(from, to, online), down = write(to, from, online);
    survives_the_splitter(up);
    if (run(a->connection(), up)) {
      EXPECT_EQ(schema::to_text(inspect(a->connection())), schema::to_text(to)) << text_of(up);
    }
    if (run(a->connection(), down)) {
      EXPECT_EQ(schema::to_text(inspect(a->connection())), schema::to_text(from)) << text_of(down);
    }
    return text_of(up);
  }

  std::unique_ptr<DdlWriter> ddl_;
  schema::Schema empty_;
};

TEST_F(MariadbChanges, MakeAllOfTheCatalogueAndTakeItAway) {
  const auto a = mariadb_driver.sandbox(url, {}), b = mariadb_driver.sandbox(url, {});
  for (const char* statement : ddl_catalogue) a->connection().execute(statement);
  const auto original = inspect(a->connection());
  const auto up = write(empty_, original);
  survives_the_splitter(up);
  ASSERT_TRUE(run(b->connection(), up));
  const auto made = inspect(b->connection());
  EXPECT_EQ(schema::to_text(made), schema::to_text(original));
  EXPECT_EQ(made, original);
  ASSERT_TRUE(run(b->connection(), write(original, empty_)));
  EXPECT_EQ(inspect(b->connection()), empty_);
}

TEST_F(MariadbChanges, OfOneTableAreOneStatement) {
  const std::string sql =
      change({"CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT, KEY k (a), CONSTRAINT positive CHECK (b > 0))",
              "CREATE TABLE u (id INT PRIMARY KEY, x INT)"},
             {"CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, first INT NOT NULL, c INT, b BIGINT COMMENT 'x', KEY "
              "k (b), last "
              "INT) COMMENT 'c'",
              "CREATE TABLE u (x VARCHAR(5), id INT PRIMARY KEY)"});
  EXPECT_EQ(sql,
            "ALTER TABLE t\n  DROP CONSTRAINT positive,\n  DROP KEY k,\n  DROP COLUMN a,\n"
            "  MODIFY COLUMN id int NOT NULL AUTO_INCREMENT,\n  ADD COLUMN first int NOT NULL AFTER id,\n"
            "  MODIFY COLUMN b bigint COMMENT 'x' AFTER c,\n  ADD COLUMN last int,\n  ADD KEY k (b),\n  COMMENT='c';\n"
            "ALTER TABLE u\n  MODIFY COLUMN x varchar(5),\n  MODIFY COLUMN id int NOT NULL AFTER x;\n");
}

TEST_F(MariadbChanges, ForeignKeysMakeWayForWhatTheyRestUpon) {
  change(
      {"CREATE TABLE p (id INT PRIMARY KEY, code VARCHAR(9), UNIQUE (code))",
       "CREATE TABLE c (id INT PRIMARY KEY, p INT, q VARCHAR(9), KEY fp (p), CONSTRAINT fp FOREIGN KEY (p) REFERENCES "
       "p (id), KEY fq (q), CONSTRAINT fq FOREIGN KEY (q) REFERENCES p (code))"},
      {"CREATE TABLE p (id BIGINT PRIMARY KEY, code VARCHAR(9), UNIQUE (code)) COLLATE utf8mb4_bin",
       "CREATE TABLE c (id INT PRIMARY KEY, p BIGINT, q VARCHAR(9) COLLATE utf8mb4_bin, KEY other (p, id), CONSTRAINT "
       "fp "
       "FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE, KEY fq (q), CONSTRAINT fq FOREIGN KEY (q) REFERENCES p "
       "(code))"});
  // It goes along with its index where nothing is in the way.
  const std::string sql = change(
      {"CREATE TABLE p (id INT PRIMARY KEY)",
       "CREATE TABLE c (id INT PRIMARY KEY, p INT, KEY fp (p), CONSTRAINT fp FOREIGN KEY (p) REFERENCES p (id))"},
      {"CREATE TABLE p (id INT PRIMARY KEY)", "CREATE TABLE c (id INT PRIMARY KEY)"});
  EXPECT_EQ(sql, "ALTER TABLE c\n  DROP FOREIGN KEY fp,\n  DROP KEY fp,\n  DROP COLUMN p;\n");
  // The server made the index, and would make another.
  change({"CREATE TABLE p (id INT PRIMARY KEY)", "CREATE TABLE q (id INT PRIMARY KEY)",
          "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id))"},
         {"CREATE TABLE p (id INT PRIMARY KEY)", "CREATE TABLE q (id INT PRIMARY KEY)",
          "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES q (id))"});
  change(
      {"CREATE TABLE p (id INT PRIMARY KEY)",
       "CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id))"},
      {"CREATE TABLE p (id INT PRIMARY KEY)",
       "CREATE TABLE c (id INT PRIMARY KEY, p INT, KEY p (p), KEY other (p, id), FOREIGN KEY (p) REFERENCES p (id))"});
  // Tables that refer to each other.
  change({}, {"CREATE TABLE a (id INT PRIMARY KEY, b INT, KEY (b))",
              "CREATE TABLE b (id INT PRIMARY KEY, a INT, KEY fa (a), CONSTRAINT fa FOREIGN KEY (a) REFERENCES a (id))",
              "ALTER TABLE a ADD CONSTRAINT fb FOREIGN KEY (b) REFERENCES b (id)"});
}

TEST_F(MariadbChanges, Columns) {
  change({"CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT AS (a + 1) VIRTUAL, c INT AS (a + 1) STORED, d INT, KEY "
          "(b), e "
          "VARCHAR(5), UNIQUE u (e, b))"},
         {"CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT AS (a + 1) VIRTUAL, d INT AS (a * 3) VIRTUAL, KEY "
          "(b), e "
          "VARCHAR(5), UNIQUE u (e, b))"});
  change({"CREATE TABLE t (a INT, b INT, c INT, d INT, e INT, f INT)"},
         {"CREATE TABLE t (f INT, n1 INT, c INT, a INT, n2 INT, n3 INT, e BIGINT, b INT, n4 INT)"});
  change({"CREATE TABLE t (a TIMESTAMP NULL, b INT INVISIBLE, c JSON, d INT)"},
         {"CREATE TABLE t (a TIMESTAMP NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), b INT, c "
          "TEXT, d "
          "INT AUTO_INCREMENT, PRIMARY KEY (d))"});
}

TEST_F(MariadbChanges, Tables) {
  change({"CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(5), b TEXT, c ENUM('x'), d VARCHAR(5) COLLATE latin1_bin) "
          "COMMENT "
          "'x'"},
         {"CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(5), b TEXT COMMENT 'y', c ENUM('x'), d VARCHAR(5) COLLATE "
          "latin1_bin) COLLATE latin1_swedish_ci ENGINE=MyISAM MAX_ROWS=5 CHECKSUM=1"});
  change({"CREATE TABLE t (id INT, a INT, PRIMARY KEY (id)) PARTITION BY HASH (id) PARTITIONS 3"},
         {"CREATE TABLE t (id INT, a INT NOT NULL, PRIMARY KEY (id, a)) PARTITION BY RANGE (a) (PARTITION p VALUES "
          "LESS THAN "
          "(5), PARTITION q VALUES LESS THAN MAXVALUE)"});
  change({"CREATE TABLE t (id INT PRIMARY KEY) PARTITION BY KEY (id) PARTITIONS 2"},
         {"CREATE TABLE t (id INT PRIMARY KEY, a INT)"});
  change({"CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE u (id INT PRIMARY KEY)"},
         {"CREATE TABLE t (id INT PRIMARY KEY, a INT WITHOUT SYSTEM VERSIONING, b INT) WITH SYSTEM VERSIONING",
          "CREATE TABLE u (id INT PRIMARY KEY) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 "
          "HISTORY, PARTITION p1 CURRENT)"});
  change({"CREATE TABLE t (id INT PRIMARY KEY) WITH SYSTEM VERSIONING"},
         {"CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY (a)) WITH SYSTEM VERSIONING"});
  change({"CREATE TABLE t (id INT PRIMARY KEY)"},
         {"CREATE TABLE t (id INT PRIMARY KEY, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, u TIMESTAMP(6) GENERATED "
          "ALWAYS "
          "AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (s, u)) WITH SYSTEM VERSIONING"});
  change({"CREATE TABLE t (id INT, s DATE NOT NULL, u DATE NOT NULL, PRIMARY KEY (id))"},
         {"CREATE TABLE t (id INT, s DATE NOT NULL, u DATE NOT NULL, PERIOD FOR stay (s, u), PRIMARY KEY (id, stay "
          "WITHOUT "
          "OVERLAPS))"});
}

TEST_F(MariadbChanges, ViewsAndPrograms) {
  const std::string sql = change(
      {"CREATE TABLE t (a INT, b INT)", "CREATE VIEW v AS SELECT a FROM t",
       "CREATE ALGORITHM=MERGE VIEW w AS SELECT a FROM v", "CREATE FUNCTION f(x INT) RETURNS INT RETURN x",
       "CREATE PROCEDURE p() SELECT 1", "CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
       "CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2",
       "CREATE TRIGGER lone AFTER INSERT ON t FOR EACH ROW SET @x = 2",
       "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t", "CREATE SEQUENCE s"},
      {"CREATE TABLE t (a INT, c INT)", "CREATE VIEW v AS SELECT a, c FROM t",
       "CREATE SQL SECURITY INVOKER VIEW w AS SELECT c FROM v WHERE c > 1 WITH CHECK OPTION",
       "CREATE FUNCTION f(x INT) RETURNS INT BEGIN IF x > 1 THEN RETURN 1; END IF; RETURN x; END",
       "CREATE FUNCTION p() RETURNS INT RETURN 1", "CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 3",
       "CREATE TRIGGER zero BEFORE INSERT ON t FOR EACH ROW PRECEDES one SET NEW.c = 2",
       "CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2",
       "CREATE TRIGGER lone AFTER INSERT ON t FOR EACH ROW BEGIN SET @x = 3; SET @y = 1; END",
       "CREATE EVENT e ON SCHEDULE EVERY 2 DAY DISABLE DO DELETE FROM t", "CREATE SEQUENCE s INCREMENT BY 5 CYCLE"});
  EXPECT_NE(sql.find("CREATE OR REPLACE FUNCTION `f`"), std::string::npos) << sql;
  EXPECT_NE(sql.find("CREATE OR REPLACE TRIGGER `lone`"), std::string::npos) << sql;
  EXPECT_NE(sql.find("CREATE OR REPLACE EVENT `e`"), std::string::npos) << sql;
  EXPECT_NE(sql.find("ALTER SEQUENCE s "), std::string::npos) << sql;
  change({"SET sql_mode = ORACLE", "CREATE PACKAGE k AS FUNCTION one RETURN INT; END",
          "CREATE PACKAGE BODY k AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END", "SET sql_mode = DEFAULT"},
         {"SET sql_mode = ORACLE", "CREATE PACKAGE k AS FUNCTION two RETURN INT; END",
          "CREATE PACKAGE BODY k AS FUNCTION two RETURN INT AS BEGIN RETURN 2; END; END", "SET sql_mode = DEFAULT"});
  change({}, {"CREATE DEFINER=somebody@nowhere PROCEDURE p() SELECT 1"});
}

TEST_F(MariadbChanges, KeepADefinerWhereNoneIsAskedFor) {
  const auto sandbox = mariadb_driver.sandbox(url, {});
  Connection& inside = sandbox->connection();
  const auto made = [&](const char* view, const char* procedure) {
    sandbox->clear();
    inside.execute(view);
    inside.execute(procedure);
    return inspect(inside);
  };
  const auto from = made("CREATE DEFINER=somebody@nowhere VIEW v AS SELECT 1 AS a",
                         "CREATE DEFINER=somebody@nowhere PROCEDURE p() SELECT 1");
  const auto same = made("CREATE VIEW v AS SELECT 1 AS a", "CREATE PROCEDURE p() SELECT 1");
  const auto other = made("CREATE VIEW v AS SELECT 2 AS a", "CREATE PROCEDURE p() SELECT 2");
  EXPECT_EQ(text_of(write(from, same)), "");
  EXPECT_EQ(text_of(write(from, other)),
            "CREATE OR REPLACE DEFINER=`somebody`@`nowhere` PROCEDURE `p`()\nSELECT 2;\n"
            "CREATE OR REPLACE ALGORITHM=UNDEFINED DEFINER=`somebody`@`nowhere` VIEW v AS\nselect 2 AS `a`;\n");
}

TEST_F(MariadbChanges, HaveAllTheirFormsOnline) {
  const auto schema_of = [&](const char* sql) {
    const auto sandbox = mariadb_driver.sandbox(url, {});
    sandbox->connection().execute(sql);
    return inspect(sandbox->connection());
  };
  const auto a = schema_of("CREATE TABLE t (a INT)"), b = schema_of("CREATE TABLE t (a BIGINT)");
  EXPECT_TRUE(write(a, b).front().forms.empty());
  const auto online = write(a, b, true);
  ASSERT_EQ(online.size(), 1U);
  EXPECT_EQ(online[0].sql, "ALTER TABLE t MODIFY COLUMN a bigint");
  const auto& forms = online[0].forms;
  ASSERT_EQ(forms.size(), 6U);
  EXPECT_EQ(forms.front().sql, "ALTER TABLE t\n  MODIFY COLUMN a bigint,\n  ALGORITHM=INSTANT");
  EXPECT_EQ(forms.front().remark, "");
  EXPECT_EQ(forms[4].sql, "ALTER TABLE t\n  MODIFY COLUMN a bigint,\n  ALGORITHM=COPY, LOCK=SHARED");
  EXPECT_EQ(forms[4].remark, "writers of t wait while it is copied");
  EXPECT_EQ(forms.back().sql, online[0].sql);
  // MariaDB would take INSTANT for it, and copy.
  const auto other = write(a, schema_of("CREATE TABLE t (a INT) ENGINE=MyISAM"), true);
  EXPECT_EQ(other.at(0).forms.front().sql, "ALTER TABLE t\n  ENGINE=MyISAM,\n  ALGORITHM=INPLACE, LOCK=NONE");
}

TEST_F(MariadbChanges, Renames) {
  const auto a = mariadb_driver.sandbox(url, {});
  for (const char* each : {"CREATE TABLE t (a INT, KEY k (a), UNIQUE u (a), CHECK (a > 0), b INT AS (a + 1) VIRTUAL)",
                           "CREATE VIEW v AS SELECT 1 AS x", "CREATE SEQUENCE s"}) {
    a->connection().execute(each);
  }
  using schema::ObjectKind;
  const auto from = inspect(a->connection());
  for (const auto& rename : std::vector<schema::Rename>{{{ObjectKind::column, {"t"}, "a"}, {}, "c"},
                                                        {{ObjectKind::index, {"t"}, "k"}, {}, "kk"},
                                                        {{ObjectKind::unique, {"t"}, "u"}, {}, "uu"},
                                                        {{ObjectKind::view, {"v"}, {}}, {}, "vv"},
                                                        {{ObjectKind::sequence, {"s"}, {}}, {}, "ss"},
                                                        {{ObjectKind::table, {"t"}, {}}, {}, "tt"}}) {
    ASSERT_TRUE(run(a->connection(), DdlWriter::rendered(ddl_->rename(rename, from))));
  }
  EXPECT_EQ(
      schema::to_text(inspect(a->connection())),
      "sequence ss, cache = 1000, cycle = 0, increment = 1, maximum = 9223372036854775806, minimum = 1, start = 1\n"
      "table tt\n  c int\n  b int virtual as `c` + 1\n  unique uu (c)\n  check CONSTRAINT_1 (`c` > 0)\n  index kk "
      "(c)\nview vv\n  select 1 AS `x`\n");
}

}  // namespace
}  // namespace dunlin::database
