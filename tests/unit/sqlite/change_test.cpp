// What was inspected can be made again, and one schema becomes another. Generated ones, with rows: tests/schema.
#include <algorithm>

#include "database/sqlite/ddl.hpp"
#include "database/sqlite/inspect.hpp"
#include "diff/write.hpp"
#include "helpers.hpp"
#include "statements.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::kDatabases;
using test::make;

/// Columns in no order: SQLite appends those that are new.
schema::Schema unordered(schema::Schema schema) {
  for (auto& table : schema.tables) {
    std::sort(table.columns.begin(), table.columns.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }
  return schema;
}

std::vector<std::string> changes(const schema::Schema& from, const schema::Schema& to) {
  const auto writer = make_ddl_writer(nullptr);
  std::vector<std::string> all;
  for (const auto& statement : diff::write(from, to, *writer)) all.push_back(statement.sql);
  return all;
}

schema::Schema nothing() {
  schema::Schema schema;
  schema.engine = "sqlite";
  return schema;
}

std::string listed(const std::vector<std::string>& statements) {
  std::string out;
  for (const auto& each : statements) out += each + ";\n";
  return out;
}

/// All or nothing, as a run does it.
void apply(Connection& db, const std::vector<std::string>& statements) {
  db.execute("BEGIN");
  try {
    for (const auto& statement : statements) db.execute(statement);
  } catch (...) {
    db.rollback();
    throw;
  }
  db.execute("COMMIT");
}

TEST(SqliteChange, WhatWasInspectedIsMadeAgain) {
  for (const auto& statements : kDatabases) {
    const auto wanted = inspect(*make(statements), {});
    const auto made = changes(nothing(), wanted);
    const auto db = make({});
    ASSERT_NO_THROW(apply(*db, made)) << listed(made);
    const auto found = inspect(*db, {});
    EXPECT_EQ(found, wanted) << listed(made) << schema::to_text(found) << "\n" << schema::to_text(wanted);
    EXPECT_TRUE(changes(wanted, wanted).empty());
    // And taken away.
    const auto gone = changes(found, nothing());
    ASSERT_NO_THROW(apply(*db, gone)) << listed(gone);
    EXPECT_EQ(inspect(*db, {}), nothing()) << listed(gone);
  }
}

TEST(SqliteChange, OneOfTheCatalogueBecomesTheNext) {
  for (std::size_t i = 0; i < kDatabases.size(); ++i) {
    const auto db = make(kDatabases[i]);
    const auto from = inspect(*db, {});
    const auto to = inspect(*make(kDatabases[(i + 1) % kDatabases.size()]), {});
    const auto made = changes(from, to);
    try {
      apply(*db, made);
    } catch (const Error& error) {
      ADD_FAILURE() << error.message << " " << error.detail << "\n" << listed(made);
      continue;
    }
    EXPECT_EQ(unordered(inspect(*db, {})), unordered(to)) << listed(made);
  }
}

}  // namespace
}  // namespace dunlin::database::sqlite
