// Hooks of a program: what they are told, and what their failures leave. The same on every engine.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "dunlin/migrator.hpp"
#include "suite.hpp"

namespace dunlin::conformance {

class HookSuite : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped()) return;
    folder_ = testing::TempDir() + "dunlin_hooks_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    file("001_a.sql", "-- dunlin:up\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n-- dunlin:down\nDROP TABLE a;\n");
    file("002_b.sql", "-- dunlin:up\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n-- dunlin:down\nDROP TABLE b;\n");
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
    Conformance::TearDown();
  }

  void file(const std::string& name, const std::string& text) const { std::ofstream(folder_ + "/" + name) << text; }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    std::ifstream in(folder_ + "/" + name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Migrator migrator(Hooks hooks, OnFailure on_failure = OnFailure::abort) {
    Options options;
    options.url = url_text();
    options.directories = {folder_};
    options.hooks = std::move(hooks);
    options.on_failure = on_failure;
    Migrator made(options);
    made.observe([this](const Event& event) { events_.push_back(event); });
    return made;
  }
  [[nodiscard]] std::int64_t told(EventKind kind) const {
    return std::ranges::count_if(events_, [kind](const Event& event) { return event.kind == kind; });
  }
  bool there(const std::string& table) { return db().catalogue().exists(sql::ObjectKind::table, {"", table}, {}); }

  std::string folder_;
  std::vector<Event> events_;
};

TEST_P(HookSuite, CommandsAreToldTheFacts) {
  const std::string say =
      "echo \"$DUNLIN_HOOK $DUNLIN_DIRECTION $DUNLIN_STEPS [$DUNLIN_MIGRATION] [$DUNLIN_VERSION]\" >> facts.txt";
  Hooks hooks;
  for (const auto point : {HookPoint::before_run, HookPoint::before_migration, HookPoint::after_migration,
                           HookPoint::after_run, HookPoint::on_failure}) {
    hooks.push_back({.point = point, .command = say, .folder = folder_});
  }
  migrator(hooks).up();
  EXPECT_EQ(text_of("facts.txt"),
            "before-run up 2 [] []\nbefore-migration up 2 [001_a] [001]\nafter-migration up 2 [001_a] [001]\n"
            "before-migration up 2 [002_b] [002]\nafter-migration up 2 [002_b] [002]\nafter-run up 2 [] []\n");
  EXPECT_EQ(told(EventKind::hook_started), 6);
  EXPECT_EQ(told(EventKind::hook_finished), 6);
  migrator(hooks).up();
  EXPECT_EQ(told(EventKind::hook_started), 6) << "nothing to do: no hook";
}

TEST_P(HookSuite, AFailingBeforeRunStopsEverything) {
  const Hooks hooks = {{.point = HookPoint::before_run, .name = "guard", .command = "echo no; exit 7"}};
  const Error error = error_of([&] { migrator(hooks).up(); });
  EXPECT_EQ(error.kind, ErrorKind::hook);
  EXPECT_EQ(error.message, "the before-run hook `guard` failed: it ended with exit code 7");
  EXPECT_EQ(error.detail, "no");
  EXPECT_FALSE(there("a"));
  EXPECT_EQ(told(EventKind::run_started), 0);
  const RunReport report = migrator(hooks, OnFailure::proceed).up();
  ASSERT_TRUE(report.failed);
  EXPECT_EQ(report.failed->error.kind, ErrorKind::hook);
  EXPECT_TRUE(report.failed->migration.title.empty());
}

TEST_P(HookSuite, AFailureBehindAMigrationKeepsIt) {
  const std::string stop = folder_ + "_hooks/stop.sql";
  std::filesystem::create_directories(folder_ + "_hooks");
  std::ofstream(stop) << "INSERT INTO nowhere VALUES (1);\n";
  const RunReport report =
      migrator({{.point = HookPoint::after_migration, .sql_file = stop}}, OnFailure::proceed).up({.target = "001"});
  ASSERT_TRUE(report.failed);
  ASSERT_EQ(report.done.size(), 1u);
  EXPECT_EQ(report.failed->migration.title, "001_a");
  EXPECT_EQ(report.failed->error.kind, ErrorKind::sql);
  EXPECT_EQ(report.failed->error.place.line, 1u);
  EXPECT_TRUE(there("a"));
}

TEST_P(HookSuite, FunctionsAreGivenTheDatabase) {
  Hooks hooks;
  std::vector<std::string> facts;
  hooks.push_back({.point = HookPoint::before_run, .call = [](Database& db, const HookFacts&) {
                     db.log("making a table");
                     db.execute("CREATE TABLE seen (version VARCHAR(20))");
                   }});
  hooks.push_back({.point = HookPoint::after_migration, .call = [&](Database& db, const HookFacts& told_facts) {
                     db.execute("INSERT INTO seen VALUES (?)", told_facts.version);
                     // Another connection sees it: "after" means durable.
                     facts.push_back(
                         told_facts.migration + " of " +
                         std::to_string(number("SELECT count(*) FROM dunlin_migrations WHERE state = 'applied'")));
                   }});
  migrator(hooks).up();
  EXPECT_EQ(facts, (std::vector<std::string>{"001_a of 1", "002_b of 2"}));
  EXPECT_EQ(number("SELECT count(*) FROM seen"), 2);
  EXPECT_EQ(told(EventKind::hook_output), 1);
}

TEST_P(HookSuite, WhatAFunctionThrowsIsAFailure) {
  const auto error_from = [&](std::function<void(Database&, const HookFacts&)> call) {
    return error_of(
        [&] { migrator({{.point = HookPoint::before_run, .name = "mine", .call = std::move(call)}}).up(); });
  };
  const Error thrown = error_from([](Database&, const HookFacts&) { throw std::runtime_error("not today"); });
  EXPECT_EQ(thrown.kind, ErrorKind::hook);
  EXPECT_EQ(thrown.message, "the before-run hook mine failed: not today");
  const Error swallowed = error_from([](Database& db, const HookFacts&) {
    try {
      db.execute("INSERT INTO nowhere VALUES (1)");
    } catch (const Error&) {
    }
  });
  EXPECT_EQ(swallowed.kind, ErrorKind::sql) << "an error that is swallowed is no success";
  EXPECT_FALSE(there("a"));
}

TEST_P(HookSuite, AHookIsOneThing) {
  for (const Hook& wrong : {Hook{}, Hook{.sql_file = "x.sql", .command = "true"}}) {
    EXPECT_EQ(error_of([&] { migrator({wrong}).up(); }).kind, ErrorKind::usage);
  }
  EXPECT_EQ(error_of([&] { migrator({{.sql_file = "no-such-file.sql"}}).up(); }).kind, ErrorKind::io);
  EXPECT_FALSE(there("a"));
}

DUNLIN_EVERY_DATABASE(HookSuite);

}  // namespace dunlin::conformance
