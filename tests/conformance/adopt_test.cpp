// A run on the application's own connection: it goes on as it was, whatever the run did.
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "dunlin/database.hpp"
#include "dunlin/migrator.hpp"
#include "suite.hpp"

namespace dunlin::conformance {
namespace {

/// The application: a connection of each kind behind one face.
class Application {
 public:
  virtual ~Application() = default;
  [[nodiscard]] virtual Handle handle() = 0;
  /// The first column of the first row, or the empty text; throws std::runtime_error.
  virtual std::string run(const std::string& sql) = 0;
  /// Ends the session behind the application's back.
  virtual void lose() = 0;
};

class SqliteApplication final : public Application {
 public:
  explicit SqliteApplication(const std::string& file) {
    if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
    sqlite3_busy_timeout(db_, 1234);
  }
  ~SqliteApplication() override {
    EXPECT_EQ(sqlite3_close(db_), SQLITE_OK) << "something of Dunlin's is still open on it";
  }
  Handle handle() override { return db_; }
  sqlite3* raw() { return db_; }
  std::string run(const std::string& sql) override {
    std::string value;
    char* message = nullptr;
    const auto take = [](void* into, int columns, char** values, char**) {
      if (columns > 0 && values[0] != nullptr) *static_cast<std::string*>(into) = values[0];
      return 0;
    };
    if (sqlite3_exec(db_, sql.c_str(), take, &value, &message) != SQLITE_OK) {
      const std::string text = message;
      sqlite3_free(message);
      throw std::runtime_error(text);
    }
    return value;
  }
  void lose() override {}

 private:
  sqlite3* db_ = nullptr;
};

class PostgresApplication final : public Application {
 public:
  explicit PostgresApplication(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_));
  }
  ~PostgresApplication() override { PQfinish(connection_); }
  Handle handle() override { return connection_; }
  std::string run(const std::string& sql) override {
    PGresult* result = PQexec(connection_, sql.c_str());
    const auto status = PQresultStatus(result);
    const std::string error = PQresultErrorMessage(result);
    const std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(error);
    return value;
  }
  void lose() override { ::shutdown(PQsocket(connection_), SHUT_RDWR); }

 private:
  PGconn* connection_;
};

class MysqlApplication final : public Application {
 public:
  explicit MysqlApplication(const database::Url& url) : handle_(mysql_init(nullptr)) {
    const unsigned int protocol = MYSQL_PROTOCOL_TCP;
    if (url.port != 0) mysql_options(handle_, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(handle_, MYSQL_SET_CHARSET_NAME, "latin1");
    if (mysql_real_connect(handle_, url.host.c_str(), url.user.c_str(), url.password.value_or("").c_str(),
                           url.path.c_str(), url.port, nullptr, 0) == nullptr) {
      throw std::runtime_error(mysql_error(handle_));
    }
  }
  ~MysqlApplication() override { mysql_close(handle_); }
  Handle handle() override { return handle_; }
  std::string run(const std::string& sql) override {
    if (mysql_query(handle_, sql.c_str()) != 0) throw std::runtime_error(mysql_error(handle_));
    std::string value;
    if (MYSQL_RES* result = mysql_store_result(handle_)) {
      if (const MYSQL_ROW row = mysql_fetch_row(result); row != nullptr && row[0] != nullptr) value = row[0];
      mysql_free_result(result);
    }
    return value;
  }
  void lose() override { ::shutdown(static_cast<int>(mysql_get_socket(handle_)), SHUT_RDWR); }

 private:
  MYSQL* handle_;
};

}  // namespace

class AdoptSuite : public Conformance {
 protected:
  [[nodiscard]] bool is(std::string_view name) const { return driver().name == name; }
  [[nodiscard]] std::unique_ptr<Application> application() const {
    if (is("sqlite")) return std::make_unique<SqliteApplication>(url_text().substr(url_text().find(':') + 1));
    if (is("postgres")) return std::make_unique<PostgresApplication>(url_text());
    return std::make_unique<MysqlApplication>(url());
  }
  static Migrations list() {
    Migrations made;
    made.add("001_a", [](Database& db) {
      db.execute("CREATE TABLE a (n INTEGER PRIMARY KEY)");
      db.execute("INSERT INTO a VALUES (?)", 1);
    });
    made.add(
        "002_b", [](Database& db) { db.execute("INSERT INTO a VALUES (?)", 2); },
        [](Database& db) { db.execute("DELETE FROM a WHERE n = ?", 2); });
    return made;
  }
};

TEST_P(AdoptSuite, ARunTakesPlaceOnIt) {
  const auto app = application();
  Migrator migrator({.handle = app->handle(), .migrations = list()});
  EXPECT_EQ(migrator.status().pending, 2);
  EXPECT_EQ(migrator.up().done.size(), 2u);
  EXPECT_EQ(app->run("SELECT sum(n) FROM a"), "3");
  EXPECT_EQ(app->run("SELECT count(*) FROM dunlin_migrations"), "2");
  app->run("INSERT INTO a VALUES (5)");  // between two calls it is the application's
  EXPECT_EQ(migrator.down().done.size(), 1u);
  EXPECT_EQ(app->run("SELECT sum(n) FROM a"), "6");
  EXPECT_EQ(migrator.history().size(), 3u);
  EXPECT_EQ(Migrator({.url = url_text(), .migrations = list()}).status().applied, 1);
  EXPECT_EQ(migrator.status().database.find("***") == std::string::npos, is("sqlite") || !url().password);
}

TEST_P(AdoptSuite, SettingsAreGivenBack) {
  const auto app = application();
  std::vector<std::pair<std::string, std::string>> settings;  // how to set, how to look
  if (is("sqlite")) {
    settings = {{"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys"},
                {"PRAGMA recursive_triggers = ON", "PRAGMA recursive_triggers"},
                {"PRAGMA synchronous = OFF", "PRAGMA synchronous"},
                {"SELECT 1", "PRAGMA busy_timeout"},
                {"CREATE TEMPORARY TABLE mine AS SELECT 7 AS n", "SELECT n FROM mine"}};
  } else if (is("postgres")) {
    settings = {{"SET search_path TO public, pg_catalog", "SHOW search_path"},
                {"SET lock_timeout TO '7s'", "SHOW lock_timeout"},
                {"SET statement_timeout TO '77s'", "SHOW statement_timeout"},
                {"SET application_name TO 'my app'", "SHOW application_name"},
                {"SET client_encoding TO 'LATIN1'", "SHOW client_encoding"},
                {"SET my.own TO 'x'", "SHOW my.own"},
                {"SET ROLE pg_monitor", "SELECT current_user"},
                {"RESET ROLE", "SELECT session_user"},
                {"CREATE TEMPORARY TABLE mine AS SELECT 7 AS n", "SELECT n FROM mine"}};
  } else {
    settings = {{"SET sql_mode = 'ANSI_QUOTES'", "SELECT @@sql_mode"},
                {"SET lock_wait_timeout = 77", "SELECT @@lock_wait_timeout"},
                {"SET innodb_lock_wait_timeout = 7", "SELECT @@innodb_lock_wait_timeout"},
                {"SET autocommit = 0", "SELECT @@autocommit"},
                {"SET time_zone = '+03:00'", "SELECT @@time_zone"},
                {"SELECT 1", "SELECT @@character_set_client"},
                {"CREATE TEMPORARY TABLE mine AS SELECT 7 AS n", "SELECT n FROM mine"}};
  }
  std::vector<std::string> before;
  for (const auto& [set, look] : settings) app->run(set);
  if (is("mariadb")) app->run("COMMIT");
  for (const auto& [set, look] : settings) before.push_back(app->run(look));
  if (is("mariadb")) app->run("COMMIT");
  Migrations made = list();
  made.add("003_settings", [this](Database& db) {
    if (is("sqlite")) db.execute("PRAGMA recursive_triggers = OFF; CREATE TEMPORARY TABLE theirs (n INTEGER)");
    if (is("postgres")) {
      db.execute(
          "SET search_path TO pg_catalog; SET lock_timeout TO '1s'; SET ROLE NONE; "
          "CREATE TEMPORARY TABLE theirs (n INTEGER)");
    }
    if (is("mariadb")) db.execute("SET sql_mode = '', time_zone = '+00:00', lock_wait_timeout = 1");
  });
  Migrator migrator({.handle = app->handle(), .migrations = made});
  migrator.up();
  for (std::size_t i = 0; i < settings.size(); ++i)
    EXPECT_EQ(app->run(settings[i].second), before[i]) << settings[i].second;
  if (!is("mariadb")) {
    EXPECT_THROW(app->run("SELECT * FROM theirs"), std::runtime_error);
  }
}

TEST_P(AdoptSuite, AFailureLeavesItUsable) {
  const auto app = application();
  Migrations made = list();
  made.add("003_bad", [](Database& db) { db.execute("INSERT INTO nowhere VALUES (1)"); });
  Migrator migrator({.handle = app->handle(), .migrations = made});
  EXPECT_THROW(migrator.up(), RunFailed);
  EXPECT_EQ(app->run("SELECT sum(n) FROM a"), "3");
}

TEST_P(AdoptSuite, OneWithAnOpenTransactionIsRefused) {
  const auto app = application();
  app->run("CREATE TABLE t (n INTEGER)");
  app->run("BEGIN");
  app->run("INSERT INTO t VALUES (1)");
  Migrator migrator({.handle = app->handle(), .migrations = list()});
  const Error error = error_of([&] { migrator.up(); });
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_NE(error.message.find("transaction is open"), std::string::npos) << error.message;
  EXPECT_EQ(error_of([&] { (void)Database::adopt(app->handle()); }).kind, ErrorKind::refused);
  app->run("COMMIT");
  EXPECT_EQ(migrator.up().done.size(), 2u);
}

TEST_P(AdoptSuite, ALostOneIsSaidSo) {
  if (is("sqlite")) GTEST_SKIP() << "a file is not lost";
  const auto app = application();
  Migrations made = list();
  made.add("003_lost", [&](Database& db) {
    app->lose();
    db.execute("INSERT INTO a VALUES (3)");
  });
  Migrator migrator({.handle = app->handle(), .migrations = made});
  const Error error = error_of([&] { migrator.up(); });
  EXPECT_EQ(error.kind, ErrorKind::lost) << error.message;
  EXPECT_NE(error.state.find("not known"), std::string::npos) << error.state;
  EXPECT_EQ(error_of([&] { migrator.up(); }).kind, ErrorKind::lost);
  EXPECT_EQ(number("SELECT count(*) FROM a"), 2);
}

TEST_P(AdoptSuite, TheRunnerLockHoldsOnIt) {
  const auto app = application();
  Migrations made;
  made.add("001_a", [&](Database&) {
    Migrator other({.url = url_text(), .migrations = list(), .lock_wait = std::chrono::milliseconds{50}});
    EXPECT_EQ(error_of([&] { other.up(); }).kind, ErrorKind::locked);
  });
  Migrator({.handle = app->handle(), .migrations = made}).up();
}

TEST_P(AdoptSuite, ADatabaseOnIt) {
  const auto app = application();
  {
    Database db = Database::adopt(app->handle());
    db.execute("CREATE TABLE t (n INTEGER)");
    db.execute("INSERT INTO t VALUES (?)", 7);
    EXPECT_EQ(db.native_handle(), app->handle().pointer());
  }
  EXPECT_EQ(app->run("SELECT n FROM t"), "7");
}

DUNLIN_EVERY_DATABASE(AdoptSuite);

TEST(AdoptedSqlite, InMemory) {
  SqliteApplication app(":memory:");
  Migrations list;
  list.add("001_a", [](Database& db) { db.execute("CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (1)"); });
  Migrator migrator({.handle = app.handle(), .migrations = list});
  EXPECT_EQ(migrator.up().done.size(), 1u);
  EXPECT_EQ(app.run("SELECT n FROM a"), "1");
  EXPECT_TRUE(migrator.up().done.empty());
}

TEST(AdoptedSqlite, AStatementUnderWayIsRefused) {
  SqliteApplication app(":memory:");
  app.run("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)");
  sqlite3_stmt* reading = nullptr;
  sqlite3_prepare_v2(app.raw(), "SELECT n FROM t", -1, &reading, nullptr);
  sqlite3_step(reading);
  const Error error = error_of([&] { (void)Database::adopt(app.handle()); });
  EXPECT_EQ(error.kind, ErrorKind::refused);
  EXPECT_NE(error.message.find("SELECT n FROM t"), std::string::npos);
  sqlite3_finalize(reading);
}

TEST(AdoptedSqlite, ABusyHandlerOfItsOwnIsLeftAlone) {
  SqliteApplication app(":memory:");
  int asked = 0;
  sqlite3_busy_handler(
      app.raw(), [](void* count, int) { return ++*static_cast<int*>(count) < 3 ? 1 : 0; }, &asked);
  { (void)Database::adopt(app.handle()).query("SELECT 1"); }
  const std::string file = testing::TempDir() + "dunlin_busy_" + std::to_string(::getpid()) + ".db";
  SqliteApplication other(file);
  other.run("CREATE TABLE t (n INTEGER); BEGIN IMMEDIATE");
  app.run("ATTACH '" + file + "' AS file");
  EXPECT_THROW(app.run("INSERT INTO file.t VALUES (1)"), std::runtime_error);
  EXPECT_EQ(asked, 3) << "the application's handler is still there";
  other.run("ROLLBACK");
  std::filesystem::remove(file);
}

TEST(AdoptedHandle, NoneIsNoConnection) {
  EXPECT_EQ(error_of([] { (void)Database::adopt(Handle(static_cast<sqlite3*>(nullptr))); }).kind, ErrorKind::usage);
}

TEST(AdoptedHandle, WithAUrlBesideIt) {
  SqliteApplication app(":memory:");
  EXPECT_EQ(error_of([&] { Migrator both({.url = "sqlite::memory:", .handle = app.handle()}); }).kind,
            ErrorKind::usage);
}

}  // namespace dunlin::conformance
