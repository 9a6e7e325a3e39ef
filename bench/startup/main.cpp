// What Migrator::up() costs an application that has nothing to do, beside opening the same database and reading the
// history with sqlite3 alone.
//
//   startup up|raw FILE TIMES      prints the median and the least, in microseconds
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "dunlin/migrator.hpp"
#include "migrations.hpp"

namespace {

void check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "startup: %s\n", what);
  std::exit(1);
}

}  // namespace

// Counted by callgrind: by these names, and not inlined.
extern "C" __attribute__((noinline)) void measured_up(const char* file) {
  dunlin::Migrator migrator({.url = std::string("sqlite:") + file, .embedded = {migrations()}});
  check(migrator.up().ok(), "up");
}

extern "C" __attribute__((noinline)) void measured_raw(const char* file) {
  sqlite3* database = nullptr;
  check(sqlite3_open_v2(file, &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK, "open");
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database, "SELECT version, name, kind, checksum, state FROM dunlin_migrations", -1,
                           &statement, nullptr) == SQLITE_OK,
        "prepare");
  std::size_t bytes = 0;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    for (int column = 0; column < 5; ++column) {
      bytes += std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, column))).size();
    }
  }
  check(bytes > 0, "the history is empty");
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

int main(int argc, char** argv) {
  check(argc == 4, "startup up|raw FILE TIMES");
  const auto measured = argv[1] == std::string("up") ? measured_up : measured_raw;
  std::vector<double> times;
  for (int i = std::atoi(argv[3]); i > 0; --i) {
    const auto begun = std::chrono::steady_clock::now();
    measured(argv[2]);
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%.0f\t%.0f\n", times[times.size() / 2], times.front());
}
