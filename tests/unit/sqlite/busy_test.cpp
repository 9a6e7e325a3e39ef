// Other writers: waiting, its limit, who is named, and a commit that readers hold up.
#include <chrono>
#include <thread>

#include "base/clock.hpp"
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using namespace std::chrono_literals;
using test::begin;
using test::error_of;
using test::Folder;
using test::number;
using test::open;
using test::Other;

std::shared_ptr<void> hold_write_lock(const std::string& url) {
  std::shared_ptr<Connection> db = open(url);
  begin(*db);
  db->execute("INSERT INTO t VALUES (1)");
  return db;
}

class SqliteBusy : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    url_ = "sqlite:" + folder_ / "a.db";
    auto db = open(url_);
    db->execute(std::string("PRAGMA journal_mode=") + GetParam());
    db->execute("CREATE TABLE t (a)");
  }
  Folder folder_;
  std::string url_;
};

TEST_P(SqliteBusy, SaysWhoHoldsIt) {
  const Other other([this] { return hold_write_lock(url_); });
  ASSERT_TRUE(other.ready());
  auto db = open(url_);
  const Error error = error_of([&] { begin(*db); });
  EXPECT_EQ(error.kind, ErrorKind::lock_timeout);
  EXPECT_TRUE(error.may_retry());
  EXPECT_FALSE(error.hint.empty());
  if (!base::file_exists("/proc/locks")) GTEST_SKIP() << "no /proc/locks here";
  EXPECT_NE(error.message.find("process " + std::to_string(other.id())), std::string::npos) << error.message;
}

TEST_P(SqliteBusy, WaitsAsLongAsItIsToldAndNoLonger) {
  Other other([this] { return hold_write_lock(url_); });
  ASSERT_TRUE(other.ready());
  auto db = open(url_);
  TransactionOptions options;
  options.lock_timeout = 300ms;
  const std::int64_t start = base::steady_milliseconds();
  EXPECT_EQ(error_of([&] { begin(*db, options); }).kind, ErrorKind::lock_timeout);
  const std::int64_t waited = base::steady_milliseconds() - start;
  EXPECT_GE(waited, 290);
  EXPECT_LT(waited, 5'000);
  std::thread later([&] {
    std::this_thread::sleep_for(100ms);
    other.finish();
  });
  options.lock_timeout = 20s;
  begin(*db, options);
  later.join();
  EXPECT_TRUE(db->in_transaction());
}

TEST_P(SqliteBusy, CancelEndsTheWait) {
  const Other other([this] { return hold_write_lock(url_); });
  ASSERT_TRUE(other.ready());
  auto db = open(url_);
  db->set_limits(60s, Milliseconds(-1));
  std::thread canceller([&] {
    std::this_thread::sleep_for(50ms);
    db->cancel();
  });
  const std::int64_t start = base::steady_milliseconds();
  EXPECT_EQ(error_of([&] { begin(*db); }).kind, ErrorKind::cancelled);
  canceller.join();
  EXPECT_LT(base::steady_milliseconds() - start, 5'000);
}

TEST_P(SqliteBusy, AKilledWriterIsRolledBack) {
  Other other([this] { return hold_write_lock(url_); });
  ASSERT_TRUE(other.ready());
  other.kill();
  auto db = open(url_);
  begin(*db);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 0);
}

INSTANTIATE_TEST_SUITE_P(Modes, SqliteBusy, ::testing::Values("delete", "wal"));

TEST(SqliteCommit, HeldUpByAReaderStaysOpen) {
  const Folder folder;
  const std::string url = "sqlite:" + folder / "a.db";
  auto db = open(url);
  db->execute("CREATE TABLE t (a)");
  db->execute("INSERT INTO t VALUES (1)");
  Other reader([&]() -> std::shared_ptr<void> {
    std::shared_ptr<Connection> connection = open(url);
    connection->execute("BEGIN");
    (void)connection->query("SELECT * FROM t");
    return connection;
  });
  ASSERT_TRUE(reader.ready());
  begin(*db);
  db->execute("INSERT INTO t VALUES (2)");
  EXPECT_EQ(error_of([&] { db->execute("COMMIT"); }).kind, ErrorKind::lock_timeout);
  EXPECT_TRUE(db->in_transaction());
  reader.finish();
  db->execute("COMMIT");
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 2);
}

}  // namespace
}  // namespace dunlin::database::sqlite
