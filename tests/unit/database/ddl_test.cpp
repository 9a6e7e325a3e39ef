// What every database's DDL is made of.
#include "database/ddl.hpp"

#include <gtest/gtest.h>

namespace dunlin::database {
namespace {

TEST(Ddl, ExpressionsGetParenthesesWhereTheyAreNone) {
  for (const char* plain : {"1", "-1.5", "NULL", "true", "'it''s'", "''", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(6)",
                            "(a + b)", "(')')"}) {
    EXPECT_EQ(parenthesized(plain), plain);
  }
  EXPECT_EQ(parenthesized("lower('x')"), "(lower('x'))");
  EXPECT_EQ(parenthesized("(a) + (b)"), "((a) + (b))");
  EXPECT_EQ(parenthesized("'a' || 'b'"), "('a' || 'b')");
  EXPECT_EQ(parenthesized(" 1 + 1 "), "(1 + 1)");
  EXPECT_EQ(parenthesized("current_timestamp + interval '1 day'"), "(current_timestamp + interval '1 day')");
}

TEST(Ddl, PlainNamesNeedNoQuotes) {
  EXPECT_TRUE(is_plain_name("users_2", "select table"));
  for (const char* other : {"", "2users", "Users", "a b", "table", "a-b",
                            "stra\xC3\x9F"
                            "e"}) {
    EXPECT_FALSE(is_plain_name(other, "select table")) << other;
  }
}

TEST(Ddl, NumbersAreReadBackAsTheyWere) {
  using namespace dunlin::model;
  EXPECT_EQ(number_default(Default(1.0), real()), "1.0");
  EXPECT_EQ(number_default(Default(0.1), real()), "0.1");
  EXPECT_EQ(number_default(Default(1e300), real()), "1e+300");
  EXPECT_EQ(number_default(Default(std::int64_t{-5}), integer()), "-5");
  EXPECT_EQ(number_default(Default(std::string("0.10")), decimal(4, 2)), "0.10");
  EXPECT_EQ(number_default(Default(std::string("0.10")), string(9)), std::nullopt);
}

}  // namespace
}  // namespace dunlin::database
