// Statements: values, rows, places of errors, transactions, limits and cancelling.
#include "database/sqlite/connection.hpp"

#include <chrono>
#include <thread>

#include "base/clock.hpp"
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using namespace std::chrono_literals;
using test::begin;
using test::error_of;
using test::Folder;
using test::number;
using test::open;
using test::text;

constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0";

TEST(SqliteConnection, ValuesComeBackAsTheyWent) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (v)");
  const std::string nul("a\0b", 3);
  const Blob blob = {std::byte{0}, std::byte{255}, std::byte{0}};
  const std::vector<Value> values = {Null{},
                                     std::int64_t{-1},
                                     INT64_MAX,
                                     INT64_MIN,
                                     1.5,
                                     std::string(),
                                     nul,
                                     Blob{},
                                     blob,
                                     std::string("\xc3\xa9"),
                                     std::string("\xff", 1)};
  for (const Value& value : values) {
    EXPECT_EQ(db->execute("INSERT INTO t VALUES (?)", std::array<Value, 1>{value}).rows, 1);
  }
  const Rows rows = db->query("SELECT v AS value FROM t ORDER BY rowid");
  ASSERT_EQ(rows.size(), values.size());
  EXPECT_EQ(rows.columns, std::vector<std::string>{"value"});
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(rows[i][0], values[i]) << i;
  EXPECT_EQ(text(*db, "SELECT " + db->quote_text(nul)), nul);
  EXPECT_EQ(text(*db, "SELECT " + db->quote_text("it's")), "it's");
  EXPECT_EQ(db->query("SELECT 1 AS " + db->quote_name("a\"b")).columns[0], "a\"b");
}

TEST(SqliteConnection, CountsRows) {
  auto db = open("sqlite::memory:");
  EXPECT_EQ(db->execute("CREATE TABLE t (a)").rows, -1);
  EXPECT_EQ(db->execute("INSERT INTO t VALUES (1), (2), (3)").rows, 3);
  EXPECT_EQ(db->execute("CREATE INDEX i ON t (a)").rows, -1) << "not the rows of the statement before";
  EXPECT_EQ(db->execute("/* why */ UPDATE t SET a = a + 1 WHERE a > 1").rows, 2);
  EXPECT_EQ(db->execute("UPDATE t SET a = 0 WHERE a = 99").rows, 0);
  EXPECT_EQ(db->execute("WITH x AS (SELECT 1 AS b) DELETE FROM t WHERE a = (SELECT b FROM x)").rows, 1);
  EXPECT_EQ(db->execute("INSERT INTO t VALUES (7) RETURNING a").rows, 1);
  EXPECT_EQ(db->execute("SELECT a FROM t").rows, 3);
  EXPECT_EQ(db->execute("-- nothing").rows, 0);
  // A change of a view is its trigger's: `batch` goes on until it changes none.
  db->execute("CREATE VIEW v AS SELECT a FROM t");
  db->execute("CREATE TRIGGER w INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE a = old.a; END");
  EXPECT_EQ(db->execute("DELETE FROM v").rows, 3);
  EXPECT_EQ(db->execute("DELETE FROM v").rows, 0);
}

TEST(SqliteConnection, ErrorsTellTheirPlace) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (a UNIQUE)");
  const std::string wrong = "SELECT a,\n  nix FROM t";
  const Error column = error_of([&] { db->execute(wrong); });
  EXPECT_EQ(column.kind, ErrorKind::sql);
  EXPECT_EQ(column.message, "no such column: nix");
  EXPECT_EQ(column.offset, wrong.find("nix"));
  EXPECT_EQ(column.statement, wrong);
  EXPECT_EQ(column.native_code, SQLITE_ERROR);
  db->execute("INSERT INTO t VALUES (1)");
  const Error unique =
      error_of([&] { db->execute("INSERT INTO t VALUES (?)", std::array<Value, 1>{std::int64_t{1}}); });
  EXPECT_EQ(unique.native_code, SQLITE_CONSTRAINT_UNIQUE);
  EXPECT_FALSE(unique.hint.empty());
  EXPECT_EQ(unique.offset, Error::npos);
  // The statement that failed is kept for use again and must work then.
  EXPECT_EQ(db->execute("INSERT INTO t VALUES (?)", std::array<Value, 1>{std::int64_t{2}}).rows, 1);
}

TEST(SqliteConnection, OneStatementAtATime) {
  auto db = open("sqlite::memory:");
  const Error second = error_of([&] { db->execute("CREATE TABLE a (x); CREATE TABLE b (x)"); });
  EXPECT_EQ(second.kind, ErrorKind::sql);
  EXPECT_EQ(second.offset, 20u);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_schema"), 0) << "nothing of it ran";
  EXPECT_EQ(error_of([&] { db->execute("CREATE TABLE a (x); INSERT INTO a VALUES (1)"); }).offset, 20u);
  db->execute("CREATE TABLE a (x); ; -- the end\n /* really */ ;");
  const Error values = error_of([&] { db->execute("INSERT INTO a VALUES (?)"); });
  EXPECT_EQ(values.kind, ErrorKind::sql);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM a"), 0);
}

TEST(SqliteConnection, SchemaChangesRollBack) {
  const Folder folder;
  auto db = open("sqlite:" + folder / "a.db");
  EXPECT_FALSE(db->in_transaction());
  db->rollback();
  begin(*db);
  EXPECT_TRUE(db->in_transaction());
  db->execute("CREATE TABLE t (a)");
  db->rollback();
  EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_schema"), 0);
  begin(*db);
  db->execute("CREATE TABLE t (a)");
  db->execute("SAVEPOINT one");
  db->execute("CREATE TABLE u (a)");
  db->execute("ROLLBACK TO one");
  db->execute(db->commit().sql);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_schema"), 1);
  // A statement of the migration's own that ends the transaction is seen.
  begin(*db);
  db->execute("COMMIT");
  EXPECT_FALSE(db->in_transaction());
  begin(*db);
  db->execute("CREATE TABLE x (a PRIMARY KEY)");
  db->execute("INSERT INTO x VALUES (1)");
  (void)error_of([&] { db->execute("INSERT OR ROLLBACK INTO x VALUES (1)"); });
  EXPECT_FALSE(db->in_transaction());
  db->rollback();
}

TEST(SqliteConnection, WhatItCanDo) {
  auto db = open("sqlite::memory:");
  const Capabilities& can = db->capabilities();
  EXPECT_EQ(can.product, "SQLite");
  EXPECT_EQ(can.version, sqlite3_libversion());
  EXPECT_GE(can.version_number, 3'040'000);
  EXPECT_TRUE(can.transactional_ddl && can.savepoints_cover_ddl && can.shared_transaction);
  EXPECT_TRUE(can.enforces_foreign_keys_in_session);
  EXPECT_FALSE(can.read_only);
  EXPECT_EQ(db->current_schema(), "main");
  EXPECT_EQ(db->user(), "");
  EXPECT_FALSE(db->lost());
  bool usable = false;
  EXPECT_EQ(sqlite_driver.client(usable), "SQLite " + can.version + ", built in");
  EXPECT_TRUE(usable);
}

TEST(SqliteConnection, HistorySqlIsSound) {
  auto db = open("sqlite::memory:");
  const HistorySql& sql = db->history_sql();
  db->execute("CREATE TABLE h (id " + std::string(sql.identity_column) + ", k " + std::string(sql.key_type) + ")");
  db->execute("INSERT INTO h (k) VALUES (" + std::string(sql.now) + ")");
  const std::string now = text(*db, "SELECT k FROM h");
  EXPECT_EQ(now.size(), 24u) << now;
  EXPECT_EQ(now.substr(0, 15), base::format_utc(base::now_milliseconds()).substr(0, 15));
  EXPECT_EQ(number(*db, "SELECT count(*) FROM sqlite_schema"), 1) << "no sqlite_sequence in the user's schema";
}

TEST(SqliteConnection, CancelEndsAStatement) {
  auto db = open("sqlite::memory:");
  std::thread other([&] {
    std::this_thread::sleep_for(50ms);
    db->cancel();
  });
  const Error error = error_of([&] { db->query(kEndless); });
  other.join();
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(number(*db, "SELECT 1"), 1) << "the connection goes on";
}

TEST(SqliteConnection, StatementTimeout) {
  auto db = open("sqlite::memory:");
  db->set_limits(Milliseconds(-1), 30ms);
  const Error error = error_of([&] { db->query(kEndless); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_NE(error.message.find("statement timeout"), std::string::npos) << error.message;
  // The transaction's own limit counts inside it.
  TransactionOptions options;
  options.statement_timeout = 60s;
  begin(*db, options);
  db->query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400000) SELECT count(*) FROM n");
  db->rollback();
}

TEST(SqliteConnection, ManyKeptStatements) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (a, b)");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 60; ++i) {
      const std::string sql = "INSERT INTO t VALUES (?, " + std::to_string(i) + ")";
      EXPECT_EQ(db->execute(sql, std::array<Value, 1>{std::int64_t{i}}).rows, 1);
    }
    db->execute("ALTER TABLE t ADD COLUMN c" + std::to_string(round) + " DEFAULT 0");
    db->execute("ALTER TABLE t DROP COLUMN c" + std::to_string(round));
  }
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t WHERE a = b"), 120);
  db->execute("DROP TABLE t");
}

TEST(SqliteConnection, MemoryIsSharedByReopen) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (a)");
  auto second = db->reopen();
  EXPECT_EQ(number(*second, "SELECT count(*) FROM t"), 0);
  auto stranger = open("sqlite::memory:");
  EXPECT_EQ(number(*stranger, "SELECT count(*) FROM sqlite_schema"), 0);
  db->reset_session();
  second.reset();
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 0);
}

TEST(SqliteConnection, MemoryOfTheApplication) {
  for (const std::string name :
       {"file:app?mode=memory&cache=shared", "file::memory:?cache=shared", "file:/app?vfs=memdb"}) {
    sqlite3* raw = nullptr;
    ASSERT_EQ(
        sqlite3_open_v2(name.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, nullptr),
        SQLITE_OK);
    const Handle application(raw);
    auto db = open(name);
    db->execute("CREATE TABLE t (a)");
    db->reset_session();
    EXPECT_EQ(sqlite3_exec(raw, "INSERT INTO t VALUES (1)", nullptr, nullptr, nullptr), SQLITE_OK) << name;
    EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 1) << name;
  }
}

TEST(SqliteConnection, FileNameNeedNotBeUtf8) {
  const Folder folder;
  const std::string name = "caf\xe9 %?#.db";
  SqliteConnection db(locate([&] {
                        Url url;
                        url.scheme = "sqlite";
                        url.path = folder / name;
                        return url;
                      }()),
                      test::creating());
  db.execute("CREATE TABLE t (a)");
  EXPECT_EQ(folder.names(), std::vector<std::string>{name});
  const Error error = error_of([&] { (void)open("sqlite:" + folder.path() + "/nix%E9.db", OpenOptions{}); });
  EXPECT_NE(error.message.find("nix\\x"), std::string::npos) << error.message;
  EXPECT_TRUE(db.locker().try_acquire("me"));
}

}  // namespace
}  // namespace dunlin::database::sqlite
