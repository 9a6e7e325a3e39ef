// A sandbox is like the database that it stands for, and nothing is left in it or of it.
#include "database/sqlite/sandbox.hpp"

#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::creating;
using test::Folder;
using test::number;
using test::open;
using test::text;

TEST(SqliteSandbox, HasTheSettingsOfTheDatabase) {
  const Folder folder;
  {
    const auto db = open("sqlite:" + folder / "a.db");
    db->execute("PRAGMA encoding='UTF-16le'");
    db->execute("CREATE TABLE t (a)");
  }
  const auto before = folder.names();
  const auto sandbox = make_sandbox(Url::parse("sqlite:" + folder / "a.db?foreign_keys=on"), {});
  EXPECT_EQ(text(sandbox->connection(), "PRAGMA encoding"), "UTF-16le");
  EXPECT_EQ(number(sandbox->connection(), "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number(sandbox->connection(), "SELECT count(*) FROM sqlite_schema"), 0);
  sandbox->connection().execute("CREATE TABLE only_here (a)");
  EXPECT_EQ(number(*open("sqlite:" + folder / "a.db"), "SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(folder.names(), before);
  EXPECT_TRUE(sandbox->whole());
}

TEST(SqliteSandbox, OfADatabaseThatIsNotThere) {
  const Folder folder;
  const auto sandbox = make_sandbox(Url::parse("sqlite:" + folder / "none.db"), creating());
  sandbox->connection().execute("CREATE TABLE t (a)");
  EXPECT_TRUE(folder.names().empty());
}

TEST(SqliteSandbox, IsEmptyAgain) {
  const auto sandbox = make_sandbox(Url::parse("sqlite::memory:?foreign_keys=on"), {});
  Connection& db = sandbox->connection();
  for (int round = 0; round < 3; ++round) {
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a REFERENCES t)");
    db.execute("INSERT INTO t (a) VALUES (NULL)");
    db.execute("CREATE VIEW v AS SELECT * FROM nowhere");
    db.execute("CREATE VIRTUAL TABLE f USING fts5(a)");
    db.execute("CREATE TEMP TABLE scratch (a)");
    db.execute("PRAGMA foreign_keys=OFF");
    if (round == 1) db.execute("BEGIN");
    sandbox->clear();
    EXPECT_EQ(number(db, "SELECT count(*) FROM sqlite_schema"), 0);
    EXPECT_EQ(number(db, "SELECT count(*) FROM temp.sqlite_schema"), 0);
    EXPECT_EQ(number(db, "PRAGMA foreign_keys"), 1);
    EXPECT_FALSE(db.in_transaction());
  }
}

TEST(SqliteSandbox, TwoAreApart) {
  const auto one = make_sandbox(Url::parse("sqlite::memory:"), {});
  const auto other = make_sandbox(Url::parse("sqlite::memory:"), {});
  one->connection().execute("CREATE TABLE t (a)");
  EXPECT_EQ(number(other->connection(), "SELECT count(*) FROM sqlite_schema"), 0);
}

}  // namespace
}  // namespace dunlin::database::sqlite
