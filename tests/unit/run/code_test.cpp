// Migrations in C++ where SQLite differs: foreign keys and dropped tables.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "dunlin/migrator.hpp"

namespace dunlin {
namespace {

class SqliteCode : public testing::Test {
 protected:
  ~SqliteCode() override { std::filesystem::remove(file_); }
  [[nodiscard]] std::string url() const { return "sqlite:" + file_ + "?foreign_keys=on"; }
  [[nodiscard]] Options options(Migrations list) const { return {.url = url(), .migrations = std::move(list)}; }

  std::string file_ = testing::TempDir() + "dunlin_code_" + std::to_string(::getpid()) + ".db";
};

Migrations rebuild(int& calls, bool lose_parent) {
  Migrations list;
  list.add("001_tables", [](Database& db) {
    db.execute(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, n TEXT);"
        "CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent (id) ON DELETE CASCADE);"
        "INSERT INTO parent VALUES (1, 'a'), (2, 'b'); INSERT INTO child VALUES (1, 1), (2, 2)");
  });
  list.add("002_rebuild", [&calls, lose_parent](Database& db) {
    ++calls;
    db.execute("CREATE TABLE anew (id INTEGER PRIMARY KEY, n TEXT NOT NULL)");
    db.execute("INSERT INTO anew SELECT id, n FROM parent WHERE id > ?", lose_parent ? 1 : 0);
    db.execute("DROP TABLE parent");
    db.execute("ALTER TABLE anew RENAME TO parent");
  });
  list.add("003_after", [](Database& db) { db.execute("INSERT INTO child VALUES (3, 1)"); });
  return list;
}

TEST_F(SqliteCode, ATableThatIsDroppedTakesNoOtherRowsAlong) {
  int calls = 0;
  Migrator migrator(options(rebuild(calls, false)));
  EXPECT_EQ(migrator.up().done.size(), 3u);
  EXPECT_EQ(calls, 2) << "begun anew without foreign keys";
  Database db = Database::open(url());
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM child"), 3);
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM parent"), 2);
}

TEST_F(SqliteCode, ForeignKeysAreCheckedAfterwards) {
  int calls = 0;
  Migrator migrator(options(rebuild(calls, true)));
  try {
    migrator.up();
    FAIL();
  } catch (const RunFailed& failure) {
    EXPECT_EQ(failure.migration, "002_rebuild");
    EXPECT_NE(failure.message.find("1 row of child without their row in parent"), std::string::npos) << failure.message;
    EXPECT_EQ(failure.report.done.size(), 1u);
  }
  Database db = Database::open(url());
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM child"), 2);
}

TEST_F(SqliteCode, AnAttemptDoesNotHideThat) {
  int calls = 0;
  Migrations list;
  list.add("001_a", [&calls](Database& db) {
    ++calls;
    db.execute("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER)");
    EXPECT_FALSE(db.attempt([&] { db.execute("DROP TABLE a"); }));
  });
  Migrator(options(list)).up();
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace dunlin
