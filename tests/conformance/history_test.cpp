// The history's tables on every database: made, upgraded in place, written and read.
#include "history/history.hpp"
#include "suite.hpp"

namespace dunlin::conformance {

using HistorySuite = Conformance;
using history::History;

history::Record sample() {
  history::Record record;
  record.version = "001";
  record.name = "add_'quoted'";
  record.kind = "versioned";
  record.checksum = std::string(64, 'a');
  record.statements_total = 3;
  record.duration_ms = 12;
  record.applied_by = "somebody@somewhere";
  record.tool_version = "0";
  record.file = "001.sql";
  record.layout = "native";
  return record;
}

TEST_P(HistorySuite, ReadingMakesNothing) {
  History history(db(), {});
  EXPECT_TRUE(history.read(true).empty());
  EXPECT_TRUE(history.log().empty());
  EXPECT_FALSE(db().catalogue().exists(sql::ObjectKind::table, {"", "dunlin_migrations"}, {}));
}

TEST_P(HistorySuite, RoundTrip) {
  History history(db(), {});
  history.prepare();
  history.prepare();  // again: nothing to do
  run({history.applied(sample(), {"SELECT 1;\n", "SELECT 2;\n", true})});
  history::Entry entry;
  entry.event = "up";
  entry.version = "001";
  entry.duration_ms = 5;
  run({history.logged(entry)});
  const auto records = history.read(true);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].name, "add_'quoted'");
  EXPECT_EQ(records[0].statements_done, 3);
  EXPECT_EQ(records[0].state, history::State::applied);
  // 2026-11-20T13:45:00.123Z, everywhere
  EXPECT_EQ(records[0].applied_at.size(), 24u) << records[0].applied_at;
  EXPECT_EQ(records[0].applied_at.back(), 'Z');
  const auto scripts = history.scripts("001");
  ASSERT_TRUE(scripts);
  EXPECT_EQ(scripts->up, "SELECT 1;\n");
  EXPECT_EQ(scripts->down, "SELECT 2;\n");
  const auto log = history.log();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].event, "up");
  EXPECT_EQ(log[0].duration_ms, 5);
  run({history.removed("001")});
  EXPECT_TRUE(history.read(false).empty());
}

TEST_P(HistorySuite, JournalFields) {
  History history(db(), {});
  history.prepare();
  auto record = sample();
  run({history.begun(record, {})});
  record.state = history::State::failed;
  record.statements_done = 1;
  record.statement_begun = 2;
  record.observed = "absent";
  record.statements_digest = std::string(64, 'b');
  record.batch_position = "77";
  record.batch_rows = 70;
  record.error = "it broke";
  run({history.progress(record)});
  auto read = history.read_one("001");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, history::State::failed);
  EXPECT_EQ(read->statement_begun, 2);
  EXPECT_EQ(read->observed, "absent");
  EXPECT_EQ(read->batch_position, "77");
  EXPECT_EQ(read->error, "it broke");
  run({history.finished(record)});
  read = history.read_one("001");
  EXPECT_EQ(read->state, history::State::applied);
  EXPECT_EQ(read->statements_done, 3);
  EXPECT_EQ(read->statement_begun, 0);
  EXPECT_EQ(read->error, "");
}

TEST_P(HistorySuite, AnOlderTableIsUpgradedInPlace) {
  const auto& types = db().history_sql();
  db().execute("CREATE TABLE dunlin_migrations (version " + std::string(types.key_type) +
               " NOT NULL PRIMARY KEY, name " + std::string(types.text_type) + ", kind " +
               std::string(types.text_type) + ", checksum " + std::string(types.text_type) + ", state " +
               std::string(types.text_type) + ", applied_at " + std::string(types.timestamp_type) + ")");
  db().execute(
      "INSERT INTO dunlin_migrations (version, name, kind, checksum, state) VALUES "
      "('001', 'old', 'versioned', 'x', 'applied')");
  History history(db(), {});
  const auto before = history.read(true);  // a look changes nothing and works all the same
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(before[0].name, "old");
  history.prepare();
  auto record = sample();
  record.version = "002";
  run({history.applied(record, {"x", "y", true})});
  EXPECT_EQ(history.read(true).size(), 2u);
}

TEST_P(HistorySuite, AnothersTableIsNotTaken) {
  db().execute("CREATE TABLE dunlin_migrations (something INTEGER)");
  History history(db(), {});
  EXPECT_EQ(error_of([&] { (void)history.read(false); }).kind, ErrorKind::config);
}

DUNLIN_EVERY_DATABASE(HistorySuite);

}  // namespace dunlin::conformance
