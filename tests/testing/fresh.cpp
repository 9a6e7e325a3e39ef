// dunlin_fresh URL MIGRATIONS [COUNT] [kill|seed|bench]: gets COUNT databases one after the other, looks whether each
// is up to date and empty of what the one before did, and writes to it. kill: ends by SIGKILL while it has the last
// one. seed: with a seed. bench: says how long each took.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "dunlin/migrator.hpp"
#include "dunlin/testing.hpp"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void check(const dunlin::Options& options, const std::string& url, bool seeded) {
  dunlin::Options there = options;
  there.url = url;
  const dunlin::Status status = dunlin::Migrator(there).status();
  if (status.pending != 0 || !status.problems.empty()) throw dunlin::Error(dunlin::ErrorKind::internal, "not at head");
  dunlin::Database db = dunlin::Database::open(url);
  const auto rows = db.query_value<std::int64_t>("SELECT count(*) FROM items").value_or(-1);
  if (rows != (seeded ? 3 : 2)) {
    throw dunlin::Error(dunlin::ErrorKind::internal, "it has " + std::to_string(rows) + " rows");
  }
  db.execute("INSERT INTO items (id, name) VALUES (?, ?)", 100, "of this test");
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  dunlin::Options options;
  options.url = argv[1];
  options.directories = {argv[2]};
  const int count = argc > 3 ? std::atoi(argv[3]) : 1;
  const std::string how = argc > 4 ? argv[4] : "";
  dunlin::testing::Seed seed;
  if (how == "seed") {
    seed.version = "1";
    seed.plant = [](dunlin::Database& db) { db.execute("INSERT INTO items (id, name) VALUES (?, ?)", 50, "seed"); };
  }
  std::vector<double> made, dropped;
  try {
    for (int i = 0; i < count; ++i) {
      auto begin = Clock::now();
      {
        const auto fresh = dunlin::testing::fresh(options, seed);
        if (i > 0 || count == 1) made.push_back(milliseconds_since(begin));
        if (how != "bench") check(options, fresh.url(), how == "seed");
        if (how == "kill" && i + 1 == count) std::raise(SIGKILL);
        begin = Clock::now();
      }
      dropped.push_back(milliseconds_since(begin));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  if (how == "bench") std::printf("made in %.2f ms, dropped in %.2f ms (medians)\n", median(made), median(dropped));
  return 0;
}
