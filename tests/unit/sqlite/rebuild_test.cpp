// A table made anew by a migration, as `dunlin up` runs it: with rows that others refer to, and everything that hangs
// on the table.
#include <fstream>

#include "database/sqlite/ddl.hpp"
#include "database/sqlite/inspect.hpp"
#include "diff/write.hpp"
#include "dunlin/migrator.hpp"
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::error_of;
using test::Folder;
using test::number;
using test::open;
using test::text;

const std::vector<std::string> kBefore = {
    "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age TEXT, gone TEXT, "
    "shout TEXT AS (upper(name)) STORED)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, author INT NOT NULL REFERENCES users (id) ON DELETE CASCADE, body "
    "TEXT)",
    "CREATE TABLE log (what TEXT)",
    "CREATE INDEX users_name ON users (name) WHERE name IS NOT NULL",
    "CREATE VIEW authors AS SELECT users.name, count(*) AS posts FROM users JOIN posts ON author = users.id GROUP BY "
    "users.id",
    "CREATE TRIGGER users_gone AFTER DELETE ON users BEGIN INSERT INTO log VALUES ('gone ' || OLD.id); END",
    "CREATE TRIGGER posts_new AFTER INSERT ON posts BEGIN UPDATE users SET age = age WHERE id = NEW.author; END"};

/// Another type, a new check, a column less and one more.
std::vector<std::string> after() {
  auto all = kBefore;
  all[0] =
      "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE, age INTEGER CHECK (age < "
      "200), "
      "shout TEXT AS (upper(name)) STORED, born TEXT DEFAULT (date('now')))";
  return all;
}

class SqliteRebuild : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto db = open(url_);
    for (const auto& statement : kBefore) db->execute(statement);
    db->execute(
        "INSERT INTO users (id, name, age, gone) VALUES (1, 'Ann', '30', 'x'), (2, NULL, NULL, 'y'), (9, 'Bo', '41', "
        "NULL)");
    db->execute("INSERT INTO posts VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 9, 'c')");
    db->execute("DELETE FROM users WHERE id = 2");
    db->execute("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'users'");
    db->execute("DELETE FROM log");
  }

  /// The difference, written as a file.
  void write_migration(const std::vector<std::string>& wanted) {
    const auto other = open("sqlite::memory:");
    for (const auto& statement : wanted) other->execute(statement);
    wanted_ = inspect(*other, {});
    const auto writer = make_ddl_writer(nullptr);
    std::filesystem::create_directory(folder_ / "migrations");
    std::ofstream file(folder_ / "migrations/20260101000000_change.sql");
    file << "-- dunlin:up\n";
    for (const auto& statement : diff::write(inspect(*open(url_), {}), wanted_, *writer))
      file << statement.sql << ";\n";
  }

  RunReport up() { return Migrator({.url = url_, .directories = {folder_ / "migrations"}}).up(); }

  static schema::Schema without_history(Connection& db) {
    InspectOptions options;
    options.without = {"dunlin_migrations", "dunlin_log"};
    return inspect(db, options);
  }

  const Folder folder_;
  const std::string url_ = "sqlite:" + folder_ / "app.db?foreign_keys=on";
  schema::Schema wanted_;
};

TEST_F(SqliteRebuild, KeepsEverything) {
  write_migration(after());
  EXPECT_EQ(up().done.size(), 1U);
  const auto db = open(url_);
  EXPECT_EQ(without_history(*db), wanted_) << schema::to_text(without_history(*db));
  EXPECT_EQ(text(*db, "SELECT group_concat(id || name || typeof(age) || age || shout) FROM users"),
            "1Anninteger30ANN,9Bointeger41BO");
  EXPECT_EQ(number(*db, "SELECT count(*) FROM users WHERE born = date('now')"), 2);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM posts"), 3);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM log"), 0);  // no row of it was ever deleted
  EXPECT_EQ(number(*db, "SELECT seq FROM sqlite_sequence WHERE name = 'users'"), 70);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_sequence"), 1);
  EXPECT_EQ(number(*db, "SELECT sum(posts) FROM authors"), 3);
  EXPECT_TRUE(db->foreign_key_violations().empty());
  // And all of it still works.
  db->execute("INSERT INTO users (name) VALUES ('Cy')");
  EXPECT_EQ(number(*db, "SELECT max(id) FROM users"), 71);
  db->execute("INSERT INTO posts VALUES (4, 71, 'd')");
  db->execute("DELETE FROM users WHERE id = 1");
  EXPECT_EQ(number(*db, "SELECT count(*) FROM posts"), 2);
  EXPECT_EQ(text(*db, "SELECT what FROM log"), "gone 1");
}

TEST_F(SqliteRebuild, LeavesEverythingWhereARowDoesNotFit) {
  auto wanted = after();
  wanted[0] =
      "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age TEXT, gone TEXT NOT NULL, "
      "shout TEXT AS (upper(name)) STORED)";
  write_migration(wanted);
  const auto before = inspect(*open(url_), {});
  const Error error = error_of([&] { (void)up(); });
  EXPECT_NE(error.message.find("NOT NULL constraint failed"), std::string::npos) << error.message;
  const auto db = open(url_);
  EXPECT_EQ(without_history(*db), before);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM users"), 2);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM posts"), 3);
}

TEST_F(SqliteRebuild, LosesNoRowToAConflictClause) {
  // IGNORE would leave out the rows that do not fit, without a word.
  auto wanted = after();
  wanted[0] =
      "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age TEXT NOT NULL ON CONFLICT IGNORE, "
      "gone TEXT NOT NULL ON CONFLICT IGNORE, shout TEXT AS (upper(name)) STORED)";
  write_migration(wanted);
  (void)error_of([&] { (void)up(); });
  EXPECT_EQ(number(*open(url_), "SELECT count(*) FROM users"), 2);
}

TEST_F(SqliteRebuild, CountsTheRowsBeforeTheOldOnesGo) {
  write_migration(after());
  // Somebody changed the file, and now it copies only some.
  const std::string path = folder_ / "migrations/20260101000000_change.sql";
  std::string sql = base::read_file(path);
  const auto from = sql.find("\nFROM users;");
  ASSERT_NE(from, std::string::npos) << sql;
  sql.insert(from + 11, " WHERE id < 5");
  std::ofstream(path) << sql;
  const Error error = error_of([&] { (void)up(); });
  EXPECT_NE(error.message.find("every row of users was copied"), std::string::npos) << error.message;
  EXPECT_EQ(number(*open(url_), "SELECT count(*) FROM users"), 2);
}

TEST_F(SqliteRebuild, KeepsTheRowid) {
  const auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (a TEXT, rowid TEXT)");
  db->execute("INSERT INTO t (_rowid_, a) VALUES (5, 'x'), (9, 'y')");
  const auto other = open("sqlite::memory:");
  other->execute("CREATE TABLE t (a INT, rowid TEXT)");
  for (const auto& statement : diff::write(inspect(*db, {}), inspect(*other, {}), *make_ddl_writer(nullptr))) {
    db->execute(statement.sql);
  }
  EXPECT_EQ(text(*db, "SELECT group_concat(_rowid_ || a) FROM t"), "5x,9y");
  // It becomes the key that a table gets.
  const auto third = open("sqlite::memory:");
  third->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, rowid TEXT)");
  for (const auto& statement : diff::write(inspect(*db, {}), inspect(*third, {}), *make_ddl_writer(nullptr))) {
    db->execute(statement.sql);
  }
  EXPECT_EQ(text(*db, "SELECT group_concat(id || a) FROM t"), "5x,9y");
}

TEST_F(SqliteRebuild, InventsNoKeys) {
  const auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (id INTEGER, a)");
  db->execute("INSERT INTO t VALUES (NULL, 'x')");
  const auto other = open("sqlite::memory:");
  other->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a)");
  const Error error = error_of([&] {
    for (const auto& statement : diff::write(inspect(*db, {}), inspect(*other, {}), *make_ddl_writer(nullptr))) {
      db->execute(statement.sql);
    }
  });
  EXPECT_NE(error.message.find("every row of t was copied"), std::string::npos) << error.message;
}

TEST_F(SqliteRebuild, SpellsNamesOtherwise) {
  const auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name)");
  db->execute("CREATE TABLE c (u REFERENCES users)");
  db->execute("CREATE INDEX i ON users (name)");
  db->execute("CREATE TRIGGER g AFTER DELETE ON users BEGIN SELECT 1; END");
  db->execute("INSERT INTO users VALUES (3, 'x')");
  const auto other = open("sqlite::memory:");
  other->execute("CREATE TABLE Users (id INTEGER PRIMARY KEY, Name)");
  other->execute("CREATE TABLE c (u REFERENCES Users)");
  other->execute("CREATE INDEX i ON Users (Name)");
  other->execute("CREATE TRIGGER g AFTER DELETE ON Users BEGIN SELECT 1; END");
  const auto wanted = inspect(*other, {});
  for (const auto& statement : diff::write(inspect(*db, {}), wanted, *make_ddl_writer(nullptr))) {
    ASSERT_NO_THROW(db->execute(statement.sql)) << statement.sql;
  }
  EXPECT_EQ(inspect(*db, {}), wanted) << schema::to_text(inspect(*db, {}));
  EXPECT_EQ(text(*db, "SELECT id || Name FROM Users"), "3x");
  // Declared as a rename, without copying.
  schema::Rename rename;
  rename.object = {schema::ObjectKind::table, {"Users"}, {}};
  rename.to = "users";
  for (const auto& statement : DdlWriter::rendered(make_ddl_writer(nullptr)->rename(rename, wanted))) {
    db->execute(statement.sql);
  }
  EXPECT_EQ(text(*db, "SELECT name FROM sqlite_schema WHERE sql LIKE '%PRIMARY KEY%'"), "users");
}

TEST_F(SqliteRebuild, CopiesFullTextToItsNewForm) {
  const auto db = open("sqlite::memory:");
  db->execute("CREATE VIRTUAL TABLE f USING fts5(title, body)");
  db->execute("INSERT INTO f (rowid, title, body) VALUES (7, 'one', 'running'), (8, 'two', 'walks')");
  const auto other = open("sqlite::memory:");
  other->execute("CREATE VIRTUAL TABLE f USING fts5(body, title, tag UNINDEXED, tokenize = 'porter')");
  const auto wanted = inspect(*other, {});
  for (const auto& statement : diff::write(inspect(*db, {}), wanted, *make_ddl_writer(nullptr)))
    db->execute(statement.sql);
  EXPECT_EQ(inspect(*db, {}), wanted);
  EXPECT_EQ(number(*db, "SELECT rowid FROM f WHERE f MATCH 'run'"), 7);
  EXPECT_EQ(text(*db, "SELECT title FROM f WHERE rowid = 8"), "two");
}

}  // namespace
}  // namespace dunlin::database::sqlite
