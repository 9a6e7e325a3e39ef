// Migrations in C++: their place among files, what their failures leave, batches. The same on every engine.
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "dunlin/migrator.hpp"
#include "suite.hpp"

namespace dunlin::conformance {

class CodeSuite : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped()) return;
    folder_ = testing::TempDir() + "dunlin_code_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
    Conformance::TearDown();
  }

  void file(const std::string& name, const std::string& text) { std::ofstream(folder_ + "/" + name) << text; }

  Migrator migrator(Migrations list, bool with_files = false) {
    Options options;
    options.url = url_text();
    options.migrations = std::move(list);
    if (with_files) options.directories = {folder_};
    Migrator made(options);
    made.observe([this](const Event& event) { events_.push_back(event); });
    return made;
  }
  RunFailed failed(Migrator& migrator) {
    try {
      migrator.up();
    } catch (const RunFailed& failure) {
      return failure;
    }
    ADD_FAILURE() << "the run did not fail";
    return RunFailed([] {
      RunReport report;
      report.failed = RunFailure{{}, Error(ErrorKind::internal, "")};
      return report;
    }());
  }
  std::size_t told(EventKind kind) const {
    return static_cast<std::size_t>(
        std::count_if(events_.begin(), events_.end(), [kind](const Event& event) { return event.kind == kind; }));
  }
  bool transactional() { return db().capabilities().transactional_ddl; }
  bool there(const std::string& table) { return db().catalogue().exists(sql::ObjectKind::table, {"", table}, {}); }
  static MigrationState state_of(Migrator& migrator, const std::string& version) {
    for (const auto& one : migrator.status().migrations) {
      if (one.version == version) return one.state;
    }
    return MigrationState::missing;
  }

  std::string folder_;
  std::vector<Event> events_;
};

struct FillSlugs : Migration {
  [[nodiscard]] std::string_view name() const override { return "002_fill_slugs"; }
  void up(Database& db) override {
    db.log("Step 1/1: slugs");
    db.execute("UPDATE posts SET slug = ? WHERE slug IS NULL", "none");
  }
  void down(Database& db) override { db.execute("UPDATE posts SET slug = NULL"); }
  [[nodiscard]] Traits traits() const override { return {.description = "Every post has a slug"}; }
};

// parity A: migration code in the application's language
// parity C: migration class with up(db) and down(db)
TEST_P(CodeSuite, RunsAmongFilesInOneOrder) {
  file("001_posts.sql",
       "CREATE TABLE posts (id INTEGER PRIMARY KEY, slug VARCHAR(40));\nINSERT INTO posts VALUES (1, NULL), (2, "
       "'b');\n");
  file("003_check.sql",
       "-- dunlin:up\nINSERT INTO posts SELECT 3, slug FROM posts WHERE id = 1;\n-- dunlin:down\nDELETE FROM posts "
       "WHERE id = 3;\n");
  Migrations list;
  list.add<FillSlugs>();
  auto runner = migrator(list, true);
  const Plan plan = runner.plan();
  ASSERT_EQ(plan.steps.size(), 3u);
  EXPECT_EQ(plan.steps[1].title, "002_fill_slugs");
  EXPECT_TRUE(plan.steps[1].code);
  EXPECT_EQ(plan.steps[1].file, "");
  EXPECT_EQ(plan.steps[1].description, "Every post has a slug");
  EXPECT_EQ(plan.steps[1].mode, transactional() ? TransactionMode::transaction : TransactionMode::journaled);
  const RunReport report = runner.up();
  ASSERT_EQ(report.done.size(), 3u);
  EXPECT_EQ(report.done[1].statements, 1);
  EXPECT_EQ(report.done[1].rows, 1);
  EXPECT_EQ(number("SELECT count(*) FROM posts WHERE slug = 'none'"), 2);
  EXPECT_EQ(told(EventKind::log), 1u);
  EXPECT_TRUE(std::any_of(events_.begin(), events_.end(), [](const Event& event) {
    return event.kind == EventKind::statement_started && event.migration == "002_fill_slugs" &&
           event.text == "UPDATE posts SET slug = ? WHERE slug IS NULL";
  }));
  const auto shown = runner.show("002");
  EXPECT_EQ(shown.state, MigrationState::applied);
  EXPECT_TRUE(shown.code);
  EXPECT_EQ(shown.description, "Every post has a slug");
  EXPECT_EQ(to_text(db().query("SELECT layout FROM dunlin_migrations WHERE version = '002'")[0][0]), "c++");
  EXPECT_EQ(runner.script("002", Direction::up), std::nullopt);
  const Plan back = runner.plan_down({.steps = 2});
  ASSERT_EQ(back.steps.size(), 2u);
  EXPECT_EQ(back.steps[1].losses.size(), 1u) << "what code removes is not known, so it is asked for";
  EXPECT_TRUE(runner.up().done.empty());

  EXPECT_EQ(runner.down({.steps = 2}).done.size(), 2u);
  EXPECT_EQ(number("SELECT count(*) FROM posts WHERE slug IS NULL"), 2);
  EXPECT_EQ(state_of(runner, "002"), MigrationState::pending);
}

TEST_P(CodeSuite, ItsChecksumIsOfNameAndRevision) {
  const auto list = [](std::string revision) {
    Migrations made;
    made.add("001_a", [](Database& db) { db.execute("CREATE TABLE a (n INTEGER)"); }, {},
             {.revision = std::move(revision)});
    return made;
  };
  migrator(list("")).up();
  auto same = migrator(list(""));
  EXPECT_EQ(state_of(same, "001"), MigrationState::applied);
  auto other = migrator(list("2"));
  EXPECT_EQ(state_of(other, "001"), MigrationState::changed);
  const Plan plan = other.plan();
  ASSERT_EQ(plan.problems.size(), 1u);
  EXPECT_NE(plan.problems[0].message.find("Traits::revision"), std::string::npos) << plan.problems[0].message;
  EXPECT_EQ(other.repair().size(), 1u);
  EXPECT_EQ(state_of(other, "001"), MigrationState::applied);
}

TEST_P(CodeSuite, OneThatIsGoneCannotBeUndoneAndSaysSo) {
  Migrations list;
  list.add(
      "001_a", [](Database& db) { db.execute("CREATE TABLE a (n INTEGER)"); },
      [](Database& db) { db.execute("DROP TABLE a"); });
  migrator(list).up();
  file("002_b.sql", "SELECT 1;\n");
  auto without = migrator({}, true);
  EXPECT_EQ(state_of(without, "001"), MigrationState::missing);
  const Plan plan = without.plan_down({.target = "base"});
  ASSERT_EQ(plan.problems.size(), 1u);
  EXPECT_EQ(plan.problems[0].kind, ProblemKind::no_down);
  EXPECT_NE(plan.problems[0].message.find("C++"), std::string::npos);
  EXPECT_NE(plan.problems[0].hint.find("dunlin mark 001 unapplied"), std::string::npos);
  migrator(list).down();
  EXPECT_FALSE(there("a"));
}

TEST_P(CodeSuite, WithoutADownItHasNoWayBack) {
  Migrations list;
  list.add("001_a", [](Database& db) { db.execute("CREATE TABLE a (n INTEGER)"); });
  auto runner = migrator(list);
  runner.up();
  const Plan plan = runner.plan_down();
  ASSERT_EQ(plan.problems.size(), 1u);
  EXPECT_EQ(plan.problems[0].kind, ProblemKind::no_down);
}

// parity A: errors raised again so that the migration counts as failed
TEST_P(CodeSuite, AnExceptionFailsItWithItsName) {
  bool good = false;
  Migrations list;
  list.add("001_a", [&](Database& db) {
    if (!db.table_exists("a")) db.execute("CREATE TABLE a (n INTEGER)");
    db.execute("INSERT INTO a VALUES (?)", 1);
    if (!good) throw std::runtime_error("the service is not there");
  });
  list.add("002_b", [](Database& db) { db.execute("CREATE TABLE b (n INTEGER)"); });
  auto runner = migrator(list);
  const RunFailed failure = failed(runner);
  EXPECT_EQ(failure.migration, "001_a");
  EXPECT_EQ(failure.message, "the service is not there");
  EXPECT_EQ(failure.report.not_run, std::vector<std::string>{"002_b"});
  EXPECT_EQ(there("a"), !transactional());
  if (transactional()) {
    EXPECT_EQ(failure.kind, ErrorKind::code);
    EXPECT_EQ(state_of(runner, "001"), MigrationState::pending);
  } else {
    EXPECT_EQ(failure.kind, ErrorKind::partial);
    EXPECT_NE(failure.state.find("2 statements took effect"), std::string::npos) << failure.state;
    EXPECT_EQ(state_of(runner, "001"), MigrationState::interrupted);
    EXPECT_NE(runner.repair()[0].find("runs it again from its beginning"), std::string::npos);
    EXPECT_EQ(error_of([&] { runner.settle("001", true); }).kind, ErrorKind::refused);
  }
  good = true;
  EXPECT_EQ(runner.up().done.size(), 2u);
  EXPECT_EQ(told(EventKind::migration_resumed), transactional() ? 0u : 1u);
  EXPECT_TRUE(there("b"));
  EXPECT_EQ(state_of(runner, "001"), MigrationState::applied);
}

TEST_P(CodeSuite, WhateverItThrowsIsReported) {
  Migrations list;
  list.add("001_a", [](Database&) { throw 42; });  // NOLINT(hicpp-exception-baseclass)
  auto runner = migrator(list);
  const RunFailed failure = failed(runner);
  EXPECT_EQ(failure.kind, ErrorKind::code);
  EXPECT_EQ(failure.migration, "001_a");
  EXPECT_EQ(state_of(runner, "001"), MigrationState::pending) << "nothing took effect";
}

TEST_P(CodeSuite, AnErrorOfTheDatabaseNamesItsStatement) {
  Migrations list;
  list.add("001_a", [](Database& db) { db.execute("INSERT INTO nowhere (n) VALUES (?)", 7); });
  auto runner = migrator(list);
  const RunFailed failure = failed(runner);
  EXPECT_EQ(failure.kind, ErrorKind::sql);
  EXPECT_EQ(failure.statement, "INSERT INTO nowhere (n) VALUES (?)");
  EXPECT_NE(failure.message.find("nowhere"), std::string::npos);
  EXPECT_EQ(failure.place, Place());
}

// parity A: an error that is swallowed cannot be recorded as success by accident
TEST_P(CodeSuite, ASwallowedErrorIsNoSuccess) {
  Migrations list;
  list.add("001_a", [](Database& db) {
    try {
      db.execute("INSERT INTO nowhere VALUES (1)");
    } catch (const std::exception&) {
    }
  });
  auto runner = migrator(list);
  const RunFailed failure = failed(runner);
  EXPECT_EQ(failure.kind, ErrorKind::sql);
  EXPECT_NE(failure.detail.find("caught this error and went on"), std::string::npos) << failure.detail;
  EXPECT_NE(failure.hint.find("attempt()"), std::string::npos);
  EXPECT_EQ(state_of(runner, "001"), MigrationState::pending);
}

TEST_P(CodeSuite, AnErrorInAnExceptionOfTheirOwnKeepsItsStatement) {
  Migrations list;
  list.add("001_a", [](Database& db) {
    try {
      db.execute("INSERT INTO nowhere VALUES (1)");
    } catch (const std::exception&) {
      throw std::runtime_error("could not fill nowhere");
    }
  });
  auto runner = migrator(list);
  const RunFailed failure = failed(runner);
  EXPECT_EQ(failure.message, "could not fill nowhere");
  EXPECT_EQ(failure.statement, "INSERT INTO nowhere VALUES (1)");
  EXPECT_EQ(failure.kind, ErrorKind::sql);
}

TEST_P(CodeSuite, AttemptUndoesAndGoesOn) {
  std::optional<Error> first, second, third;
  Migrations list;
  list.add("001_a", [&](Database& db) {
    db.execute("CREATE TABLE a (n INTEGER PRIMARY KEY)");
    db.execute("INSERT INTO a VALUES (1)");
    first = db.attempt([&] {
      db.execute("INSERT INTO a VALUES (2)");
      db.execute("INSERT INTO a VALUES (1)");
    });
    second = db.attempt([&] {
      db.execute("INSERT INTO a VALUES (3)");
      EXPECT_TRUE(db.attempt([&] { db.execute("INSERT INTO a VALUES (3)"); }));
    });
    third = db.attempt([&] { throw std::runtime_error("no"); });
  });
  auto runner = migrator(list);
  runner.up();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, ErrorKind::sql);
  EXPECT_FALSE(second);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->message, "no");
  EXPECT_EQ(number("SELECT sum(n) FROM a"), 4);
}

TEST_P(CodeSuite, ASwallowedErrorFailsItsAttempt) {
  std::optional<Error> failure;
  Migrations list;
  list.add("001_a", [&](Database& db) {
    db.execute("CREATE TABLE a (n INTEGER PRIMARY KEY)");
    failure = db.attempt([&] {
      db.execute("INSERT INTO a VALUES (1)");
      try {
        db.execute("INSERT INTO nowhere VALUES (1)");
      } catch (const Error&) {
      }
    });
  });
  migrator(list).up();
  EXPECT_TRUE(failure);
  EXPECT_EQ(number("SELECT count(*) FROM a"), 0);
}

TEST_P(CodeSuite, TransactionsNest) {
  Migrations list;
  list.add("001_a", [&](Database& db) {
    db.execute("CREATE TABLE a (n INTEGER PRIMARY KEY)");
    db.transaction([&] {
      db.execute("INSERT INTO a VALUES (1)");
      try {
        db.transaction([&] {
          db.execute("INSERT INTO a VALUES (2)");
          throw std::logic_error("undo this");
        });
      } catch (const std::logic_error&) {
      }
      db.transaction([&] { db.execute("INSERT INTO a VALUES (4)"); });
    });
  });
  migrator(list).up();
  EXPECT_EQ(number("SELECT sum(n) FROM a"), 5);
}

TEST_P(CodeSuite, ItsTransactionIsNotItsOwn) {
  for (const char* word : {"COMMIT", "ROLLBACK", "BEGIN"}) {
    Migrations list;
    list.add("001_a", [word](Database& db) {
      db.execute("CREATE TABLE a (n INTEGER)");
      db.transaction([&] { db.execute(word); });
    });
    auto runner = migrator(list);
    const RunFailed failure = failed(runner);
    EXPECT_NE(failure.message.find(word), std::string::npos) << failure.message;
    EXPECT_EQ(there("a"), !transactional());
    if (!transactional()) {
      db().execute("DROP TABLE a");
      runner.mark("001", false);
    }
  }
}

TEST_P(CodeSuite, ATransactionThatIsLeftOpenFails) {
  Migrations list;
  list.add("001_a", [](Database& db) { db.execute("BEGIN"); }, {}, {.transaction = false});
  auto runner = migrator(list);
  EXPECT_NE(failed(runner).message.find("left a transaction open"), std::string::npos);
}

TEST_P(CodeSuite, TraitsAreObeyed) {
  Migrations list;
  list.add(
      "001_a", [](Database&) {}, [](Database&) {}, {.irreversible = "rows are merged"});
  list.add("002_b", [](Database&) {}, {}, {.environments = {"production"}});
  list.add("003_c", [](Database&) {}, {}, {.requires_versions = {"002"}});
  auto runner = migrator(list);
  const Plan plan = runner.plan();
  EXPECT_EQ(plan.steps.size(), 2u);
  ASSERT_EQ(plan.problems.size(), 1u);
  EXPECT_EQ(plan.problems[0].kind, ProblemKind::requires_);
  runner.up({.target = "001"});
  const Plan down = runner.plan_down();
  ASSERT_EQ(down.problems.size(), 1u);
  EXPECT_NE(down.problems[0].message.find("rows are merged"), std::string::npos);
}

TEST_P(CodeSuite, MarkAndBaselineNeedNoText) {
  Migrations list;
  list.add("001_a", [](Database& db) { db.execute("CREATE TABLE a (n INTEGER)"); });
  list.add("002_b", [](Database& db) { db.execute("CREATE TABLE b (n INTEGER)"); });
  auto runner = migrator(list);
  EXPECT_EQ(runner.mark("001", true).size(), 1u);
  EXPECT_EQ(state_of(runner, "001"), MigrationState::applied);
  EXPECT_EQ(runner.baseline("002").size(), 1u);
  EXPECT_TRUE(runner.up().done.empty());
  EXPECT_FALSE(there("a"));
}

// parity A: update in batches of 1000 with a commit and a log line each
TEST_P(CodeSuite, BatchesGoOnWhereTheyStopped) {
  constexpr int rows = 100;
  db().execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  for (int i = 1; i <= rows; ++i) db().execute("INSERT INTO t VALUES (" + std::to_string(i * 3) + ", 0)");
  int calls = 0;
  int stop_in = 4;
  Migrations list;
  list.add("001_a",
           [&](Database& db) {
             const auto touch = [&](Database& inner, const Batch& batch) {
               if (++calls == stop_in) throw std::runtime_error("stopped");
               return inner.execute("UPDATE t SET n = n + 1 WHERE id BETWEEN ? AND ?", batch.from, batch.to);
             };
             db.batches({.name = "first", .size = 10, .table = "t", .key = "id"}, touch);
             db.batches({.name = "second", .size = 25, .table = "t", .key = "id"}, touch);
             db.batches({.name = "third", .size = 30}, [&](Database& inner, const Batch& batch) {
               if (++calls == stop_in) throw std::runtime_error("stopped");
               return inner.execute(
                   "UPDATE t SET n = 10 WHERE id IN (SELECT id FROM (SELECT id FROM t WHERE n <> 10 LIMIT " +
                   std::to_string(batch.size) + ") s)");
             });
           },
           {}, {.transaction = false});
  auto runner = migrator(list);
  RunFailed failure = failed(runner);
  EXPECT_EQ(failure.kind, ErrorKind::partial);
  EXPECT_NE(failure.state.find("30 rows stay changed"), std::string::npos) << failure.state;
  EXPECT_EQ(number("SELECT sum(n) FROM t"), 30);
  stop_in = calls + 7 + 2;  // seven more of the first, then the second one of the second
  failure = failed(runner);
  EXPECT_EQ(number("SELECT sum(n) FROM t"), rows + 25);
  stop_in = calls + 3 + 3;
  failure = failed(runner);
  EXPECT_EQ(number("SELECT sum(n) FROM t"), 60 * 10 + 40 * 2);
  stop_in = 0;
  runner.up();
  EXPECT_EQ(number("SELECT sum(n) FROM t"), 10 * rows);
  // 3 + 7 of the first, 1 + 3 of the second, 2 + 2 and a last one that changes nothing, and three that stopped.
  EXPECT_EQ(calls, 3 + 7 + 1 + 3 + 2 + 2 + 1 + 3);
  EXPECT_EQ(told(EventKind::batch), static_cast<std::size_t>(3 + 7 + 1 + 3 + 2 + 2));
  EXPECT_EQ(state_of(runner, "001"), MigrationState::applied);
}

TEST_P(CodeSuite, BatchesNeedTheirOwnTransactionsAndNames) {
  if (transactional()) {
    Migrations list;
    list.add("001_a", [](Database& db) { db.batches({}, [](Database&, const Batch&) { return 0; }); });
    auto runner = migrator(list);
    EXPECT_NE(failed(runner).hint.find("Traits::transaction"), std::string::npos);
  }
  Migrations list;
  list.add("001_a",
           [](Database& db) {
             for (int i = 0; i < 2; ++i) db.batches({}, [](Database&, const Batch&) { return 0; });
           },
           {}, {.transaction = false});
  auto runner = migrator(list);
  EXPECT_NE(failed(runner).message.find("have the name"), std::string::npos);
}

TEST_P(CodeSuite, AStopIsHeardBetweenBatches) {
  db().execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  for (int i = 1; i <= 30; ++i) db().execute("INSERT INTO t VALUES (" + std::to_string(i) + ", 0)");
  Migrator* running = nullptr;
  Migrations list;
  list.add("001_a",
           [&](Database& db) {
             db.batches({.size = 10, .table = "t", .key = "id"}, [&](Database& inner, const Batch& batch) {
               const auto changed =
                   inner.execute("UPDATE t SET n = n + 1 WHERE id BETWEEN ? AND ?", batch.from, batch.to);
               if (running != nullptr && batch.number == 2) running->request_stop();
               return changed;
             });
           },
           {}, {.transaction = false});
  auto runner = migrator(list);
  running = &runner;
  failed(runner);
  const auto so_far = number("SELECT sum(n) FROM t");
  EXPECT_TRUE(so_far == 10 || so_far == 20) << so_far;
  running = nullptr;
  runner.up();
  EXPECT_EQ(number("SELECT sum(n) FROM t"), 30);
  EXPECT_EQ(number("SELECT max(n) FROM t"), 1);
}

TEST_P(CodeSuite, OneIdForFilesAndCode) {
  file("001_a.sql", "SELECT 1;\n");
  Migrations list;
  list.add("001_b", [](Database&) {});
  list.add("fill slugs", [](Database&) {});
  auto runner = migrator(list, true);
  const Plan plan = runner.plan();
  ASSERT_EQ(plan.problems.size(), 2u);
  EXPECT_NE(plan.problems[0].message.find("001_b (C++)"), std::string::npos) << plan.problems[0].message;
  EXPECT_NE(plan.problems[1].hint.find("004_fill_slugs"), std::string::npos) << plan.problems[1].hint;
  EXPECT_EQ(error_of([&] { runner.up(); }).kind, ErrorKind::config);
}

TEST_P(CodeSuite, TheSessionIsGivenBackAsItWas) {
  const bool postgres = GetParam()->name == "postgres";
  const bool mariadb = GetParam()->name == "mariadb";
  Migrations list;
  list.add("001_a", [&](Database& db) {
    if (postgres) db.execute("SET search_path TO pg_catalog");
    if (mariadb) db.execute("SET sql_mode = ''");
    if (!postgres && !mariadb) db.execute("PRAGMA recursive_triggers = ON");
  });
  list.add("002_b", [&](Database& db) {
    if (postgres) {
      EXPECT_NE(db.query_value<std::string>("SHOW search_path"), "pg_catalog");
    }
    if (mariadb) {
      EXPECT_NE(db.query_value<std::string>("SELECT @@sql_mode"), "");
    }
  });
  migrator(list).up();
}

// Seeds in C++ run once, among the files by name, and again when their revision changes.
TEST_P(CodeSuite, SeedsOfTheProgram) {
  file("001_first.sql", "INSERT INTO people VALUES (1, 'first');\n");
  file("003_third.sql", "INSERT INTO people SELECT 3, name FROM people WHERE id = 2;\n");
  Migrations schema;
  schema.add("001_people", [](Database& db) { db.execute("CREATE TABLE people (id INTEGER, name VARCHAR(20))"); });
  const auto seeded = [&](const std::string& revision) {
    Options options;
    options.url = url_text();
    options.migrations = schema;
    options.seed_directories = {folder_};
    options.seeds.add("002_second", [](Database& db) { db.execute("INSERT INTO people VALUES (?, ?)", 2, "second"); },
                      {}, {.revision = revision});
    Migrator migrator(options);
    migrator.up();
    return migrator.seed();
  };
  const RunReport first = seeded("1");
  ASSERT_EQ(first.done.size(), 3u);
  EXPECT_EQ(first.done[1].name, "002_second");
  EXPECT_EQ(number("SELECT count(*) FROM people WHERE name = 'second'"), 2);
  EXPECT_TRUE(seeded("1").done.empty());
  EXPECT_EQ(seeded("2").done.size(), 1u);
  EXPECT_EQ(number("SELECT count(*) FROM people WHERE id = 2"), 2);
}

DUNLIN_EVERY_DATABASE(CodeSuite);

}  // namespace dunlin::conformance
