// Connection: statements, values, transactions, many commands at once, sessions, cancelling.
#include <thread>

#include "suite.hpp"

namespace dunlin::conformance {

using ConnectionSuite = Conformance;

TEST_P(ConnectionSuite, SaysWhatItIs) {
  const auto& can = db().capabilities();
  EXPECT_FALSE(can.product.empty());
  EXPECT_GE(can.version_number, 3'000'000);
  EXPECT_FALSE(can.read_only);
  EXPECT_FALSE(can.pooled);
  EXPECT_FALSE(db().current_schema().empty());
  EXPECT_NE(db().native_handle(), nullptr);
}

TEST_P(ConnectionSuite, ValuesGoThroughUnharmed) {
  db().execute("CREATE TABLE v (i BIGINT, d DOUBLE PRECISION, t VARCHAR(200), n INTEGER)");
  const std::vector<Value> values = {INT64_MAX, 0.1, std::string("d\xC3\xBCnlin '\"\\ \xF0\x9F\x90\xA6"), Null{}};
  db().execute(
      "INSERT INTO v VALUES (" + parameter(1) + ", " + parameter(2) + ", " + parameter(3) + ", " + parameter(4) + ")",
      values);
  const Rows rows = db().query("SELECT i, d, t, n FROM v");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0], values);
  EXPECT_EQ(rows.columns, (std::vector<std::string>{"i", "d", "t", "n"}));
  // A literal made by quote_text is that text again.
  EXPECT_EQ(to_text(db().query("SELECT " + db().quote_text(to_text(values[2])))[0][0]), to_text(values[2]));
}

TEST_P(ConnectionSuite, CountsChangedRows) {
  db().execute("CREATE TABLE c (n INTEGER)");
  EXPECT_EQ(db().execute("INSERT INTO c VALUES (1), (2), (3)").rows, 3);
  EXPECT_EQ(db().execute("UPDATE c SET n = n + 10 WHERE n > 1").rows, 2);
  EXPECT_EQ(db().execute("DELETE FROM c WHERE n = 99").rows, 0);
}

TEST_P(ConnectionSuite, ErrorsNameTheirPlace) {
  const Error error = error_of([&] { db().execute("SELECT 1,\n  wrong_column FROM nowhere_at_all"); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_FALSE(error.message.empty());
  EXPECT_TRUE(error.message.find("nowhere_at_all") != std::string::npos ||
              error.message.find("wrong_column") != std::string::npos)
      << error.message;
  EXPECT_EQ(number("SELECT 7"), 7) << "the connection goes on after an error";
}

TEST_P(ConnectionSuite, RollsBack) {
  db().execute("CREATE TABLE r (n INTEGER)");
  run(db().begin({}));
  EXPECT_TRUE(db().in_transaction());
  db().execute("INSERT INTO r VALUES (1)");
  db().rollback();
  EXPECT_FALSE(db().in_transaction());
  EXPECT_EQ(number("SELECT count(*) FROM r"), 0);
  db().rollback();  // nothing to do, no error

  run(db().begin({}));
  db().execute("INSERT INTO r VALUES (2)");
  run({db().commit()});
  EXPECT_FALSE(db().in_transaction());
  EXPECT_EQ(number("SELECT n FROM r"), 2);
}

TEST_P(ConnectionSuite, DefinitionsRollBackWhereItSaysSo) {
  run(db().begin({}));
  db().execute("CREATE TABLE ddl (n INTEGER)");
  db().rollback();
  EXPECT_EQ(db().catalogue().exists(sql::ObjectKind::table, {"", "ddl"}, {}), !db().capabilities().transactional_ddl);
}

TEST_P(ConnectionSuite, ManyCommandsStopAtTheFirstFailure) {
  db().execute("CREATE TABLE m (n INTEGER PRIMARY KEY)");
  std::vector<database::Command> commands = db().begin({});
  const std::size_t first = commands.size();
  for (int i = 0; i < 600; ++i) {
    commands.push_back({"INSERT INTO m VALUES (" + parameter(1) + ")", {std::int64_t{i == 500 ? 3 : i}}});
  }
  commands.push_back(db().commit());
  std::size_t done = 0;
  const Error error = error_of(
      [&] { db().execute_all(commands, [&](std::size_t i, const database::Outcome&) { EXPECT_EQ(i, done++); }); });
  EXPECT_EQ(error.index, first + 500);
  EXPECT_EQ(done, first + 500);
  db().rollback();
  EXPECT_EQ(number("SELECT count(*) FROM m"), 0);
}

TEST_P(ConnectionSuite, CommitsBeforeAFailureStay) {
  db().execute("CREATE TABLE k (n INTEGER PRIMARY KEY)");
  std::vector<database::Command> commands = db().begin({});
  commands.push_back({"INSERT INTO k VALUES (1)", {}});
  commands.push_back(db().commit());
  for (auto& command : db().begin({})) commands.push_back(command);
  commands.push_back({"INSERT INTO k VALUES (2)", {}});
  commands.push_back({"INSERT INTO k VALUES (1)", {}});
  commands.push_back(db().commit());
  error_of([&] { db().execute_all(commands); });
  db().rollback();
  EXPECT_EQ(number("SELECT count(*) FROM k"), 1);
}

TEST_P(ConnectionSuite, CancelsFromAnotherThread) {
  const std::string slow =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000) "
      "SELECT max(n) FROM c";
  if (db().capabilities().product == "MariaDB" || db().capabilities().product == "MySQL") {
    try {
      db().execute("SET SESSION max_recursive_iterations = 4294967295");
    } catch (const Error&) {
      db().execute("SET SESSION cte_max_recursion_depth = 4294967295");
    }
  }
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    db().cancel();
  });
  const Error error = error_of([&] { db().query(slow); });
  stopper.join();
  EXPECT_EQ(error.kind, ErrorKind::cancelled) << error.message;
  db().rollback();
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_P(ConnectionSuite, ReopensTheSameDatabase) {
  db().execute("CREATE TABLE o (n INTEGER)");
  const auto other = db().reopen();
  EXPECT_TRUE(other->catalogue().exists(sql::ObjectKind::table, {"", "o"}, {}));
}

TEST_P(ConnectionSuite, TheDatabaseCannotBeMadeTwice) {
  EXPECT_TRUE(driver().exists(url()));
  EXPECT_EQ(error_of([&] { driver().create(url()); }).kind, ErrorKind::refused);
}

DUNLIN_EVERY_DATABASE(ConnectionSuite);

}  // namespace dunlin::conformance
