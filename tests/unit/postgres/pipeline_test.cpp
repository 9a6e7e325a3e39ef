#include <chrono>
#include <thread>

#include "base/content.hpp"
#include "server.hpp"

namespace dunlin::database::postgres {
namespace {

class PipelineTest : public ServerTest {
 protected:
  /// Runs them, keeps the numbers reported, and returns how far it got: the failing index or npos.
  std::size_t run(const std::vector<Command>& commands) {
    done_.clear();
    try {
      db().execute_all(commands, [&](std::size_t i, const Outcome& outcome) {
        EXPECT_EQ(i, done_.size()) << "in order";
        done_.push_back(outcome.rows);
      });
    } catch (const Error& error) {
      error_ = error;
      return error.index;
    }
    return Error::npos;
  }

  std::vector<std::int64_t> done_;
  Error error_{ErrorKind::internal, ""};
};

TEST_F(PipelineTest, OneRoundTripForManyTransactions) {
  std::vector<Command> commands;
  for (int i = 0; i < 50; ++i) {
    commands.push_back({"BEGIN", {}});
    commands.push_back({"CREATE TABLE t" + std::to_string(i) + " (id int, s text)", {}});
    commands.push_back({"INSERT INTO t" + std::to_string(i) + " VALUES ($1, $2)", {std::int64_t{i}, std::string("x")}});
    commands.push_back({"COMMIT", {}});
  }
  const std::uint64_t before = db().session().round_trips();
  EXPECT_EQ(run(commands), Error::npos) << error_.message;
  EXPECT_EQ(db().session().round_trips() - before, 1u);
  EXPECT_EQ(done_.size(), commands.size());
  EXPECT_EQ(done_[2], 1);
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]+$'"), 50);
}

TEST_F(PipelineTest, FailureStopsEverythingBehindIt) {
  const std::vector<Command> commands = {
      {"BEGIN", {}},
      {"CREATE TABLE a (id int)", {}},
      {"COMMIT", {}},
      {"BEGIN", {}},
      {"CREATE TABLE b (id int)", {}},
      {"SELECT 'ä', nothing", {}},
      {"COMMIT", {}},
      {"BEGIN", {}},
      {"CREATE TABLE c (id int)", {}},
      {"COMMIT", {}},
  };
  EXPECT_EQ(run(commands), 5u);
  EXPECT_EQ(error_.sqlstate, "42703");
  EXPECT_EQ(error_.statement, commands[5].sql);
  EXPECT_EQ(error_.offset, commands[5].sql.find("nothing"));
  EXPECT_EQ(done_.size(), 5u);
  EXPECT_TRUE(db().in_transaction());
  db().rollback();
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname IN ('a')"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname IN ('b', 'c')"), 0);
  EXPECT_EQ(run({{"BEGIN", {}}, {"SELECT 1", {}}, {"COMMIT", {}}}), Error::npos) << "the pipeline was left cleanly";
}

TEST_F(PipelineTest, OutsideTransactionsEachCommitsAlone) {
  EXPECT_EQ(run({{"CREATE TABLE a (id int)", {}},
                 {"CREATE INDEX CONCURRENTLY i ON a (id)", {}},
                 {"BEGIN", {}},
                 {"INSERT INTO a VALUES (1), (2)", {}},
                 {"COMMIT", {}},
                 {"VACUUM a", {}},
                 {"SELECT 1/0", {}},
                 {"DROP TABLE a", {}}}),
            6u);
  EXPECT_EQ(number("SELECT count(*) FROM a"), 2);
  EXPECT_EQ(done_.size(), 6u);
}

TEST_F(PipelineTest, SeveralStatementsInOneCommand) {
  EXPECT_EQ(run({{"BEGIN", {}},
                 {"CREATE TABLE a (id int); INSERT INTO a VALUES (1);", {}},
                 {"DO $$ BEGIN INSERT INTO a VALUES (2); END $$;", {}},
                 {"COMMIT", {}}}),
            Error::npos)
      << error_.message;
  EXPECT_EQ(number("SELECT count(*) FROM a"), 2);
}

TEST_F(PipelineTest, ManyLargeCommandsAndAnswersDoNotDeadlock) {
  db().execute("CREATE TABLE t (id int, s text)", {});
  std::vector<Command> commands{{"BEGIN", {}}};
  for (int i = 0; i < 10'000; ++i) {
    commands.push_back({"INSERT INTO t VALUES ($1, $2) RETURNING s || s", {std::int64_t{i}, std::string(1024, 'x')}});
  }
  commands.push_back({"COMMIT", {}});
  EXPECT_EQ(run(commands), Error::npos) << error_.message;
  EXPECT_EQ(done_.size(), 10'002u);
  EXPECT_EQ(number("SELECT count(*) FROM t"), 10'000);
}

TEST_F(PipelineTest, FailureInTheMiddleOfManyLeavesAUsableConnection) {
  db().execute("CREATE TABLE t (id int PRIMARY KEY, s text)", {});
  std::vector<Command> commands;
  for (int i = 0; i < 5'000; ++i) {
    commands.push_back({"BEGIN", {}});
    commands.push_back({"INSERT INTO t VALUES ($1, repeat('x', 500)) RETURNING s", {std::int64_t{i == 3'000 ? 0 : i}}});
    commands.push_back({"COMMIT", {}});
  }
  EXPECT_EQ(run(commands), 3u * 3'000u + 1u);
  db().rollback();
  EXPECT_EQ(number("SELECT count(*) FROM t"), 3'000);
}

TEST_F(PipelineTest, CallbackFailurePassesThrough) {
  const std::vector<Command> commands = {{"BEGIN", {}}, {"CREATE TABLE a (id int)", {}}, {"COMMIT", {}}};
  EXPECT_THROW(db().execute_all(commands, [](std::size_t, const Outcome&) { throw std::runtime_error("stop"); }),
               std::runtime_error);
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_F(PipelineTest, CommitInAFailedTransaction) {
  db().execute("BEGIN", {});
  EXPECT_THROW(db().execute("SELECT 1/0", {}), Error);
  EXPECT_EQ(run({{"COMMIT", {}}, {"BEGIN", {}}, {"CREATE TABLE a (id int)", {}}, {"COMMIT", {}}}), 0u);
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname = 'a'"), 0);
}

TEST_F(PipelineTest, BadArgumentCountsAsTheFailingCommand) {
  EXPECT_EQ(run({{"BEGIN", {}}, {"SELECT 1", {}}, {"SELECT $1::text", {std::string("\0", 1)}}, {"COMMIT", {}}}), 2u);
  EXPECT_TRUE(db().in_transaction());
  db().rollback();
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_F(PipelineTest, CancelStopsThePipeline) {
  db();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    connection_->cancel();
  });
  EXPECT_EQ(run({{"BEGIN", {}}, {"SELECT pg_sleep(30)", {}}, {"COMMIT", {}}}), 1u);
  stopper.join();
  EXPECT_EQ(error_.kind, ErrorKind::cancelled);
  db().rollback();
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_F(PipelineTest, ConnectionLostInThePipeline) {
  const std::string backend = std::to_string(number("SELECT pg_backend_pid()"));
  auto other = open();
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    other->execute("SELECT pg_terminate_backend(" + backend + ")", {});
  });
  EXPECT_EQ(run({{"BEGIN", {}}, {"SELECT pg_sleep(30)", {}}, {"COMMIT", {}}}), 1u);
  killer.join();
  EXPECT_EQ(error_.kind, ErrorKind::lost) << error_.message;
  EXPECT_TRUE(db().lost());
}

class CopyTest : public ServerTest {
 protected:
  Outcome copy(const std::string& sql, std::string data) {
    const auto content = base::Content::memory("data", std::move(data));
    return db().copy_in(sql, *content.open());
  }
};

TEST_F(CopyTest, Rows) {
  db().execute("CREATE TABLE t (id int, s text)", {});
  EXPECT_EQ(copy("COPY t FROM stdin", "1\tä\n2\t\\N\n").rows, 2);
  EXPECT_EQ(copy("COPY t (id) FROM stdin", "").rows, 0);
  EXPECT_EQ(number("SELECT count(*) FROM t WHERE s IS NULL"), 1);
}

TEST_F(CopyTest, ErrorNamesTheLine) {
  db().execute("CREATE TABLE t (id int, s text)", {});
  const Error error = error_of([&] { copy("COPY t FROM stdin", "1\ta\nno\tb\n"); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_EQ(error.sqlstate, "22P02");
  EXPECT_NE(error.detail.find("COPY t, line 2, column id"), std::string::npos) << error.detail;
  EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_F(CopyTest, LargeDataAndAnErrorAtItsBeginning) {
  db().execute("CREATE TABLE t (id int, s text)", {});
  std::string data;
  for (int i = 0; i < 200'000; ++i) data += std::to_string(i) + "\t" + std::string(50, 'x') + "\n";
  EXPECT_EQ(copy("COPY t FROM stdin", data).rows, 200'000);
  EXPECT_EQ(error_of([&] { copy("COPY t FROM stdin", "x\ty\n" + data); }).sqlstate, "22P02");
  EXPECT_EQ(number("SELECT count(*) FROM t"), 200'000);
}

TEST_F(CopyTest, UnreadableDataLeaveTheConnectionUsable) {
  struct Broken final : base::ByteSource {
    std::size_t read(char*, std::size_t) override { throw Error(ErrorKind::io, "gone"); }
  } broken;
  db().execute("CREATE TABLE t (id int)", {});
  EXPECT_EQ(error_of([&] { db().copy_in("COPY t FROM stdin", broken); }).kind, ErrorKind::io);
  EXPECT_EQ(number("SELECT count(*) FROM t"), 0);
}

TEST_F(CopyTest, WithoutData) {
  db().execute("CREATE TABLE t (id int)", {});
  EXPECT_EQ(error_of([&] { db().execute("COPY t FROM stdin", {}); }).kind, ErrorKind::unsupported);
  EXPECT_EQ(number("SELECT 1"), 1);
}

}  // namespace
}  // namespace dunlin::database::postgres
