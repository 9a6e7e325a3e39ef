#include "database/mariadb/watchdog.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace dunlin::database::mariadb {
namespace {

using std::chrono::milliseconds;

TEST(Watchdog, ActsOnceWhenTheTimeIsUp) {
  std::atomic<int> acts = 0;
  Watchdog watchdog([&acts] { ++acts; });
  watchdog.arm(milliseconds(1));
  for (int i = 0; i < 5000 && acts == 0; ++i) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_TRUE(watchdog.disarm());
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(acts, 1);
}

TEST(Watchdog, DisarmedInTimeItDoesNothing) {
  std::atomic<int> acts = 0;
  Watchdog watchdog([&acts] { ++acts; });
  for (int i = 0; i < 100; ++i) {
    watchdog.arm(std::chrono::hours(1));
    EXPECT_FALSE(watchdog.disarm());
  }
  EXPECT_EQ(acts, 0);
}

TEST(Watchdog, ALaterShorterLimitCounts) {
  std::atomic<int> acts = 0;
  Watchdog watchdog([&acts] { ++acts; });
  watchdog.arm(std::chrono::hours(1));
  EXPECT_FALSE(watchdog.disarm());
  watchdog.arm(milliseconds(1));
  for (int i = 0; i < 5000 && acts == 0; ++i) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_TRUE(watchdog.disarm());
}

TEST(Watchdog, DisarmWaitsForAnActUnderWay) {
  std::atomic<bool> begun = false;
  std::atomic<bool> ended = false;
  Watchdog watchdog([&] {
    begun = true;
    std::this_thread::sleep_for(milliseconds(50));
    ended = true;
  });
  watchdog.arm(milliseconds(1));
  while (!begun) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_TRUE(watchdog.disarm());
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace dunlin::database::mariadb
