#include "sql/classify.hpp"

#include <gtest/gtest.h>

#include "database/mariadb/lexis.hpp"
#include "database/postgres/lexis.hpp"
#include "database/sqlite/lexis.hpp"

namespace dunlin::sql {
namespace {

const LexRules& sqlite = database::sqlite_lex_rules;
const LexRules& postgres = database::postgres_lex_rules;
const LexRules& mariadb = database::mariadb_lex_rules;
const LexRules* const all_rules[] = {&sqlite, &postgres, &mariadb};

using Kind = StatementKind;

struct Case {
  const char* text;
  Kind kind;
  const char* verb;
};

void expect_kinds(const std::vector<Case>& cases, const LexRules& rules) {
  for (const Case& one : cases) {
    const StatementInfo info = classify(one.text, rules);
    EXPECT_EQ(info.kind, one.kind) << one.text;
    EXPECT_EQ(info.verb, one.verb) << one.text;
  }
}

TEST(Classify, KindsInEveryDatabase) {
  for (const LexRules* rules : all_rules) {
    expect_kinds({{"", Kind::empty, ""},
                  {"-- x\n/* y */ ;", Kind::empty, ""},
                  {"create table t (a int)", Kind::definition, "CREATE TABLE"},
                  {"/* x */ CREATE -- y\n TABLE t(a)", Kind::definition, "CREATE TABLE"},
                  {"ALTER TABLE t ADD a INT", Kind::definition, "ALTER TABLE"},
                  {"DROP VIEW v", Kind::definition, "DROP VIEW"},
                  {"INSERT INTO t VALUES (1)", Kind::change, "INSERT"},
                  {"UPDATE t SET a = 1", Kind::change, "UPDATE"},
                  {"DELETE FROM t WHERE a", Kind::change, "DELETE"},
                  {"WITH a AS (SELECT 1) SELECT * FROM a", Kind::query, "SELECT"},
                  {"WITH a AS (SELECT 1), b (x) AS (VALUES (1)) DELETE FROM t WHERE 1", Kind::change, "DELETE"},
                  {"WITH RECURSIVE a AS (SELECT 1) INSERT INTO t SELECT 1", Kind::change, "INSERT"},
                  {"SELECT 1", Kind::query, "SELECT"},
                  {"(SELECT 1) UNION (SELECT 2)", Kind::query, "SELECT"},
                  {"VALUES (1)", Kind::query, "VALUES"},
                  {"EXPLAIN DELETE FROM t", Kind::query, "EXPLAIN"},
                  {"BEGIN", Kind::transaction, "BEGIN"},
                  {"COMMIT", Kind::transaction, "COMMIT"},
                  {"blah", Kind::opaque, "BLAH"},
                  {"1", Kind::opaque, ""}},
                 *rules);
  }
}

TEST(Classify, KindsInPostgres) {
  expect_kinds({{"SELECT set_config('search_path', '', false)", Kind::session, "SELECT"},
                {"SELECT pg_catalog.set_config('search_path', '', false)", Kind::session, "SELECT"},
                {"SELECT 1 INTO TEMP x FROM y", Kind::definition, "SELECT INTO"},
                {"SET search_path TO x", Kind::session, "SET"},
                {"RESET ALL", Kind::session, "RESET"},
                {"DISCARD ALL", Kind::session, "DISCARD"},
                {"PREPARE a AS SELECT 1", Kind::session, "PREPARE"},
                {"PREPARE TRANSACTION 'x'", Kind::transaction, "PREPARE TRANSACTION"},
                {"DO $$ BEGIN END $$", Kind::opaque, "DO"},
                {"CALL p()", Kind::opaque, "CALL"},
                {"EXECUTE a", Kind::opaque, "EXECUTE"},
                {"COPY t FROM stdin", Kind::copy_in, "COPY"},
                {"COPY t (a) FROM '/x'", Kind::change, "COPY"},
                {"COPY t TO stdout", Kind::query, "COPY"},
                {"COPY (SELECT a FROM stdin) TO stdout", Kind::query, "COPY"},
                {"WITH a AS (DELETE FROM t RETURNING *) SELECT * FROM a", Kind::change, "DELETE"},
                {"EXPLAIN ANALYZE DELETE FROM t WHERE a", Kind::change, "DELETE"},
                {"EXPLAIN (ANALYZE, VERBOSE) SELECT 1", Kind::query, "SELECT"},
                {"MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", Kind::change, "MERGE"},
                {"COMMENT ON TABLE t IS 'x'", Kind::definition, "COMMENT"},
                {"GRANT SELECT ON t TO u", Kind::definition, "GRANT"},
                {"ALTER TYPE t ADD VALUE 'x'", Kind::definition, "ALTER TYPE"},
                {"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO u", Kind::definition, "ALTER DEFAULT PRIVILEGES"},
                {"VACUUM FULL t", Kind::maintenance, "VACUUM"},
                {"ANALYZE", Kind::maintenance, "ANALYZE"},
                {"CHECKPOINT", Kind::maintenance, "CHECKPOINT"},
                {"REINDEX INDEX CONCURRENTLY i", Kind::maintenance, "REINDEX INDEX"},
                {"REFRESH MATERIALIZED VIEW CONCURRENTLY v", Kind::maintenance, "REFRESH MATERIALIZED VIEW"},
                {"LOCK TABLE t", Kind::session, "LOCK TABLE"},
                {"ABORT", Kind::transaction, "ABORT"},
                {"END", Kind::transaction, "END"}},
               postgres);
}

TEST(Classify, KindsInMariadb) {
  expect_kinds({{"SET @a = 1", Kind::session, "SET"},
                {"SET SESSION sql_mode = ''", Kind::session, "SET"},
                {"SELECT a INTO @x FROM t", Kind::session, "SELECT INTO"},
                {"SELECT @a := 1", Kind::session, "SELECT"},
                {"SELECT a FROM t INTO OUTFILE 'x'", Kind::opaque, "SELECT INTO OUTFILE"},
                {"USE db", Kind::session, "USE"},
                {"PREPARE s FROM @sql", Kind::session, "PREPARE"},
                {"DEALLOCATE PREPARE s", Kind::session, "DEALLOCATE"},
                {"DROP PREPARE s", Kind::session, "DROP PREPARE"},
                {"EXECUTE s", Kind::opaque, "EXECUTE"},
                {"LOCK TABLES t WRITE", Kind::session, "LOCK TABLES"},
                {"UNLOCK TABLES", Kind::session, "UNLOCK TABLES"},
                {"LOAD DATA INFILE 'x' INTO TABLE t", Kind::opaque, "LOAD"},
                {"REPLACE INTO t VALUES (1)", Kind::change, "REPLACE"},
                {"RENAME TABLE a TO b", Kind::definition, "RENAME TABLE"},
                {"SET PASSWORD = 'x'", Kind::definition, "SET PASSWORD"},
                {"SET STATEMENT max_statement_time=1 FOR DELETE FROM t WHERE 1", Kind::change, "DELETE"},
                {"OPTIMIZE TABLE t", Kind::maintenance, "OPTIMIZE TABLE"},
                {"ANALYZE TABLE t", Kind::maintenance, "ANALYZE TABLE"},
                {"ANALYZE DELETE FROM t WHERE 1", Kind::change, "DELETE"},
                {"BEGIN NOT ATOMIC SELECT 1; END", Kind::opaque, "BEGIN NOT ATOMIC"},
                {"START SLAVE", Kind::opaque, "START SLAVE"},
                {"/*!40101 SET NAMES utf8 */", Kind::session, "SET"},
                {"/*!40000 ALTER TABLE `t` DISABLE KEYS */", Kind::definition, "ALTER TABLE"}},
               mariadb);
}

TEST(Classify, KindsInSqlite) {
  expect_kinds({{"PRAGMA foreign_keys = OFF", Kind::session, "PRAGMA"},
                {"PRAGMA foreign_keys", Kind::query, "PRAGMA"},
                {"PRAGMA foreign_key_check", Kind::query, "PRAGMA"},
                {"PRAGMA main.table_info(t)", Kind::query, "PRAGMA"},
                {"PRAGMA journal_mode = WAL", Kind::session, "PRAGMA"},
                {"PRAGMA user_version = 3", Kind::change, "PRAGMA"},
                {"PRAGMA optimize", Kind::maintenance, "PRAGMA"},
                {"ATTACH 'x' AS y", Kind::session, "ATTACH"},
                {"DETACH y", Kind::session, "DETACH"},
                {"INSERT OR IGNORE INTO t VALUES (1)", Kind::change, "INSERT"},
                {"VACUUM", Kind::maintenance, "VACUUM"},
                {"CREATE VIRTUAL TABLE t USING fts5(a)", Kind::definition, "CREATE VIRTUAL TABLE"}},
               sqlite);
}

TEST(Classify, TransactionVerbs) {
  const auto verb = [](const char* text, const LexRules& rules) { return classify(text, rules).transaction; };
  for (const LexRules* rules : all_rules) {
    EXPECT_EQ(verb("BEGIN TRANSACTION", *rules), TransactionVerb::begin);
    EXPECT_EQ(verb("ROLLBACK", *rules), TransactionVerb::rollback);
    EXPECT_EQ(verb("ROLLBACK TO SAVEPOINT a", *rules), TransactionVerb::rollback_to);
    EXPECT_EQ(verb("SAVEPOINT a", *rules), TransactionVerb::savepoint);
    EXPECT_EQ(verb("RELEASE a", *rules), TransactionVerb::release);
    EXPECT_EQ(verb("SELECT 1", *rules), TransactionVerb::none);
  }
  EXPECT_EQ(verb("START TRANSACTION READ ONLY", mariadb), TransactionVerb::begin);
  EXPECT_EQ(verb("START SLAVE", mariadb), TransactionVerb::none);
  EXPECT_EQ(verb("BEGIN NOT ATOMIC END", mariadb), TransactionVerb::none);
  EXPECT_EQ(verb("COMMIT PREPARED 'x'", postgres), TransactionVerb::none);
}

void expect_object(const char* text, const LexRules& rules, ObjectKind object, const char* name,
                   const char* table = "") {
  const StatementInfo info = classify(text, rules);
  EXPECT_EQ(info.object, object) << text;
  EXPECT_EQ(info.name.text(), name) << text;
  EXPECT_EQ(info.table.text(), table) << text;
}

TEST(Classify, ObjectsAndNames) {
  expect_object("CREATE UNLOGGED TABLE IF NOT EXISTS Public.\"Us\"\"ers\" (a int)", postgres, ObjectKind::table,
                "public.Us\"ers");
  expect_object("CREATE TABLE Users (a int)", mariadb, ObjectKind::table, "Users");
  expect_object("CREATE TABLE 2fa (a int)", mariadb, ObjectKind::table, "2fa");
  expect_object("CREATE TABLE [a b].`c``d` (a)", sqlite, ObjectKind::table, "a b.c`d");
  expect_object("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t (a)", postgres, ObjectKind::index, "i",
                "s.t");
  expect_object("CREATE INDEX ON t (a)", postgres, ObjectKind::index, "", "t");
  expect_object("CREATE INDEX CONCURRENTLY ON t (a)", postgres, ObjectKind::index, "", "t");
  expect_object("CREATE FULLTEXT INDEX i USING BTREE ON t (a)", mariadb, ObjectKind::index, "i", "t");
  expect_object("CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF a ON s.x FOR EACH ROW EXECUTE FUNCTION f()", postgres,
                ObjectKind::trigger, "t", "s.x");
  expect_object("CREATE TEMP TRIGGER t INSTEAD OF DELETE ON v BEGIN SELECT 1; END", sqlite, ObjectKind::trigger, "t",
                "v");
  expect_object("CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY DEFINER VIEW v AS SELECT 1", mariadb,
                ObjectKind::view, "v");
  expect_object(
      "/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`a`@`%` SQL SECURITY DEFINER */ /*!50001 VIEW `v` AS "
      "SELECT 1 */",
      mariadb, ObjectKind::view, "v");
  expect_object("CREATE DEFINER=CURRENT_USER() PROCEDURE d.p() SELECT 1", mariadb, ObjectKind::procedure, "d.p");
  expect_object("CREATE DEFINER=a@b.c EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1", mariadb, ObjectKind::event, "e");
  expect_object("CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1", postgres, ObjectKind::materialized_view, "m");
  expect_object("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", postgres, ObjectKind::extension, "uuid-ossp");
  expect_object("CREATE SCHEMA AUTHORIZATION joe", postgres, ObjectKind::schema, "joe");
  expect_object("CREATE POLICY p ON t USING (true)", postgres, ObjectKind::other, "p", "t");
  expect_object("ALTER TABLE IF EXISTS ONLY s.t ADD a int", postgres, ObjectKind::table, "s.t");
  expect_object("COMMENT ON COLUMN t.c IS 'x'", postgres, ObjectKind::column, "t.c");
  expect_object("DROP INDEX i ON t", mariadb, ObjectKind::index, "i", "t");
  expect_object("DROP TRIGGER IF EXISTS g ON t", postgres, ObjectKind::trigger, "g", "t");
  expect_object("DROP FUNCTION f(int, text)", postgres, ObjectKind::function, "f");
  expect_object("INSERT INTO s.t VALUES (1)", postgres, ObjectKind::none, "", "s.t");
  expect_object("UPDATE ONLY t SET a = 1", postgres, ObjectKind::none, "", "t");
  expect_object("UPDATE OR IGNORE t SET a = 1", sqlite, ObjectKind::none, "", "t");
  expect_object("INSERT LOW_PRIORITY IGNORE INTO `t` VALUES (1)", mariadb, ObjectKind::none, "", "t");
  expect_object("COPY s.t (a) FROM stdin", postgres, ObjectKind::none, "", "s.t");
  expect_object("SELECT 1 AS a INTO UNLOGGED x.y", postgres, ObjectKind::table, "x.y");
}

TEST(Classify, Qualifiers) {
  EXPECT_TRUE(classify("CREATE OR REPLACE VIEW v AS SELECT 1", postgres).or_replace);
  EXPECT_TRUE(classify("CREATE TABLE IF NOT EXISTS t (a)", sqlite).if_not_exists);
  EXPECT_TRUE(classify("CREATE TEMPORARY TABLE t (a)", sqlite).temporary);
  EXPECT_TRUE(classify("DROP TABLE IF EXISTS t", sqlite).if_exists);
  EXPECT_FALSE(classify("ALTER TABLE t DROP COLUMN IF EXISTS a", postgres).if_exists);
  EXPECT_TRUE(classify("ALTER TABLE IF EXISTS t DROP COLUMN a", postgres).if_exists);
  EXPECT_TRUE(classify("DROP INDEX CONCURRENTLY i", postgres).concurrently);
  EXPECT_TRUE(classify("CREATE INDEX CONCURRENTLY i ON t (a)", postgres).concurrently);
  EXPECT_TRUE(classify("REINDEX (CONCURRENTLY) TABLE t", postgres).concurrently);
  EXPECT_FALSE(classify("CREATE INDEX i ON t (a)", postgres).concurrently);
}

TEST(Classify, Renames) {
  EXPECT_EQ(classify("ALTER TABLE a RENAME TO b", sqlite).renamed_to.text(), "b");
  EXPECT_EQ(classify("ALTER TABLE a RENAME b", mariadb).renamed_to.text(), "b");
  EXPECT_EQ(classify("ALTER TABLE a ADD c INT, RENAME AS b", mariadb).renamed_to.text(), "b");
  EXPECT_EQ(classify("ALTER TABLE a RENAME COLUMN b TO c", postgres).renamed_to.text(), "");
  EXPECT_EQ(classify("ALTER TABLE a RENAME b TO c", postgres).renamed_to.text(), "");
  EXPECT_EQ(classify("ALTER INDEX a RENAME TO b", postgres).renamed_to.text(), "b");
  const StatementInfo info = classify("RENAME TABLE a TO x.b, c TO d", mariadb);
  EXPECT_EQ(info.name.text(), "a");
  EXPECT_EQ(info.renamed_to.text(), "x.b");
  ASSERT_EQ(info.more.size(), 1u);
  EXPECT_EQ(info.more[0].text(), "c");
}

TEST(Classify, WhatIsDestroyed) {
  const auto destroys = [](const char* text, const LexRules& rules = postgres) {
    return classify(text, rules).destroys;
  };
  EXPECT_EQ(destroys("DROP TABLE IF EXISTS s.users CASCADE"), "table s.users");
  EXPECT_EQ(destroys("DROP TABLE a, b"), "table a, table b");
  EXPECT_EQ(destroys("DROP TEMPORARY TABLE a", mariadb), "");
  EXPECT_EQ(destroys("DROP TABLE temp.a, b", sqlite), "table b");
  EXPECT_EQ(destroys("DROP TABLE pg_temp.a"), "");
  EXPECT_EQ(destroys("DROP VIEW v"), "");
  EXPECT_EQ(destroys("DROP INDEX i"), "");
  EXPECT_EQ(destroys("DROP SCHEMA s CASCADE"), "schema s");
  EXPECT_EQ(destroys("DROP DATABASE d"), "database d");
  EXPECT_EQ(destroys("ALTER TABLE users DROP COLUMN IF EXISTS email, ADD a int, DROP age"),
            "column users.email, column users.age");
  EXPECT_EQ(destroys("ALTER TABLE users DROP email", sqlite), "column users.email");
  EXPECT_EQ(destroys("ALTER TABLE t DROP CONSTRAINT c, ALTER a DROP DEFAULT, ALTER COLUMN b DROP NOT NULL"), "");
  EXPECT_EQ(destroys("ALTER TABLE t DROP PRIMARY KEY, DROP INDEX i, DROP FOREIGN KEY f, DROP KEY k", mariadb), "");
  EXPECT_EQ(destroys("ALTER TABLE t ADD CHECK (a IN (1, 2)), DROP key", mariadb), "column t.key");
  EXPECT_EQ(destroys("ALTER TABLE t DROP PARTITION p", mariadb), "partition p of t");
  EXPECT_EQ(destroys("TRUNCATE TABLE ONLY a, b"), "all rows of a, all rows of b");
  EXPECT_EQ(destroys("TRUNCATE a"), "all rows of a");
  EXPECT_EQ(destroys("DELETE FROM users"), "all rows of users");
  EXPECT_EQ(destroys("WITH a AS (SELECT 1 WHERE true) DELETE FROM users"), "all rows of users");
  EXPECT_EQ(destroys("DELETE FROM users WHERE id = 1"), "");
  EXPECT_EQ(destroys("DELETE FROM users USING x WHERE id = 1"), "");
  EXPECT_EQ(destroys("DELETE a FROM a JOIN b ON 1", mariadb), "");
}

TEST(Classify, RefusesATransaction) {
  for (const char* text : {"CREATE INDEX CONCURRENTLY i ON t (a)",
                           "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
                           "create /* x */ index concurrently if not exists i on t (a)",
                           "DROP INDEX CONCURRENTLY IF EXISTS i",
                           "REINDEX TABLE CONCURRENTLY t",
                           "REINDEX (VERBOSE, CONCURRENTLY) INDEX i",
                           "REINDEX DATABASE d",
                           "REINDEX (VERBOSE) SCHEMA s",
                           "VACUUM",
                           "VACUUM (FULL) t",
                           "CREATE DATABASE d",
                           "DROP DATABASE IF EXISTS d",
                           "CREATE TABLESPACE x LOCATION 'y'",
                           "DROP TABLESPACE x",
                           "ALTER SYSTEM SET a = b",
                           "CLUSTER",
                           "CLUSTER VERBOSE",
                           "ALTER DATABASE d SET TABLESPACE x",
                           "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                           "ALTER TABLE IF EXISTS s.t DETACH PARTITION s.p CONCURRENTLY",
                           "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
                           "DROP SUBSCRIPTION s",
                           "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
                           "DISCARD ALL",
                           "COMMIT PREPARED 'x'"}) {
    EXPECT_TRUE(classify(text, postgres).refuses_transaction) << text;
  }
  for (const char* text :
       {"CREATE INDEX i ON t (a)", "CREATE INDEX concurrent ON t (a)", "DROP INDEX i", "REINDEX TABLE t", "CLUSTER t",
        "CLUSTER t USING i", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "ALTER DATABASE d SET a = b",
        "ALTER TABLE t DETACH PARTITION p", "ALTER TYPE t ADD VALUE 'x'", "ANALYZE", "SELECT 'VACUUM'", "DISCARD TEMP",
        "ALTER SUBSCRIPTION s DISABLE", "CREATE TABLE vacuum (a int)"}) {
    EXPECT_FALSE(classify(text, postgres).refuses_transaction) << text;
  }
  for (const char* text : {"VACUUM", "VACUUM INTO 'x'", "DETACH x", "PRAGMA journal_mode = WAL",
                           "PRAGMA main.journal_mode=wal", "PRAGMA journal_mode(wal)", "PRAGMA synchronous = OFF"}) {
    EXPECT_TRUE(classify(text, sqlite).refuses_transaction) << text;
  }
  for (const char* text : {"ATTACH 'x' AS y", "PRAGMA journal_mode", "PRAGMA foreign_keys = OFF", "REINDEX"}) {
    EXPECT_FALSE(classify(text, sqlite).refuses_transaction) << text;
  }
}

TEST(Classify, CommitsImplicitly) {
  for (const char* text : {"CREATE TABLE t (a INT)",
                           "CREATE OR REPLACE TABLE t (a INT)",
                           "CREATE UNIQUE INDEX i ON t (a)",
                           "CREATE DEFINER=a@b TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a = 1",
                           "ALTER TABLE t ADD a INT",
                           "ALTER ONLINE TABLE t ADD a INT",
                           "DROP TABLE t",
                           "DROP TABLES t",
                           "RENAME TABLE a TO b",
                           "TRUNCATE t",
                           "LOCK TABLES t READ",
                           "UNLOCK TABLES",
                           "GRANT SELECT ON t TO u",
                           "ANALYZE TABLE t",
                           "OPTIMIZE TABLE t",
                           "SET PASSWORD = 'x'",
                           "SET autocommit = 1",
                           "SET @@autocommit = 1",
                           "/*!40000 ALTER TABLE `t` DISABLE KEYS */",
                           "CREATE OR REPLACE ALGORITHM=MERGE VIEW v AS SELECT 1",
                           "FLUSH TABLES",
                           "CREATE USER u"}) {
    EXPECT_TRUE(classify(text, mariadb).implicit_commit) << text;
  }
  for (const char* text : {"CREATE TEMPORARY TABLE t (a INT)", "DROP TEMPORARY TABLE t", "INSERT INTO t VALUES (1)",
                           "SELECT 1", "SET @a = 1", "SET sql_mode = ''", "USE d", "PREPARE s FROM 'x'", "CALL p()"}) {
    EXPECT_FALSE(classify(text, mariadb).implicit_commit) << text;
  }
  EXPECT_FALSE(classify("CREATE TABLE t (a INT)", postgres).implicit_commit);
}

TEST(Tokens, LeaveOutCommentsAndKeepPlaces) {
  const auto all = tokens("SELECT /* x */ 'a;' -- y\n + t.\"B\"", postgres);
  ASSERT_EQ(all.size(), 6u);
  EXPECT_EQ(all[1].kind, TokenKind::string);
  EXPECT_EQ(all[1].text, "'a;'");
  EXPECT_EQ(all[1].offset, 15u);
  EXPECT_EQ(all[5].kind, TokenKind::quoted_name);
  EXPECT_EQ(name_of(all[5], postgres), "B");
  EXPECT_EQ(name_of(all[0], postgres), "select");
  EXPECT_EQ(tokens("a b c", postgres, 2).size(), 2u);
  EXPECT_EQ(tokens("'never ends", postgres).size(), 1u);
  EXPECT_EQ(tokens("$1 $$ a $$", postgres)[0].kind, TokenKind::parameter);
  EXPECT_EQ(name_of(tokens("U&\"x\"", postgres)[0], postgres), "x");
  EXPECT_EQ(name_of(tokens("[a]]b]", sqlite)[0], sqlite), "a");
}

TEST(Tokens, SameTokensWhateverTheLayout) {
  EXPECT_TRUE(same_tokens("SELECT 1 -- x", "SELECT\n/* y */ 1", postgres));
  EXPECT_FALSE(same_tokens("SELECT 1", "SELECT 1 + 1", postgres));
  EXPECT_FALSE(same_tokens("SELECT 'a'", "SELECT \"a\"", postgres));
  EXPECT_FALSE(same_tokens("SELECT 'a b'", "SELECT 'a  b'", postgres));
  EXPECT_TRUE(same_tokens("", " -- x", sqlite));
}

TEST(Objects, WordsForKindsAndBack) {
  for (int i = static_cast<int>(ObjectKind::table); i < static_cast<int>(ObjectKind::other); ++i) {
    const auto kind = static_cast<ObjectKind>(i);
    EXPECT_FALSE(to_string(kind).empty());
    EXPECT_EQ(object_kind(to_string(kind)), kind);
  }
  EXPECT_EQ(object_kind("Materialized_View"), ObjectKind::materialized_view);
  EXPECT_EQ(object_kind("key"), ObjectKind::index);
  EXPECT_EQ(object_kind("user"), ObjectKind::role);
  EXPECT_EQ(object_kind("bird"), ObjectKind::none);
  EXPECT_EQ(to_string(ObjectKind::none), "");
}

}  // namespace
}  // namespace dunlin::sql
