// What was inspected can be made again, and one schema becomes another: with all rows, and back.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "database/sqlite/ddl.hpp"
#include "database/sqlite/inspect.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"
#include "helpers.hpp"
#include "random_schema.hpp"
#include "statements.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::kDatabases;
using test::make;
using test::RandomSchema;

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

using Cells = std::map<std::string, std::vector<std::string>>;

/// Values of the columns that both have alike, row by row.
Cells cells(Connection& db, const schema::Schema& one, const schema::Schema& other) {
  Cells all;
  for (const auto& table : one.tables) {
    const auto* same = other.table(table.name);
    if (same == nullptr || !table.definition.empty()) continue;
    std::string row = "''";
    for (const auto& column : table.columns) {
      const auto* there = other.column(table.name, column.name);
      if (there == nullptr || there->type != column.type) continue;
      if (column.generated.empty() && there->generated.empty())
        row += " || quote(" + db.quote_name(column.name) + ") || ','";
    }
    auto& rows = all[table.name.name];
    for (const auto& each : db.query("SELECT " + row + " FROM " + db.quote_name(table.name.name)).rows) {
      rows.push_back(to_text(each[0]));
    }
    std::sort(rows.begin(), rows.end());
  }
  return all;
}

int rounds(int usual) {
  const char* more = std::getenv("DUNLIN_TEST_ROUNDS");
  return more == nullptr ? usual : usual * std::atoi(more);
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

TEST(SqliteChange, AnySchemaBecomesAnyOtherAndBack) {
  for (int round = 0; round < rounds(300); ++round) {
    RandomSchema random(static_cast<unsigned>(round));
    const auto a = random.statements();
    const auto b = random.statements();
    const auto db = make(a);
    const auto from = inspect(*db, {});
    const auto to = inspect(*make(b), {});
    for (const bool back : {false, true}) {
      const auto before = inspect(*db, {});
      const auto made = changes(before, back ? from : to);
      try {
        apply(*db, made);
      } catch (const Error& error) {
        FAIL() << round << ": " << error.message << " " << error.detail << "\n"
               << error.statement << "\n"
               << listed(back ? b : a) << "\n"
               << listed(made);
      }
      const auto found = inspect(*db, {});
      const auto& wanted = back ? from : to;
      ASSERT_EQ(unordered(found), unordered(wanted)) << round << "\n"
                                                     << listed(made) << schema::to_text(found) << "\nwanted\n"
                                                     << schema::to_text(wanted);
      ASSERT_TRUE(diff::compare(found, wanted).empty()) << round;
    }
  }
}

TEST(SqliteChange, RowsStayOrNothingHappens) {
  int done = 0;
  int refused = 0;
  for (int round = 0; round < rounds(300); ++round) {
    RandomSchema random(static_cast<unsigned>(round + 1'000'000));
    const auto a = random.statements();
    const auto rows = random.rows();
    const auto b = random.statements();
    const auto db = make(a);
    for (const auto& row : rows) {
      try {
        db->execute(row);
      } catch (const Error&) {
        // Not every row fits every table.
      }
    }
    const auto from = inspect(*db, {});
    const auto to = inspect(*make(b), {});
    const auto before = cells(*db, from, to);
    const auto made = changes(from, to);
    try {
      apply(*db, made);
      ASSERT_EQ(unordered(inspect(*db, {})), unordered(to)) << round;
      ++done;
    } catch (const Error& error) {
      // Rows that the new schema does not allow.
      const bool told = error.message.find("constraint failed") != std::string::npos ||
                        error.message.find("cannot store") != std::string::npos ||
                        error.message.find("NOT NULL column") != std::string::npos ||
                        error.message.find("datatype mismatch") != std::string::npos;
      ASSERT_TRUE(told) << round << ": " << error.message << "\n" << error.statement;
      ASSERT_EQ(inspect(*db, {}), from) << round;
      ++refused;
    }
    ASSERT_EQ(cells(*db, from, to), before) << round << "\n" << listed(made);
  }
  EXPECT_GT(done, rounds(300) / 20) << refused;
}

}  // namespace
}  // namespace dunlin::database::sqlite
