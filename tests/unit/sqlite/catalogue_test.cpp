// What is there, what became of a statement, how large tables are, how a batch walks.
#include "database/sqlite/catalogue.hpp"

#include "database/sqlite/lexis.hpp"
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using sql::ObjectKind;
using test::error_of;
using test::Folder;
using test::open;

class SqliteCatalogueTest : public ::testing::Test {
 protected:
  bool exists(ObjectKind kind, const std::string& name, const std::string& table = {}, const std::string& schema = {}) {
    const bool of_table = kind == ObjectKind::column || kind == ObjectKind::constraint;
    return db_->catalogue().exists(kind, {of_table ? "" : schema, name}, {of_table ? schema : "", table});
  }
  Settlement settle(const std::string& statement, const std::string& observed) {
    return db_->catalogue().settle(sql::classify(statement, sqlite_lex_rules), statement, observed);
  }
  std::string observe(const std::string& statement) {
    return db_->catalogue().observe(sql::classify(statement, sqlite_lex_rules), statement);
  }
  /// Observed, run, and settled as after a crash behind it; and before it.
  void expect_settled(const std::string& statement) {
    const std::string observed = observe(statement);
    EXPECT_EQ(settle(statement, observed).settled, Settled::had_no_effect) << statement;
    db_->execute(statement);
    const Settlement after = settle(statement, observed);
    EXPECT_EQ(after.settled, Settled::took_effect) << statement << ": " << after.reason;
    EXPECT_FALSE(after.reason.empty());
    EXPECT_TRUE(after.mend.empty());
  }
  Folder folder_;
  std::unique_ptr<Connection> db_ = open("sqlite:" + folder_ / "a.db");
};

TEST_F(SqliteCatalogueTest, Exists) {
  db_->execute(
      "CREATE TABLE Users (Id INTEGER PRIMARY KEY, email, low AS (lower(email)), "
      "CONSTRAINT \"Users Mail\" UNIQUE (email), CONSTRAINT [short] CHECK (length(email) < 99))");
  db_->execute(
      "CREATE TABLE posts (user, note DEFAULT 'CONSTRAINT fake', "
      "CONSTRAINT fk_user FOREIGN KEY (user) REFERENCES users (id))");
  db_->execute("CREATE VIEW v AS SELECT 1 AS one");
  db_->execute("CREATE INDEX users_low ON users (low)");
  db_->execute("CREATE TRIGGER trg AFTER INSERT ON users BEGIN SELECT 1; END");
  db_->execute("CREATE VIRTUAL TABLE texts USING fts5(body)");
  db_->execute("CREATE TEMP TABLE scratch (a)");
  db_->execute("ATTACH '" + folder_ / "b.db' AS other");
  db_->execute("CREATE TABLE other.far (b, CONSTRAINT far_b CHECK (b))");

  EXPECT_TRUE(exists(ObjectKind::table, "users"));
  EXPECT_TRUE(exists(ObjectKind::table, "USERS"));
  EXPECT_TRUE(exists(ObjectKind::table, "texts"));
  EXPECT_TRUE(exists(ObjectKind::table, "scratch"));
  EXPECT_TRUE(exists(ObjectKind::table, "far"));
  EXPECT_TRUE(exists(ObjectKind::table, "far", "", "Other"));
  EXPECT_FALSE(exists(ObjectKind::table, "users", "", "other"));
  EXPECT_FALSE(exists(ObjectKind::table, "users", "", "nowhere"));
  EXPECT_FALSE(exists(ObjectKind::table, "v"));
  EXPECT_FALSE(exists(ObjectKind::table, "users_low"));
  EXPECT_TRUE(exists(ObjectKind::view, "V"));
  EXPECT_FALSE(exists(ObjectKind::view, "users"));
  EXPECT_TRUE(exists(ObjectKind::index, "Users_Low"));
  EXPECT_FALSE(exists(ObjectKind::index, "nix"));
  EXPECT_TRUE(exists(ObjectKind::trigger, "TRG"));
  EXPECT_FALSE(exists(ObjectKind::trigger, "users"));
  EXPECT_TRUE(exists(ObjectKind::column, "EMAIL", "users"));
  EXPECT_TRUE(exists(ObjectKind::column, "low", "users")) << "generated";
  EXPECT_TRUE(exists(ObjectKind::column, "rank", "texts")) << "hidden";
  EXPECT_TRUE(exists(ObjectKind::column, "one", "v"));
  EXPECT_TRUE(exists(ObjectKind::column, "b", "far", "other"));
  EXPECT_FALSE(exists(ObjectKind::column, "b", "far", "main"));
  EXPECT_FALSE(exists(ObjectKind::column, "nix", "users"));
  EXPECT_FALSE(exists(ObjectKind::column, "a", "nix"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "users mail", "users"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "SHORT", "users"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "fk_user", "posts"));
  EXPECT_TRUE(exists(ObjectKind::constraint, "far_b", "far", "other"));
  EXPECT_FALSE(exists(ObjectKind::constraint, "fk_user", "users"));
  EXPECT_FALSE(exists(ObjectKind::constraint, "fake", "posts")) << "a text only";
  EXPECT_TRUE(exists(ObjectKind::function, "LOWER"));
  EXPECT_FALSE(exists(ObjectKind::function, "nix"));
  EXPECT_TRUE(exists(ObjectKind::schema, "other"));
  const Error error = error_of([&] { (void)exists(ObjectKind::type, "mood"); });
  EXPECT_EQ(error.kind, ErrorKind::unsupported);
  EXPECT_EQ(error.message, "SQLite has no types");
}

TEST_F(SqliteCatalogueTest, SettlesDefinitions) {
  expect_settled("CREATE TABLE t (a)");
  expect_settled("CREATE INDEX i ON t (a)");
  expect_settled("CREATE VIEW v AS SELECT a FROM t");
  expect_settled("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END");
  expect_settled("ALTER TABLE t ADD COLUMN b");
  expect_settled("DROP TRIGGER g");
  expect_settled("DROP VIEW v");
  expect_settled("DROP INDEX i");
  expect_settled("DROP TABLE t");
}

TEST_F(SqliteCatalogueTest, SettlesWhatMayRunAgain) {
  db_->execute("CREATE TABLE t (a)");
  for (const char* statement : {"VACUUM", "vacuum main", "PRAGMA journal_mode = WAL", "ATTACH 'x' AS y", "DETACH y",
                                "REINDEX", "ANALYZE", "SELECT 1"}) {
    const Settlement settlement = settle(statement, observe(statement));
    EXPECT_EQ(settlement.settled, Settled::had_no_effect) << statement << ": " << settlement.reason;
  }
  EXPECT_EQ(settle("INSERT INTO t VALUES (1)", observe("INSERT INTO t VALUES (1)")).settled, Settled::unknown);
  EXPECT_TRUE(db_->catalogue().rolls_back(sql::classify("INSERT INTO t VALUES (1)", sqlite_lex_rules)));
}

TEST_F(SqliteCatalogueTest, SettlesVacuumInto) {
  db_->execute("CREATE TABLE t (a)");
  const std::string copy = folder_ / "it's a copy.db";
  const std::string statement = "VACUUM INTO " + db_->quote_text(copy);
  const std::string observed = observe(statement);
  expect_settled(statement);
  std::filesystem::resize_file(copy, 4096);
  const Settlement half = settle(statement, observed);
  EXPECT_EQ(half.settled, Settled::unknown) << half.reason;
  EXPECT_NE(half.reason.find("remove it"), std::string::npos);
  const std::string later = observe(statement);
  EXPECT_EQ(settle(statement, later).settled, Settled::unknown) << "it was there before";
  EXPECT_EQ(settle("VACUUM INTO 'a' || 'b'", "").settled, Settled::unknown);
}

TEST_F(SqliteCatalogueTest, TablesAndTheirRows) {
  db_->execute("CREATE TABLE users (a)");
  db_->execute("INSERT INTO users VALUES (1), (2)");
  db_->execute("CREATE TABLE \"order\" (id INTEGER PRIMARY KEY AUTOINCREMENT)");
  db_->execute("CREATE TABLE plain (k PRIMARY KEY) WITHOUT ROWID");
  db_->execute("CREATE VIRTUAL TABLE texts USING fts5(body)");
  db_->execute("CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)");
  db_->execute("CREATE VIEW v AS SELECT 1");
  db_->execute("CREATE TABLE dunlin_migrations (a)");
  db_->execute("CREATE TABLE dunlin_log (a)");
  std::string all;
  for (const TableSize& size : db_->catalogue().tables()) {
    EXPECT_TRUE(size.exact);
    all += size.name + "=" + std::to_string(size.rows) + " ";
  }
  EXPECT_EQ(all, "boxes=0 \"order\"=0 plain=0 texts=0 users=2 ");
  const auto users = db_->catalogue().table({"", "USERS"});
  ASSERT_TRUE(users.has_value());
  EXPECT_EQ(users->name, "users");
  EXPECT_EQ(users->rows, 2);
  EXPECT_EQ(db_->catalogue().table({"main", "users"})->name, "main.users");
  EXPECT_FALSE(db_->catalogue().table({"", "nix"}).has_value());
  EXPECT_FALSE(db_->catalogue().table({"", "v"}).has_value());
}

TEST_F(SqliteCatalogueTest, LargeTablesAreEstimated) {
  db_->execute("CREATE TABLE big (a)");
  db_->execute("PRAGMA synchronous = OFF");
  db_->execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1200000) "
      "INSERT INTO big SELECT NULL FROM n");
  const auto sizes = db_->catalogue().tables();
  ASSERT_EQ(sizes.size(), 1u);
  EXPECT_FALSE(sizes[0].exact);
  EXPECT_EQ(sizes[0].rows, 1'200'000);
  EXPECT_EQ(db_->catalogue().batch_rows({"", "big"}, "rowid", Null{}), 1'199'999);
}

TEST_F(SqliteCatalogueTest, BatchesWalkAnyKey) {
  db_->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, gap INTEGER)");
  db_->execute("INSERT INTO t VALUES (1, 'a', 10), (2, 'b', NULL), (5, 'c', 30), (9, 'd', 40), (10, 'e', 50)");
  Catalogue& catalogue = db_->catalogue();
  const auto walk = [&](const std::string& key) {
    std::string steps;
    Value from = Null{};
    for (int i = 0; i < 10; ++i) {
      from = catalogue.batch_end({"", "t"}, key, from, 2);
      if (is_null(from)) return steps;
      steps += to_text(from) + " ";
    }
    return steps + "endless";
  };
  EXPECT_EQ(walk("id"), "2 9 10 ");
  EXPECT_EQ(walk("rowid"), "2 9 10 ");
  EXPECT_EQ(walk("code"), "b d e ");
  EXPECT_EQ(walk("gap"), "30 50 ");
  EXPECT_EQ(catalogue.batch_rows({"main", "t"}, "id", std::int64_t{2}), 3);
  EXPECT_EQ(catalogue.batch_rows({"", "t"}, "id", Null{}), 5);
  EXPECT_EQ(error_of([&] { (void)catalogue.batch_end({"", "t"}, "nix", Null{}, 2); }).kind, ErrorKind::sql);
  db_->execute("DELETE FROM t");
  EXPECT_TRUE(is_null(catalogue.batch_end({"", "t"}, "id", Null{}, 2)));
}

}  // namespace
}  // namespace dunlin::database::sqlite
