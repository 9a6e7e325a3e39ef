#include "database/mariadb/dump_reader.hpp"

#include <gtest/gtest.h>

#include "database/tools.hpp"

namespace dunlin::database::mariadb {
namespace {

DumpReader read(std::string_view text) {
  DumpReader reader("dunlin_migrations");
  Lines lines([&](std::string_view line) { reader.line(line); });
  // In pieces, as a pipe brings them.
  for (std::size_t at = 0; at < text.size(); at += 7) lines.take(text.substr(at, 7));
  lines.end();
  return reader;
}

TEST(DumpReader, FindsTheHistoryWhateverIsInItsScripts) {
  const auto reader = read(
      "-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB\n"
      "-- Server version\t10.11.19-MariaDB-0+deb12u1\n"
      "INSERT INTO `other` (`version`) VALUES ('9');\n"
      "INSERT INTO `dunlin_migrations` (`version`, `name`, `kind`, `checksum`, `n`, `up_script`) VALUES\n"
      "('001','a','versioned','c1',NULL,'INSERT INTO t VALUES (\\'x\\'),(''y\\\\'');\\n('),\n"
      "('R__v',NULL,'repeatable','c2',-1.5,0x00FF);\n"
      "INSERT INTO `dunlin_migrations` (`kind`, `checksum`, `version`) VALUES "
      "('seed','c3','seed:a'),('seed','c4','seed:b');\n"
      "-- Dump completed on 2026-11-30 22:54:41\n");
  EXPECT_TRUE(reader.is_dump);
  EXPECT_TRUE(reader.complete);
  EXPECT_EQ(reader.contents.product, "MariaDB 10.11.19");
  const std::vector<BackupRow> expected = {
      {"001", "versioned", "c1"}, {"R__v", "repeatable", "c2"}, {"seed:a", "seed", "c3"}, {"seed:b", "seed", "c4"}};
  EXPECT_EQ(reader.contents.history, expected);
}

TEST(DumpReader, OneThatWasCutOffIsNotComplete) {
  EXPECT_FALSE(read("-- MySQL dump 10.13\nINSERT INTO `dunlin_migrations` (`version`) VALUES ('0").complete);
  EXPECT_FALSE(read("hello\n").is_dump);
}

}  // namespace
}  // namespace dunlin::database::mariadb
