// Values on their way there and back.
#include "fixture.hpp"

namespace dunlin::database {
namespace {

Blob blob(std::string_view text) {
  Blob bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

class MariadbValues : public MariadbTest {
 protected:
  void SetUp() override {
    MariadbTest::SetUp();
    if (IsSkipped()) return;
    connection->execute(
        "CREATE TABLE v (t TINYINT, b BIGINT, u BIGINT UNSIGNED, f FLOAT, d DOUBLE, n DECIMAL(20,4), s TEXT, c "
        "CHAR(3), "
        "y BLOB, vb VARBINARY(9), dt DATETIME(3), da DATE, ti TIME, yr YEAR, e ENUM('a','b'), bi BIT(12), nu INT)");
    connection->execute(
        "INSERT INTO v VALUES (-5, -9223372036854775808, 18446744073709551615, 0.1, 2.5e300, 1234.5000, 'Zoë 東京 "
        "🦆', "
        "'abc', x'00ff01', x'41', '2026-11-20 13:45:00.125', '2026-11-20', '-101:02:03', 2026, 'b', b'101000000001', "
        "NULL)");
  }
  void expect_all(const Rows& rows) {
    ASSERT_EQ(rows.size(), 1u);
    const auto& row = rows[0];
    EXPECT_EQ(rows.columns[6], "s");
    EXPECT_EQ(row[0], Value(std::int64_t{-5}));
    EXPECT_EQ(row[1], Value(INT64_MIN));
    EXPECT_EQ(row[2], Value(std::string("18446744073709551615")));
    EXPECT_EQ(row[3], Value(0.1));
    EXPECT_EQ(row[4], Value(2.5e300));
    EXPECT_EQ(row[5], Value(std::string("1234.5000")));
    EXPECT_EQ(row[6], Value(std::string("Zoë 東京 🦆")));
    EXPECT_EQ(row[7], Value(std::string("abc")));
    EXPECT_EQ(row[8], Value(blob(std::string_view("\0\xff\1", 3))));
    EXPECT_EQ(row[9], Value(blob("A")));
    EXPECT_EQ(row[10], Value(std::string("2026-11-20 13:45:00.125")));
    EXPECT_EQ(row[11], Value(std::string("2026-11-20")));
    EXPECT_EQ(row[12], Value(std::string("-101:02:03")));
    EXPECT_EQ(row[13], Value(std::int64_t{2026}));
    EXPECT_EQ(row[14], Value(std::string("b")));
    EXPECT_EQ(row[15], Value(std::int64_t{0xA01}));
    EXPECT_EQ(row[16], Value(Null{}));
  }
};

TEST_F(MariadbValues, AreTypedInTextResults) { expect_all(connection->query("SELECT * FROM v")); }

TEST_F(MariadbValues, AreTypedInPreparedResults) {
  const std::vector<Value> arguments{std::int64_t{1}};
  expect_all(connection->query("SELECT * FROM v WHERE 1 = ?", arguments));
}

TEST_F(MariadbValues, GoThereAsArguments) {
  connection->execute("CREATE TABLE a (id INT PRIMARY KEY, b BIGINT, d DOUBLE, s LONGTEXT, y LONGBLOB, n TEXT)");
  const std::string with_nul("a\0b'\\\"é", 8);
  const std::string large(300'000, 'x');
  const std::vector<Value> arguments{std::int64_t{1}, INT64_MIN, 0.1, with_nul, blob(std::string_view("\0\n\xff", 3)),
                                     Null{}};
  EXPECT_EQ(connection->execute("INSERT INTO a VALUES (?, ?, ?, ?, ?, ?)", arguments).rows, 1);
  const std::vector<Value> more{std::int64_t{2}, std::int64_t{0}, 1.0, large, blob(large), std::string()};
  EXPECT_EQ(connection->execute("INSERT INTO a VALUES (?, ?, ?, ?, ?, ?)", more).rows, 1);
  const std::vector<Value> least{std::int64_t{1}};
  for (const Rows& rows : {connection->query("SELECT * FROM a ORDER BY id"),
                           connection->query("SELECT * FROM a WHERE id >= ? ORDER BY id", least)}) {
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0], arguments);
    EXPECT_EQ(rows[1], more);
  }
}

TEST_F(MariadbValues, ManyPreparedStatementsAreKeptApart) {
  const std::vector<Value> seven{std::int64_t{7}};
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      const Rows rows = connection->query("SELECT ? + " + std::to_string(i), seven);
      EXPECT_EQ(to_integer(rows[0][0]), 7 + i);
    }
  }
  EXPECT_LE(number("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = "
                   "'COM_STMT_CLOSE'"),
            80);
}

TEST_F(MariadbValues, APreparedStatementFollowsTheCurrentDatabase) {
  const std::string other = url.path + "_b";
  connection->execute("CREATE DATABASE " + other);
  connection->execute("CREATE TABLE " + other + ".w (x INT)");
  connection->execute("CREATE TABLE w (x INT)");
  const std::vector<Value> one{std::int64_t{1}};
  connection->execute("INSERT INTO w VALUES (?)", one);
  connection->execute("USE " + other);
  connection->execute("INSERT INTO w VALUES (?)", one);
  connection->execute("USE " + url.path);
  connection->execute("INSERT INTO w VALUES (?)", one);
  EXPECT_EQ(number("SELECT COUNT(*) FROM w"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM " + other + ".w"), 1);
  connection->execute("DROP DATABASE " + other);
}

TEST_F(MariadbValues, AllResultsOfACallAreRead) {
  connection->execute(
      "CREATE PROCEDURE p(n INT) BEGIN SELECT n; SELECT n + 1, 'x'; INSERT INTO v(t) VALUES (1), (2); END");
  connection->execute("CALL p(4)");
  const Rows rows = connection->query("CALL p(4)");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.columns.size(), 1u);
  EXPECT_EQ(to_integer(rows[0][0]), 4);
  const std::vector<Value> nine{std::int64_t{9}};
  EXPECT_EQ(to_integer(connection->query("CALL p(?)", nine)[0][0]), 9);
  EXPECT_EQ(number("SELECT COUNT(*) FROM v"), 7);  // the connection is in step
}

TEST_F(MariadbValues, RowsChangedAreCounted) {
  connection->execute("CREATE TABLE r (x INT)");
  EXPECT_EQ(connection->execute("INSERT INTO r VALUES (1), (2), (3)").rows, 3);
  EXPECT_EQ(connection->execute("UPDATE r SET x = 2").rows, 2);  // changed, not found
  EXPECT_EQ(connection->execute("SELECT * FROM r").rows, 3);
  EXPECT_EQ(connection->execute("DELETE FROM r WHERE x > 100").rows, 0);
}

TEST_F(MariadbValues, OneTextIsOneStatement) {
  const Error error = error_of([this] { connection->execute("SELECT 1; SELECT 2"); });
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_EQ(error.native_code, 1064);
}

TEST_F(MariadbValues, WarningsAreTakenOnce) {
  connection->execute("DROP TABLE IF EXISTS nowhere");
  const std::vector<std::string> notices = connection->take_notices();
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].find("nowhere"), std::string::npos) << notices[0];
  EXPECT_TRUE(connection->take_notices().empty());
}

TEST_F(MariadbValues, TextIsQuotedSoThatItComesBack) {
  const std::string nasty = "a'b\\c\"d\n% é";
  EXPECT_EQ(text("SELECT " + connection->quote_text(nasty)), nasty);
  connection->execute("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
  EXPECT_EQ(text("SELECT " + connection->quote_text(nasty)), nasty);
  connection->execute("CREATE TABLE " + connection->quote_name("odd`na me") + " (x INT)");
  EXPECT_TRUE(connection->catalogue().exists(sql::ObjectKind::table, {"", "odd`na me"}, {}));
}

}  // namespace
}  // namespace dunlin::database
