// The runner lock between processes: one at a time, nothing left behind, a killed holder's taken over.
#include "database/sqlite/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <thread>

#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::error_of;
using test::Folder;
using test::in_process;
using test::open;
using test::Other;

std::shared_ptr<void> hold(const std::string& file) {
  auto locker = std::make_shared<SqliteLocker>(file);
  if (!locker->try_acquire("somebody, process 7")) throw Error(ErrorKind::locked, "not acquired");
  return locker;
}

TEST(SqliteLock, OneHolderAndNothingLeftBehind) {
  const Folder folder;
  const std::string file = folder / "a.db";
  std::ofstream(file) << "";
  SqliteLocker mine(file);
  EXPECT_FALSE(mine.holder().has_value());
  EXPECT_EQ(error_of([&] { mine.check(); }).kind, ErrorKind::lost);
  {
    const Other other([&] { return hold(file); });
    ASSERT_TRUE(other.ready());
    EXPECT_FALSE(mine.try_acquire("me"));
    const auto holder = mine.holder();
    ASSERT_TRUE(holder.has_value());
    EXPECT_EQ(holder->who, "somebody, process 7");
    EXPECT_EQ(holder->since.size(), 24u) << holder->since;
  }
  EXPECT_FALSE(mine.holder().has_value());
  EXPECT_TRUE(mine.try_acquire("me"));
  EXPECT_TRUE(mine.try_acquire("me")) << "again is no harm";
  mine.check();
  EXPECT_EQ(mine.holder()->who, "me");
  EXPECT_TRUE(mine.guard().empty());
  mine.release();
  mine.release();
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.db"});
}

TEST(SqliteLock, KilledHolderIsTakenOver) {
  const Folder folder;
  const std::string file = folder / "a.db";
  Other other([&] { return hold(file); });
  ASSERT_TRUE(other.ready());
  other.kill();
  EXPECT_TRUE(base::file_exists(file + "-dunlin")) << "a killed process cleans nothing up";
  SqliteLocker mine(file);
  EXPECT_FALSE(mine.holder().has_value()) << "what stands in the file is not true any more";
  EXPECT_TRUE(mine.try_acquire("me"));
  mine.release();
  EXPECT_TRUE(folder.names().empty());
}

TEST(SqliteLock, AllNamesOfAFileShareIt) {
  const Folder folder;
  std::filesystem::create_directory(folder / "real");
  std::filesystem::create_directory_symlink(folder / "real", folder / "folder-link");
  std::filesystem::create_symlink(folder / "real/a.db", folder / "link.db");
  open("sqlite:" + folder / "real/a.db")->execute("CREATE TABLE t (a)");
  auto one = open("sqlite:" + folder / "link.db");
  auto two = open("sqlite:" + folder / "folder-link/a.db");
  auto three = open("sqlite:" + folder / "real/../real/./a.db?cache=private");
  ASSERT_TRUE(one->locker().try_acquire("one"));
  EXPECT_TRUE(base::file_exists(folder / "real/a.db-dunlin"));
  EXPECT_FALSE(two->locker().try_acquire("two"));
  EXPECT_FALSE(three->locker().try_acquire("three"));
  one->locker().release();
  EXPECT_TRUE(two->locker().try_acquire("two"));
}

TEST(SqliteLock, EndsWithItsConnectionAndOutlivesReset) {
  const Folder folder;
  const std::string url = "sqlite:" + folder / "a.db";
  auto other = open(url);
  {
    auto db = open(url);
    ASSERT_TRUE(db->locker().try_acquire("me"));
    db->reset_session();
    db->locker().check();
    EXPECT_FALSE(other->locker().try_acquire("other"));
  }
  EXPECT_TRUE(other->locker().try_acquire("other"));
}

TEST(SqliteLock, DoesNotDropTheLocksOfSqlite) {
  const Folder folder;
  const std::string url = "sqlite:" + folder / "a.db";
  auto db = open(url);
  db->execute("CREATE TABLE t (a)");
  test::begin(*db);
  db->execute("INSERT INTO t VALUES (1)");
  ASSERT_TRUE(db->locker().try_acquire("me"));
  db->locker().release();
  EXPECT_TRUE(sqlite_driver.exists(Url::parse(url)));
  EXPECT_EQ(in_process([&] {
              auto other = open(url);
              return error_of([&] { test::begin(*other); }).kind == ErrorKind::lock_timeout ? 0 : 1;
            }),
            0);
}

TEST(SqliteLock, RemovedByHandIsNoticed) {
  const Folder folder;
  const std::string file = folder / "a.db";
  SqliteLocker mine(file);
  ASSERT_TRUE(mine.try_acquire("me"));
  ::unlink((file + "-dunlin").c_str());
  EXPECT_EQ(error_of([&] { mine.check(); }).kind, ErrorKind::lost);
  std::ofstream(file + "-dunlin") << "";
  EXPECT_EQ(error_of([&] { mine.check(); }).kind, ErrorKind::lost);
  mine.release();
  EXPECT_TRUE(base::file_exists(file + "-dunlin")) << "another's file is not removed";
}

TEST(SqliteLock, ReadsAHolderThatIsJustWriting) {
  const Folder folder;
  const std::string file = folder / "a.db";
  for (const char* content : {"", "half a na", "whole\n", "whole\n2026-11-2"}) {
    std::ofstream(file + "-dunlin") << content;
    const base::Descriptor held(::open((file + "-dunlin").c_str(), O_RDWR));
    ASSERT_EQ(::flock(held.get(), LOCK_EX | LOCK_NB), 0);
    SqliteLocker mine(file);
    const auto holder = mine.holder();
    ASSERT_TRUE(holder.has_value());
    EXPECT_EQ(holder->who, std::string(content).find('\n') == std::string::npos ? "" : "whole");
    EXPECT_EQ(holder->since, "");
    EXPECT_FALSE(mine.try_acquire("me"));
  }
}

TEST(SqliteLock, LeftByAnotherUser) {
  const Folder folder;
  ::chmod(folder.path().c_str(), 0777);
  const std::string file = folder / "a.db";
  std::ofstream(file + "-dunlin") << "";
  ::chmod((file + "-dunlin").c_str(), 0444);
  EXPECT_EQ(in_process(
                [&] {
                  SqliteLocker mine(file);
                  return mine.try_acquire("me") ? 0 : 1;
                },
                true),
            0);
}

TEST(SqliteLock, InMemoryIsAlwaysFree) {
  auto db = open("sqlite::memory:");
  EXPECT_TRUE(db->locker().try_acquire("me"));
  EXPECT_FALSE(db->locker().holder().has_value());
  db->locker().check();
  db->locker().release();
  EXPECT_EQ(error_of([&] { db->locker().check(); }).kind, ErrorKind::lost);
}

TEST(SqliteLock, ManyProcessesNeverTwoAtOnce) {
  const Folder folder;
  const std::string file = folder / "a.db";
  const std::string witness = folder / "witness";
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int got = 0;
      for (int tries = 0; tries < 200'000 && got < 50; ++tries) {
        SqliteLocker mine(file);
        if (!mine.try_acquire("me")) continue;
        ++got;
        const int fd = ::open(witness.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
        if (fd < 0) ::_exit(1);  // somebody else is inside
        ::sched_yield();
        ::close(fd);
        ::unlink(witness.c_str());
        mine.release();
      }
      ::_exit(got == 50 ? 0 : 2);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_TRUE(folder.names().empty());
}

}  // namespace
}  // namespace dunlin::database::sqlite
