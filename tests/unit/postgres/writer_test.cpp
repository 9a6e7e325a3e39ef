// Schemas written and changed by what is generated: everything made anew is equal, each alteration leads to the other
// schema and back, in the form that does the least.
#include <algorithm>

#include "alterations.hpp"
#include "database/postgres/ddl.hpp"
#include "database/postgres/inspect.hpp"
#include "database/postgres/sandbox.hpp"
#include "diff/write.hpp"
#include "everything.hpp"
#include "schema_test.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Schema;

/// Columns have no order that could be changed.
Schema in_any_order(Schema schema) {
  for (auto& table : schema.tables) std::ranges::sort(table.columns, {}, &schema::Column::name);
  // Nor can be changed whether a part is one's own or comes from a parent.
  for (auto& table : schema.tables) {
    for (auto& column : table.columns) column.properties.erase("local");
    for (auto& check : table.checks) check.properties.erase("local");
  }
  for (auto& type : schema.types) std::ranges::sort(type.fields, {}, &schema::Column::name);
  return schema;
}

class WriterTest : public SchemaTest {
 protected:
  void SetUp() override {
    SchemaTest::SetUp();
    if (!IsSkipped()) writer_ = make_ddl_writer(&db().capabilities());
  }

  Statements write(const Schema& from, const Schema& to, bool online = false) {
    return diff::write(from, to, *writer_, {.online = online});
  }

  static std::string text(const Statements& statements) {
    std::string out;
    for (const auto& each : statements) out += each.sql + (each.transactional ? ";\n" : ";  -- alone\n");
    return out;
  }

  static void apply(Connection& connection, const Statements& statements) {
    for (const auto& each : statements) {
      try {
        connection.execute(each.sql);
      } catch (const Error& error) {
        ADD_FAILURE() << error.message << "\n" << each.sql;
        if (connection.in_transaction()) {
          ADD_FAILURE() << "of\n" << text(statements);
          return;
        }
      }
    }
  }

  /// pg_dump goes by the order in which things were made where nothing else decides.
  static std::vector<std::string> sorted_lines(const std::string& text) {
    std::vector<std::string> lines;
    for (const auto line : base::split(text, '\n')) {
      if (line.empty()) continue;
      std::string text_of(line);
      if (text_of.starts_with("WITH (")) {  // parameters stand in the order in which they were given
        std::vector<std::string> parameters;
        const std::string inside = text_of.substr(6, text_of.rfind(')') - 6);
        for (const auto each : base::split(inside, ',')) {
          parameters.emplace_back(base::trim(each));
        }
        std::ranges::sort(parameters);
        text_of = "WITH (" + base::join(parameters, ", ");
      }
      lines.push_back(std::move(text_of));
    }
    std::ranges::sort(lines);
    return lines;
  }

  void expect_equal(const Schema& found, const Schema& wanted, const Statements& by) {
    EXPECT_EQ(difference(in_any_order(found), in_any_order(wanted)), "") << text(by);
    EXPECT_TRUE(in_any_order(found) == in_any_order(wanted));
  }

  /// From one to the other and back. Returns the statements there. What is online has no transaction around it, and
  /// therefore a database of its own, which takes longer.
  std::string there_and_back(const std::string& before, const std::string& after, bool online = false) {
    if (online && !sandbox_) sandbox_ = make_sandbox(url_, {});
    Connection& connection = online ? sandbox_->connection() : db();
    const auto begin = [&](const std::string& statements) {
      connection.execute(online ? statements : "BEGIN; " + statements);
      return inspect(connection, {});
    };
    const auto end = [&] {
      if (online) {
        sandbox_->clear();
      } else {
        connection.rollback();
      }
    };
    const Schema to = begin(after);
    end();
    const Schema from = begin(before);
    const Statements up = write(from, to, online);
    apply(connection, up);
    if (!connection.transaction_aborted()) {
      const Schema reached = inspect(connection, {});
      expect_equal(reached, to, up);
      EXPECT_EQ(text(write(reached, to)), "");
      const Statements down = write(reached, from, online);
      apply(connection, down);
      if (!connection.transaction_aborted()) expect_equal(inspect(connection, {}), from, down);
    }
    end();
    return text(up);
  }

  std::unique_ptr<DdlWriter> writer_;
  std::unique_ptr<Sandbox> sandbox_;
};

TEST_F(WriterTest, EverythingMadeAnewIsEqual) {
  for (const auto& [version, sql] : everything()) {
    if (version <= db().capabilities().version_number / 1'000'000) db().execute(sql);
  }
  const Schema original = inspect(db(), {});
  const auto sandbox = make_sandbox(url_, {});
  const Schema empty = inspect(sandbox->connection(), {});
  const Statements made = write(empty, original);
  apply(sandbox->connection(), made);
  const Schema copy = inspect(sandbox->connection(), {});
  EXPECT_EQ(difference(copy, original), "");
  EXPECT_TRUE(copy == original);
  if (dumps()) {
    EXPECT_EQ(difference(sorted_lines(dump(*sandbox->url())), sorted_lines(dump(url_))), "");
  }
  EXPECT_EQ(text(write(copy, original)), "");

  const Statements gone = write(copy, empty);
  apply(sandbox->connection(), gone);
  EXPECT_EQ(difference(inspect(sandbox->connection(), {}), empty), "");
}

TEST_F(WriterTest, Alterations) {
  for (const auto& [before, after, says, never, online] : alterations()) {
    SCOPED_TRACE(std::string(before) + "\n->\n" + after);
    const std::string sql = there_and_back(before, after, online);
    EXPECT_NE(sql.find(says), std::string::npos) << says << "\nnot in\n" << sql;
    EXPECT_EQ(sql.find(never), std::string::npos) << never << "\nin\n" << sql;
  }
}

}  // namespace
}  // namespace dunlin::database::postgres
