#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "database/postgres/lock.hpp"
#include "server.hpp"

namespace dunlin::database::postgres {
namespace {

using LockTest = ServerTest;

TEST_F(LockTest, OneHolderAndEverybodySeesWho) {
  auto other = open();
  EXPECT_FALSE(other->locker().holder().has_value());
  ASSERT_TRUE(db().locker().try_acquire("dunlin 0.1.0, root@build-host, process 123"));
  EXPECT_TRUE(db().locker().try_acquire("again")) << "held already";
  EXPECT_FALSE(other->locker().try_acquire("dunlin other"));
  const auto holder = other->locker().holder();
  ASSERT_TRUE(holder.has_value());
  EXPECT_NE(holder->who.find("root@build-host"), std::string::npos) << holder->who;
  EXPECT_NE(holder->who.find(", backend "), std::string::npos) << holder->who;
  EXPECT_EQ(holder->since.size(), 20u) << holder->since;
  EXPECT_NO_THROW(db().locker().check());
  EXPECT_TRUE(db().locker().guard().empty());
  db().locker().release();
  EXPECT_EQ(text("SHOW application_name"), "dunlin");
  EXPECT_TRUE(other->locker().try_acquire("dunlin other"));
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname = 'dunlin_lock'"), 0) << "nothing is written";
}

TEST_F(LockTest, ByHistoryTableAndSchema) {
  OpenOptions second;
  second.history_table = "other_migrations";
  OpenOptions third;
  third.history_schema = "elsewhere";
  auto a = open(second);
  auto b = open(third);
  EXPECT_TRUE(db().locker().try_acquire("x"));
  EXPECT_TRUE(a->locker().try_acquire("x"));
  EXPECT_TRUE(b->locker().try_acquire("x"));
  EXPECT_NE(lock_key("d", "s", "t"), lock_key("d", "st", ""));
}

TEST_F(LockTest, DiscardAllIsNoticed) {
  ASSERT_TRUE(db().locker().try_acquire("x"));
  db().execute("DISCARD ALL", {});
  const Error error = error_of([&] { db().locker().check(); });
  EXPECT_EQ(error.kind, ErrorKind::lost);
  EXPECT_NE(error.hint.find("DISCARD ALL"), std::string::npos);
}

TEST_F(LockTest, KilledProcessLeavesNone) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto mine = open();
    mine->locker().try_acquire("child");
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  bool taken = false;
  for (int i = 0; i < 100 && !taken; ++i) {
    taken = db().locker().try_acquire("x");
    if (!taken) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(taken);
}

TEST_F(LockTest, ManyAtOnceOneWins) {
  std::atomic<int> winners = 0;
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<PostgresConnection>> connections;
  for (int i = 0; i < 8; ++i) connections.push_back(open());
  for (auto& connection : connections) {
    threads.emplace_back([&] { winners += connection->locker().try_acquire("t") ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(winners, 1);
}

/// Behind a real PgBouncer in transaction mode.
class PoolerTest : public ServerTest {
 protected:
  void SetUp() override {
    const char* text = std::getenv("DUNLIN_TEST_PGBOUNCER_URL");
    if (!text) GTEST_SKIP() << "DUNLIN_TEST_PGBOUNCER_URL is not set";
    ServerTest::SetUp();
    if (IsSkipped()) return;
    pooled_url_ = Url::parse(text);
    pooled_url_.path = url_.path;
  }

  [[nodiscard]] std::unique_ptr<PostgresConnection> pooled() const {
    return std::make_unique<PostgresConnection>(pooled_url_, OpenOptions{});
  }
  /// Pretends that the lease ran out, as when its holder was stopped.
  void expire() { db().execute("UPDATE dunlin_lock SET expires_at = now() - interval '1 second'", {}); }

  Url pooled_url_;
};

TEST_F(PoolerTest, IsNoticed) {
  EXPECT_TRUE(pooled()->capabilities().pooled);
  EXPECT_FALSE(db().capabilities().pooled);
}

TEST_F(PoolerTest, PipelinesAndErrorsWork) {
  auto connection = pooled();
  const std::vector<Command> commands = {{"BEGIN", {}}, {"CREATE TABLE a (id int)", {}}, {"COMMIT", {}},
                                         {"BEGIN", {}}, {"SELECT nothing", {}},          {"COMMIT", {}}};
  EXPECT_EQ(error_of([&] { connection->execute_all(commands, {}); }).index, 4u);
  connection->rollback();
  EXPECT_EQ(number("SELECT count(*) FROM a"), 0);
}

TEST_F(PoolerTest, LeaseExcludesOthers) {
  auto one = pooled();
  auto two = pooled();
  ASSERT_TRUE(one->locker().try_acquire("dunlin one, process 1"));
  EXPECT_FALSE(two->locker().try_acquire("dunlin two"));
  EXPECT_EQ(two->locker().holder()->who, "dunlin one, process 1");
  EXPECT_NO_THROW(one->locker().check());
  one->locker().release();
  EXPECT_FALSE(two->locker().holder().has_value());
  EXPECT_TRUE(two->locker().try_acquire("dunlin two"));
  EXPECT_EQ(number("SELECT token FROM dunlin_lock"), 2) << "the number grows with each acquisition";
  // No session-level lock may be left on a server connection of the pool.
  EXPECT_EQ(number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), 0);
}

TEST_F(PoolerTest, DirectAndPooledExcludeEachOther) {
  auto direct = open();
  auto through = pooled();
  ASSERT_TRUE(direct->locker().try_acquire("dunlin direct"));
  EXPECT_FALSE(through->locker().try_acquire("dunlin pooled"));
  EXPECT_NE(through->locker().holder()->who.find("dunlin direct"), std::string::npos);
  direct->locker().release();
  ASSERT_TRUE(through->locker().try_acquire("dunlin pooled"));
  EXPECT_FALSE(direct->locker().try_acquire("dunlin direct"));
  EXPECT_EQ(direct->locker().holder()->who, "dunlin pooled");
  EXPECT_EQ(number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), 0);
}

TEST_F(PoolerTest, ExpiredLeaseIsTakenAndTheFirstHolderStopped) {
  auto one = pooled();
  auto two = pooled();
  ASSERT_TRUE(one->locker().try_acquire("one"));
  expire();
  ASSERT_TRUE(two->locker().try_acquire("two"));
  EXPECT_EQ(error_of([&] { one->locker().check(); }).kind, ErrorKind::lost);
  // The guard fences every transaction of the first.
  std::vector<Command> commands = one->begin({});
  for (Command& command : one->locker().guard()) commands.push_back(std::move(command));
  commands.push_back({"CREATE TABLE too_late (id int)", {}});
  commands.push_back({"COMMIT", {}});
  const Error error = error_of([&] { one->execute_all(commands, {}); });
  EXPECT_EQ(error.kind, ErrorKind::lost);
  EXPECT_NE(error.message.find("runner lock was lost"), std::string::npos) << error.message;
  EXPECT_FALSE(one->lost()) << "the connection itself is well";
  one->rollback();
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname = 'too_late'"), 0);
  one->locker().release();
  EXPECT_EQ(two->locker().holder()->who, "two") << "releasing what was lost does not touch the new holder's";
}

TEST_F(PoolerTest, OpenTransactionKeepsAnExpiredLease) {
  auto one = pooled();
  auto two = pooled();
  auto direct = open();
  ASSERT_TRUE(one->locker().try_acquire("one"));
  std::vector<Command> commands = one->begin({});
  for (Command& command : one->locker().guard()) commands.push_back(std::move(command));
  one->execute_all(commands, {});
  expire();
  EXPECT_FALSE(two->locker().try_acquire("two"));
  EXPECT_FALSE(direct->locker().try_acquire("direct"));
  one->execute("COMMIT", {});
  EXPECT_TRUE(two->locker().try_acquire("two"));
}

TEST_F(PoolerTest, HeartbeatRenewsEvenDuringATransaction) {
  auto one = pooled();
  ASSERT_TRUE(one->locker().try_acquire("one"));
  std::vector<Command> commands = one->begin({});
  for (Command& command : one->locker().guard()) commands.push_back(std::move(command));
  one->execute_all(commands, {});
  const std::string before = text("SELECT expires_at FROM dunlin_lock");
  std::this_thread::sleep_for(std::chrono::milliseconds(5800));
  EXPECT_GT(text("SELECT expires_at FROM dunlin_lock"), before);
  one->rollback();
}

TEST_F(PoolerTest, LostConnectionGivesTheLeaseBack) {
  auto one = pooled();
  auto two = pooled();
  ASSERT_TRUE(one->locker().try_acquire("one"));
  one->execute("BEGIN", {});
  const std::string backend = to_text(one->query("SELECT pg_backend_pid()", {})[0][0]);
  EXPECT_FALSE(two->locker().try_acquire("two"));
  db().execute("SELECT pg_terminate_backend(" + backend + ")", {});
  EXPECT_EQ(error_of([&] { one->execute("SELECT 1", {}); }).kind, ErrorKind::lost);
  EXPECT_FALSE(two->locker().try_acquire("two")) << "the lease outlives a connection";
  one.reset();
  EXPECT_TRUE(two->locker().try_acquire("two"));
}

TEST_F(PoolerTest, SeveralRunnersAtOnceOneWins) {
  std::vector<std::unique_ptr<PostgresConnection>> connections;
  for (int i = 0; i < 6; ++i) connections.push_back(pooled());
  std::atomic<int> winners = 0;
  std::vector<std::thread> threads;
  for (auto& connection : connections) {
    threads.emplace_back([&] { winners += connection->locker().try_acquire("t") ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(winners, 1) << "table and row are made by all of them at the same moment";
}

}  // namespace
}  // namespace dunlin::database::postgres
