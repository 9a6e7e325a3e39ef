// Temporary databases for evaluating schemas: like the one that was named, empty, and gone afterwards, killed or not.
#include <sys/wait.h>

#include <csignal>

#include "fixture.hpp"

namespace dunlin::database {
namespace {

class MariadbSandbox : public MariadbTest {
 protected:
  [[nodiscard]] bool exists(const std::string& name) const {
    return number("SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '" + name + "'") == 1;
  }
};

TEST_F(MariadbSandbox, IsAnEmptyDatabaseWithTheDefaultsOfTheOneThatWasNamed) {
  connection->execute("ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german1_ci");
  connection->execute("CREATE TABLE t (a INT)");
  std::string name;
  {
    const auto sandbox = mariadb_driver.sandbox(url, {});
    name = sandbox->connection().current_schema();
    EXPECT_TRUE(name.starts_with("dunlin_sandbox_")) << name;
    EXPECT_TRUE(sandbox->whole());
    EXPECT_TRUE(exists(name));
    ASSERT_NE(sandbox->url(), nullptr);
    EXPECT_EQ(sandbox->url()->path, name);
    EXPECT_EQ(to_text(sandbox->connection().query("SELECT @@collation_database")[0][0]), "latin1_german1_ci");
    EXPECT_TRUE(sandbox->connection().query("SHOW TABLES").empty());
  }
  EXPECT_FALSE(exists(name));
  EXPECT_FALSE(connection->query("SHOW TABLES").empty());
}

TEST_F(MariadbSandbox, IsEmptyAgainWhenCleared) {
  const auto sandbox = mariadb_driver.sandbox(url, {});
  Connection& inside = sandbox->connection();
  inside.execute("CREATE TABLE t (a INT)");
  inside.execute("SET sql_mode = 'ANSI_QUOTES'");
  inside.execute("LOCK TABLES t WRITE");
  sandbox->clear();
  EXPECT_TRUE(inside.query("SHOW TABLES").empty());
  EXPECT_EQ(to_text(inside.query("SELECT DATABASE()")[0][0]), sandbox->url()->path);
  EXPECT_EQ(to_text(inside.query("SELECT @@sql_mode")[0][0]), text("SELECT @@sql_mode"));
  inside.execute("CREATE TABLE t (b INT)");
}

TEST_F(MariadbSandbox, NeedsTheRightToMakeADatabase) {
  const std::string user = "dunlin_" + std::to_string(getpid());
  connection->execute("CREATE USER " + user + " IDENTIFIED BY 'secret'");
  connection->execute("GRANT ALL ON `" + url.path + "`.* TO " + user);
  Url theirs = url;
  theirs.user = user;
  theirs.password = "secret";
  const Error error = error_of([&] { (void)mariadb_driver.sandbox(theirs, {}); });
  EXPECT_EQ(error.kind, ErrorKind::refused) << error.message;
  EXPECT_NE(error.hint.find("sandbox_url"), std::string::npos) << error.hint;
  // What the hint says is enough.
  connection->execute("GRANT ALL ON `dunlin\\_sandbox\\_%`.* TO " + user);
  EXPECT_NO_THROW((void)mariadb_driver.sandbox(theirs, {}));
  connection->execute("DROP USER " + user);
}

TEST_F(MariadbSandbox, OfAKilledProcessIsSweptByTheNext) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto sandbox = mariadb_driver.sandbox(url, {});
    sandbox->connection().execute("CREATE TABLE t (a INT)");
    const std::string name = sandbox->url()->path + "\n";
    if (write(ends[1], name.data(), name.size()) < 0) _exit(1);
    for (;;) pause();
  }
  close(ends[1]);
  std::string name;
  for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) name += c;
  close(ends[0]);
  ASSERT_TRUE(exists(name)) << name;
  const auto kept = mariadb_driver.sandbox(url, {});
  EXPECT_TRUE(exists(name)) << "it is in use";
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  // The server notices a moment later that the session is gone.
  for (int i = 0; i < 100 && exists(name); ++i) {
    usleep(20'000);
    (void)mariadb_driver.sandbox(url, {});
  }
  EXPECT_FALSE(exists(name));
  EXPECT_TRUE(exists(kept->url()->path));
}

}  // namespace
}  // namespace dunlin::database
