#include "run/new_file.hpp"

#include <gtest/gtest.h>

#include "dunlin/error.hpp"

namespace dunlin::run {
namespace {

using Files = NewFiles;

Error refusal(const std::string& name) {
  try {
    static_cast<void>(migration_name(name));
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

TEST(MigrationName, WordsBecomeSnakeCase) {
  EXPECT_EQ(migration_name("add comments"), "add_comments");
  EXPECT_EQ(migration_name("Add Comments"), "add_comments");
  EXPECT_EQ(migration_name("AddHTTPRoutes2"), "add_http_routes2");
  EXPECT_EQ(migration_name("add-comments.sql"), "add_comments");
  EXPECT_EQ(migration_name("2fa codes"), "2fa_codes");
}

// parity A: a name that breaks the rules (`24_x`, `024_AddX`, no number) is refused or reported with the right form.
TEST(MigrationName, WrongOnesComeWithTheRightForm) {
  EXPECT_EQ(refusal("").kind, ErrorKind::usage);
  EXPECT_EQ(refusal("a/b").hint, "use words, digits and underscores: `dunlin new a_b`");
  EXPECT_EQ(refusal("024_AddX").hint, "use words, digits and underscores: `dunlin new add_x`");
  EXPECT_EQ(refusal("24_x").hint, "use words, digits and underscores: `dunlin new x`");
  EXPECT_EQ(refusal("24").kind, ErrorKind::usage);
  EXPECT_EQ(refusal("caf\xC3\xA9 x").hint, "use words, digits and underscores: `dunlin new caf_x`");
  EXPECT_EQ(refusal("a\nb").kind, ErrorKind::usage);
  EXPECT_EQ(refusal("..").kind, ErrorKind::usage);
  EXPECT_EQ(refusal(std::string(300, 'a')).kind, ErrorKind::usage);
}

TEST(NextNumber, FollowsTheWidthOfTheFolder) {
  EXPECT_EQ(next_number("", "001"), "001");
  EXPECT_EQ(next_number("009", "001"), "010");
  EXPECT_EQ(next_number("99", "001"), "100");
  EXPECT_EQ(next_number("1.9", "001"), "1.10");
  EXPECT_TRUE(is_timestamp("20261120134500"));
  EXPECT_TRUE(is_timestamp("2017-09-26-200549"));
  EXPECT_FALSE(is_timestamp("004"));
}

TEST(NewFiles, AreAsTheLayoutHasThem) {
  const auto files = [](const std::string& layout, bool pairs = false) {
    return new_files({layout, "004", "add_x", "Why.", false, pairs, "", "", false, false, "", ""});
  };
  EXPECT_EQ(files("native"), (Files{{"004_add_x.sql", "-- Why.\n-- dunlin:up\n\n\n-- dunlin:down\n\n"}}));
  EXPECT_EQ(files("native", true), (Files{{"004_add_x.up.sql", "-- Why.\n"}, {"004_add_x.down.sql", ""}}));
  EXPECT_EQ(files("golang-migrate"), (Files{{"004_add_x.up.sql", "-- Why.\n"}, {"004_add_x.down.sql", ""}}));
  EXPECT_EQ(files("goose"), (Files{{"004_add_x.sql", "-- +goose Up\n-- Why.\n\n\n-- +goose Down\n\n"}}));
  EXPECT_EQ(files("dbmate"), (Files{{"004_add_x.sql", "-- migrate:up\n-- Why.\n\n\n-- migrate:down\n\n"}}));
  EXPECT_EQ(files("flyway"), (Files{{"V004__add_x.sql", "-- Why.\n"}}));
  EXPECT_EQ(files("diesel"), (Files{{"004_add_x/up.sql", "-- Why.\n"}, {"004_add_x/down.sql", ""}}));
  EXPECT_EQ(files("prisma"), (Files{{"004_add_x/migration.sql", "-- Why.\n"}}));
  EXPECT_EQ(files("plain"), (Files{{"004_add_x.sql", "-- Why.\n"}}));
}

TEST(NewFiles, InCppAreNamedByTheLayoutOfDunlinItself) {
  const auto files = new_files({"flyway", "4", "add_x", "Why.\nWell.", true, false, "", "", false, false, "", ""});
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].first, "4_add_x.cpp");
  EXPECT_TRUE(files[0].second.starts_with("// Why.\n// Well.\n#include <dunlin/migration.hpp>\n")) << files[0].second;
  EXPECT_TRUE(files[0].second.ends_with("DUNLIN_MIGRATION(up, down)\n")) << files[0].second;
}

TEST(NewFiles, HalvesThatAreWrittenAlreadyStandBetweenTheMarks) {
  const auto files = [](const std::string& layout) {
    return new_files({layout, "1", "x", "Why.", false, false, "CREATE a;\n", "DROP a;\n", false, false, "unused", ""});
  };
  EXPECT_EQ(files("native"), (Files{{"1_x.sql", "-- Why.\n-- dunlin:up\nCREATE a;\n\n-- dunlin:down\nDROP a;\n"}}));
  EXPECT_EQ(files("goose"), (Files{{"1_x.sql", "-- +goose Up\n-- Why.\nCREATE a;\n\n-- +goose Down\nDROP a;\n"}}));
  EXPECT_EQ(files("golang-migrate"), (Files{{"1_x.up.sql", "-- Why.\nCREATE a;\n"}, {"1_x.down.sql", "DROP a;\n"}}));
  EXPECT_EQ(files("flyway"), (Files{{"V1__x.sql", "-- Why.\nCREATE a;\n"}}));
}

TEST(NewFiles, OutsideOfTransactionsIsSaidInTheWordsOfTheLayout) {
  const auto files = [](const std::string& layout, bool up, bool down) {
    return new_files({layout, "1", "x", "", false, false, "A;\n", "B;\n", up, down, "", ""});
  };
  EXPECT_EQ(files("native", true, true),
            (Files{{"1_x.sql", "-- dunlin:up\n-- dunlin:transaction off\nA;\n\n-- dunlin:down\nB;\n"}}));
  EXPECT_EQ(files("native", false, true),
            (Files{{"1_x.sql", "-- dunlin:up\nA;\n\n-- dunlin:down\n-- dunlin:transaction off\nB;\n"}}));
  EXPECT_EQ(files("goose", true, false),
            (Files{{"1_x.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n\n-- +goose Down\nB;\n"}}));
  EXPECT_EQ(files("dbmate", true, false),
            (Files{{"1_x.sql", "-- migrate:up transaction:false\nA;\n\n-- migrate:down\nB;\n"}}));
  EXPECT_EQ(files("sqlx", true, false), (Files{{"1_x.sql", "-- no-transaction\nA;\n"}}));
  EXPECT_EQ(files("golang-migrate", false, true),
            (Files{{"1_x.up.sql", "A;\n"}, {"1_x.down.sql", "-- dunlin:transaction off\nB;\n"}}));
  EXPECT_EQ(files("diesel", true, false),
            (Files{{"1_x/up.sql", "-- dunlin:transaction off\nA;\n"}, {"1_x/down.sql", "B;\n"}}));
}

TEST(NewFiles, TemplatesAreFilled) {
  EXPECT_EQ(new_files({"native", "004", "add_x", "Why.", false, false, "", "", false, false,
                       "-- {{version}} {{name}}: {{description}}\n", ""}),
            (Files{{"004_add_x.sql", "-- 004 add_x: Why.\n"}}));
}

}  // namespace
}  // namespace dunlin::run
