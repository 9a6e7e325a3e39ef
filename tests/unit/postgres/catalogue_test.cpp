#include <thread>

#include "database/postgres/lexis.hpp"
#include "server.hpp"
#include "sql/classify.hpp"

namespace dunlin::database::postgres {
namespace {

using sql::ObjectKind;

class CatalogueTest : public ServerTest {
 protected:
  Catalogue& catalogue() { return db().catalogue(); }
  void run(const std::string& sql) { db().execute(sql, {}); }
  static sql::StatementInfo info(const std::string& sql) { return sql::classify(sql, postgres_lex_rules); }
  std::string observe(const std::string& sql) { return catalogue().observe(info(sql), sql); }
  Settlement settle(const std::string& sql, const std::string& observed) {
    return catalogue().settle(info(sql), sql, observed);
  }
  std::vector<std::string> leftovers(const std::string& sql, const std::string& observed) {
    return catalogue().leftovers(info(sql), sql, observed);
  }
  bool exists(ObjectKind kind, const std::string& name, const std::string& table = {}, const std::string& schema = {}) {
    return catalogue().exists(kind, {table.empty() ? schema : "", name}, {table.empty() ? "" : schema, table});
  }
  /// A unique index on rows that are not unique: fails and stays behind INVALID.
  void duplicates() { run("CREATE TABLE t AS SELECT 1 AS a, g AS b FROM generate_series(1, 3) g"); }
};

TEST_F(CatalogueTest, Exists) {
  run("CREATE SCHEMA app; CREATE TABLE app.\"My Table\" (id int CONSTRAINT pk PRIMARY KEY, \"Col\" int);"
      "CREATE TABLE t (id int, CONSTRAINT positive CHECK (id > 0)); CREATE VIEW v AS SELECT 1;"
      "CREATE MATERIALIZED VIEW m AS SELECT 1 x; CREATE SEQUENCE s; CREATE INDEX i ON t (id); CREATE TYPE mood AS ENUM "
      "('a');"
      "CREATE DOMAIN d AS int; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
      "CREATE PROCEDURE p() LANGUAGE sql AS ''; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION "
      "f()");
  EXPECT_TRUE(exists(ObjectKind::table, "t"));
  EXPECT_TRUE(exists(ObjectKind::table, "t", "", "public"));
  EXPECT_FALSE(exists(ObjectKind::table, "t", "", "app"));
  EXPECT_FALSE(exists(ObjectKind::table, "My Table")) << "not on the search path";
  EXPECT_TRUE(exists(ObjectKind::table, "My Table", "", "app"));
  EXPECT_FALSE(exists(ObjectKind::table, "v"));
  EXPECT_TRUE(exists(ObjectKind::column, "Col", "My Table", "app"));
  EXPECT_FALSE(exists(ObjectKind::column, "col", "My Table", "app"));
  EXPECT_FALSE(exists(ObjectKind::column, "id", "no table"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "positive", "t"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "positive"));
  EXPECT_FALSE(exists(ObjectKind::constraint, "pk"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "pk", "My Table", "app"));
  EXPECT_TRUE(exists(ObjectKind::index, "i"));
  EXPECT_FALSE(exists(ObjectKind::index, "t"));
  EXPECT_TRUE(exists(ObjectKind::view, "v"));
  EXPECT_TRUE(exists(ObjectKind::materialized_view, "m"));
  EXPECT_TRUE(exists(ObjectKind::sequence, "s"));
  EXPECT_TRUE(exists(ObjectKind::type, "mood"));
  EXPECT_TRUE(exists(ObjectKind::type, "d"));
  EXPECT_FALSE(exists(ObjectKind::type, "t")) << "a table's row type";
  EXPECT_TRUE(exists(ObjectKind::function, "f"));
  EXPECT_FALSE(exists(ObjectKind::function, "p"));
  EXPECT_TRUE(exists(ObjectKind::procedure, "p"));
  EXPECT_TRUE(exists(ObjectKind::trigger, "tr", "t"));
  EXPECT_FALSE(exists(ObjectKind::trigger, "tr", "v"));
  EXPECT_TRUE(exists(ObjectKind::schema, "app"));
  EXPECT_TRUE(exists(ObjectKind::extension, "plpgsql"));
  EXPECT_TRUE(exists(ObjectKind::database, url_.path));
  EXPECT_FALSE(exists(ObjectKind::role, "nobody here"));
}

TEST_F(CatalogueTest, NamedIndexConcurrently) {
  duplicates();
  const std::string sql = "CREATE UNIQUE INDEX CONCURRENTLY idx ON t (a)";
  const std::string before = observe(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::had_no_effect);
  EXPECT_TRUE(leftovers(sql, before).empty());
  EXPECT_THROW(run(sql), Error);
  const std::vector<std::string> drop = {"DROP INDEX CONCURRENTLY IF EXISTS public.idx"};
  EXPECT_EQ(leftovers(sql, before), drop);
  Settlement found = settle(sql, before);
  EXPECT_EQ(found.settled, Settled::had_no_effect);
  EXPECT_NE(found.reason.find("INVALID"), std::string::npos);
  EXPECT_EQ(found.mend, drop);
  run(found.mend[0]);
  run("DELETE FROM t WHERE b > 1");
  run(sql);
  found = settle(sql, before);
  EXPECT_EQ(found.settled, Settled::took_effect) << found.reason;
  EXPECT_TRUE(found.mend.empty());
  EXPECT_TRUE(leftovers(sql, before).empty());
}

TEST_F(CatalogueTest, UnnamedIndexConcurrently) {
  duplicates();
  run("CREATE INDEX t_a_idx ON t (a)");
  const std::string sql = "CREATE UNIQUE INDEX CONCURRENTLY ON t (a)";
  const std::string before = observe(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::had_no_effect);
  EXPECT_THROW(run(sql), Error);
  EXPECT_EQ(leftovers(sql, before), std::vector<std::string>{"DROP INDEX CONCURRENTLY IF EXISTS public.t_a_idx1"});
  run(settle(sql, before).mend.at(0));
  run("DELETE FROM t WHERE b > 1");
  run(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
  run("CREATE INDEX another ON t (b)");
  EXPECT_EQ(settle(sql, before).settled, Settled::unknown) << "two new indexes, either may be it";
}

TEST_F(CatalogueTest, IndexIfNotExistsSeesAnInvalidOne) {
  duplicates();
  EXPECT_THROW(run("CREATE UNIQUE INDEX CONCURRENTLY idx ON t (a)"), Error);
  const std::string sql = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS idx ON t (a)";
  const std::string before = observe(sql);
  run(sql);  // succeeds, and the index is as unusable as before
  const Settlement found = settle(sql, before);
  EXPECT_EQ(found.settled, Settled::had_no_effect);
  EXPECT_EQ(found.mend, std::vector<std::string>{"DROP INDEX CONCURRENTLY IF EXISTS public.idx"});
  EXPECT_TRUE(leftovers(sql, before).empty()) << "it was there before: not ours to drop on failure";
}

TEST_F(CatalogueTest, IndexOutlivesASearchPath) {
  run("CREATE SCHEMA \"App\"; SET search_path = \"App\"; CREATE TABLE t (a int)");
  const std::string sql = "CREATE INDEX CONCURRENTLY idx ON t (a)";
  const std::string before = observe(sql);
  run(sql);
  run("RESET search_path");
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
}

TEST_F(CatalogueTest, IndexStillBeingBuilt) {
  run("CREATE TABLE t (a int)");
  const std::string sql = "CREATE INDEX CONCURRENTLY idx ON t (a)";
  const std::string before = observe(sql);
  auto blocker = open();
  blocker->execute("BEGIN", {});
  blocker->execute("INSERT INTO t VALUES (1)", {});
  auto builder = open();
  std::thread build([&] { builder->execute(sql, {}); });
  while (number("SELECT count(*) FROM pg_stat_progress_create_index") == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const Settlement found = settle(sql, before);
  EXPECT_EQ(found.settled, Settled::unknown);
  EXPECT_NE(found.reason.find("still being built by backend"), std::string::npos) << found.reason;
  blocker->execute("COMMIT", {});
  build.join();
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
}

TEST_F(CatalogueTest, DropIndexConcurrently) {
  run("CREATE TABLE t (a int); CREATE INDEX idx ON t (a)");
  const std::string sql = "DROP INDEX CONCURRENTLY idx";
  const std::string before = observe(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::had_no_effect);
  run(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
  run("CREATE INDEX idx ON t (a)");
  EXPECT_EQ(settle(sql, before).settled, Settled::unknown);
}

TEST_F(CatalogueTest, ReindexLeavesNothingBehind) {
  duplicates();
  run("CREATE INDEX idx ON t (a)");
  const std::string sql = "REINDEX INDEX CONCURRENTLY idx";
  const std::string before = observe(sql);
  // What a killed REINDEX leaves: an invalid copy.
  run("CREATE INDEX idx_ccnew ON t (a)");
  run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_ccnew'::regclass");
  const Settlement found = settle(sql, before);
  EXPECT_EQ(found.settled, Settled::had_no_effect);
  EXPECT_EQ(found.mend, std::vector<std::string>{"DROP INDEX CONCURRENTLY IF EXISTS public.idx_ccnew"});
  EXPECT_EQ(leftovers(sql, before), found.mend);
}

TEST_F(CatalogueTest, HarmlessToRepeat) {
  run("CREATE TABLE t (a int)");
  for (const char* sql : {"VACUUM t", "ANALYZE", "ALTER SYSTEM RESET work_mem", "CLUSTER", "CHECKPOINT"}) {
    EXPECT_EQ(settle(sql, observe(sql)).settled, Settled::had_no_effect) << sql;
  }
}

TEST_F(CatalogueTest, Databases) {
  const std::string create = "CREATE DATABASE \"dunlin test settle\"";
  const std::string drop = "DROP DATABASE \"dunlin test settle\"";
  const std::string before = observe(create);
  EXPECT_EQ(settle(create, before).settled, Settled::had_no_effect);
  run(create);
  EXPECT_EQ(settle(create, before).settled, Settled::took_effect);
  const std::string there = observe(drop);
  EXPECT_EQ(settle(drop, there).settled, Settled::had_no_effect);
  run(drop);
  EXPECT_EQ(settle(drop, there).settled, Settled::took_effect);
}

TEST_F(CatalogueTest, EnumValue) {
  run("CREATE TYPE mood AS ENUM ('a')");
  const std::string sql = "ALTER TYPE mood ADD VALUE 'it''s' BEFORE 'a'";
  const std::string before = observe(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::had_no_effect);
  run(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
  EXPECT_EQ(settle(sql, observe(sql)).settled, Settled::had_no_effect) << "there before: not by us";
}

TEST_F(CatalogueTest, DetachPartition) {
  run("CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
  const std::string sql = "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY";
  const std::string before = observe(sql);
  EXPECT_EQ(settle(sql, before).settled, Settled::had_no_effect);
  run("UPDATE pg_inherits SET inhdetachpending = true WHERE inhrelid = 'p1'::regclass");
  const Settlement pending = settle(sql, before);
  EXPECT_EQ(pending.settled, Settled::took_effect);
  ASSERT_EQ(pending.mend, std::vector<std::string>{"ALTER TABLE \"p\" DETACH PARTITION \"p1\" FINALIZE"});
  run(pending.mend[0]);
  EXPECT_EQ(settle(sql, before).settled, Settled::took_effect);
  EXPECT_TRUE(settle(sql, before).mend.empty());
}

TEST_F(CatalogueTest, OrdinaryDefinitions) {
  const std::string create = "CREATE TABLE t (a int)";
  const std::string before = observe(create);
  EXPECT_EQ(settle(create, before).settled, Settled::had_no_effect);
  run(create);
  EXPECT_EQ(settle(create, before).settled, Settled::took_effect);
  const std::string again = "CREATE TABLE IF NOT EXISTS t (a int)";
  EXPECT_EQ(settle(again, observe(again)).settled, Settled::took_effect);
  const std::string change = "UPDATE t SET a = a + 1";
  EXPECT_EQ(settle(change, observe(change)).settled, Settled::unknown);
}

TEST_F(CatalogueTest, ForeignTablesDoNotRollBack) {
  run("CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;"
      "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE t (a int);"
      "CREATE FOREIGN TABLE f PARTITION OF p FOR VALUES IN (1) SERVER s OPTIONS (filename '/dev/null')");
  EXPECT_TRUE(catalogue().rolls_back(info("UPDATE t SET a = 1")));
  EXPECT_FALSE(catalogue().rolls_back(info("UPDATE f SET a = 1")));
  EXPECT_FALSE(catalogue().rolls_back(info("DELETE FROM p")));
}

TEST_F(CatalogueTest, Tables) {
  run("CREATE SCHEMA app; CREATE TABLE app.a AS SELECT generate_series(1, 10) x; CREATE TABLE \"B\" (x int);"
      "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
      "INSERT INTO p VALUES (1), (1); CREATE TABLE dunlin_migrations (v int); CREATE TABLE dunlin_lock (v int);"
      "CREATE TABLE app.dunlin_migrations (v int)");
  std::string seen;
  for (const TableSize& size : catalogue().tables()) {
    seen += size.name + "=" + std::to_string(size.rows) + (size.exact ? " " : "? ");
  }
  EXPECT_EQ(seen, "\"B\"=0 app.a=10 app.dunlin_migrations=0 p=2 ");
  EXPECT_EQ(catalogue().table({"app", "a"})->rows, 10);
  EXPECT_EQ(catalogue().table({"", "p"})->rows, 2);
  EXPECT_FALSE(catalogue().table({"", "nothing"}).has_value());
}

TEST_F(CatalogueTest, LargeTablesAreEstimated) {
  run("CREATE TABLE t AS SELECT generate_series(1, 10000) x");
  run("ANALYZE t");
  run("UPDATE pg_class SET reltuples = reltuples * 200 WHERE relname = 't'");
  const auto size = catalogue().table({"", "t"});
  EXPECT_FALSE(size->exact);
  EXPECT_EQ(size->rows, 2'000'000);
  EXPECT_FALSE(catalogue().tables().at(0).exact);
}

TEST_F(CatalogueTest, BatchesWalkTheWholeTable) {
  run("CREATE TABLE t AS SELECT md5(g::text)::uuid AS \"Key\", g AS n, g / 3 AS third, '2020-01-01'::timestamptz + g * "
      "interval '1 s' AS at FROM generate_series(1, 25) g; INSERT INTO t VALUES (NULL, NULL, NULL, NULL)");
  for (const std::string key : {"Key", "n", "third", "at"}) {
    Value from = Null{};
    std::int64_t rows = 0;
    int batches = 0;
    for (;;) {
      const std::int64_t left = catalogue().batch_rows({"", "t"}, key, from);
      EXPECT_EQ(left, 25 - rows) << key;
      const Value to = catalogue().batch_end({"public", "t"}, key, from, 10);
      if (is_null(to)) break;
      const std::string column = db().quote_name(key);
      const std::vector<Value> range = is_null(from) ? std::vector<Value>{to} : std::vector<Value>{to, from};
      rows += to_integer(db().query(
          "SELECT count(*) FROM t WHERE " + column + " <= $1" + (is_null(from) ? "" : " AND " + column + " > $2"),
          range)[0][0]);
      from = to;
      ++batches;
    }
    EXPECT_EQ(rows, 25) << key;
    EXPECT_LE(batches, 3) << key;
  }
}

}  // namespace
}  // namespace dunlin::database::postgres
