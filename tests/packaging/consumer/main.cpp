// A small application that brings its own database up to date with files that are part of it, uses that database
// itself meanwhile, and has Dunlin's commands in its own command line (app db ...).
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>
#include <string_view>

#include "dunlin/cli.hpp"
#include "dunlin/dunlin.hpp"
#include "migrations.hpp"

namespace {

constexpr const char* file = "app.db";

int failures = 0;
void check(bool good, std::string_view what) {
  if (good) return;
  std::cout << "FAILED: " << what << '\n';
  ++failures;
}

dunlin::Options options() { return {.url = std::string("sqlite:") + file, .embedded = {app::migrations()}}; }

int execute(sqlite3* database, const char* sql) { return sqlite3_exec(database, sql, nullptr, nullptr, nullptr); }

bool another_process_may_write() {
  const pid_t child = fork();
  if (child == 0) {
    sqlite3* database = nullptr;
    sqlite3_open(file, &database);
    _exit(execute(database, "BEGIN IMMEDIATE") == SQLITE_OK ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0;
}

// Two copies of SQLite in a process do not know of each other: when one closes the file, the system drops the locks
// that the other holds on it.
void check_one_copy_of_sqlite() {
  sqlite3* own = nullptr;
  sqlite3_open(file, &own);
  check(execute(own, "PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE") == SQLITE_OK, "a transaction of its own");
  check(!another_process_may_write(), "the application's lock holds");
  check(dunlin::Migrator(options()).status().pending == 0, "nothing is pending");
  check(!another_process_may_write(), "the application's lock holds after Dunlin has closed the file");
  sqlite3_close(own);
}

int migrate() {
  const auto report = dunlin::Migrator(options()).up();
  check(report.ok() && report.done.size() == 3, "three migrations");
  sqlite3* own = nullptr;
  sqlite3_open(file, &own);
  check(
      execute(own, "UPDATE users SET name = name || '!' WHERE name = 'Ada'") == SQLITE_OK && sqlite3_changes(own) == 1,
      "a row");
  sqlite3_close(own);
  check_one_copy_of_sqlite();
  try {
    dunlin::Migrator(dunlin::Options{.url = "nonsense:x"}).status();
    check(false, "an error");
  } catch (const dunlin::Error& error) {  // thrown in the library, caught here by its type
    check(error.kind == dunlin::ErrorKind::config, "its kind");
  }
  std::cout << "migrated by dunlin " << dunlin::version() << '\n';
  return failures;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "db") {
    dunlin::cli::Application application;
    application.program = "app db";
    application.options = options();
    return dunlin::cli::run(argc - 1, argv + 1, application);
  }
  return migrate();
}
