// Each layout as its tool writes it, recognised and read.
#include "support.hpp"

namespace dunlin::source::test {
namespace {

TEST(Native, FilesOfBothNamingsPairsAndRepeatables) {
  Folder folder;
  folder.add("002_b.sql").add("001_a.sql").add("010_c.up.sql").add("010_c.down.sql", "DROP TABLE c;");
  folder.add("20261120134500_d.sql").add("R__views.sql").add("R__a.sql").add("2013011700.sql");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "native");
  EXPECT_EQ(titles(source), (Strings{"001_a", "002_b", "010_c", "2013011700", "20261120134500_d", "R__a", "R__views"}));
  EXPECT_EQ(told(source), "");
  EXPECT_EQ(source.migrations[2].down->bytes(), "DROP TABLE c;");
  EXPECT_EQ(source.migrations[0].up.name(), folder.file("001_a.sql"));
  EXPECT_EQ(source.migrations[0].key(), "1");
  EXPECT_EQ(source.migrations[5].key(), "R__a");
  EXPECT_EQ(source.migrations[0].checksum.size(), 64u);
}

TEST(GolangMigrate, PairsOfUpAndDown) {
  Folder folder;
  folder.add("1_a.up.sql").add("1_a.down.sql").add("10_c.up.sql").add("2_b.up.sql").add("000030_x.up..sql");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "golang-migrate");
  EXPECT_EQ(titles(source), (Strings{"1_a", "2_b", "10_c", "000030_x"}));
  EXPECT_TRUE(tells(source, "30_x.up..sql", "000030_x.up.sql", false)) << told(source);
  EXPECT_EQ(source.problems.size(), 1u);
}

TEST(Goose, HalvesBlocksAndNoTransaction) {
  Folder folder;
  folder.add("00001_a.sql",
             "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE a (i int);\n"
             "-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;\n"
             "-- +goose StatementEnd\nSELECT 2;\n-- +goose Down\nDROP TABLE a;\n");
  const Source source = folder.load();
  ASSERT_EQ(source.layout->name, "goose");
  const Body body = read_body(source.migrations.at(0), rules(), {});
  EXPECT_EQ(body.transaction, false);
  EXPECT_EQ(body.down_transaction, false);
  EXPECT_EQ(texts(statements_of(body.up, "goose")),
            (Strings{"CREATE TABLE a (i int)", "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql",
                     "SELECT 2"}));
  EXPECT_EQ(texts(statements_of(*body.down, "goose")), (Strings{"DROP TABLE a"}));
  EXPECT_EQ(body.up_summary.statements, 3);
  EXPECT_EQ(body.down_summary->statements, 1);
}

TEST(Goose, NoTransactionMayStandBeforeTheStatementOfABlock) {
  const Body body = body_of(
      "-- +goose Up\n-- +goose StatementBegin\n\n-- +goose NO TRANSACTION\n\nCREATE TABLE a (i int);\n"
      "-- +goose StatementEnd\n-- +goose Down\nDROP TABLE a;\n",
      "goose");
  EXPECT_EQ(body.transaction, false);
  EXPECT_EQ(texts(statements_of(body.up, "goose")), (Strings{"CREATE TABLE a (i int)"}));
  EXPECT_EQ(texts(statements_of(*body.down, "goose")), (Strings{"DROP TABLE a"}));
  // In the middle of one it would cut it in two.
  EXPECT_THROW(body_of("-- +goose Up\n-- +goose StatementBegin\nDELETE FROM a\n-- +goose NO TRANSACTION\n"
                       "WHERE i = 1;\n-- +goose StatementEnd\n",
                       "goose"),
               Error);
}

TEST(Goose, ABlockOfSeveralStatementsIsCut) {
  const Body body = body_of(
      "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE a (i int);\nCREATE TABLE b (i int);\n"
      "-- +goose StatementEnd\n",
      "goose");
  const std::vector<Statement> all = statements_of(body.up, "goose");
  ASSERT_EQ(texts(all), (Strings{"CREATE TABLE a (i int)", "CREATE TABLE b (i int)"}));
  EXPECT_EQ(all[1].place.line, 4u);
  EXPECT_EQ(all[1].place.column, 1u);
}

TEST(Goose, WhatIsWrongIsSaid) {
  EXPECT_NE(error_of("CREATE TABLE a (i int);\n", "goose").message.find("-- +goose Up"), std::string::npos);
  const Error unknown = error_of("-- +goose Upp\nSELECT 1;\n", "goose");
  EXPECT_EQ(unknown.place.text(), "001_test.sql:1:1");
  EXPECT_NE(unknown.hint.find("\"Up\""), std::string::npos) << unknown.hint;
  EXPECT_NE(error_of("-- +goose Up\n-- +goose ENVSUB ON\nSELECT 1;\n", "goose").hint.find("[variables]"),
            std::string::npos);
  EXPECT_NE(error_of("-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n", "goose").message.find("StatementEnd"),
            std::string::npos);
  EXPECT_NE(error_of("-- +goose Up\n-- +goose StatementEnd\n", "goose").message.find("StatementBegin"),
            std::string::npos);
  EXPECT_NE(
      error_of("-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose Down\n", "goose").message.find("within"),
      std::string::npos);
}

TEST(Dbmate, EachHalfHasItsTransaction) {
  Folder folder;
  folder.add("20240101000000_a.sql", "-- migrate:up transaction:false\nSELECT 1;\n\n-- migrate:down\nSELECT 2;\n");
  const Source source = folder.load();
  ASSERT_EQ(source.layout->name, "dbmate");
  EXPECT_EQ(source.migrations.at(0).version, "20240101000000");
  const Body body = read_body(source.migrations.at(0), rules(), {});
  EXPECT_EQ(body.transaction, false);
  EXPECT_FALSE(body.down_transaction.has_value());
  EXPECT_EQ(texts(statements_of(body.up, "dbmate")), (Strings{"SELECT 1"}));
  EXPECT_EQ(texts(statements_of(*body.down, "dbmate")), (Strings{"SELECT 2"}));
  const Error error = error_of("-- migrate:up transactions:false\nSELECT 1;\n", "dbmate");
  EXPECT_NE(error.hint.find("transaction:false"), std::string::npos);
  EXPECT_NE(error_of("-- migrate:upp\n", "dbmate").hint.find("\"up\""), std::string::npos);
}

TEST(Flyway, VersionsUndosRepeatablesBaselinesAndSettings) {
  Folder folder;
  folder.add("V2__b.sql").add("V10__c.sql").add("V1.2__x y.sql").add("V118_1__z.sql").add("U2__b.sql", "undo");
  folder.add("R__views.sql").add("B10__base.sql").add("V2__b.sql.conf", "# c\nexecuteInTransaction=false\n");
  folder.add("sub/V3__deep.sql").add("flyway.conf").add("beforeMigrate.sql");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "flyway");
  EXPECT_EQ(titles(source), (Strings{"1.2_x y", "2_b", "3_deep", "B10__base", "10_c", "118.1_z", "R__views"}));
  EXPECT_TRUE(tells(source, "callback", "", false)) << told(source);
  EXPECT_EQ(source.problems.size(), 1u) << told(source);
  EXPECT_EQ(source.migrations[1].down->bytes(), "undo");
  EXPECT_EQ(read_body(source.migrations[1], rules(), {}).transaction, false);
  EXPECT_FALSE(read_body(source.migrations[0], rules(), {}).transaction.has_value());
  EXPECT_EQ(source.migrations[3].kind, MigrationKind::baseline);
  EXPECT_NE(source.migrations[3].key(), source.migrations[4].key());
}

TEST(Flyway, NamesThatAreNotQuiteRight) {
  Folder folder;
  folder.add("V1__a.sql").add("V366_x.sql").add("v4__b.sql").add("R_c.sql").add("notes.sql").add("U9__gone.sql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"1_a"}));
  EXPECT_TRUE(tells(source, "V366_x.sql", "V366__x.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "v4__b.sql", "V4__b.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "R_c.sql", "R__c.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "notes.sql", "V4__add_comments.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "down without an up", "V file", true)) << told(source);
}

TEST(Diesel, FoldersWithMetadata) {
  Folder folder;
  folder.add("2017-09-26-200549_b/up.sql", "SELECT 1;").add("2017-09-26-200549_b/down.sql", "SELECT 2;");
  folder.add("20170804200817_a/up.sql").add("2018-01-01-000000_c/up.sql");
  folder.add("2018-01-01-000000_c/metadata.toml", "run_in_transaction = false # why\n").add(".gitkeep", "");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "diesel");
  EXPECT_EQ(titles(source), (Strings{"20170804200817_a", "20170926200549_b", "20180101000000_c"}));
  EXPECT_EQ(told(source), "");
  EXPECT_EQ(source.migrations[1].down->bytes(), "SELECT 2;");
  EXPECT_EQ(source.migrations[1].up.name(), folder.file("2017-09-26-200549_b/up.sql"));
  const Body body = read_body(source.migrations[2], rules(), {});
  EXPECT_EQ(body.transaction, false);
  EXPECT_EQ(body.down_transaction, false);
}

TEST(Diesel, AFolderNamedByTheDateAloneComesOnItsDay) {
  Folder folder;
  folder.add("2024-03-06-170000_make/up.sql")
      .add("2024-03-13_170000_remake/up.sql")
      .add("2024-06-05-131359_more/up.sql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"20240306170000_make", "20240313_170000_remake", "20240605131359_more"}));
}

TEST(Diesel, AScriptBesideTheFoldersIsToldAndNotRun) {
  Folder folder;
  folder.add("2024-03-06-170000_make/up.sql").add("import_users.sql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"20240306170000_make"}));
  EXPECT_TRUE(tells(source, "import_users.sql\" is no migration of diesel", "dunlin:up", false)) << told(source);
  // With a number it may well be one that is in the wrong place.
  folder.add("2024-03-07-120000_users.sql");
  EXPECT_TRUE(tells(folder.load(), "2024-03-07-120000_users.sql", "folder", true));
}

TEST(Diesel, FoldersNamedByReleases) {
  Folder folder;
  folder.add("v1.9/up.sql").add("v1.10/up.sql").add("v1.10.1_fix/up.sql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"1.9", "1.10", "1.10.1_fix"}));
  EXPECT_EQ(told(source), "");
}

TEST(Diesel, FoldersWithoutUp) {
  Folder folder;
  folder.add("001_a/up.sql").add("002_b/down.sql").add("003_c/README").add("old/up.sql");
  const Source source = folder.load();
  EXPECT_TRUE(tells(source, "\"002_b\" has a down, but no up.sql", "002_b/up.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "\"003_c\" has no up.sql", "", true)) << told(source);
  EXPECT_TRUE(tells(source, "\"old\" is not named", "2026-11-20-134500_add_comments", true)) << told(source);
}

TEST(Sqlx, SinglesPairsAndNoTransaction) {
  Folder folder;
  folder.add("1_a.sql").add("2_b.up.sql").add("2_b.down.sql");
  folder.add("3_c.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (b);\n");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "sqlx");
  EXPECT_EQ(titles(source), (Strings{"1_a", "2_b", "3_c"}));
  EXPECT_EQ(told(source), "");
  EXPECT_EQ(read_body(source.migrations[2], rules(), {}).transaction, false);
  EXPECT_FALSE(read_body(source.migrations[0], rules(), {}).transaction.has_value());
}

TEST(Prisma, TheFolderIsTheVersion) {
  Folder folder;
  folder.add("20200101000000_init/migration.sql").add("20200102000000_more/migration.sql");
  folder.add("migration_lock.toml", "provider = \"postgresql\"");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "prisma");
  EXPECT_EQ(titles(source), (Strings{"20200101000000_init", "20200102000000_more"}));
  EXPECT_EQ(source.migrations[0].version, "20200101000000_init");
  EXPECT_EQ(told(source), "");
}

TEST(Plain, AFolderForEachReleaseIsTheFirstPartOfTheVersion) {
  Folder folder;
  folder.add("0.9/00__a.sql").add("0.9/01__b.sql").add("0.10/00__c.sql").add("0.10/00__c.down.sql").add("v1.2/9_d.sql");
  folder.add("v1.2/10_e.sql").add("v1.2/README.md");
  const Source source = folder.load("plain");
  EXPECT_EQ(titles(source), (Strings{"0.9/00__a", "0.9/01__b", "0.10/00__c", "v1.2/9_d", "v1.2/10_e"}));
  EXPECT_EQ(told(source), "");
  EXPECT_TRUE(source.migrations[2].down.has_value());
  // Nothing is guessed where the layout was not named, and nothing skipped.
  EXPECT_TRUE(tells(folder.load(), "\"0.9\" holds SQL and is not read", "layout = \"plain\"", true));
  folder.add("0.10/old/01_x.sql");
  EXPECT_TRUE(tells(folder.load("plain"), "\"old\" within a release's folder", "", true));
}

TEST(Plain, DirectoriesThatNumberTheirFilesAlikeAreRefused) {
  Folder folder;
  folder.add("a/00_x.sql").add("a/00_y.sql").add("b/0_z.sql").add("c/20240101_p.sql").add("d/20240101_q.sql");
  const Source alike = load({{folder.file("a"), folder.file("b")}, "plain"});
  EXPECT_TRUE(tells(alike, "number their files alike", "0.10", true)) << told(alike);
  const Source one = load({{folder.file("a"), folder.file("c")}, "plain"});
  EXPECT_EQ(told(one), "");
  const Source dates = load({{folder.file("c"), folder.file("d")}, "plain"});
  EXPECT_EQ(told(dates), "");
}

TEST(Plain, TheWholeNameIsTheVersion) {
  Folder folder;
  folder.add("0009-x.sql").add("00010-b.sql").add("0010-a.sql").add("0011-c.autocommit.sql").add("0011-d.sql");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "plain");
  EXPECT_EQ(titles(source), (Strings{"0009-x", "0010-a", "00010-b", "0011-c.autocommit", "0011-d"}));
  EXPECT_EQ(told(source), "");
  EXPECT_TRUE(source.migrations[3].transaction_off);
  EXPECT_EQ(read_body(source.migrations[3], rules(), {}).transaction, false);
  EXPECT_FALSE(source.migrations[4].transaction_off);
}

TEST(Plain, AnUndoIsNeverTakenForAMigration) {
  Folder folder;
  folder.add("001.do.a.sql").add("001.undo.a.sql").add("002.do.sql").add("002.undo.sql");
  folder.add("0003.b.sql").add("0003.b.rollback.sql").add("4-c-up.sql").add("4-c-down.sql");
  folder.add("5-d.up.sql").add("5-d.down.sql");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "plain");
  EXPECT_EQ(titles(source), (Strings{"001.a", "002", "0003.b", "4-c", "5-d"}));
  EXPECT_EQ(told(source), "");
  for (const Migration& one : source.migrations) EXPECT_TRUE(one.down.has_value()) << one.title();
}

TEST(Plain, TakesSeveralFilesOfOneNumber) {
  Folder folder;
  folder.add("001_a.sql").add("001_b.sql").add("init.sql");
  const Source source = folder.load("plain");
  EXPECT_EQ(titles(source), (Strings{"001_a", "001_b", "init"}));
  EXPECT_EQ(told(source), "");
}

}  // namespace
}  // namespace dunlin::source::test
