// The database itself: made, there, dropped, and not dropped while it is in use.
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::error_of;
using test::Folder;
using test::open;
using test::Other;

TEST(SqliteAdmin, CreateExistsDrop) {
  const Folder folder;
  const Url url = Url::parse("sqlite:" + folder / "a.db");
  EXPECT_FALSE(sqlite_driver.exists(url));
  EXPECT_EQ(error_of([&] { sqlite_driver.drop(url); }).kind, ErrorKind::refused);
  sqlite_driver.create(url);
  EXPECT_TRUE(sqlite_driver.exists(url));
  EXPECT_EQ(base::read_file(folder / "a.db").substr(0, 15), "SQLite format 3");
  EXPECT_EQ(error_of([&] { sqlite_driver.create(url); }).kind, ErrorKind::refused);
  sqlite_driver.drop(url);
  EXPECT_TRUE(folder.names().empty());
}

TEST(SqliteAdmin, CreateFollowsTheUrl) {
  const Folder folder;
  sqlite_driver.create(Url::parse("sqlite:" + folder / "a.db?journal_mode=wal&mode=rw"));
  EXPECT_EQ(test::text(*open("sqlite:" + folder / "a.db"), "PRAGMA journal_mode"), "wal");
  std::ofstream(folder / "empty.db") << "";
  const Url empty = Url::parse("sqlite:" + folder / "empty.db");
  EXPECT_FALSE(sqlite_driver.exists(empty)) << "nothing is in it";
  sqlite_driver.create(empty);
  EXPECT_TRUE(sqlite_driver.exists(empty));
  EXPECT_EQ(error_of([&] { sqlite_driver.create(Url::parse("sqlite:" + folder / "no/a.db")); }).kind,
            ErrorKind::connect);
  EXPECT_EQ(error_of([&] { sqlite_driver.create(Url::parse("sqlite::memory:")); }).kind, ErrorKind::config);
  EXPECT_EQ(error_of([&] { sqlite_driver.create(Url::parse("sqlite:" + folder / "b.db?mode=ro")); }).kind,
            ErrorKind::config);
}

TEST(SqliteAdmin, DropTakesWhatStandsBesideIt) {
  const Folder folder;
  ASSERT_EQ(test::in_process([&] {
              auto db = open("sqlite:" + folder / "a.db?journal_mode=wal");
              db->execute("CREATE TABLE t (a)");
              if (!db->locker().try_acquire("me")) return 1;
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            128 + SIGKILL);
  EXPECT_GE(folder.names().size(), 3u);
  std::filesystem::create_symlink(folder / "a.db", folder / "link.db");
  sqlite_driver.drop(Url::parse("sqlite:" + folder / "link.db"));
  EXPECT_TRUE(folder.names().empty()) << folder.names()[0];
}

TEST(SqliteAdmin, DropRefusesWhatIsInUse) {
  for (const char* mode : {"delete", "wal"}) {
    const Folder folder;
    const std::string name = "sqlite:" + folder / "a.db";
    {
      auto db = open(name + "?journal_mode=" + mode);
      db->execute("CREATE TABLE t (a)");
    }
    {
      const Other reader([&]() -> std::shared_ptr<void> {
        std::shared_ptr<Connection> db = open(name);
        db->execute("BEGIN");
        (void)db->query("SELECT * FROM t");
        return db;
      });
      ASSERT_TRUE(reader.ready());
      EXPECT_EQ(error_of([&] { sqlite_driver.drop(Url::parse(name)); }).kind, ErrorKind::locked) << mode;
    }
    {
      const Other runner([&]() -> std::shared_ptr<void> {
        std::shared_ptr<Connection> db = open(name);
        (void)db->locker().try_acquire("a run");
        return db;
      });
      ASSERT_TRUE(runner.ready());
      const Error error = error_of([&] { sqlite_driver.drop(Url::parse(name)); });
      EXPECT_EQ(error.kind, ErrorKind::locked) << mode;
      EXPECT_EQ(error.detail, "a run");
    }
    EXPECT_TRUE(base::file_exists(folder / "a.db"));
    sqlite_driver.drop(Url::parse(name));
    EXPECT_TRUE(folder.names().empty()) << mode;
  }
}

TEST(SqliteAdmin, DropRemovesOnlyDatabases) {
  const Folder folder;
  std::ofstream(folder / "letter.txt") << std::string(3000, 'x');
  const Error error = error_of([&] { sqlite_driver.drop(Url::parse("sqlite:" + folder / "letter.txt")); });
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_EQ(folder.names(), std::vector<std::string>{"letter.txt"});
}

}  // namespace
}  // namespace dunlin::database::sqlite
