#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <thread>

#include "base/descriptor.hpp"
#include "database/postgres/client.hpp"
#include "server.hpp"

namespace dunlin::database::postgres {
namespace {

using ConnectionTest = ServerTest;

TEST(ClientTest, MissingLibraryNamesThePackage) {
  const char* const files[] = {"libpq-that-is-not-there.so.5"};
  const Error error = error_of([&] { (void)load_client(files); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_NE(error.hint.find("libpq5"), std::string::npos);
}

TEST(ClientTest, WrongLibrarySaysWhatIsMissing) {
  const char* const files[] = {"libm.so.6"};
  const Error error = error_of([&] { (void)load_client(files); });
  EXPECT_NE(error.message.find("PQ"), std::string::npos) << error.message;
}

TEST_F(ConnectionTest, Capabilities) {
  const Capabilities& c = db().capabilities();
  EXPECT_EQ(c.product, "PostgreSQL");
  EXPECT_GE(c.version_number, 13'000'000);
  EXPECT_TRUE(c.transactional_ddl && c.asynchronous_commit && c.pipelining);
  EXPECT_FALSE(c.pooled || c.read_only || c.shared_transaction);
  EXPECT_EQ(c.version.substr(0, 2), std::to_string(c.version_number / 1'000'000));
  EXPECT_EQ(db().current_schema(), "public");
  EXPECT_EQ(text("SHOW application_name"), "dunlin");
}

TEST_F(ConnectionTest, Values) {
  const Rows rows = db().query(
      "SELECT 1::int2, -2::int4, 9223372036854775807::int8, 1.5::float8, true, NULL::text, '\\x00ff'::bytea, "
      "1.10::numeric, "
      "'ä'::text",
      {});
  const std::vector<Value> expected = {std::int64_t{1},
                                       std::int64_t{-2},
                                       INT64_MAX,
                                       1.5,
                                       std::int64_t{1},
                                       Null{},
                                       Blob{std::byte{0}, std::byte{255}},
                                       std::string("1.10"),
                                       std::string("ä")};
  EXPECT_EQ(rows[0], expected);
  db().execute("SET bytea_output = escape", {});
  EXPECT_EQ(db().query("SELECT '\\x00ff5c41'::bytea", {})[0][0],
            Value(Blob{std::byte{0}, std::byte{255}, std::byte{0x5c}, std::byte{0x41}}));
}

TEST_F(ConnectionTest, ArgumentsComeBack) {
  db().execute("CREATE TABLE t (i bigint, d float8, s text, b bytea, n text)", {});
  const std::vector<Value> values = {INT64_MIN, 0.1, std::string("it's \\ ü"), Blob{std::byte{0}, std::byte{39}},
                                     Null{}};
  EXPECT_EQ(db().execute("INSERT INTO t VALUES ($1, $2, $3, $4, $5)", values).rows, 1);
  EXPECT_EQ(db().query("SELECT * FROM t", {})[0], values);
  const Value nul[] = {std::string("a\0b", 3)};
  EXPECT_EQ(error_of([&] { db().execute("INSERT INTO t (s) VALUES ($1)", nul); }).kind, ErrorKind::sql);
  EXPECT_EQ(text("SELECT " + db().quote_text("a'b\\c") + "::text"), "a'b\\c");
}

TEST_F(ConnectionTest, RowsAreCounted) {
  EXPECT_EQ(db().execute("CREATE TABLE t AS SELECT g FROM generate_series(1, 7) g", {}).rows, 7);
  EXPECT_EQ(db().execute("UPDATE t SET g = g WHERE g > 2", {}).rows, 5);
  EXPECT_EQ(db().execute("SELECT * FROM t", {}).rows, 7);
  EXPECT_EQ(db().execute("ALTER TABLE t ADD x int", {}).rows, -1);
  EXPECT_EQ(db().execute("COPY t TO STDOUT", {}).rows, 7);
}

TEST_F(ConnectionTest, ErrorsSayWhere) {
  const std::string sql = "SELECT 'äöü€', /* 😀 */ missing_column FROM pg_class";
  const Error error = error_of([&] { db().execute(sql, {}); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_EQ(error.sqlstate, "42703");
  EXPECT_EQ(error.offset, sql.find("missing_column"));
  EXPECT_EQ(error.statement, sql);
  const Error parse = error_of([&] { db().execute("SELECT 'ä' FROM", {}); });
  EXPECT_EQ(parse.offset, std::string("SELECT 'ä' FROM").size());
}

TEST_F(ConnectionTest, ErrorsCarryDetailHintAndContext) {
  db().execute("CREATE TABLE t (id int PRIMARY KEY)", {});
  db().execute("INSERT INTO t VALUES (1)", {});
  const Error twice = error_of([&] { db().execute("INSERT INTO t VALUES (1)", {}); });
  EXPECT_EQ(twice.sqlstate, "23505");
  EXPECT_EQ(twice.detail, "Key (id)=(1) already exists.");
  const Error raised = error_of([&] {
    db().execute("DO $$ BEGIN RAISE EXCEPTION 'no.' USING HINT = 'do it', DETAIL = 'why', ERRCODE = 'D0001'; END $$",
                 {});
  });
  EXPECT_EQ(raised.message, "no");
  EXPECT_EQ(raised.hint, "do it");
  EXPECT_EQ(raised.sqlstate, "D0001");
  EXPECT_NE(raised.detail.find("why\nPL/pgSQL function"), std::string::npos) << raised.detail;
}

TEST_F(ConnectionTest, CommitOfAFailedTransactionIsAnError) {
  db().execute("BEGIN", {});
  EXPECT_THROW(db().execute("SELECT 1/0", {}), Error);
  EXPECT_EQ(error_of([&] { db().execute("COMMIT", {}); }).sqlstate, "25P02");
  EXPECT_FALSE(db().in_transaction());
}

TEST_F(ConnectionTest, LockTimeoutMayBeTriedAgain) {
  db().execute("CREATE TABLE t (id int)", {});
  auto other = open();
  other->execute("BEGIN", {});
  other->execute("LOCK TABLE t", {});
  TransactionOptions options;
  options.lock_timeout = Milliseconds(50);
  options.flush = false;
  db().execute_all(db().begin(options), {});
  EXPECT_EQ(text("SHOW synchronous_commit"), "off");
  const Error error = error_of([&] { db().execute("ALTER TABLE t ADD x int", {}); });
  EXPECT_EQ(error.kind, ErrorKind::lock_timeout);
  EXPECT_TRUE(error.may_retry());
  db().rollback();
  EXPECT_FALSE(db().in_transaction());
  EXPECT_EQ(text("SHOW lock_timeout"), "0");
  EXPECT_EQ(text("SHOW synchronous_commit"), "on");
}

TEST_F(ConnectionTest, StatementTimeoutIsNoCancellation) {
  db().set_limits(Milliseconds(-1), Milliseconds(50));
  const Error error = error_of([&] { db().execute("SELECT pg_sleep(10)", {}); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_EQ(error.sqlstate, "57014");
  EXPECT_NE(error.hint.find("statement-timeout"), std::string::npos);
}

TEST_F(ConnectionTest, CancelFromAnotherThread) {
  const auto begin = std::chrono::steady_clock::now();
  db();
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    connection_->cancel();
  });
  const Error error = error_of([&] { db().execute("SELECT pg_sleep(30)", {}); });
  stopper.join();
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(number("SELECT 1"), 1) << "the connection goes on";
}

TEST_F(ConnectionTest, LostConnection) {
  const std::int64_t backend = number("SELECT pg_backend_pid()");
  auto other = open();
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    other->execute("SELECT pg_terminate_backend(" + std::to_string(backend) + ")", {});
  });
  const Error error = error_of([&] { db().execute("SELECT pg_sleep(30)", {}); });
  killer.join();
  EXPECT_EQ(error.kind, ErrorKind::lost);
  EXPECT_TRUE(db().lost());
  EXPECT_EQ(error_of([&] { db().execute("SELECT 1", {}); }).kind, ErrorKind::lost);
  db().rollback();
  EXPECT_EQ(to_integer(db().reopen()->query("SELECT 1", {})[0][0]), 1);
}

TEST_F(ConnectionTest, LostWhileIdle) {
  const std::int64_t backend = number("SELECT pg_backend_pid()");
  auto other = open();
  other->execute("SELECT pg_terminate_backend(" + std::to_string(backend) + ")", {});
  while (to_integer(
      other->query("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(backend), {})[0][0])) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(error_of([&] { db().execute("SELECT 1", {}); }).kind, ErrorKind::lost);
  EXPECT_TRUE(db().lost());
}

TEST_F(ConnectionTest, NoticesAreCollected) {
  db().execute("CREATE TABLE t (id int)", {});
  db().take_notices();
  ::testing::internal::CaptureStderr();
  db().execute("CREATE TABLE IF NOT EXISTS t (id int)", {});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(db().take_notices(), std::vector<std::string>{"NOTICE: relation \"t\" already exists, skipping"});
  EXPECT_TRUE(db().take_notices().empty());
}

TEST_F(ConnectionTest, ResetSession) {
  db().execute("CREATE ROLE dunlin_test_role", {});
  ASSERT_TRUE(db().locker().try_acquire("dunlin test"));
  db().set_limits(Milliseconds(1234), Milliseconds(-1));
  db().execute("SET search_path = pg_catalog; SET client_encoding = 'LATIN1'; SET ROLE dunlin_test_role", {});
  db().reset_session();
  EXPECT_EQ(text("SHOW search_path"), "\"$user\", public");
  EXPECT_EQ(text("SHOW client_encoding"), "UTF8");
  EXPECT_EQ(text("SHOW lock_timeout"), "1234ms");
  EXPECT_EQ(text("SELECT current_user = session_user"), "1");
  EXPECT_EQ(text("SHOW application_name").substr(0, 18), "dunlin test since ");
  EXPECT_NO_THROW(db().locker().check());
  db().execute("DROP ROLE dunlin_test_role", {});
}

TEST_F(ConnectionTest, ResetCommandsKeepTheCommitAsynchronous) {
  TransactionOptions options;
  options.flush = false;
  std::vector<Command> commands = db().begin(options);
  commands.push_back({"SET search_path = ''", {}});
  for (Command& command : db().reset_commands()) commands.push_back(std::move(command));
  commands.push_back(
      {"CREATE TABLE t AS SELECT current_setting('synchronous_commit') c, current_setting('search_path') p", {}});
  commands.push_back(db().commit());
  db().execute_all(commands, {});
  EXPECT_EQ(text("SELECT c FROM t"), "off");
  EXPECT_EQ(text("SELECT p FROM t"), "\"$user\", public");
  EXPECT_EQ(text("SHOW synchronous_commit"), "on");
}

TEST_F(ConnectionTest, UrlParameters) {
  db().execute("CREATE SCHEMA app", {});
  url_.parameters["schema"] = "app";
  url_.parameters["statement_timeout"] = "4s";
  url_.parameters["application_name"] = "my app";
  url_.parameters["pool_max_conns"] = "5";
  auto other = open();
  EXPECT_EQ(other->current_schema(), "app");
  EXPECT_EQ(to_text(other->query("SHOW statement_timeout", {})[0][0]), "4s");
  EXPECT_EQ(to_text(other->query("SHOW application_name", {})[0][0]), "my app");
  url_.parameters["sslmod"] = "require";
  const Error error = error_of([&] { (void)open(); });
  EXPECT_EQ(error.kind, ErrorKind::config);
  EXPECT_EQ(error.hint, "Did you mean sslmode?");
  url_.parameters.clear();
}

TEST_F(ConnectionTest, ConnectErrorsAreClear) {
  Url url = url_;
  url.path = "there is no such database";
  const Error missing = error_of([&] { PostgresConnection(url, {}); });
  EXPECT_EQ(missing.kind, ErrorKind::connect);
  EXPECT_NE(missing.hint.find("dunlin db create"), std::string::npos) << missing.message;
  url.port = 1;
  EXPECT_EQ(error_of([&] { PostgresConnection(url, {}); }).kind, ErrorKind::connect);
}

TEST(ConnectTest, ServerThatNeverAnswers) {
  // Accepts connections (the system does) and says nothing.
  const base::Descriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener.get(), 8), 0);
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  Url url = Url::parse("postgres://me:hush@127.0.0.1/d");
  url.port = ntohs(address.sin_port);
  OpenOptions options;
  options.connect_timeout = Milliseconds(300);
  const auto begin = std::chrono::steady_clock::now();
  const Error error = error_of([&] { PostgresConnection(url, options); });
  EXPECT_EQ(error.kind, ErrorKind::connect);
  EXPECT_NE(error.message.find("did not answer within 300 ms"), std::string::npos) << error.message;
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
}

TEST_F(ConnectionTest, UnixSocket) {
  const char* folder = std::getenv("DUNLIN_TEST_POSTGRES_SOCKET");
  const char* port = std::getenv("DUNLIN_TEST_POSTGRES_PORT");
  if (!folder || !port) GTEST_SKIP() << "DUNLIN_TEST_POSTGRES_SOCKET is not set";
  Url url = url_;
  url.host = folder;
  url.port = static_cast<std::uint16_t>(std::stoi(port));
  PostgresConnection connection(url, {});
  EXPECT_TRUE(is_null(connection.query("SELECT inet_client_addr()", {})[0][0]));
}

TEST_F(ConnectionTest, Administration) {
  EXPECT_TRUE(database_exists(url_));
  EXPECT_EQ(error_of([&] { create_database(url_); }).kind, ErrorKind::refused);
  auto user = open();
  const Error used = error_of([&] { drop_database(url_); });
  EXPECT_EQ(used.kind, ErrorKind::refused);
  EXPECT_NE(used.detail.find("backend"), std::string::npos);
  user.reset();
  Url other = url_;
  other.path = "dunlin \"none\"";
  EXPECT_FALSE(database_exists(other));
  EXPECT_EQ(error_of([&] { drop_database(other); }).kind, ErrorKind::refused);
  create_database(other);
  EXPECT_TRUE(database_exists(other));
  drop_database(other);
}

}  // namespace
}  // namespace dunlin::database::postgres
