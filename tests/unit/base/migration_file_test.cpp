// DUNLIN_MIGRATION and its like: one file, one migration, entered by a C function.
#include <gtest/gtest.h>

#include "dunlin/migration.hpp"

namespace {

void up(dunlin::Database&) { throw std::runtime_error("up"); }
void down(dunlin::Database&) { throw std::runtime_error("down"); }

struct Plain {
  static void up(dunlin::Database&) { throw std::runtime_error("up of a class"); }
};

struct Whole {
  void up(dunlin::Database&) { throw std::runtime_error(text); }
  void down(dunlin::Database&) { throw std::runtime_error("down of a class"); }
  [[nodiscard]] static dunlin::Traits traits() { return {.description = "a class"}; }
  std::string text = "up of a class with state";
};

struct Derived : dunlin::Migration {
  [[nodiscard]] std::string_view name() const override { return "004_fill"; }
  void up(dunlin::Database&) override {}
};

}  // namespace

#undef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_test_whole
DUNLIN_MIGRATION_CLASS(Whole)
#undef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_test_plain
DUNLIN_MIGRATION_CLASS(Plain)
#undef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_test_derived
DUNLIN_MIGRATION_CLASS(Derived)
#undef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_test_functions
namespace functions {
DUNLIN_MIGRATION(up, down)
}
#undef DUNLIN_MIGRATION_ENTRY
#define DUNLIN_MIGRATION_ENTRY dunlin_test_traits
namespace traits {
DUNLIN_MIGRATION(up, {}, {.description = "with traits", .transaction = false})
}

namespace dunlin {
namespace {

std::string failure_of(const Migrations::Entry& entry, void (Migration::*half)(Database&)) {
  alignas(Database) unsigned char nowhere[sizeof(Database)] = {};  // nobody looks into it
  try {
    ((*entry.migration).*half)(*reinterpret_cast<Database*>(nowhere));
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(MigrationFile, Functions) {
  const auto entry = migration_of(&functions::dunlin_test_functions, "migrations/004_fill.cpp");
  EXPECT_EQ(entry.migration->name(), "004_fill");
  EXPECT_TRUE(entry.has_down);
  EXPECT_EQ(failure_of(entry, &Migration::up), "up");
  EXPECT_EQ(failure_of(entry, &Migration::down), "down");
}

TEST(MigrationFile, TraitsAndNoDown) {
  const auto entry = migration_of(&traits::dunlin_test_traits, "004_fill");
  EXPECT_EQ(entry.migration->name(), "004_fill");
  EXPECT_FALSE(entry.has_down);
  EXPECT_EQ(entry.migration->traits().description, "with traits");
  EXPECT_FALSE(entry.migration->traits().transaction);
}

TEST(MigrationFile, Classes) {
  const auto plain = migration_of(&dunlin_test_plain, "1_a.cpp");
  EXPECT_FALSE(plain.has_down);
  EXPECT_EQ(failure_of(plain, &Migration::up), "up of a class");
  EXPECT_EQ(failure_of(plain, &Migration::down), "1_a has no down");
  const auto whole = migration_of(&dunlin_test_whole, "2_b.cpp");
  EXPECT_TRUE(whole.has_down);
  EXPECT_EQ(whole.migration->name(), "2_b");
  EXPECT_EQ(whole.migration->traits().description, "a class");
  EXPECT_EQ(failure_of(whole, &Migration::up), "up of a class with state");
  EXPECT_EQ(failure_of(whole, &Migration::down), "down of a class");
}

TEST(MigrationFile, AClassMayNotCallItselfOtherwise) {
  EXPECT_FALSE(migration_of(&dunlin_test_derived, "x/004_fill.cpp").has_down);
  try {
    (void)migration_of(&dunlin_test_derived, "x/005_fill.cpp");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_STREQ(error.what(), "005_fill.cpp registers a migration that calls itself \"004_fill\"");
    EXPECT_EQ(error.place.file, "x/005_fill.cpp");
  }
}

TEST(MigrationFile, OfAnotherVersion) {
  const auto entry = []() -> const MigrationFile* {
    static const MigrationFile file{"9.1.0", nullptr};
    return &file;
  };
  try {
    (void)migration_of(entry, "004_fill.cpp");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_EQ(error.message,
              std::string("004_fill.cpp was compiled for Dunlin 9.1.0, and this is Dunlin ") + version());
  }
}

TEST(MigrationFile, ThatRegistersNothing) {
  const auto entry = []() -> const MigrationFile* {
    static const MigrationFile file{DUNLIN_VERSION, [](Migrations&, std::string) {}};
    return &file;
  };
  EXPECT_THROW((void)migration_of(entry, "004_fill.cpp"), Error);
}

}  // namespace
}  // namespace dunlin
