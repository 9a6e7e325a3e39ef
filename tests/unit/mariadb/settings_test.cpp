// What can be told without a server: versions, flavours, first words.
#include "database/mariadb/settings.hpp"

#include <gtest/gtest.h>

#include "database/mariadb/words.hpp"

namespace dunlin::database::mariadb {
namespace {

TEST(MariadbFlavour, IsReadFromVersionAndComment) {
  struct Case {
    std::string_view version, comment, product, number_text;
    int number;
  };
  const Case cases[] = {
      {"10.11.6-MariaDB-0+deb12u1", "Debian 12", "MariaDB", "10.11.6", 10'011'006},
      {"5.5.5-10.4.12-MariaDB-log", "", "MariaDB", "10.4.12", 10'004'012},
      {"11.8.2-MariaDB", "mariadb.org binary distribution", "MariaDB", "11.8.2", 11'008'002},
      {"8.0.36", "MySQL Community Server - GPL", "MySQL", "8.0.36", 8'000'036},
      {"9.1.0", "(Debian)", "MySQL", "9.1.0", 9'001'000},
      {"8.0.35-27", "Percona Server (GPL), Release 27", "Percona Server", "8.0.35", 8'000'035},
      {"8.0.11-TiDB-v7.5.0", "TiDB Server (Apache License 2.0)", "TiDB", "8.0.11", 8'000'011},
      {"nonsense", "", "MySQL", "", 0},
      {"99999999999.1", "", "MySQL", "99999999999.1", 0},
  };
  for (const Case& c : cases) {
    const Flavour flavour = read_flavour(c.version, c.comment);
    EXPECT_EQ(flavour.product, c.product) << c.version;
    EXPECT_EQ(flavour.version, c.number_text) << c.version;
    EXPECT_EQ(flavour.version_number, c.number) << c.version;
  }
  EXPECT_FALSE(read_flavour("10.5.9-MariaDB", "").atomic_ddl());
  EXPECT_TRUE(read_flavour("10.6.4-MariaDB", "").atomic_ddl());
  EXPECT_FALSE(read_flavour("5.7.44", "").atomic_ddl());
  EXPECT_TRUE(read_flavour("8.4.0", "").atomic_ddl());
  EXPECT_EQ(statement_timeout_variable(read_flavour("10.11.6-MariaDB", "")), "max_statement_time");
  EXPECT_EQ(statement_timeout_variable(read_flavour("8.4.0", "")), "max_execution_time");
  EXPECT_EQ(statement_timeout_variable(read_flavour("5.6.1", "")), "");
}

TEST(MariadbLiteral, IsWhatSetTakes) {
  EXPECT_EQ(literal(Null{}), "NULL");
  EXPECT_EQ(literal(std::int64_t{-3}), "-3");
  EXPECT_EQ(literal(0.25), "0.25");
  EXPECT_EQ(literal(std::string("18446744073709551615")), "18446744073709551615");
  EXPECT_EQ(literal(std::string()), "''");
  EXPECT_EQ(literal(std::string("it's")), "'it''s'");
}

TEST(MariadbWords, SkipComments) {
  EXPECT_EQ(leading_words("  lock\n tables `t`", 2), "LOCK TABLES");
  EXPECT_EQ(leading_words("/* a */ -- b\n# c\n/*!40101 SET */ names", 2), "SET NAMES");
  EXPECT_EQ(leading_words("/*M!100000 USE x */", 1), "USE");
  EXPECT_EQ(leading_words("-- only", 2), "");
  EXPECT_EQ(leading_words("/* open", 2), "");
  EXPECT_EQ(leading_words("'text'", 2), "");
  EXPECT_TRUE(begins_with("DROP TABLE", "DROP"));
  EXPECT_FALSE(begins_with("DROPPED", "DROP"));
}

}  // namespace
}  // namespace dunlin::database::mariadb
