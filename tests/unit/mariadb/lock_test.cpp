// The runner lock between two sessions.
#include "database/mariadb/lock.hpp"

#include "fixture.hpp"

namespace dunlin::database {
namespace {

class MariadbLock : public MariadbTest {};

TEST_F(MariadbLock, IsHeldByOneAtATime) {
  const auto other = open();
  Locker& mine = connection->locker();
  Locker& theirs = other->locker();
  EXPECT_FALSE(theirs.holder().has_value());
  EXPECT_TRUE(mine.try_acquire("me"));
  EXPECT_TRUE(mine.try_acquire("me"));
  EXPECT_NO_THROW(mine.check());
  EXPECT_FALSE(theirs.try_acquire("them"));
  const auto holder = theirs.holder();
  ASSERT_TRUE(holder.has_value());
  EXPECT_NE(holder->who.find(url.user + "@"), std::string::npos) << holder->who;
  EXPECT_NE(holder->who.find("connection " + text("SELECT CONNECTION_ID()")), std::string::npos) << holder->who;
  mine.release();  // once, however often it was acquired
  EXPECT_TRUE(theirs.try_acquire("them"));
  EXPECT_FALSE(mine.try_acquire("me"));
  theirs.release();
  EXPECT_FALSE(mine.holder().has_value());
}

TEST_F(MariadbLock, EndsWithItsSession) {
  auto other = open();
  ASSERT_TRUE(other->locker().try_acquire("them"));
  EXPECT_FALSE(connection->locker().try_acquire("me"));
  connection->execute("KILL " + std::to_string(to_integer(other->query("SELECT CONNECTION_ID()")[0][0])));
  bool acquired = false;
  for (int i = 0; i < 100 && !acquired; ++i) {
    acquired = connection->locker().try_acquire("me");
    if (!acquired) usleep(20'000);
  }
  EXPECT_TRUE(acquired);
  EXPECT_EQ(error_of([&] { other->locker().check(); }).kind, ErrorKind::lost);
}

TEST_F(MariadbLock, OutlivesDdlAndTransactions) {
  ASSERT_TRUE(connection->locker().try_acquire("me"));
  connection->execute("CREATE TABLE t (x INT)");
  connection->execute("START TRANSACTION");
  connection->execute("INSERT INTO t VALUES (1)");
  connection->rollback();
  EXPECT_NO_THROW(connection->locker().check());
}

TEST_F(MariadbLock, TellsThatItWasTakenAway) {
  ASSERT_TRUE(connection->locker().try_acquire("me"));
  connection->query("SELECT RELEASE_ALL_LOCKS()");
  EXPECT_EQ(error_of([&] { connection->locker().check(); }).kind, ErrorKind::lost);
}

TEST_F(MariadbLock, IsOfOneDatabaseAndHistoryTable) {
  ASSERT_TRUE(connection->locker().try_acquire("me"));
  OpenOptions options;
  options.history_table = "other_history";
  EXPECT_TRUE(open(options)->locker().try_acquire("them"));
}

TEST(MariadbLockName, FitsAndTellsNamesApart) {
  using mariadb::lock_name;
  EXPECT_EQ(lock_name("app", "dunlin_migrations"), "dunlin app.dunlin_migrations");
  EXPECT_NE(lock_name("App", "t"), lock_name("app", "t"));
  EXPECT_NE(lock_name("App", "t").substr(0, 20), lock_name("APP", "t").substr(0, 20));
  EXPECT_LE(lock_name(std::string(64, 'x'), std::string(64, 'y')).size(), 64u);
  EXPECT_NE(lock_name(std::string(64, 'x'), "a"), lock_name(std::string(64, 'x'), "b"));
  EXPECT_NE(lock_name("a.B", "c"), lock_name("a", "B.c"));
}

}  // namespace
}  // namespace dunlin::database
