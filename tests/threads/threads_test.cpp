// Several Migrators in one process, up_async() and stops: what docs/threads.md promises. Made to be run with
// ThreadSanitizer. parity B: "await run_migrations()": up_async(), with progress events and cancellation.
#include <chrono>
#include <map>
#include <random>
#include <thread>

#include "threads/scene.hpp"

namespace dunlin::threads {
namespace {

using namespace std::chrono_literals;

std::map<std::string, int> count_applied(const std::string& url, const Scene& scene) {
  std::map<std::string, int> applied;
  for (const auto& entry : Migrator(scene.options(url)).history()) {
    if (entry.event == "up") ++applied[entry.version];
  }
  return applied;
}

void expect_each_once(const std::string& url, const Scene& scene, std::size_t count) {
  const auto applied = count_applied(url, scene);
  EXPECT_EQ(applied.size(), count);
  for (const auto& [version, times] : applied) EXPECT_EQ(times, 1) << version;
  const Status status = Migrator(scene.options(url)).status();
  EXPECT_EQ(status.pending, 0);
  EXPECT_EQ(status.applied, static_cast<std::int64_t>(count));
}

/// Ups in as many threads as there are URLs; returns how many migrations all of them applied.
std::size_t up_all(const std::vector<std::string>& urls, const Scene& scene) {
  std::atomic<std::size_t> done = 0;
  std::vector<std::thread> threads;
  for (const std::string& url : urls) {
    threads.emplace_back([&] {
      try {
        Migrator migrator(scene.options(url));
        done += migrator.up().done.size();
      } catch (const Error& error) {
        ADD_FAILURE() << error.message << " " << error.detail;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return done;
}

TEST_P(Engines, SixteenMigratorsOfOneProcessOnOneDatabase) {
  Scene scene(GetParam());
  scene.write_tables(6);
  const std::string url = scene.database();
  EXPECT_EQ(up_all(std::vector<std::string>(16, url), scene), 6u);
  expect_each_once(url, scene, 6);
}

TEST_P(Engines, SeveralMigratorsOnSeveralDatabases) {
  Scene scene(GetParam());
  scene.write_tables(3);
  std::vector<std::string> databases;
  for (int i = 0; i < 4; ++i) databases.push_back(scene.database());
  std::vector<std::string> urls;
  for (int i = 0; i < 3; ++i) urls.insert(urls.end(), databases.begin(), databases.end());
  EXPECT_EQ(up_all(urls, scene), 12u);
  for (const auto& url : databases) expect_each_once(url, scene, 3);
}

TEST_P(Engines, AsyncTellsOnItsOwnThreadAndAnswersThroughTheFuture) {
  Scene scene(GetParam());
  scene.write_tables(3);
  const std::string url = scene.database();
  Migrator migrator(scene.options(url));
  std::vector<std::string> told;  // no lock: the future orders it
  std::thread::id teller;
  migrator.observe([&](const Event& event) {
    teller = std::this_thread::get_id();
    if (event.kind == EventKind::migration_finished) told.push_back(event.migration);
  });
  auto future = migrator.up_async();
  const RunReport report = future.get();
  EXPECT_EQ(report.done.size(), 3u);
  EXPECT_EQ(told, (std::vector<std::string>{"001_t1", "002_t2", "003_t3"}));
  EXPECT_NE(teller, std::this_thread::get_id());
  // It may be called again, in either way.
  EXPECT_EQ(migrator.status().pending, 0);
  EXPECT_TRUE(migrator.up_async().get().done.empty());
}

TEST_P(Engines, AsyncThrowsThroughTheFuture) {
  Scene scene(GetParam());
  scene.write_tables(1);
  scene.write("002_bad.sql", "INSERT INTO nowhere VALUES (1);\n");
  scene.write_tables(1);
  scene.write("003_more.sql", "CREATE TABLE more (id INTEGER PRIMARY KEY);\n");
  const std::string url = scene.database();
  Migrator migrator(scene.options(url));
  auto future = migrator.up_async();
  try {
    (void)future.get();
    FAIL();
  } catch (const RunFailed& failed) {
    EXPECT_EQ(failed.kind, ErrorKind::sql);
    ASSERT_EQ(failed.report.done.size(), 1u);
    EXPECT_EQ(failed.report.failed->migration.title, "002_bad");
    EXPECT_EQ(failed.report.not_run, std::vector<std::string>{"003_more"});
  }
  EXPECT_EQ(migrator.status().pending, 2);
}

TEST_P(Engines, AStopThatCameFirstIsHeeded) {
  Scene scene(GetParam());
  scene.write_tables(1);
  const std::string url = scene.database();
  std::stop_source stop;
  stop.request_stop();
  Migrator migrator(scene.options(url));
  auto future = migrator.up_async({}, stop.get_token());
  try {
    (void)future.get();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::cancelled);
  }
  // It concerned that call, and none after it.
  EXPECT_EQ(migrator.status().pending, 1);
  migrator.request_stop();
  EXPECT_EQ(migrator.up().done.size(), 1u);
}

TEST_P(Engines, AStopEndsALongStatement) {
  Scene scene(GetParam());
  scene.write_tables(1);
  scene.write("002_slow.sql", scene.slow());
  const std::string url = scene.database();
  Migrator migrator(scene.options(url));
  std::stop_source stop;
  std::atomic<bool> slow = false;
  migrator.observe([&](const Event& event) {
    if (event.kind == EventKind::statement_started && event.version == "002") slow = true;
  });
  auto future = migrator.up_async({}, stop.get_token());
  while (!slow && future.wait_for(0s) != std::future_status::ready) std::this_thread::sleep_for(1ms);
  const auto asked = std::chrono::steady_clock::now();
  stop.request_stop();
  try {
    (void)future.get();
    FAIL();
  } catch (const RunFailed& failed) {
    EXPECT_EQ(failed.kind, ErrorKind::cancelled);
    EXPECT_LE(failed.report.done.size(), 1u);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 15s);
}

TEST_P(Engines, StopsAtAnyMomentLeaveWhatTheNextRunFinishes) {
  Scene scene(GetParam());
  scene.write_tables(8);
  const std::string url = scene.database();
  std::minstd_rand random(7);
  for (int i = 0; i < 12; ++i) {
    Migrator migrator(scene.options(url));
    std::stop_source stop;
    auto future = migrator.up_async({}, stop.get_token());
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 20'000});
    std::vector<std::thread> askers;  // two at once, in both ways
    askers.emplace_back([&] { stop.request_stop(); });
    askers.emplace_back([&] { migrator.request_stop(); });
    for (auto& asker : askers) asker.join();
    try {
      (void)future.get();
    } catch (const Error& error) {
      // Where definitions take no part in transactions, a stop may leave a migration half done.
      const bool stopped = error.kind == ErrorKind::cancelled ||
                           (GetParam() == std::string("mariadb") && error.kind == ErrorKind::partial);
      EXPECT_TRUE(stopped) << static_cast<int>(error.kind) << ": " << error.message;
    }
  }
  (void)Migrator(scene.options(url)).up();
  expect_each_once(url, scene, 8);
}

TEST_P(Engines, ABusyMigratorSaysSo) {
  Scene scene(GetParam());
  scene.write("001_slow.sql", scene.slow());
  const std::string url = scene.database();
  Migrator migrator(scene.options(url));
  std::atomic<bool> slow = false;
  std::atomic<int> refused = 0;
  const auto expect_busy = [&](const std::function<void()>& call) {
    try {
      call();
      ADD_FAILURE() << "it was let in";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::usage);
      ++refused;
    }
  };
  migrator.observe([&](const Event& event) {
    if (event.kind != EventKind::statement_started) return;
    if (!slow) expect_busy([&] { (void)migrator.status(); });  // from within, too
    slow = true;
  });
  auto future = migrator.up_async();
  while (!slow && future.wait_for(0s) != std::future_status::ready) std::this_thread::sleep_for(1ms);
  expect_busy([&] { (void)migrator.status(); });
  expect_busy([&] { (void)migrator.up(); });
  expect_busy([&] { (void)migrator.plan(); });
  expect_busy([&] { (void)migrator.up_async(); });
  expect_busy([&] { migrator.mark("001", true); });
  expect_busy([&] { migrator.observe({}); });
  migrator.request_stop();
  EXPECT_THROW((void)future.get(), RunFailed);
  EXPECT_EQ(refused, 7);
}

TEST_P(Engines, TheEndOfAMigratorStopsItsRun) {
  Scene scene(GetParam());
  scene.write("001_slow.sql", scene.slow());
  const std::string url = scene.database();
  std::future<RunReport> future;
  {
    Migrator first(scene.options(url));
    std::atomic<bool> slow = false;
    first.observe([&](const Event& event) {
      if (event.kind == EventKind::statement_started) slow = true;
    });
    future = first.up_async();
    Migrator moved = std::move(first);
    while (!slow && future.wait_for(0s) != std::future_status::ready) std::this_thread::sleep_for(1ms);
  }
  ASSERT_EQ(future.wait_for(0s), std::future_status::ready);
  EXPECT_THROW((void)future.get(), RunFailed);
}

INSTANTIATE_TEST_SUITE_P(All, Engines, ::testing::Values("sqlite", "postgres", "mariadb"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace dunlin::threads
