// A sandbox is empty, like the database it stands for, and leaves nothing behind, also when its process is killed.
#include "database/postgres/sandbox.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "database/postgres/inspect.hpp"
#include "schema_test.hpp"

namespace dunlin::database::postgres {
namespace {

class SandboxTest : public SchemaTest {
 protected:
  std::int64_t sandboxes() {
    return number(
        "SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE 'dunlin_sandbox_' || (SELECT oid FROM pg_database "
        "WHERE "
        "datname = current_database()) || '%') + (SELECT count(*) FROM pg_namespace WHERE nspname LIKE "
        "'dunlin_sandbox_%')");
  }

  /// The test's database as somebody who may not make databases.
  Url of_reader() {
    Url url = url_;
    db().execute("ALTER ROLE dunlin_reader PASSWORD 'secret'");
    url.user = "dunlin_reader";
    url.password = "secret";
    return url;
  }

  /// Makes a sandbox in a process that is killed while it has it.
  static void make_and_be_killed(const Url& url) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        const auto sandbox = make_sandbox(url, {});
        sandbox->connection().execute("CREATE TABLE t (id integer)");
        ::kill(::getpid(), SIGKILL);
      } catch (...) {
      }
      ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
  }
};

TEST_F(SandboxTest, IsADatabaseOfItsOwnAndGoesWithTheValue) {
  {
    const auto sandbox = make_sandbox(url_, {});
    EXPECT_TRUE(sandbox->whole());
    EXPECT_EQ(sandboxes(), 1);
    sandbox->connection().execute(
        "CREATE SCHEMA audit; CREATE TABLE audit.t (id integer); CREATE TABLE t (id integer)");
    ASSERT_NE(sandbox->url(), nullptr);
    PostgresConnection second(*sandbox->url(), {});
    EXPECT_EQ(inspect(second, {}).tables.size(), 2u);
    sandbox->clear();
    EXPECT_TRUE(inspect(second, {}).tables.empty());
    EXPECT_TRUE(inspect(sandbox->connection(), {}).others.empty());
    sandbox->connection().execute("CREATE TABLE t (id integer)");
  }
  EXPECT_EQ(sandboxes(), 0);
  EXPECT_EQ(number("SELECT count(*) FROM pg_class WHERE relname = 't'"), 0);
}

TEST_F(SandboxTest, UnqualifiedNamesGoWhereTheyGoInTheDatabase) {
  db().execute("CREATE SCHEMA app");
  Url url = url_;
  url.parameters["search_path"] = "app, public";
  const auto sandbox = make_sandbox(url, {});
  EXPECT_EQ(sandbox->connection().current_schema(), "app");
  sandbox->connection().execute("CREATE TABLE t (id integer)");
  EXPECT_EQ(inspect(sandbox->connection(), {}).tables.at(0).name, schema::Name("t"));
  EXPECT_EQ(to_text(sandbox->connection().query("SELECT schemaname FROM pg_tables WHERE tablename = 't'")[0][0]),
            "app");
}

TEST_F(SandboxTest, IsASchemaForWhoMayNotMakeDatabases) {
  db().execute(
      "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO dunlin_reader', current_database()); END $$");
  {
    const auto sandbox = make_sandbox(of_reader(), {});
    EXPECT_FALSE(sandbox->whole());
    EXPECT_EQ(sandboxes(), 1);
    sandbox->connection().execute("CREATE TABLE t (id serial PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t");
    const auto schema = inspect(sandbox->connection(), {.without = {}, .all_schemas = false});
    ASSERT_EQ(schema.tables.size(), 1u);
    EXPECT_EQ(schema.tables[0].name, schema::Name("t"));
    EXPECT_EQ(schema.tables[0].columns[0].default_sql, "nextval('t_id_seq'::regclass)");
    PostgresConnection second(*sandbox->url(), {});
    EXPECT_EQ(inspect(second, {.without = {}, .all_schemas = false}), schema);
    // Others do not see it as a part of the database's schema.
    EXPECT_EQ(to_lines(inspect(db(), {})),
              std::vector<std::string>(to_lines(inspect(db(), {.without = {}, .all_schemas = false}))));
    sandbox->clear();
    EXPECT_TRUE(inspect(second, {.without = {}, .all_schemas = false}).tables.empty());
    sandbox->connection().execute("CREATE TABLE t (id serial PRIMARY KEY)");
  }
  EXPECT_EQ(sandboxes(), 0);
}

TEST_F(SandboxTest, WhoMayMakeNeitherIsToldSo) {
  const Url url = of_reader();
  const Error error = error_of([&] { (void)make_sandbox(url, {}); });
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_NE(error.hint.find("CREATEDB"), std::string::npos);
}

TEST_F(SandboxTest, WhatAKilledProcessLeftIsGoneWithTheNextOne) {
  make_and_be_killed(url_);
  EXPECT_EQ(sandboxes(), 1);
  const auto other = make_sandbox(url_, {});  // sweeps, and is not swept by the next
  EXPECT_EQ(sandboxes(), 1);
  { const auto third = make_sandbox(url_, {}); }
  EXPECT_EQ(sandboxes(), 1);
  other->connection().execute("CREATE TABLE t (id integer)");
}

TEST_F(SandboxTest, WhatAKilledProcessLeftOfASchemaIsGoneToo) {
  db().execute(
      "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO dunlin_reader', current_database()); END $$");
  const Url url = of_reader();
  make_and_be_killed(url);
  EXPECT_EQ(sandboxes(), 1);
  { const auto next = make_sandbox(url, {}); }
  EXPECT_EQ(sandboxes(), 0);
}

}  // namespace
}  // namespace dunlin::database::postgres
