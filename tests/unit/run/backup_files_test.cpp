#include "run/backup_files.hpp"

#include <gtest/gtest.h>

namespace dunlin::run {
namespace {

using database::Url;

TEST(BackupFiles, NamesSayDatabaseTimeAndVersion) {
  const std::int64_t time = 1'796'078'700'000;  // 2026-11-30 22:45:00 UTC
  EXPECT_EQ(backup_name(Url::parse("sqlite:data/app.db"), time, "004", "", ".sqlite"),
            "app-20261130T224500Z-004.sqlite");
  EXPECT_EQ(backup_name(Url::parse("postgres://u:p@h/my app"), time, "", "", ".dump"),
            "my_app-20261130T224500Z-base.dump");
  // Versions of other layouts may hold anything; a '-' parts.
  EXPECT_EQ(backup_name(Url::parse("sqlite:app.db"), time, "0.9/01-init", "replaced", ".sqlite"),
            "app-20261130T224500Z-0.9_01_init-replaced.sqlite");
  EXPECT_EQ(time_in_name("a-b-20261130T224500Z-004.sqlite"), "2026-11-30T22:45:00Z");
  EXPECT_EQ(time_in_name("a-20261130T2245.sqlite"), "");
  EXPECT_EQ(time_in_name("notes.txt"), "");
}

TEST(BackupFiles, OneDatabaseIsNotAnother) {
  const auto one = identity_of(Url::parse("postgres://app:secret@db1/app"));
  EXPECT_EQ(one.find("secret"), std::string::npos);
  EXPECT_EQ(one, identity_of(Url::parse("postgresql://other@db1/app")));
  EXPECT_NE(one, identity_of(Url::parse("postgres://app@db2/app")));
  EXPECT_NE(one, identity_of(Url::parse("mysql://app@db1/app")));
}

}  // namespace
}  // namespace dunlin::run
