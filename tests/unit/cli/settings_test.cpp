#include "cli/settings.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <map>

#include "base/file.hpp"
#include "dunlin/admin.hpp"

namespace dunlin::cli {
namespace {

/// An empty folder that is the present one while the test runs.
class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    char buffer[4096];
    ASSERT_NE(::getcwd(buffer, sizeof buffer), nullptr);
    before_ = buffer;
    std::string name = testing::TempDir() + "dunlin-settings-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    ASSERT_EQ(::chdir(folder_.c_str()), 0);
  }
  void TearDown() override {
    ASSERT_EQ(::chdir(before_.c_str()), 0);
    ASSERT_EQ(::system(("rm -r '" + folder_ + "'").c_str()), 0);
  }

  Settings read(std::vector<const char*> words = {}, const Options& given = {}, bool configuration = true) {
    words.insert(words.begin(), {"dunlin", "status"});
    const Arguments arguments = parse_arguments(static_cast<int>(words.size()), words.data());
    const auto environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
    return read_settings(arguments, environment, given, configuration);
  }

  std::map<std::string, std::string> variables_;
  std::string before_, folder_;
};

TEST_F(SettingsTest, TheNearestSourceOfTheUrlWins) {
  EXPECT_TRUE(read().url.empty());
  EXPECT_THROW(static_cast<void>(complete_url(read())), Error);
  base::create_file("dunlin.toml", "url = \"sqlite:toml\"\n");
  EXPECT_EQ(read().url, "sqlite:toml");
  EXPECT_EQ(read().url_origin, "dunlin.toml");
  base::create_file(".env", "DATABASE_URL=sqlite:dotenv\n");
  EXPECT_EQ(read().url, "sqlite:dotenv");
  variables_["DATABASE_URL"] = "sqlite:general";
  EXPECT_EQ(read().url, "sqlite:general");
  variables_["DUNLIN_DATABASE_URL"] = "sqlite:own";
  EXPECT_EQ(read().url, "sqlite:own");
  EXPECT_EQ(read({"--database", "sqlite:option"}).url, "sqlite:option");
}

TEST_F(SettingsTest, AnApplicationComesBeforeItsSurroundings) {
  base::create_file("dunlin.toml",
                    "url = \"sqlite:toml\"\nmigrations = \"m\"\nlock_wait = \"7s\"\nlock_timeout = \"9s\"\n");
  variables_["DUNLIN_DATABASE_URL"] = "sqlite:variable";
  Options given;
  given.url = "sqlite:own";
  given.directories = {"own"};
  given.lock_timeout = std::chrono::seconds(2);
  const Options alone = library_options(read({}, given, false));
  EXPECT_EQ(alone.url, "sqlite:own");
  EXPECT_EQ(alone.directories, std::vector<std::string>{"own"});
  EXPECT_EQ(alone.lock_wait, Options().lock_wait);
  const Options with = library_options(read({}, given, true));
  EXPECT_EQ(with.url, "sqlite:own");
  EXPECT_EQ(with.directories, std::vector<std::string>{"own"});
  EXPECT_EQ(with.lock_timeout, std::chrono::seconds(2));
  EXPECT_EQ(with.lock_wait, std::chrono::seconds(7));
  const Options other = library_options(read({"--database", "sqlite:option", "--migrations", "x"}, given, false));
  EXPECT_EQ(other.url, "sqlite:option");
  EXPECT_EQ(other.directories, std::vector<std::string>{"x"});
  given.url.clear();
  EXPECT_THROW(static_cast<void>(library_options(read({}, given, false))), Error);
  EXPECT_EQ(library_options(read({}, given, true)).url, "sqlite:variable");
}

TEST_F(SettingsTest, FoldersReplaceFilesOfTheProgramAndCppStays) {
  Options given;
  given.url = "sqlite:own";
  given.embedded = {EmbeddedFiles()};
  given.migrations.add("001_x", [](Database&) {});
  EXPECT_TRUE(library_options(read({}, given, false)).directories.empty());
  const Options options = library_options(read({"--migrations", "x"}, given, false));
  EXPECT_EQ(options.directories, std::vector<std::string>{"x"});
  EXPECT_TRUE(options.embedded.empty());
  EXPECT_EQ(options.migrations.entries().size(), 1u);
}

TEST_F(SettingsTest, ConfigurationAboveSpeaksOfItsOwnFolder) {
  base::create_file("dunlin.toml", "url = \"sqlite:app.db\"\nmigrations = [\"m\", \"/abs\"]\npassword_file = \"p\"\n");
  base::create_directories("a/b");
  ASSERT_EQ(::chdir("a/b"), 0);
  const Settings settings = read();
  EXPECT_EQ(settings.file, "../../dunlin.toml");
  EXPECT_EQ(settings.url, "sqlite:../../app.db");
  EXPECT_EQ(settings.migrations(), (std::vector<std::string>{"../../m", "/abs"}));
  EXPECT_EQ(settings.config.password_file, "../../p");
  EXPECT_EQ(settings.templates(), "../../templates");
  EXPECT_EQ(read({"--migrations", "x"}).migrations(), std::vector<std::string>{"x"});
}

TEST_F(SettingsTest, UrlFromAVariable) {
  base::create_file("dunlin.toml", "url = \"env:APP_DB\"\n");
  try {
    static_cast<void>(read());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message, "the environment variable APP_DB is not set");
    EXPECT_EQ(error.place.text(), "dunlin.toml:1:7");
  }
  variables_["APP_DB"] = "postgres://h/db";
  EXPECT_EQ(read().url, "postgres://h/db");
}

TEST_F(SettingsTest, PasswordFromCommandOrFile) {
  base::create_file("secret", "p@ss:w/rd\nsecond line\n");
  base::create_file("dunlin.toml", "url = \"postgres://app@h/db\"\npassword_file = \"secret\"\n");
  EXPECT_EQ(complete_url(read()), "postgres://app:p%40ss%3Aw%2Frd@h/db");
  EXPECT_EQ(complete_url(read({"--database", "postgres://app:own@h/db"})), "postgres://app:own@h/db");
  EXPECT_EQ(complete_url(read({"--database", "sqlite:x"})), "sqlite:x");
  base::create_file("other.toml", "url = \"mariadb://app@h/db\"\npassword_command = \"echo \\\"a b\\\"\"\n");
  EXPECT_EQ(complete_url(read({"--config", "other.toml"})), "mariadb://app:a%20b@h/db");
  base::create_file("bad.toml", "url = \"mariadb://app@h/db\"\npassword_command = \"exit 3\"\n");
  try {
    static_cast<void>(complete_url(read({"--config", "bad.toml"})));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message, "password_command failed with exit code 3");
  }
}

TEST(Dotenv, ReadsLinesAsShellsDo) {
  const std::string text =
      "# DATABASE_URL=no\nexport DATABASE_URL = \"a # b\\\"c\" # comment\nX=1\r\nY='q'\nZ=u#frag # comment\nW=\n";
  EXPECT_EQ(dotenv_value(text, "DATABASE_URL"), "a # b\"c");
  EXPECT_EQ(dotenv_value(text, "X"), "1");
  EXPECT_EQ(dotenv_value(text, "Y"), "q");
  EXPECT_EQ(dotenv_value(text, "Z"), "u#frag");
  EXPECT_EQ(dotenv_value(text, "W"), "");
  EXPECT_EQ(dotenv_value(text, "V"), std::nullopt);
}

TEST(Password, GoesWhereAPasswordBelongs) {
  EXPECT_EQ(with_password("postgres://u@h:1/db?x=a@b", "p"), "postgres://u:p@h:1/db?x=a@b");
  EXPECT_EQ(with_password("postgres://h/db", "p"), "postgres://:p@h/db");
  EXPECT_EQ(with_password("postgres://u%40x@h", "p"), "postgres://u%40x:p@h");
  EXPECT_EQ(with_password("mysql://u:q@h/db", "p"), "mysql://u:q@h/db");
  EXPECT_EQ(with_password("mysql+unix:///run/s.sock/db", "p"), "mysql+unix://:p@/run/s.sock/db");
  EXPECT_EQ(with_password("sqlite:///x.db", "p"), "sqlite:///x.db");
}

TEST(UrlIn, OnlyRelativeFilesAreMoved) {
  EXPECT_EQ(url_in("../", "sqlite:app.db?x=1"), "sqlite:../app.db?x=1");
  EXPECT_EQ(url_in("../", "sqlite:///app.db"), "sqlite:../app.db");
  EXPECT_EQ(url_in("../", "sqlite+aiosqlite:///./app.db"), "sqlite+aiosqlite:.././app.db");
  EXPECT_EQ(url_in("../", "sqlite:////abs.db"), "sqlite:////abs.db");
  EXPECT_EQ(url_in("../", "sqlite:/abs.db"), "sqlite:/abs.db");
  EXPECT_EQ(url_in("../", "sqlite::memory:"), "sqlite::memory:");
  EXPECT_EQ(url_in("../", "sqlite:///:memory:"), "sqlite:///:memory:");
  EXPECT_EQ(url_in("../", "postgres://h/db"), "postgres://h/db");
  EXPECT_EQ(url_in("", "sqlite:app.db"), "sqlite:app.db");
}

}  // namespace
}  // namespace dunlin::cli
