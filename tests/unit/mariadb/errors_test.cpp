// What a failed statement's Error holds, and where in the statement it points.
#include "database/mariadb/errors.hpp"

#include "base/text.hpp"
#include "fixture.hpp"

namespace dunlin::database {
namespace {

using mariadb::syntax_error_offset;

class MariadbErrors : public MariadbTest {
 protected:
  Error failing(const std::string& sql) {
    return error_of([&] { connection->execute(sql); });
  }
};

TEST_F(MariadbErrors, CarryNumberStateAndStatement) {
  const Error error = failing("INSERT INTO nowhere VALUES (1)");
  EXPECT_EQ(error.kind, ErrorKind::sql);
  EXPECT_EQ(error.native_code, 1146);
  EXPECT_EQ(error.sqlstate, "42S02");
  EXPECT_EQ(error.statement, "INSERT INTO nowhere VALUES (1)");
  EXPECT_NE(error.message.find("nowhere"), std::string::npos);
  const std::vector<Value> one{std::int64_t{1}};
  EXPECT_EQ(error_of([&] { connection->execute("INSERT INTO nowhere VALUES (?)", one); }).native_code, 1146);
  EXPECT_EQ(number("SELECT 1"), 1);
}

TEST_F(MariadbErrors, PointAtTheFault) {
  struct Case {
    std::string statement;
    std::string at;  // what the rest of the statement begins with
  };
  const std::vector<Case> cases{
      {"SELEC 1", "SELEC"},
      {"CREATE TABLE t (\n  a INT,\n  b INTT NULL,\n  c INT\n)", "INTT"},
      {"CREATE TABLE t (é_日本 INT, 'x' INT)", "'x' INT"},
      {"SELECT 1 FROM\n\n  t WHRE x = 1 AND y = 'it''s'", "x = 1"},
      {"INSERT INTO t (a) VALUES (1)\nON DUPLICATE UPDATE a = 1\n-- " + std::string(300, 'x'), "UPDATE a"},
      {"CREATE TABLE t (a INT,\n  b INT,,\n  c VARCHAR(20) NOT NULL DEFAULT 'ééééééééééééééééééééééééééééééééééééééé' "
       "COMMENT 'something long', d INT)",
       ",\n  c"},
  };
  for (const Case& c : cases) {
    const Error error = failing(c.statement);
    EXPECT_EQ(error.kind, ErrorKind::sql) << c.statement;
    ASSERT_NE(error.offset, Error::npos) << c.statement << "\n" << error.message;
    EXPECT_EQ(c.statement.substr(error.offset, c.at.size()), c.at) << error.message;
  }
}

TEST_F(MariadbErrors, PointAtTheEndOfAStatementThatStopsTooEarly) {
  const std::string statement = "CREATE TABLE t (a INT";
  EXPECT_EQ(failing(statement).offset, statement.size());
}

TEST_F(MariadbErrors, PointAtANameThatIsNotKnown) {
  connection->execute("CREATE TABLE t (a INT)");
  const std::string column = "SELECT a\nFROM t WHERE emial = 1";
  EXPECT_EQ(failing(column).offset, column.find("emial"));
  const std::string table = "SELECT 1 FROM `tt`";
  EXPECT_EQ(failing(table).offset, table.find("`tt`"));
  const std::string twice = "SELECT emial FROM t WHERE emial = 1";
  EXPECT_EQ(failing(twice).offset, twice.find("emial"));  // the first
  const std::string in_text = "SELECT 'emial' FROM t WHERE emial = 1";
  EXPECT_EQ(failing(in_text).offset, in_text.rfind("emial"));
}

TEST(MariadbSyntaxOffset, IsNotGuessed) {
  const std::string message = "You have an error ... near 'a b' at line 2";
  EXPECT_EQ(syntax_error_offset(message, "x\na b a b y"), Error::npos);  // twice in that line
  EXPECT_EQ(syntax_error_offset(message, "a b\nc\n"), Error::npos);      // not in that line
  EXPECT_EQ(syntax_error_offset(message, "a b\n a b y"), 5u);
  EXPECT_EQ(syntax_error_offset(message, "x"), Error::npos);  // no such line
  EXPECT_EQ(syntax_error_offset("something else", "x"), Error::npos);
  EXPECT_EQ(syntax_error_offset("near 'x' at line 99999999999999999999", "x y"), Error::npos);
}

TEST(MariadbErrorKinds, FollowTheNumber) {
  const auto kind = [](unsigned int code) { return mariadb::statement_error({code, "HY000", "x"}, "").kind; };
  for (const unsigned int code : {2006u, 2013u, 2055u, 1053u, 1927u, 4031u}) EXPECT_EQ(kind(code), ErrorKind::lost);
  for (const unsigned int code : {1205u, 1213u, 3572u, 1020u}) EXPECT_EQ(kind(code), ErrorKind::lock_timeout);
  EXPECT_EQ(kind(1317), ErrorKind::cancelled);
  for (const unsigned int code : {1969u, 3024u, 1062u, 1142u, 1227u, 9999u}) EXPECT_EQ(kind(code), ErrorKind::sql);
  EXPECT_FALSE(mariadb::statement_error({1142, "42000", "x"}, "").hint.empty());
  const Error error = mariadb::statement_error({1062, "23000", "Duplicate entry '\x1b[2J\nx' for key.\n"}, "");
  EXPECT_EQ(error.message.find('\x1b'), std::string::npos);
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
  EXPECT_NE(error.message.back(), '.');
}

}  // namespace
}  // namespace dunlin::database
