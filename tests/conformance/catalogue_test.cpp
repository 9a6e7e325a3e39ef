// Catalogue and Locker: what the runner asks of a database beside running statements.
#include "suite.hpp"

namespace dunlin::conformance {

using CatalogueSuite = Conformance;
using sql::ObjectKind;

TEST_P(CatalogueSuite, KnowsWhatExists) {
  db().execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)");
  db().execute(
      "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER, "
      "CONSTRAINT children_parent FOREIGN KEY (parent_id) REFERENCES parents (id))");
  db().execute("CREATE INDEX children_by_parent ON children (parent_id)");
  db().execute("CREATE VIEW orphans AS SELECT id FROM children WHERE parent_id IS NULL");
  auto& catalogue = db().catalogue();
  EXPECT_TRUE(catalogue.exists(ObjectKind::table, {"", "children"}, {}));
  EXPECT_TRUE(catalogue.exists(ObjectKind::table, {db().current_schema(), "children"}, {}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::table, {"", "orphans_of_nobody"}, {}));
  EXPECT_TRUE(catalogue.exists(ObjectKind::column, {"", "parent_id"}, {"", "children"}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::column, {"", "parent_id"}, {"", "parents"}));
  EXPECT_TRUE(catalogue.exists(ObjectKind::index, {"", "children_by_parent"}, {}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::index, {"", "children"}, {}));
  EXPECT_TRUE(catalogue.exists(ObjectKind::constraint, {"", "children_parent"}, {"", "children"}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::constraint, {"", "children_parent"}, {"", "parents"}));
  EXPECT_TRUE(catalogue.exists(ObjectKind::view, {"", "orphans"}, {}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::view, {"", "children"}, {}));
  EXPECT_FALSE(catalogue.exists(ObjectKind::trigger, {"", "none"}, {}));
}

TEST_P(CatalogueSuite, CountsRows) {
  db().execute("CREATE TABLE counted (id INTEGER PRIMARY KEY)");
  db().execute("INSERT INTO counted VALUES (1), (2), (3)");
  const auto size = db().catalogue().table({"", "counted"});
  ASSERT_TRUE(size);
  EXPECT_EQ(size->rows, 3);
  EXPECT_FALSE(db().catalogue().table({"", "uncounted"}));
  const auto tables = db().catalogue().tables();
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].rows, 3);
}

TEST_P(CatalogueSuite, WalksAKeyInBatches) {
  db().execute("CREATE TABLE walked (id INTEGER PRIMARY KEY, name VARCHAR(20))");
  db().execute("INSERT INTO walked VALUES (1, 'a'), (5, 'b'), (6, 'c'), (70, 'd'), (800, 'e')");
  auto& catalogue = db().catalogue();
  const sql::QualifiedName table{"", "walked"};
  Value at = catalogue.batch_end(table, "id", Null{}, 2);
  EXPECT_EQ(to_integer(at), 5);
  EXPECT_EQ(catalogue.batch_rows(table, "id", at), 3);
  at = catalogue.batch_end(table, "id", at, 2);
  EXPECT_EQ(to_integer(at), 70);
  at = catalogue.batch_end(table, "id", std::string("70"), 2);  // as it comes back from the journal
  EXPECT_EQ(to_integer(at), 800);
  EXPECT_TRUE(is_null(catalogue.batch_end(table, "id", at, 2)));
}

TEST_P(CatalogueSuite, RowsOfOrdinaryTablesRollBack) {
  db().execute("CREATE TABLE ordinary (id INTEGER PRIMARY KEY)");
  EXPECT_TRUE(db().catalogue().rolls_back(sql::classify("INSERT INTO ordinary VALUES (1)", db().lex_rules())));
}

TEST_P(CatalogueSuite, OneLockHolderAtATime) {
  const auto other = db().reopen();
  EXPECT_TRUE(db().locker().try_acquire("first"));
  EXPECT_NO_THROW(db().locker().check());
  EXPECT_FALSE(other->locker().try_acquire("second"));
  const auto holder = other->locker().holder();
  ASSERT_TRUE(holder);
  EXPECT_FALSE(holder->who.empty());
  db().locker().release();
  EXPECT_TRUE(other->locker().try_acquire("second"));
  other->locker().release();
}

TEST_P(CatalogueSuite, TheLockEndsWithItsSession) {
  {
    const auto other = db().reopen();
    ASSERT_TRUE(other->locker().try_acquire("gone soon"));
  }
  for (int i = 0; i < 100; ++i) {
    if (db().locker().try_acquire("next")) {
      db().locker().release();
      return;
    }
    ::usleep(20'000);
  }
  FAIL() << "the lock outlived its session by two seconds";
}

TEST_P(CatalogueSuite, SessionSettingsComeBack) {
  const std::string schema = db().current_schema();
  db().reset_session();
  EXPECT_EQ(db().current_schema(), schema);
  run(db().begin({}));
  run(db().reset_commands());
  run({db().commit()});
  EXPECT_EQ(db().current_schema(), schema);
}

DUNLIN_EVERY_DATABASE(CatalogueSuite);

}  // namespace dunlin::conformance
