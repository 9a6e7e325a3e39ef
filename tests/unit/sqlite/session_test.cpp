// Foreign keys and what a migration may have set for the session.
#include "helpers.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::begin;
using test::error_of;
using test::Folder;
using test::number;
using test::open;
using test::text;
using Violations = std::vector<std::pair<std::string, std::int64_t>>;

TEST(SqliteForeignKeys, AreAsTheUrlSaysAndAreSwitchedOutsideTransactions) {
  EXPECT_FALSE(open("sqlite::memory:")->foreign_keys_enforced());
  auto db = open("sqlite::memory:?foreign_keys=on");
  EXPECT_TRUE(db->foreign_keys_enforced());
  EXPECT_EQ(number(*db, "PRAGMA foreign_keys"), 1);
  db->enforce_foreign_keys(false);
  EXPECT_EQ(number(*db, "PRAGMA foreign_keys"), 0);
  begin(*db);
  db->enforce_foreign_keys(false);
  EXPECT_EQ(error_of([&] { db->enforce_foreign_keys(true); }).kind, ErrorKind::internal);
  db->rollback();
  db->enforce_foreign_keys(true);
  EXPECT_TRUE(db->foreign_keys_enforced());
  TransactionOptions off;
  off.foreign_keys = false;
  begin(*db, off);
  EXPECT_FALSE(db->foreign_keys_enforced());
  db->rollback();
  db->reset_session();
  EXPECT_TRUE(db->foreign_keys_enforced());
}

TEST(SqliteForeignKeys, RebuildKeepsChildren) {
  auto db = open("sqlite::memory:?foreign_keys=on");
  db->execute("CREATE TABLE p (id INTEGER PRIMARY KEY)");
  db->execute("CREATE TABLE c (p REFERENCES p ON DELETE CASCADE)");
  db->execute("INSERT INTO p VALUES (1), (2)");
  db->execute("INSERT INTO c VALUES (1), (2), (2)");
  db->enforce_foreign_keys(false);
  begin(*db);
  db->execute("CREATE TABLE n (id INTEGER PRIMARY KEY, a)");
  db->execute("INSERT INTO n (id) SELECT id FROM p");
  db->execute("DROP TABLE p");
  db->execute("ALTER TABLE n RENAME TO p");
  EXPECT_EQ(db->foreign_key_violations(), Violations{});
  db->execute("COMMIT");
  db->enforce_foreign_keys(true);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM c"), 3);
}

TEST(SqliteForeignKeys, ViolationsAreCounted) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE p (id INTEGER PRIMARY KEY, code)");
  db->execute("CREATE TABLE c (p REFERENCES p, q REFERENCES \"odd name\")");
  db->execute("INSERT INTO p VALUES (1, 'x')");
  EXPECT_EQ(db->foreign_key_violations(), Violations{});
  db->execute("INSERT INTO c VALUES (1, NULL), (8, NULL), (9, NULL), (NULL, 5)");
  EXPECT_EQ(db->foreign_key_violations(), (Violations{{"c|odd name", 1}, {"c|p", 2}}));
  // A foreign key whose parent columns are not unique makes the whole check fail.
  db->execute("CREATE TABLE m (code REFERENCES p (code))");
  EXPECT_EQ(db->foreign_key_violations(), (Violations{{"c|odd name", 1}, {"c|p", 2}, {"m|p|mismatch", 1}}));
}

TEST(SqliteSession, IsAsAtTheBeginningAfterReset) {
  const Folder folder;
  for (const std::string& url : {std::string("sqlite::memory:?foreign_keys=on"),
                                 "sqlite:" + folder / "a.db?foreign_keys=on&synchronous=normal"}) {
    auto db = open(url);
    db->execute("CREATE TABLE t (a)");
    const std::vector<std::string> names = {
        "foreign_keys",       "legacy_alter_table", "recursive_triggers", "ignore_check_constraints",
        "writable_schema",    "synchronous",        "cache_size",         "temp_store",
        "query_only",         "locking_mode",       "secure_delete",      "automatic_index",
        "case_sensitive_like"};
    std::vector<std::string> before;
    const auto read = [&db](const std::string& name) {
      if (name == "case_sensitive_like") return text(*db, "SELECT 'a' LIKE 'A'");
      return text(*db, "PRAGMA " + name);
    };
    for (const std::string& name : names) before.push_back(read(name));
    for (const char* change :
         {"PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=ON", "PRAGMA recursive_triggers=ON",
          "PRAGMA ignore_check_constraints=ON", "PRAGMA synchronous=OFF", "PRAGMA cache_size=7",
          "PRAGMA temp_store=MEMORY", "PRAGMA writable_schema=ON", "PRAGMA case_sensitive_like=ON",
          "PRAGMA locking_mode=EXCLUSIVE", "ATTACH ':memory:' AS other", "CREATE TEMP TABLE t (b)",
          "INSERT INTO main.t VALUES (1)", "PRAGMA query_only=ON"}) {
      db->execute(change);
    }
    db->reset_session();
    for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(read(names[i]), before[i]) << names[i];
    EXPECT_EQ(number(*db, "SELECT count(*) FROM pragma_database_list WHERE name NOT IN ('main', 'temp')"), 0);
    EXPECT_EQ(number(*db, "SELECT a FROM t"), 1) << "the temporary table is gone, the other is there";
    auto second = db->reopen();
    EXPECT_EQ(number(*second, "SELECT count(*) FROM t"), 1) << "no lock is left";
  }
}

TEST(SqliteSession, ResetInsideATransaction) {
  auto db = open("sqlite::memory:");
  db->execute("CREATE TABLE t (a CHECK (a > 0))");
  begin(*db);
  EXPECT_TRUE(db->reset_commands().empty()) << "nothing was set";
  for (const char* change :
       {"PRAGMA recursive_triggers=ON", "PRAGMA ignore_check_constraints=ON", "PRAGMA legacy_alter_table=ON",
        "PRAGMA case_sensitive_like=ON", "CREATE TEMP TABLE t (b)", "CREATE TEMP VIEW v AS SELECT b FROM temp.t",
        "INSERT INTO main.t VALUES (-1)", "PRAGMA query_only=ON"}) {
    db->execute(change);
  }
  for (const Command& command : db->reset_commands()) db->execute(command.sql, command.arguments);
  EXPECT_TRUE(db->in_transaction());
  EXPECT_EQ(number(*db, "PRAGMA recursive_triggers"), 0);
  EXPECT_EQ(number(*db, "PRAGMA legacy_alter_table"), 0);
  EXPECT_EQ(number(*db, "SELECT 'a' LIKE 'A'"), 1);
  EXPECT_EQ(error_of([&] { db->execute("INSERT INTO t VALUES (-2)"); }).native_code, SQLITE_CONSTRAINT_CHECK);
  EXPECT_EQ(number(*db, "SELECT count(*) FROM temp.sqlite_schema"), 0);
  EXPECT_TRUE(db->reset_commands().empty());
  db->execute("COMMIT");
  EXPECT_EQ(number(*db, "SELECT count(*) FROM t"), 1);
}

}  // namespace
}  // namespace dunlin::database::sqlite
