// The schema as a whole, through the library: shown, compared, applied, drifted, kept as a file. The same on every
// engine.
#include "dunlin/difference.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "dunlin/migrator.hpp"
#include "suite.hpp"

namespace dunlin::conformance {

class DifferenceSuite : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped()) return;
    folder_ = testing::TempDir() + "dunlin_difference_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/migrations");
    file("migrations/001_users.sql",
         "-- dunlin:up\nCREATE TABLE users (id INTEGER PRIMARY KEY, mail VARCHAR(100) NOT NULL);\n"
         "-- dunlin:down\nDROP TABLE users;\n");
    options_.url = url_text();
    options_.directories = {path("migrations")};
    options_.schema = path("schema.sql");
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
    Conformance::TearDown();
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void file(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  [[nodiscard]] Difference between(const std::string& from, const std::string& to) const {
    return difference(options_, SchemaSource::parse(from), SchemaSource::parse(to));
  }

  std::string folder_;
  Options options_;
};

// parity D: from what is declared to migrations, and back to no difference.
TEST_P(DifferenceSuite, TheCycleEndsWithoutADifference) {
  Migrator(options_).up();
  file("schema.sql",
       "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL, -- dunlin:renamed-from mail\n"
       "  age INTEGER);\n"
       "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id));\n");
  run({{"INSERT INTO users VALUES (1, 'ada@example.org')", {}}});
  const Generated made = Migrator(options_).generate({.name = "more", .automatic = true});
  ASSERT_EQ(made.files.size(), 1U);
  EXPECT_EQ(made.difference.changes.front().kind, SchemaChange::Kind::rename);
  Migrator(options_).up();
  EXPECT_EQ(number("SELECT count(*) FROM users WHERE email = 'ada@example.org'"), 1);
  EXPECT_TRUE(between("database", "desired").empty());
  EXPECT_TRUE(between("migrations", "desired").empty());
  EXPECT_TRUE(drift(options_).empty());
  Migrator(options_).down();
  EXPECT_EQ(number("SELECT count(*) FROM users WHERE mail = 'ada@example.org'"), 1);
  EXPECT_TRUE(between("database", "migrations:001").empty());
}

TEST_P(DifferenceSuite, ApplyAsksAndConverges) {
  file("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, mail VARCHAR(100) NOT NULL);\n");
  const Error declined = error_of([&] {
    apply_schema(options_, {SchemaSource::Kind::desired, {}}, {}, [](const Difference&) { return false; });
  });
  EXPECT_EQ(declined.kind, ErrorKind::refused);
  EXPECT_FALSE(between("database", "desired").empty()) << "nothing was done";
  EXPECT_FALSE(apply_schema(options_, {SchemaSource::Kind::desired, {}}).empty());
  EXPECT_TRUE(apply_schema(options_, {SchemaSource::Kind::desired, {}}).empty());
  file("schema.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n");
  EXPECT_EQ(error_of([&] {
              apply_schema(options_, {SchemaSource::Kind::desired, {}});
            }).detail,
            "column users.mail (0 rows)");
  DifferenceOptions how;
  std::vector<Loss> asked;
  how.confirm_drop = [&](const std::vector<Loss>& losses) {
    asked = losses;
    return true;
  };
  apply_schema(options_, {SchemaSource::Kind::desired, {}}, how);
  EXPECT_FALSE(asked.empty());
  EXPECT_TRUE(between("database", "desired").empty());
}

TEST_P(DifferenceSuite, DriftIsSeen) {
  Migrator(options_).up();
  run({{"CREATE TABLE extra (id INTEGER PRIMARY KEY)", {}}});
  const Difference found = drift(options_);
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_EQ(found.changes[0].kind, SchemaChange::Kind::create);
  EXPECT_EQ(found.changes[0].object, "table extra");
  ASSERT_FALSE(found.down.empty());
  EXPECT_EQ(found.down[0].sql, "DROP TABLE extra");
}

TEST_P(DifferenceSuite, JsonIsASourceOfItsOwn) {
  Migrator(options_).up();
  file("schema.json", show_schema(options_, {}, SchemaFormat::json));
  EXPECT_TRUE(between("database", path("schema.json")).empty());
  EXPECT_NE(show_schema(options_, {}, SchemaFormat::sql, "users").find("CREATE TABLE users"), std::string::npos);
}

TEST_P(DifferenceSuite, ANewDatabaseStartsFromASnapshot) {
  const auto made = snapshot(options_, path("snapshot.sql"));
  EXPECT_EQ(made.migrations, std::vector<std::string>{"001"});
  EXPECT_FALSE(snapshot(options_, path("snapshot.sql")).changed) << "it is the same text each time";
  file("migrations/002_later.sql", "-- dunlin:up\nCREATE TABLE later (id INTEGER PRIMARY KEY);\n");
  EXPECT_TRUE(load_snapshot(options_, path("snapshot.sql")).changed);
  const RunReport report = Migrator(options_).up();
  ASSERT_EQ(report.done.size(), 1U);
  EXPECT_EQ(report.done[0].version, "002");
  EXPECT_TRUE(between("database", "migrations").empty());
  EXPECT_EQ(error_of([&] { load_snapshot(options_, path("snapshot.sql")); }).kind, ErrorKind::refused);

  file("migrations/003_rows.sql", "-- dunlin:up\nINSERT INTO later VALUES (1);\n");
  EXPECT_EQ(error_of([&] { static_cast<void>(snapshot(options_, path("snapshot.sql"))); }).kind, ErrorKind::refused);
}

DUNLIN_EVERY_DATABASE(DifferenceSuite);

}  // namespace dunlin::conformance
