// Texts of migrations: halves, directives, variables, summaries; each error at its place.
#include "support.hpp"

namespace dunlin::source::test {
namespace {

TEST(Body, TwoHalvesAndADescription) {
  const std::string text =
      "-- Comments on posts,\n-- with an index.\n\n-- dunlin:up\nCREATE TABLE c (i int);\nCREATE INDEX x ON c (i);\n"
      "-- dunlin:down\nDROP TABLE c;\n";
  const Body body = body_of(text);
  EXPECT_EQ(body.description, "Comments on posts, with an index.");
  EXPECT_EQ(body.up.text(), "CREATE TABLE c (i int);\nCREATE INDEX x ON c (i);\n");
  EXPECT_EQ(body.down->text(), "DROP TABLE c;\n");
  EXPECT_EQ(body.up_summary.statements, 2);
  EXPECT_EQ(body.down_summary->statements, 1);
  const std::vector<Statement> up = statements_of(body.up);
  ASSERT_EQ(texts(up), (Strings{"CREATE TABLE c (i int)", "CREATE INDEX x ON c (i)"}));
  EXPECT_EQ(up[1].place.line, 6u);
  const std::vector<Statement> down = statements_of(*body.down);
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0].place.line, 8u);
  EXPECT_EQ(down[0].place.offset, text.find("DROP"));
}

TEST(Body, NoMarkIsAllUp) {
  const Body body = body_of("CREATE TABLE a (i int);\nSELECT 1");
  EXPECT_FALSE(body.down.has_value());
  EXPECT_EQ(texts(statements_of(body.up)), (Strings{"CREATE TABLE a (i int)", "SELECT 1"}));
  const Body only_file_level = body_of("-- dunlin:transaction off\nVACUUM;\n");
  EXPECT_EQ(only_file_level.transaction, false);
  EXPECT_EQ(only_file_level.up_summary.statements, 1);
  EXPECT_TRUE(only_file_level.up_summary.refuses_transaction);
  EXPECT_EQ(only_file_level.up_summary.refuses_at.line, 2u);
}

TEST(Body, ByteOrderMarkAndCarriageReturns) {
  const Body body = body_of("\xEF\xBB\xBF-- dunlin:up\r\nSELECT 1;\r\n-- dunlin:down\r\nSELECT 2;\r\n");
  EXPECT_EQ(texts(statements_of(body.up)), (Strings{"SELECT 1"}));
  EXPECT_EQ(texts(statements_of(*body.down)), (Strings{"SELECT 2"}));
  EXPECT_EQ(texts(statements_of(body_of("\xEF\xBB\xBFSELECT 1;").up)), (Strings{"SELECT 1"}));
}

TEST(Body, DownBehindAStatementInOneLine) {
  const Body body = body_of("-- dunlin:up\nSELECT 1; -- dunlin:down\nSELECT 2;\n");
  EXPECT_EQ(texts(statements_of(body.up)), (Strings{"SELECT 1"}));
  EXPECT_EQ(texts(statements_of(*body.down)), (Strings{"SELECT 2"}));
}

TEST(Body, WhatTheUpHalfSetsDoesNotHoldInTheDownHalf) {
  const Body body =
      body_of("-- dunlin:up\nDELIMITER //\nSELECT 1//\nSELECT 2//\n-- dunlin:down\nSELECT 3; SELECT 4;\n");
  EXPECT_EQ(texts(statements_of(body.up)), (Strings{"SELECT 1", "SELECT 2"}));
  EXPECT_EQ(body.down_summary->statements, 2);
  EXPECT_EQ(texts(statements_of(*body.down)), (Strings{"SELECT 3", "SELECT 4"}));
}

TEST(Body, ALargeFileIsReadFromTheDisk) {
  Folder folder;
  std::string text = "-- dunlin:up\n";
  while (text.size() < (5u << 20)) text += "INSERT INTO t VALUES ('some words that make up a row of data');\n";
  const auto rows = static_cast<std::int64_t>((text.size() - 13) / 64);
  folder.add("001_a.sql", text + "-- dunlin:down\nDELETE FROM t;\n");
  const Source source = folder.load();
  ASSERT_EQ(source.migrations.size(), 1u);
  EXPECT_FALSE(source.migrations[0].up.in_memory());
  const Body body = read_body(source.migrations[0], rules(), {});
  EXPECT_EQ(body.up_summary.statements, rows);
  const std::vector<Statement> down = statements_of(*body.down);
  ASSERT_EQ(texts(down), (Strings{"DELETE FROM t"}));
  EXPECT_EQ(down[0].place.line, static_cast<std::size_t>(rows) + 3);
}

TEST(Body, FileDirectives) {
  const Body body = body_of(
      "-- dunlin:requires 1.2, 003 20240101\n-- dunlin:environment staging production\n-- dunlin:lock-timeout 3s\n"
      "-- dunlin:up\n-- dunlin:statement-timeout 5min\n-- dunlin:irreversible the old values are gone\n"
      "-- dunlin:transaction off\nSELECT 1;\n");
  EXPECT_EQ(body.requires_versions, (Strings{"1.2", "003", "20240101"}));
  EXPECT_EQ(body.environments, (Strings{"staging", "production"}));
  EXPECT_EQ(body.lock_timeout_ms, 3000);
  EXPECT_EQ(body.statement_timeout_ms, 300000);
  EXPECT_EQ(body.irreversible, "the old values are gone");
  EXPECT_EQ(body.transaction, false);
  EXPECT_EQ(body.down_transaction, false);
}

TEST(Body, TheDownMayHaveATransactionOfItsOwn) {
  const Body body = body_of("-- dunlin:up\nSELECT 1;\n-- dunlin:down\n-- dunlin:transaction off\nSELECT 2;\n");
  EXPECT_FALSE(body.transaction.has_value());
  EXPECT_EQ(body.down_transaction, false);
}

TEST(Statements, Conditions) {
  const Body body = body_of(
      "-- dunlin:if-exists table Users\n-- dunlin:unless-exists column app.users.\"E Mail\"\n"
      "ALTER TABLE users ADD \"E Mail\" text;\n-- dunlin:if-exists index app.i\nDROP INDEX app.i;\nSELECT 1;\n");
  const std::vector<Statement> all = statements_of(body.up);
  ASSERT_EQ(all.size(), 3u);
  ASSERT_EQ(all[0].conditions.size(), 2u);
  EXPECT_TRUE(all[0].conditions[0].wanted);
  EXPECT_EQ(all[0].conditions[0].kind, sql::ObjectKind::table);
  EXPECT_EQ(all[0].conditions[0].name.text(), "users");
  EXPECT_EQ(all[0].conditions[0].text, "table Users");
  EXPECT_FALSE(all[0].conditions[1].wanted);
  EXPECT_EQ(all[0].conditions[1].table.text(), "app.users");
  EXPECT_EQ(all[0].conditions[1].name.name, "E Mail");
  ASSERT_EQ(all[1].conditions.size(), 1u);
  EXPECT_EQ(all[1].conditions[0].name.text(), "app.i");
  EXPECT_TRUE(all[2].conditions.empty());
}

TEST(Statements, Batches) {
  const Body body = body_of(
      "-- dunlin:batch 1000 pause 50ms\nDELETE FROM a WHERE i IN (SELECT i FROM a LIMIT :batch_size);\n"
      "-- dunlin:batch 500 by app.users.id\nUPDATE users SET x = 1 WHERE id BETWEEN :batch_from AND :batch_to;\n"
      "-- dunlin:batch 7 by t.\"the key\" pause 2s\nUPDATE t SET x = 1 WHERE k >= :batch_from AND k <= :batch_to;\n");
  const std::vector<Statement> all = statements_of(body.up);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_TRUE(body.up_summary.batches);
  EXPECT_EQ(all[0].batch->size, 1000);
  EXPECT_EQ(all[0].batch->pause_ms, 50);
  EXPECT_FALSE(all[0].batch->table.has_value());
  EXPECT_EQ(all[1].batch->table->text(), "app.users");
  EXPECT_EQ(all[1].batch->key, "id");
  EXPECT_EQ(all[1].batch->pause_ms, 0);
  EXPECT_EQ(all[2].batch->table->text(), "t");
  EXPECT_EQ(all[2].batch->key, "the key");
  EXPECT_EQ(all[2].batch->pause_ms, 2000);
}

TEST(Statements, Logs) {
  const Body body = body_of("-- dunlin:log Step 1/2\n-- dunlin:log more\nSELECT 1;\nSELECT 2;\n-- dunlin:log done\n");
  StatementReader reader(body.up, native_layout(), rules(), {});
  Statement one;
  ASSERT_TRUE(reader.next(one));
  EXPECT_EQ(one.log, (Strings{"Step 1/2", "more"}));
  ASSERT_TRUE(reader.next(one));
  EXPECT_TRUE(one.log.empty());
  ASSERT_FALSE(reader.next(one));
  EXPECT_FALSE(reader.next(one));
  EXPECT_EQ(reader.trailing_log(), (Strings{"done"}));
}

TEST(Statements, VariablesOnlyWhereDeclared) {
  const Variables variables = {{"OWNER", "app"}, {"T", "users"}};
  const Body body =
      body_of("GRANT ALL ON ${T} TO ${OWNER};\nSELECT '${other} ${a${T}';\n-- dunlin:if-exists table ${T}\nSELECT 1;",
              "native", variables);
  const std::vector<Statement> all = statements_of(body.up, "native", variables);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].text, "GRANT ALL ON users TO app");
  EXPECT_EQ(all[0].source, "GRANT ALL ON ${T} TO ${OWNER}");
  EXPECT_EQ(all[1].text, "SELECT '${other} ${ausers'");
  EXPECT_EQ(all[2].conditions.at(0).name.name, "users");
  EXPECT_EQ(all[2].source, "");
  EXPECT_EQ(texts(statements_of(body_of("GRANT ALL ON ${T} TO ${OWNER}").up)).at(0), "GRANT ALL ON ${T} TO ${OWNER}");
}

TEST(Statements, CopyDataIsReadOrSkipped) {
  const Body body = body_of("COPY t FROM stdin;\n1\tdunlin\n-- dunlin:down\n\\.\nSELECT 1;\n");
  EXPECT_FALSE(body.down.has_value());
  EXPECT_EQ(body.up_summary.statements, 2);
  StatementReader reader(body.up, native_layout(), rules(), {});
  Statement one;
  ASSERT_TRUE(reader.next(one));
  ASSERT_TRUE(one.has_data);
  std::string data(100, ' ');
  std::string all;
  while (const std::size_t count = reader.copy_data().read(data.data(), data.size())) all.append(data, 0, count);
  EXPECT_EQ(all, "1\tdunlin\n-- dunlin:down\n");
  ASSERT_TRUE(reader.next(one));
  EXPECT_EQ(one.text, "SELECT 1");
}

TEST(Summary, TransactionsOfItsOwn) {
  const Summary plain = body_of("BEGIN;\nSELECT 1;\nCOMMIT;\nBEGIN;\nSELECT 2;\nEND;\n").up_summary;
  EXPECT_TRUE(plain.own_transaction);
  EXPECT_TRUE(plain.own_transaction_plain);
  EXPECT_EQ(plain.statements, 6);
  for (const char* text :
       {"BEGIN; SELECT 1; ROLLBACK;", "BEGIN; BEGIN; COMMIT;", "SELECT 1; COMMIT;", "BEGIN; SELECT 1;"}) {
    const Summary summary = body_of(text).up_summary;
    EXPECT_TRUE(summary.own_transaction) << text;
    EXPECT_FALSE(summary.own_transaction_plain) << text;
  }
  const Summary none = body_of("SELECT 1;").up_summary;
  EXPECT_FALSE(none.own_transaction);
  EXPECT_TRUE(none.own_transaction_plain);
}

TEST(Summary, WhatItHolds) {
  const Summary summary = body_of("PRAGMA foreign_keys = OFF;\nDROP TABLE a;\nPRAGMA foreign_keys = ON;\n").up_summary;
  EXPECT_TRUE(summary.foreign_key_pragma);
  EXPECT_FALSE(summary.wants_foreign_keys);
  EXPECT_TRUE(summary.drops_table);
  EXPECT_TRUE(summary.changes_session);
  ASSERT_EQ(summary.destroys.size(), 1u);
  EXPECT_TRUE(body_of("PRAGMA main.foreign_keys(1);").up_summary.wants_foreign_keys);
  EXPECT_TRUE(body_of("SELECT pg_catalog.set_config('search_path', '', false);").up_summary.changes_session);
  EXPECT_FALSE(body_of("SELECT 1;").up_summary.changes_session);
}

TEST(Pairs, EachFileMayHaveItsMark) {
  Migration migration = migration_of("-- dunlin:up\nSELECT 1;\n");
  migration.down = base::Content::memory("001_test.down.sql", "-- dunlin:down\n-- dunlin:transaction off\nSELECT 2;\n");
  const Body body = read_body(migration, rules(), {});
  EXPECT_EQ(texts(statements_of(*body.down)), (Strings{"SELECT 2"}));
  EXPECT_EQ(body.down_transaction, false);
  EXPECT_FALSE(body.transaction.has_value());
  migration.up = base::Content::memory("001_test.up.sql", "-- dunlin:up\nSELECT 1;\n-- dunlin:down\nSELECT 3;\n");
  EXPECT_THROW(static_cast<void>(read_body(migration, rules(), {})), Error);
}

struct Wrong {
  const char* text;
  const char* place;
  const char* message;
  const char* hint;
};

class Errors : public testing::TestWithParam<Wrong> {};

TEST_P(Errors, HavePlaceAndHint) {
  const Wrong& wrong = GetParam();
  const Error error = error_of(wrong.text);
  EXPECT_EQ(error.kind, ErrorKind::config);
  EXPECT_EQ(error.place.text(), std::string("001_test.sql:") + wrong.place) << error.message;
  EXPECT_NE(error.message.find(wrong.message), std::string::npos) << error.message;
  EXPECT_NE(error.hint.find(wrong.hint), std::string::npos) << error.hint;
  EXPECT_EQ(error.migration, "001_test");
}

INSTANTIATE_TEST_SUITE_P(
    Directives, Errors,
    testing::Values(
        Wrong{"-- dunlin:upp\nSELECT 1;", "1:1", "Unknown directive \"dunlin:upp\"", "\"up\""},
        Wrong{"SELECT 1;\n  -- dunlin:btach 5\nDELETE FROM t;", "2:3", "Unknown directive", "\"batch\""},
        Wrong{"-- Dunlin:up\nSELECT 1;", "1:1", "not quite a directive", "-- dunlin:up"},
        Wrong{"-- dunlin:up now\nSELECT 1;", "1:1", "stands alone", "line of its own"},
        Wrong{"-- dunlin:up\nSELECT 1;\n-- dunlin:up\n", "3:1", "second time", ""},
        Wrong{"-- dunlin:up\n-- dunlin:down\n-- dunlin:down\n", "3:1", "second time", ""},
        Wrong{"-- dunlin:up\n-- dunlin:down\n-- dunlin:up\n", "3:1", "behind the down", "first"},
        Wrong{"-- dunlin:down\nSELECT 1;\n", "1:1", "no up before", "-- dunlin:up"},
        Wrong{"SELECT 1;\n-- dunlin:up\nSELECT 2;", "1:1", "neither half", "-- dunlin:up"},
        Wrong{"SELECT 1;\n-- dunlin:transaction off\n", "2:1", "behind a statement", "before the first"},
        Wrong{"-- dunlin:transaction of\n", "1:1", "\"of\"", "transaction off"},
        Wrong{"-- dunlin:up\nSELECT 1;\n-- dunlin:down\n-- dunlin:requires 1\n", "4:1", "down half", "up half"},
        Wrong{"-- dunlin:requires ,\n", "1:1", "needs a version", "VERSION"},
        Wrong{"-- dunlin:environment\n", "1:1", "needs a name", "NAME"},
        Wrong{"-- dunlin:irreversible\n", "1:1", "needs a reason", "WHY"},
        Wrong{"-- dunlin:lock-timeout soon\n", "1:1", "\"soon\"", "500ms"},
        Wrong{"-- dunlin:lock-timeout 1s\n-- dunlin:lock-timeout 2s\n", "2:1", "twice", ""},
        Wrong{"-- dunlin:irreversible why\n-- dunlin:up\nSELECT 1;\n-- dunlin:down\nSELECT 1;", "5:1", "irreversible",
              "Take out"},
        Wrong{"-- dunlin:if-exists\nSELECT 1;", "1:1", "needs a kind", "KIND NAME"},
        Wrong{"-- dunlin:if-exists tabel x\nSELECT 1;", "1:1", "\"tabel\"", "\"table\""},
        Wrong{"-- dunlin:if-exists table\nSELECT 1;", "1:1", "cannot make a name", "NAME"},
        Wrong{"-- dunlin:if-exists table a.b.c\nSELECT 1;", "1:1", "cannot make a name", "SCHEMA.NAME"},
        Wrong{"-- dunlin:if-exists column email\nSELECT 1;", "1:1", "cannot make a name", "TABLE.NAME"},
        Wrong{"-- dunlin:if-exists table a b\nSELECT 1;", "1:1", "cannot make a name", ""},
        Wrong{"SELECT 1;\n-- dunlin:if-exists table a\n", "2:1", "No statement follows", "right before"},
        Wrong{"-- dunlin:up\n-- dunlin:batch 5\n-- dunlin:down\nSELECT 1;", "2:1", "No statement follows", ""},
        Wrong{"-- dunlin:batch\nDELETE FROM t;", "1:1", "needs a number", "1000"},
        Wrong{"-- dunlin:batch 0\nDELETE FROM t;", "1:1", "\"0\"", "1000"},
        Wrong{"-- dunlin:batch 5 pause\nDELETE FROM t;", "1:1", "\"pause\"", "50ms"},
        Wrong{"-- dunlin:batch 5 pause x\nDELETE FROM t;", "1:1", "\"x\"", "500ms"},
        Wrong{"-- dunlin:batch 5 by id\nDELETE FROM t;", "1:1", "\"id\"", "TABLE.KEY"},
        Wrong{"-- dunlin:batch 5 by\nDELETE FROM t;", "1:1", "needs a table", "TABLE.KEY"},
        Wrong{"-- dunlin:batch 5\n-- dunlin:batch 6\nDELETE FROM t;", "2:1", "two dunlin:batch", ""},
        Wrong{"-- dunlin:batch 5 by t.id\nDELETE FROM t;", "1:1", ":batch_from", "BETWEEN"},
        Wrong{"-- dunlin:batch 5\nDELETE FROM t;", "1:1", "how many rows", ":batch_size"},
        Wrong{"-- dunlin:batch 5\nCREATE TABLE t (i int);", "1:1", "CREATE TABLE does not", "UPDATE"},
        Wrong{"-- dunlin:log\nSELECT 1;", "1:1", "nothing to say", "TEXT"},
        Wrong{"-- dunlin:log hello\n-- dunlin:up\nSELECT 1;", "1:1", "before the up half", ""},
        Wrong{"SELECT 1;\nSELECT '\xff';\n", "2:9", "UTF-8", ""}, Wrong{"SELECT 'never ends;\n", "1:8", "", ""}));

}  // namespace
}  // namespace dunlin::source::test
