#include "database/url.hpp"

#include <gtest/gtest.h>

#include "dunlin/error.hpp"

namespace dunlin::database {
namespace {

std::string failure(std::string_view text) {
  try {
    (void)Url::parse(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_FALSE(error.hint.empty()) << error.message;
    return error.message + " / " + error.hint;
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(UrlTest, FilePathsAreKeptAsTheyAre) {
  EXPECT_EQ(Url::parse("sqlite:app.db").path, "app.db");
  EXPECT_EQ(Url::parse("sqlite:./data//a b.db").path, "./data//a b.db");
  EXPECT_EQ(Url::parse("sqlite:/abs/app.db").path, "/abs/app.db");
  EXPECT_EQ(Url::parse("sqlite::memory:").path, ":memory:");
  EXPECT_EQ(Url::parse("sqlite3:a%20b%3F.db?mode=ro").path, "a b?.db");
  EXPECT_EQ(Url::parse("sqlite3:a%20b%3F.db?mode=ro").parameter("mode"), "ro");
  EXPECT_FALSE(Url::parse("sqlite:app.db").has_authority);
}

// parity B: sqlite+aiosqlite:///./x.db
TEST(UrlTest, SlashesOfFilePaths) {
  EXPECT_EQ(Url::parse("sqlite:///app.db").path, "app.db");
  EXPECT_EQ(Url::parse("sqlite:////abs/app.db").path, "/abs/app.db");
  EXPECT_EQ(Url::parse("sqlite+aiosqlite:///app.db").path, "app.db");
  EXPECT_EQ(Url::parse("sqlite://data/app.db").host, "data");
  EXPECT_EQ(Url::parse("sqlite://data/app.db").path, "app.db");
  EXPECT_EQ(Url::parse("sqlite://:memory:").path, ":memory:");
  EXPECT_EQ(Url::parse("sqlite:///:memory:").path, ":memory:");
  EXPECT_EQ(Url::parse("sqlite://").path, "");
}

TEST(UrlTest, Server) {
  const Url url = Url::parse("  postgresql+asyncpg://me:p%40ss%2Fw@db.example.org:6543/shop?sslmode=require&x=1+2\n");
  EXPECT_EQ(url.scheme, "postgresql");
  EXPECT_EQ(url.user, "me");
  EXPECT_EQ(url.password, "p@ss/w");
  EXPECT_EQ(url.host, "db.example.org");
  EXPECT_EQ(url.port, 6543);
  EXPECT_EQ(url.path, "shop");
  EXPECT_TRUE(url.has_authority);
  EXPECT_EQ(url.parameter("sslmode"), "require");
  EXPECT_EQ(url.parameter("x"), "1+2") << "a plus is a plus";
  EXPECT_EQ(url.parameter("none", "other"), "other");
  EXPECT_EQ(Url::parse("MySQL://h/d").scheme, "mysql");
  EXPECT_EQ(Url::parse("jdbc:postgresql://h/d").scheme, "postgresql");
}

TEST(UrlTest, PasswordsThatWereNotEscaped) {
  const Url url = Url::parse("postgres://me:p@s#s:w@h/d");
  EXPECT_EQ(url.user, "me");
  EXPECT_EQ(url.password, "p@s#s:w");
  EXPECT_EQ(url.host, "h");
  EXPECT_EQ(Url::parse("postgres://me:@h/d").password, "");
  EXPECT_EQ(Url::parse("postgres://me@h/d").password, std::nullopt);
}

TEST(UrlTest, Hosts) {
  EXPECT_EQ(Url::parse("postgres://[::1]:5433/d").host, "::1");
  EXPECT_EQ(Url::parse("postgres://[::1]:5433/d").port, 5433);
  EXPECT_EQ(Url::parse("postgres:///d").host, "");
  EXPECT_EQ(Url::parse("postgres://%2Frun%2Fpostgresql/d").host, "/run/postgresql");
  EXPECT_EQ(Url::parse("postgres:///d?host=/run/pg").parameter("host"), "/run/pg");
  const Url several = Url::parse("postgres://a:1,b:2,[::1]/d");
  EXPECT_EQ(several.host, "a,b,::1");
  EXPECT_EQ(several.port, 0);
  EXPECT_EQ(several.parameter("port"), "1,2,");
  EXPECT_EQ(Url::parse("postgres://a,b/d").parameter("port", "none"), "none");
}

TEST(UrlTest, UnixSocketsInThePath) {
  const Url url = Url::parse("mysql+unix://me:pw@/run/mysqld/mysqld.sock/app?charset=utf8mb4");
  EXPECT_EQ(url.scheme, "mysql");
  EXPECT_EQ(url.user, "me");
  EXPECT_EQ(url.host, "/run/mysqld/mysqld.sock");
  EXPECT_EQ(url.path, "app");
  EXPECT_EQ(Url::parse("mysql+unix:/run/x.sock").host, "/run/x.sock");
  EXPECT_EQ(Url::parse("mysql+unix:/run/x.sock").path, "");
  EXPECT_EQ(Url::parse("postgres+unix:///run/postgresql/app").host, "/run/postgresql");
  EXPECT_EQ(Url::parse("postgres+unix:///run/postgresql/app").path, "app");
}

TEST(UrlTest, RedactedHoldsNoSecret) {
  const std::string text =
      Url::parse("postgres://me:hush@h:1/d?sslmode=require&password=hush2&sslpassword=hush3&passfile=/p").redacted();
  EXPECT_EQ(text, "postgres://me:***@h:1/d?passfile=/p&password=***&sslmode=require&sslpassword=***");
  EXPECT_EQ(Url::parse("sqlite:app.db").redacted(), "sqlite:app.db");
  EXPECT_EQ(Url::parse("sqlite::memory:").redacted(), "sqlite::memory:");
  EXPECT_EQ(Url::parse("sqlite:////abs.db").redacted(), "sqlite:////abs.db");
  EXPECT_EQ(Url::parse("postgres://%2Frun/d").redacted(), "postgres://%2Frun/d");
  EXPECT_EQ(Url::parse("postgres://[::1]:5/d").redacted(), "postgres://[::1]:5/d");
  EXPECT_EQ(Url::parse("mysql+unix:/run/x.sock/app").redacted(), "mysql://%2Frun%2Fx.sock/app");
}

TEST(UrlTest, ErrorsSayWhatToDoAndHoldNoSecret) {
  EXPECT_NE(failure("").find("sqlite:app.db"), std::string::npos);
  EXPECT_NE(failure("app.db").find("scheme"), std::string::npos);
  EXPECT_NE(failure("host=h dbname=d").find("scheme"), std::string::npos);
  EXPECT_NE(failure("postgres://u@h:99999/d").find("port"), std::string::npos);
  EXPECT_NE(failure("postgres://u@h:0/d").find("port"), std::string::npos);
  EXPECT_NE(failure("postgres://u@::1/d").find("[::1]"), std::string::npos);
  EXPECT_NE(failure("postgres://u@[::1/d").find("[::1]"), std::string::npos);
  EXPECT_NE(failure("sqlite:100%.db").find("%25"), std::string::npos);
  EXPECT_NE(failure("sqlite:a%00b").find("NUL"), std::string::npos);
  for (const char* text : {"postgres://u:hush/hush@h/d", "postgres://u:hu%sh@h/d", "postgres://u:hush@h:hush/d",
                           "://u:hush@h/d", "postgres://u:hush?@h/d%"}) {
    EXPECT_EQ(failure(text).find("hush"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace dunlin::database
