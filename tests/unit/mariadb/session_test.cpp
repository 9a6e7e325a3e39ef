// Connecting, transactions, limits, cancelling, losing the connection, and a session's way back to its settings.
#include <thread>

#include "fixture.hpp"

namespace dunlin::database {
namespace {

using namespace std::chrono_literals;
class MariadbSession : public MariadbTest {
 protected:
  void run(const std::vector<Command>& commands) {
    for (const Command& command : commands) connection->execute(command.sql, command.arguments);
  }
  /// Runs `sql` on this connection and calls `meanwhile` after it began.
  template <typename Call>
  Error while_running(const std::string& sql, Call meanwhile) {
    std::thread other([&] {
      std::this_thread::sleep_for(300ms);
      meanwhile();
    });
    const Error error = error_of([&] { connection->execute(sql); });
    other.join();
    return error;
  }
};

TEST_F(MariadbSession, TellsWhatTheServerIs) {
  const Capabilities& can = connection->capabilities();
  EXPECT_TRUE(can.product == "MariaDB" || can.product == "MySQL") << can.product;
  EXPECT_EQ(text("SELECT VERSION()").rfind(can.version, 0), 0u) << can.version;
  EXPECT_GT(can.version_number, 5'000'000);
  EXPECT_FALSE(can.transactional_ddl);
  EXPECT_FALSE(can.savepoints_cover_ddl);
  EXPECT_FALSE(can.pooled);
  EXPECT_FALSE(can.read_only);
  EXPECT_EQ(connection->current_schema(), url.path);
  EXPECT_EQ(text("SELECT @@character_set_client"), "utf8mb4");
  EXPECT_NE(connection->user().find(url.user), std::string::npos);
}

TEST_F(MariadbSession, ConnectsOverTheUnixSocket) {
  Url local = url;
  local.parameters["unix_socket"] = text("SELECT @@socket");
  local.host.clear();
  local.port = 0;
  EXPECT_EQ(to_text(mariadb_driver.open(local, {})->query("SELECT DATABASE()")[0][0]), url.path);
  local.host = local.parameters["unix_socket"];
  local.parameters.clear();
  EXPECT_EQ(to_text(mariadb_driver.open(local, {})->query("SELECT DATABASE()")[0][0]), url.path);
}

TEST_F(MariadbSession, LocalhostWithAPortIsTcp) {
  Url local = url;
  local.host = "localhost";
  const auto other = mariadb_driver.open(local, {});
  EXPECT_EQ(to_integer(other->query("SELECT @@port")[0][0]), url.port);
}

TEST_F(MariadbSession, TakesThePasswordFromAnOptionFileOrTheEnvironment) {
  const std::string file = ::testing::TempDir() + "dunlin_" + std::to_string(getpid()) + ".cnf";
  FILE* out = fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  fprintf(out, "[dunlin]\npassword=%s\n", url.password.value_or("").c_str());
  fclose(out);
  Url without = url;
  without.password.reset();
  EXPECT_EQ(error_of([&] { mariadb_driver.open(without, {}); }).kind, ErrorKind::connect);
  without.parameters["defaults-file"] = file;
  EXPECT_NO_THROW(mariadb_driver.open(without, {}));
  unlink(file.c_str());
  without.parameters.clear();
  setenv("MYSQL_PWD", url.password.value_or("").c_str(), 1);
  EXPECT_NO_THROW(mariadb_driver.open(without, {}));
  unsetenv("MYSQL_PWD");
}

TEST_F(MariadbSession, SaysWhyItCannotConnect) {
  Url wrong = url;
  wrong.password = "s3cret-wrong";
  Error error = error_of([&] { mariadb_driver.open(wrong, {}); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_EQ(error.native_code, 1045);
  EXPECT_NE(error.hint.find("password"), std::string::npos);
  EXPECT_EQ((error.message + error.hint + error.detail).find("s3cret"), std::string::npos);

  wrong = url;
  wrong.path += "_nowhere";
  error = error_of([&] { mariadb_driver.open(wrong, {}); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_EQ(error.native_code, 1049);
  EXPECT_NE(error.message.find(wrong.path), std::string::npos);
  EXPECT_NE(error.hint.find("db create"), std::string::npos);

  wrong = url;
  wrong.port = 1;
  error = error_of([&] { mariadb_driver.open(wrong, {}); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_NE(error.message.find(":1"), std::string::npos) << error.message;
  EXPECT_FALSE(error.hint.empty());

  wrong = url;
  wrong.parameters["sslmod"] = "required";
  error = error_of([&] { mariadb_driver.open(wrong, {}); });
  EXPECT_EQ(error.kind, ErrorKind::config);
  EXPECT_NE(error.hint.find("sslmode"), std::string::npos);
  wrong.parameters = {{"ssl-mode", "perhaps"}};
  EXPECT_EQ(error_of([&] { mariadb_driver.open(wrong, {}); }).kind, ErrorKind::config);
}

TEST_F(MariadbSession, NeverFallsBackToPlainTextWhereTlsIsRequired) {
  if (text("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'have_ssl'") ==
      "YES") {
    Url secure = url;
    secure.parameters["ssl-mode"] = "required";
    EXPECT_NE(to_text(mariadb_driver.open(secure, {})->query("SHOW STATUS LIKE 'Ssl_cipher'")[0][1]), "");
    return;
  }
  Url preferred = url;
  preferred.parameters["ssl-mode"] = "preferred";
  EXPECT_NO_THROW(mariadb_driver.open(preferred, {}));
  for (const char* mode : {"required", "verify-ca", "verify-identity"}) {
    Url secure = url;
    secure.parameters["ssl-mode"] = mode;
    EXPECT_EQ(error_of([&] { mariadb_driver.open(secure, {}); }).kind, ErrorKind::connect) << mode;
  }
}

TEST_F(MariadbSession, BeginsCommitsAndRollsBack) {
  connection->execute("CREATE TABLE t (x INT) ENGINE=InnoDB");
  EXPECT_FALSE(connection->in_transaction());
  run(connection->begin({}));
  EXPECT_TRUE(connection->in_transaction());
  connection->execute("INSERT INTO t VALUES (1)");
  connection->rollback();
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(number("SELECT COUNT(*) FROM t"), 0);
  run(connection->begin({}));
  connection->execute("INSERT INTO t VALUES (1)");
  connection->execute(connection->commit().sql);
  EXPECT_FALSE(connection->in_transaction());
  connection->rollback();
  EXPECT_EQ(number("SELECT COUNT(*) FROM t"), 1);
  run(connection->begin({}));
  connection->execute("CREATE TABLE u (x INT)");  // commits by itself
  EXPECT_FALSE(connection->in_transaction());
}

TEST_F(MariadbSession, LimitsHoldForTheirTransactionAndNotForTheNext) {
  const std::int64_t before = number("SELECT @@innodb_lock_wait_timeout");
  TransactionOptions options;
  options.lock_timeout = 1500ms;
  run(connection->begin(options));
  EXPECT_EQ(number("SELECT @@innodb_lock_wait_timeout"), 2);
  EXPECT_EQ(number("SELECT @@lock_wait_timeout"), 2);
  connection->rollback();
  EXPECT_EQ(connection->begin(options).size(), 1u);  // nothing to set again
  connection->rollback();
  run(connection->begin({}));
  EXPECT_EQ(number("SELECT @@innodb_lock_wait_timeout"), before);
  connection->rollback();
  connection->set_limits(7s, -1ms);
  EXPECT_EQ(number("SELECT @@lock_wait_timeout"), 7);
  run(connection->begin({}));
  EXPECT_EQ(number("SELECT @@lock_wait_timeout"), 7);
  connection->rollback();
}

TEST_F(MariadbSession, ALockThatIsNotGivenIsALockTimeout) {
  connection->execute("CREATE TABLE t (x INT PRIMARY KEY) ENGINE=InnoDB");
  connection->execute("INSERT INTO t VALUES (1)");
  const auto other = open();
  other->execute("START TRANSACTION");
  other->execute("UPDATE t SET x = 2");
  TransactionOptions options;
  options.lock_timeout = 1s;
  run(connection->begin(options));
  Error error = error_of([&] { connection->execute("UPDATE t SET x = 3"); });
  EXPECT_EQ(error.kind, ErrorKind::lock_timeout);
  EXPECT_EQ(error.native_code, 1205);
  connection->rollback();
  connection->set_limits(1s, -1ms);
  error = error_of([&] { connection->execute("ALTER TABLE t ADD y INT"); });  // the metadata lock
  EXPECT_EQ(error.kind, ErrorKind::lock_timeout);
  other->rollback();
  EXPECT_NO_THROW(connection->execute("ALTER TABLE t ADD y INT"));
}

TEST_F(MariadbSession, TheStatementTimeoutIsNoCancellation) {
  connection->set_limits(-1ms, 250ms);
  const Error error = error_of([&] {
    connection->execute(
        "SELECT COUNT(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, "
        "information_schema.COLUMNS c");
  });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_NE(error.hint.find("statement-timeout"), std::string::npos);
  EXPECT_FALSE(connection->lost());
}

TEST_F(MariadbSession, IsCancelledFromAnotherThread) {
  connection->execute("CREATE TABLE t (x INT)");
  connection->execute("INSERT INTO t VALUES (1)");
  const auto other = open();
  other->execute("LOCK TABLES t WRITE");
  const Error error = while_running("ALTER TABLE t ADD y INT", [this] { connection->cancel(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_FALSE(connection->lost());
  EXPECT_EQ(number("SELECT 1"), 1);
  connection->cancel();  // nothing runs: nothing happens
  EXPECT_EQ(number("SELECT 2"), 2);
}

TEST_F(MariadbSession, KnowsThatItWasLost) {
  const auto other = open();
  const std::string id = text("SELECT CONNECTION_ID()");
  const Error error = while_running("SELECT SLEEP(20)", [&] { other->execute("KILL " + id); });
  EXPECT_EQ(error.kind, ErrorKind::lost);
  EXPECT_TRUE(connection->lost());
  EXPECT_FALSE(connection->in_transaction());
  connection->rollback();
  EXPECT_EQ(error_of([&] { connection->execute("SELECT 1"); }).kind, ErrorKind::lost);
  const auto again = connection->reopen();
  EXPECT_EQ(to_text(again->query("SELECT DATABASE()")[0][0]), url.path);
}

TEST_F(MariadbSession, KnowsThatItWasLostBetweenStatements) {
  const std::vector<Value> one{std::int64_t{1}};
  connection->query("SELECT ?", one);
  const std::string id = text("SELECT CONNECTION_ID()");
  open()->execute("KILL " + id);
  EXPECT_EQ(error_of([&] { connection->query("SELECT ?", one); }).kind, ErrorKind::lost);
  EXPECT_TRUE(connection->lost());
}

TEST_F(MariadbSession, GoesBackToItsSettings) {
  const std::string other = url.path + "_b";
  connection->execute("CREATE DATABASE " + other);
  const std::string settings =
      "SELECT CONCAT_WS('|', @@sql_mode, @@foreign_key_checks, @@unique_checks, @@sql_notes, @@time_zone, "
      "@@character_set_client, @@character_set_results, @@collation_connection, @@autocommit, @@sql_safe_updates, "
      "@@sql_log_bin, @@lock_wait_timeout, DATABASE(), @@sql_select_limit, @@tx_isolation)";
  const std::string before = text(settings);
  ASSERT_TRUE(connection->locker().try_acquire("test"));
  const auto change = [&] {
    connection->execute("SET NAMES latin1");
    connection->execute(
        "SET time_zone = '+00:00', unique_checks = 0, foreign_key_checks = 0, sql_notes = 0, "
        "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', sql_safe_updates = 1, lock_wait_timeout = 3");
    connection->execute("SET sql_log_bin = 0, sql_select_limit = 0, tx_isolation = 'SERIALIZABLE'");
    connection->execute("USE " + other);
  };
  change();
  connection->execute("SET autocommit = 0");
  connection->reset_session();
  EXPECT_EQ(text(settings), before);
  EXPECT_NO_THROW(connection->locker().check());

  connection->execute("CREATE TABLE t (x INT) ENGINE=InnoDB");
  run(connection->begin({}));
  connection->execute("INSERT INTO t VALUES (1)");
  connection->execute("SET sql_mode = 'ANSI_QUOTES', foreign_key_checks = 0, sql_select_limit = 0, NAMES latin1");
  connection->execute("USE " + other);
  const std::vector<Command> commands = connection->reset_commands();
  EXPECT_LE(commands.size(), 2u);
  run(commands);
  EXPECT_TRUE(connection->in_transaction());
  EXPECT_EQ(text(settings), before);
  connection->rollback();
  EXPECT_EQ(number("SELECT COUNT(*) FROM t"), 0);  // nothing of it committed
  connection->execute("DROP DATABASE " + other);
}

TEST_F(MariadbSession, AutocommitStaysOn) {
  connection->execute("CREATE TABLE t (x INT) ENGINE=InnoDB");
  connection->execute("SET SQL_MODE = '', AUTOCOMMIT = 0");
  EXPECT_EQ(number("SELECT @@autocommit"), 1);
  run(connection->begin({}));
  connection->execute("INSERT INTO t VALUES (1)");
  connection->execute("SET sql_mode = '', autocommit = 0");  // must not commit what is under way
  EXPECT_EQ(to_integer(open()->query("SELECT COUNT(*) FROM t")[0][0]), 0);
  EXPECT_TRUE(connection->in_transaction());
  connection->execute(connection->commit().sql);
  EXPECT_EQ(number("SELECT @@autocommit"), 1);
  EXPECT_EQ(to_integer(open()->query("SELECT COUNT(*) FROM t")[0][0]), 1);
}

TEST_F(MariadbSession, OpeningCostsOneQuestion) {
  EXPECT_LE(to_integer(open()->query("SHOW SESSION STATUS LIKE 'Questions'")[0][1]), 2);
}

TEST_F(MariadbSession, FollowsTheCurrentDatabase) {
  const std::string other = url.path + "_b";
  connection->execute("CREATE DATABASE " + other);
  EXPECT_EQ(connection->current_schema(), url.path);
  connection->execute("/*!40101 USE " + other + " */");
  EXPECT_EQ(connection->current_schema(), other);
  connection->execute("-- back\nuse " + url.path);
  EXPECT_EQ(connection->current_schema(), url.path);
  connection->execute("USE " + other);
  connection->reset_session();
  EXPECT_EQ(connection->current_schema(), url.path);
  connection->execute("USE " + other);
  connection->execute("DROP DATABASE " + other);
  EXPECT_EQ(connection->current_schema(), "");
}

TEST_F(MariadbSession, LoadsLocalFilesOnlyWhereTheUrlSaysSo) {
  if (number("SELECT @@local_infile") == 0) GTEST_SKIP() << "the server has local_infile off";
  const std::string file = ::testing::TempDir() + "dunlin_" + std::to_string(getpid()) + ".csv";
  FILE* out = fopen(file.c_str(), "w");
  ASSERT_NE(out, nullptr);
  fputs("1\n2\n", out);
  fclose(out);
  connection->execute("CREATE TABLE t (x INT)");
  const std::string load = "LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t";
  const Error error = error_of([&] { connection->execute(load); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_NE(error.hint.find("local_infile"), std::string::npos) << error.native_code << error.message;
  Url allowed = url;
  allowed.parameters["local_infile"] = "1";
  EXPECT_EQ(mariadb_driver.open(allowed, {})->execute(load).rows, 2);
  unlink(file.c_str());
}

TEST_F(MariadbSession, ResetGivesUpTableLocksAndRoles) {
  connection->execute("CREATE TABLE t (x INT)");
  const std::string role = "r_" + std::to_string(getpid());
  connection->execute("CREATE ROLE " + role);
  connection->execute("SET ROLE " + role);
  connection->execute("LOCK TABLES t WRITE");
  connection->reset_session();
  EXPECT_TRUE(is_null(value("SELECT CURRENT_ROLE()")));
  EXPECT_NO_THROW(open()->execute("INSERT INTO t VALUES (1)"));
  connection->execute("DROP ROLE " + role);
}

TEST_F(MariadbSession, TheHistoryStaysWritableUnderLockTables) {
  connection->execute("CREATE TABLE t (x INT) ENGINE=InnoDB");
  connection->execute("CREATE TABLE dunlin_migrations (x INT) ENGINE=InnoDB");
  connection->execute("CREATE TABLE dunlin_log (x INT) ENGINE=InnoDB");
  connection->execute("LOCK TABLES `t` WRITE -- all of it");
  EXPECT_EQ(error_of([&] { connection->execute("CREATE TABLE nope (x INT)"); }).native_code, 1100);
  run(connection->begin({}));
  connection->execute("INSERT INTO t VALUES (1)");
  EXPECT_TRUE(connection->in_transaction());
  connection->execute("INSERT INTO dunlin_migrations VALUES (1)");
  connection->rollback();
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(number("SELECT COUNT(*) FROM t"), 0);
  run(connection->begin({}));
  connection->execute("INSERT INTO t VALUES (2)");
  connection->execute("INSERT INTO dunlin_log VALUES (2)");
  connection->execute(connection->commit().sql);
  EXPECT_FALSE(connection->in_transaction());
  EXPECT_EQ(number("SELECT @@autocommit"), 1);

  // The migration's locks are still in force after both.
  const auto other = open();
  other->set_limits(1s, -1ms);
  EXPECT_EQ(error_of([&] { other->query("SELECT * FROM t"); }).kind, ErrorKind::lock_timeout);
  connection->execute("UNLOCK TABLES");
  EXPECT_EQ(to_integer(other->query("SELECT x FROM t")[0][0]), 2);
  EXPECT_EQ(connection->begin({}).back().sql, "START TRANSACTION");
}

TEST_F(MariadbSession, AMigrationMayLockTheHistoryItself) {
  connection->execute("CREATE TABLE dunlin_migrations (x INT)");
  EXPECT_NO_THROW(connection->execute("LOCK TABLES dunlin_migrations WRITE"));
  EXPECT_NO_THROW(connection->execute("INSERT INTO dunlin_migrations VALUES (1)"));
  connection->execute("UNLOCK TABLES");
  const Error error = error_of([&] { connection->execute("LOCK TABLES nowhere WRITE"); });
  EXPECT_EQ(error.native_code, 1146);
  EXPECT_EQ(error.statement, "LOCK TABLES nowhere WRITE");
}

}  // namespace
}  // namespace dunlin::database
