// The whole command line as an application calls it.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/file.hpp"
#include "dunlin/cli.hpp"

namespace dunlin::cli {
namespace {

void own_handler(int) {}

class RunTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "dunlin-run-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    base::create_directories(folder_ + "/migrations");
    base::create_file(
        folder_ + "/migrations/001_users.sql",
        "-- dunlin:up\nCREATE TABLE users (id INTEGER PRIMARY KEY);\n-- dunlin:down\nDROP TABLE users;\n");
    application_.program = "app db";
    application_.options.url = "sqlite:" + folder_ + "/app.db";
    application_.options.directories = {folder_ + "/migrations"};
  }
  void TearDown() override { ASSERT_EQ(::system(("rm -r '" + folder_ + "'").c_str()), 0); }

  int run(std::vector<const char*> words) {
    words.insert(words.begin(), "db");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = cli::run(static_cast<int>(words.size()), words.data(), application_);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string folder_, out_, err_;
  Application application_;
};

// parity C: the commands live in the application's own executable
TEST_F(RunTest, AsOftenAsWantedWithTheApplicationsDatabase) {
  EXPECT_EQ(run({"status", "--exit-code"}), 3);
  EXPECT_EQ(run({"up"}), 0) << err_;
  EXPECT_NE(out_.find("1 migration applied"), std::string::npos) << out_;
  EXPECT_EQ(run({"status", "--exit-code"}), 0);
  EXPECT_NE(out_.find("Database is up to date!"), std::string::npos) << out_;
  EXPECT_EQ(run({"down"}), 1);  // nobody to ask
  EXPECT_NE(err_.find("table users (0 rows)"), std::string::npos) << err_;
  EXPECT_EQ(run({"down", "--yes"}), 0);
}

TEST_F(RunTest, TextsNameTheApplicationsCommand) {
  EXPECT_EQ(run({"statsu"}), 2);
  EXPECT_NE(err_.find("did you mean `app db status`?"), std::string::npos) << err_;
  ASSERT_EQ(run({"up"}), 0);
  ASSERT_EQ(::unlink((folder_ + "/migrations/001_users.sql").c_str()), 0);
  base::create_file(folder_ + "/migrations/001_users.sql", "CREATE TABLE users (id INTEGER, n TEXT);\n");
  EXPECT_EQ(run({"up"}), 1);
  EXPECT_NE(err_.find("`app db repair`"), std::string::npos) << err_;
  EXPECT_EQ(run({"status", "--json"}), 0);
  EXPECT_NE(out_.find("`app db repair`"), std::string::npos) << out_;
  EXPECT_EQ(run({"help", "db", "wait"}), 0);
  EXPECT_NE(out_.find("app db wait --timeout 30s && app db up"), std::string::npos) << out_;
  for (const char* command : {"up", "down", "repair", "new", "db reset"}) {
    EXPECT_EQ(run({"help", command}), 0);
    EXPECT_EQ(out_.find("dunlin "), std::string::npos) << out_;
  }
}

TEST_F(RunTest, SignalsAreHandledAsBefore) {
  struct sigaction mine {};
  mine.sa_handler = own_handler;
  struct sigaction before = {};
  ASSERT_EQ(::sigaction(SIGTERM, &mine, &before), 0);
  EXPECT_EQ(run({"up"}), 0);
  struct sigaction after = {};
  ::sigaction(SIGTERM, &before, &after);
  EXPECT_EQ(after.sa_handler, own_handler);
  ::sigaction(SIGPIPE, nullptr, &after);
  EXPECT_EQ(after.sa_handler, SIG_DFL);
}

TEST_F(RunTest, OneAtATime) {
  std::thread other([&] {
    EXPECT_EQ(run({"up"}), 0);
    EXPECT_EQ(run({"up"}), 0);
  });
  other.join();
  // A second one would take the signals of the first away.
  const char* words[] = {"db", "db", "wait", "--timeout", "3s", "--database", "postgres://127.0.0.1:1/x"};
  std::atomic<bool> begun = false;
  std::thread waiting([&] {
    begun = true;
    EXPECT_EQ(cli::run(7, words, application_), 1);
  });
  while (!begun) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(run({"status"}), 1);
  EXPECT_NE(err_.find("running another command"), std::string::npos) << err_;
  waiting.join();
  EXPECT_EQ(run({"status"}), 0);
}

}  // namespace
}  // namespace dunlin::cli
