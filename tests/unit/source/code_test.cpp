// Migrations in C++ among files: names, versions, checksums.
#include <stdexcept>

#include "base/sha256.hpp"
#include "support.hpp"

namespace dunlin::source::test {
namespace {

Migrations one(std::string name, Traits traits = {}) {
  Migrations list;
  list.add(
      std::move(name), [](Database&) {}, {}, std::move(traits));
  return list;
}

Source load_with(const Folder& folder, Migrations list, std::string layout = "auto") {
  return source::load({.directories = {folder.path()}, .layout = std::move(layout), .migrations = std::move(list)});
}

TEST(CodeMigrations, StandAmongFilesInOneOrder) {
  Folder folder;
  folder.add("003_c.sql").add("001_a.sql").add("R__views.sql");
  Migrations list = one("002_b");
  list.add(one("004_d"));
  const Source source = load_with(folder, list);
  EXPECT_TRUE(source.problems.empty());
  std::vector<std::string> titles;
  for (const auto& migration : source.migrations) titles.push_back(migration.title());
  EXPECT_EQ(titles, (std::vector<std::string>{"001_a", "002_b", "003_c", "004_d", "R__views"}));
  EXPECT_NE(source.migrations[1].code, nullptr);
  EXPECT_EQ(source.migrations[1].up.name(), "");
  EXPECT_EQ(source.migrations[0].code, nullptr);
}

TEST(CodeMigrations, NeedNoFolder) {
  const Source source = source::load({.directories = {}, .migrations = one("20261120134500_fill_slugs")});
  ASSERT_EQ(source.migrations.size(), 1u);
  EXPECT_EQ(source.migrations[0].version, "20261120134500");
  EXPECT_EQ(source.migrations[0].name, "fill_slugs");
  EXPECT_TRUE(source.problems.empty());
}

TEST(CodeMigrations, ShareVersionsWithFilesOfEveryLayout) {
  Folder flyway;
  flyway.add("V1__a.sql").add("V3__c.sql");
  const Source source = load_with(flyway, one("2_b"));
  ASSERT_EQ(source.migrations.size(), 3u);
  EXPECT_EQ(source.migrations[1].title(), "2_b");
  EXPECT_EQ(load_with(flyway, one("03_other")).problems.size(), 1u);

  Folder plain;
  plain.add("001_a.sql").add("001_b.sql");
  EXPECT_TRUE(load_with(plain, one("001_c"), "plain").problems.empty());
  EXPECT_EQ(load_with(plain, one("001_b"), "plain").problems.size(), 1u);
}

TEST(CodeMigrations, OneVersionForOneMigration) {
  Folder folder;
  folder.add("004_x.sql");
  const Source source = load_with(folder, one("4_y"));
  ASSERT_EQ(source.problems.size(), 1u);
  EXPECT_TRUE(source.problems[0].fatal);
  EXPECT_EQ(source.problems[0].message,
            "Two migrations have the same version 4: " + folder.file("004_x.sql") + " and 4_y (C++)");
  Migrations twice = one("001_a");
  twice.add(one("001_b"));
  EXPECT_EQ(source::load({.directories = {}, .migrations = twice}).problems.size(), 1u);
}

TEST(CodeMigrations, ADownFileIsNotTheirs) {
  Folder folder;
  folder.add("001_a.up.sql").add("001_a.down.sql").add("002_b.down.sql");
  const Source source = load_with(folder, one("002_b"));
  ASSERT_EQ(source.problems.size(), 1u);
  EXPECT_NE(source.problems[0].message.find("a down without an up"), std::string::npos);
}

// parity A: a name that breaks the rules is refused or reported with the right form
TEST(CodeMigrations, WrongNamesAreTold) {
  const auto problem = [](const char* name) {
    const Source source = source::load({.directories = {}, .migrations = one(name)});
    EXPECT_GE(source.problems.size(), 1u) << name;
    return source.problems.empty() ? SourceProblem() : source.problems[0];
  };
  EXPECT_TRUE(problem("fill_slugs").fatal);
  EXPECT_NE(problem("fillSlugs").hint.find("\"004_fill_slugs\""), std::string::npos) << problem("fillSlugs").hint;
  EXPECT_TRUE(problem("").fatal);
  EXPECT_TRUE(problem("\xff").fatal);
  EXPECT_TRUE(problem("004_x.down").fatal);
  EXPECT_NE(problem("004_x.sql").hint.find("\"004_x\""), std::string::npos);
  const SourceProblem spelled = problem("024_AddX");
  EXPECT_FALSE(spelled.fatal);
  EXPECT_NE(spelled.hint.find("024_add_x;"), std::string::npos) << spelled.hint;
}

TEST(CodeMigrations, NarrowNumbersAreTold) {
  Folder folder;
  folder.add("001_a.sql");
  const Source source = load_with(folder, one("24_x"));
  ASSERT_EQ(source.problems.size(), 1u);
  EXPECT_EQ(source.problems[0].hint, "The right form is 024_x");
}

TEST(CodeMigrations, TheChecksumIsOfNameAndRevision) {
  const auto checksum = [](const char* name, const char* revision) {
    return source::load({.directories = {}, .migrations = one(name, {.revision = revision})}).migrations.at(0).checksum;
  };
  EXPECT_EQ(checksum("001_a", ""), base::sha256_hex(std::string_view("001_a\0", 6)));
  EXPECT_EQ(checksum("001_a", "2"), base::sha256_hex(std::string_view("001_a\0"
                                                                      "2",
                                                                      7)));
}

TEST(CodeMigrations, WhatThrowsWhenItIsAskedIsAProblem) {
  struct Bad final : dunlin::Migration {
    [[nodiscard]] std::string_view name() const override { return "001_bad"; }
    void up(Database&) override {}
    [[nodiscard]] Traits traits() const override { throw std::runtime_error("no configuration"); }
  };
  Migrations list;
  list.add<Bad>();
  const Source source = source::load({.directories = {}, .migrations = list});
  ASSERT_EQ(source.problems.size(), 1u);
  EXPECT_NE(source.problems[0].message.find("001_bad"), std::string::npos);
  EXPECT_NE(source.problems[0].message.find("no configuration"), std::string::npos);
}

TEST(CodeMigrations, TheBodyIsWhatTheTraitsSay) {
  const Source source = source::load({.directories = {},
                                      .migrations = one("001_a", {.description = "Words",
                                                                  .transaction = false,
                                                                  .requires_versions = {"000"},
                                                                  .environments = {"test"},
                                                                  .irreversible = "why",
                                                                  .lock_timeout = std::chrono::milliseconds{7}})});
  const Body body = read_body(source.migrations.at(0), rules(), {});
  EXPECT_EQ(body.description, "Words");
  EXPECT_EQ(body.transaction, false);
  EXPECT_EQ(body.requires_versions, std::vector<std::string>{"000"});
  EXPECT_EQ(body.environments, std::vector<std::string>{"test"});
  EXPECT_EQ(body.irreversible, "why");
  EXPECT_EQ(body.lock_timeout_ms, 7);
  EXPECT_EQ(body.statement_timeout_ms, -1);
  EXPECT_FALSE(body.down);
}

}  // namespace
}  // namespace dunlin::source::test
