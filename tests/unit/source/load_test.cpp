// Recognition, and everything that may be wrong with a set of files.
#include "base/sha256.hpp"
#include "source/version.hpp"
#include "support.hpp"

namespace dunlin::source::test {
namespace {

TEST(Load, MissingFolderSaysInit) {
  try {
    static_cast<void>(load({{"/nonexistent/migrations"}, "auto"}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_NE(error.hint.find("dunlin init"), std::string::npos);
  }
}

TEST(Load, UnknownLayoutNamesTheNearest) {
  Folder folder;
  try {
    static_cast<void>(folder.load("flywya"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::config);
    EXPECT_NE(error.hint.find("\"flyway\""), std::string::npos) << error.hint;
  }
}

TEST(Load, EmptyFolderIsWorthAWord) {
  Folder folder;
  folder.add(".gitkeep", "").add("README.md", "x");
  const Source source = folder.load();
  EXPECT_TRUE(source.migrations.empty());
  EXPECT_TRUE(tells(source, "There are no migrations", "dunlin new", false)) << told(source);
  Folder parent;
  parent.add("sqlite/2020-01-01-000000_a/up.sql");
  EXPECT_TRUE(tells(parent.load(), "There are no migrations", "sqlite", false)) << told(parent.load());
}

TEST(Load, OtherFilesAreIgnored) {
  Folder folder;
  folder.add("001_a.sql").add("README.md").add("embed.go").add("schema.rb").add(".hidden.sql").add("001_a.sql~");
  folder.add("atlas.sum").add("package.json");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"001_a"}));
  EXPECT_EQ(told(source), "");
}

TEST(Load, NearMissesAreReported) {
  Folder folder;
  folder.add("001_a.sql").add("002_b.SQL").add("003_c.sql.txt").add("004_d.go").add("005_e.sq").add("006_f.psql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"001_a"}));
  EXPECT_TRUE(tells(source, "002_b.SQL", "002_b.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "003_c.sql.txt", "", false)) << told(source);
  EXPECT_TRUE(tells(source, "004_d.go", "", false)) << told(source);
  EXPECT_TRUE(tells(source, "005_e.sq", "005_e.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "006_f.psql", "006_f.sql", true)) << told(source);
}

TEST(Load, NamesThatAreClearAreTakenAndReported) {
  Folder folder;
  folder.add("001_a.sql").add("24_x.sql").add("025_AddUserEMail.sql").add("026_b c.sql").add("027-d.sql");
  folder.add("0028_1.7.0_schema.sql").add("029_e.up..sql");
  const Source source = folder.load();
  EXPECT_EQ(titles(source),
            (Strings{"001_a", "24_x", "025_AddUserEMail", "026_b c", "027_d", "0028_1.7.0_schema", "029_e"}));
  EXPECT_TRUE(tells(source, "24_x.sql", "024_x.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "025_AddUserEMail.sql", "025_add_user_e_mail.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "026_b c.sql", "026_b_c.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "027-d.sql", "027_d.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "0028_1.7.0_schema.sql", "0028_1_7_0_schema.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "029_e.up..sql", "029_e.up.sql", false)) << told(source);
  EXPECT_EQ(source.problems.size(), 6u) << told(source);
}

TEST(Load, ManyOddNamesGiveFewWords) {
  Folder folder;
  for (int i = 1; i <= 30; ++i) folder.add("0" + std::to_string(100 + i) + "_Do-It.sql");
  const Source source = folder.load();
  EXPECT_EQ(source.migrations.size(), 30u);
  EXPECT_EQ(source.problems.size(), 1u);
  EXPECT_TRUE(tells(source, "30 names are understood", "0101_do_it.sql", false)) << told(source);
  // Where they are not a habit, each is told, up to a number.
  for (int i = 1; i <= 40; ++i) folder.add("0" + std::to_string(200 + i) + "_do_it.sql");
  const Source mixed = folder.load();
  EXPECT_EQ(mixed.problems.size(), 11u);
  EXPECT_TRUE(tells(mixed, "20 more names", "0111_do_it.sql", false)) << told(mixed);
}

TEST(Load, ANameWithoutNumberIsRefused) {
  Folder folder;
  folder.add("001_a.sql").add("AddUsers.sql").add("R_views.sql");
  const Source source = folder.load();
  EXPECT_TRUE(tells(source, "\"AddUsers.sql\" has no number", "004_add_users.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "R_views.sql", "R__views.sql", true)) << told(source);
}

TEST(Load, OneVersionInTwoFiles) {
  Folder folder;
  folder.add("001_a.sql").add("1_b.sql").add("2_c.up.sql").add("002_d.up.sql").add("002_c.down.sql");
  const Source source = folder.load("native");
  EXPECT_TRUE(tells(source, folder.file("001_a.sql") + " and " + folder.file("1_b.sql"), "layout = \"plain\"", true))
      << told(source);
  EXPECT_TRUE(tells(source, "002_d.up.sql and " + folder.file("2_c.up.sql"), "", true)) << told(source);
  EXPECT_EQ(source.migrations.size(), 2u);
}

TEST(Load, OneVersionInTwoFoldersAndAcrossThem) {
  Folder one;
  Folder two;
  one.add("001_a.sql").add("003_c.sql");
  two.add("002_b.sql").add("003_d.sql");
  const Source source = load({{one.path(), two.path()}, "auto"});
  EXPECT_EQ(titles(source), (Strings{"001_a", "002_b", "003_c"}));
  EXPECT_TRUE(tells(source, one.file("003_c.sql") + " and " + two.file("003_d.sql"), "", true)) << told(source);
  const Source twice = load({{one.path(), one.path()}, "auto"});
  EXPECT_EQ(told(twice), "");
}

TEST(Load, EmbeddedFoldersAmongThoseOnDisk) {
  Folder folder;
  folder.add("002_b.sql");
  const std::string sum(64, 'a');  // taken at its word
  const EmbeddedFile first[] = {{"003_c.sql", "SELECT 3;\n", {}}, {"001_a.sql", "SELECT 1;\n", sum}};
  const EmbeddedFile second[] = {{"001_x.sql", "SELECT 1;\n", {}}};
  const Source source = load({.directories = {folder.path()}, .layout = "auto", .embedded = {first, second}});
  EXPECT_EQ(titles(source), (Strings{"001_a", "002_b", "003_c"}));
  EXPECT_EQ(source.migrations[0].checksum, sum);
  EXPECT_EQ(source.migrations[0].up.bytes().data(), first[1].bytes.data()) << "the bytes were copied";
  EXPECT_EQ(source.migrations[2].checksum, base::sha256_hex("SELECT 3;\n"));
  EXPECT_TRUE(tells(source, "(embedded)/001_a.sql and (embedded 2)/001_x.sql", "", true)) << told(source);
  EXPECT_EQ(told(load({.directories = {}, .layout = "auto", .embedded = {EmbeddedFiles()}})),
            "note: There are no migrations in (embedded) [Write the first one with dunlin new NAME]\n");
}

TEST(Load, EmbeddedFilesThatCannotBe) {
  const auto error_of = [](EmbeddedFiles files) -> std::string {
    try {
      static_cast<void>(load({.directories = {}, .layout = "auto", .embedded = {files}}));
    } catch (const Error& error) {
      return error.message;
    }
    return "no error";
  };
  const EmbeddedFile twice[] = {{"001_a.sql", "SELECT 1;", {}}, {"b/c.sql", "", {}}, {"001_a.sql", "SELECT 2;", {}}};
  EXPECT_EQ(error_of(twice), "Two embedded files are called \"001_a.sql\"");
  for (const char* path : {"", "/001_a.sql", "a//001.sql", "../001_a.sql", "a/./b.sql", "a/"}) {
    const EmbeddedFile bad[] = {{path, "SELECT 1;", {}}};
    EXPECT_EQ(error_of(bad), "An embedded file is called \"" + std::string(path) + "\", which is no path");
  }
}

const MigrationFile* embedded_code() {
  static constexpr MigrationFile file{DUNLIN_VERSION, [](Migrations& list, std::string name) {
                                        list.add(std::move(name), [](Database&) {}, {}, {.transaction = false});
                                      }};
  return &file;
}

const MigrationFile* code_of_another_version() {
  static constexpr MigrationFile file{"9.9.9", nullptr};
  return &file;
}

TEST(Load, EmbeddedCode) {
  const EmbeddedFile files[] = {{"001_a.sql", "SELECT 1;\n", {}},
                                {"002_b.cpp", "DUNLIN_MIGRATION(up)\n", {}, &embedded_code},
                                {"003_c.cpp", "", {}},
                                {"004_d.cpp", "", {}, &code_of_another_version}};
  const Source source = load({.directories = {}, .layout = "auto", .embedded = {files}});
  EXPECT_EQ(titles(source), (Strings{"001_a", "002_b"}));
  const Migration& code = source.migrations[1];
  ASSERT_TRUE(code.code);
  EXPECT_EQ(code.checksum, base::sha256_hex("DUNLIN_MIGRATION(up)\n")) << "as the file has on disk";
  EXPECT_EQ(code.whereabouts(), "(embedded)/002_b.cpp");
  EXPECT_EQ(read_body(code, rules(), {}).transaction, false);
  EXPECT_TRUE(tells(source, "\"003_c.cpp\" is embedded as text only", "dunlin_embed_migrations()", true))
      << told(source);
  EXPECT_TRUE(tells(source, "004_d.cpp was compiled for Dunlin 9.9.9", "", true)) << told(source);
}

TEST(Load, ADownWithoutAnUpAndTwoDowns) {
  Folder folder;
  folder.add("001_a.up.sql").add("002_b.down.sql").add("001_x.down.sql").add("001_y.down.sql");
  const Source source = folder.load();
  EXPECT_TRUE(tells(source, "down without an up: " + folder.file("002_b.down.sql"), ".up.sql", true)) << told(source);
  EXPECT_TRUE(tells(source, "001_x.down.sql and", "", true)) << told(source);
}

TEST(Load, UnderscoreUpAndDown) {
  Folder pairs;
  pairs.add("001_a.up.sql").add("001_a.down.sql").add("002_b_up.sql").add("002_b_down.sql").add("003_c_up.sql");
  const Source source = pairs.load();
  EXPECT_EQ(source.layout->name, "golang-migrate");
  EXPECT_EQ(titles(source), (Strings{"001_a", "002_b"}));
  EXPECT_TRUE(source.migrations[1].down.has_value());
  EXPECT_TRUE(tells(source, "002_b_up.sql", "002_b.up.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "002_b_down.sql", "002_b.down.sql", false)) << told(source);
  EXPECT_TRUE(tells(source, "003_c_up.sql", "003_c.up.sql", true)) << told(source);
  Folder single;
  single.add("001_a.sql").add("002_clean_up.sql").add("003_b_up.sql").add("003_b_down.sql").add("004_shut_down.sql");
  const Source native = single.load();
  EXPECT_EQ(titles(native), (Strings{"001_a", "002_clean_up", "003_b", "004_shut_down"})) << told(native);
  EXPECT_TRUE(native.migrations[2].down.has_value());
}

TEST(Load, AFileThatCannotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything; a dangling link stands for it below";
  Folder folder;
  folder.add("001_a.sql").add("002_b.sql");
  ASSERT_EQ(chmod(folder.file("002_b.sql").c_str(), 0), 0);
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"001_a"}));
  EXPECT_TRUE(tells(source, "002_b.sql", "", true)) << told(source);
}

TEST(Load, ADanglingLinkIsAProblemNotAnEnd) {
  Folder folder;
  folder.add("001_a.sql");
  ASSERT_EQ(symlink("nowhere.sql", folder.file("002_b.sql").c_str()), 0);
  const Source source = folder.load();
  EXPECT_EQ(titles(source), (Strings{"001_a"}));
  EXPECT_TRUE(tells(source, "002_b.sql", "", true)) << told(source);
  EXPECT_EQ(source.problems.size(), 1u) << told(source);
}

TEST(Load, ANameThatIsNotUtf8IsPrintedEscaped) {
  Folder folder;
  folder.add("001_a.sql").add("002_\xff.sql");
  const Source source = folder.load();
  EXPECT_TRUE(tells(source, "002_\\xff.sql", "Rename", true) || tells(source, "002_\\xFF.sql", "Rename", true))
      << told(source);
}

// parity A: an empty file is an error that says so.
TEST(Load, EmptyFilesAreWrong) {
  Folder folder;
  folder.add("001_a.sql", "")
      .add("002_b.sql", "  \n\n")
      .add("003_c.sql", "\xEF\xBB\xBF")
      .add("004_d.sql", "-- Why.\n-- dunlin:up\n\n-- dunlin:down\n")
      .add("005_e.sql", "-- nothing\n");
  const Source source = folder.load();
  EXPECT_EQ(told(source), "");
  ASSERT_EQ(source.migrations.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_THROW(static_cast<void>(read_body(source.migrations[i], rules(), {})), Error) << source.migrations[i].name;
  }
  EXPECT_EQ(read_body(source.migrations[4], rules(), {}).up_summary.statements, 0)
      << "a comment says that it is meant so";
}

TEST(Load, EmptyFilesOfOtherToolsAreMigrations) {
  Folder folder;
  folder.add("001_a.up.sql", "").add("001_a.down.sql", "").add("002_b.up.sql").add("002_b.down.sql");
  const Source source = folder.load("golang-migrate");
  EXPECT_EQ(told(source), "");
  ASSERT_EQ(source.migrations.size(), 2u);
  EXPECT_EQ(read_body(source.migrations[0], rules(), {}).up_summary.statements, 0);
}

TEST(Load, FoldersThatAreNotReadAreReported) {
  Folder folder;
  folder.add("001_a.sql").add("old/002_b.sql").add("templates/x.tmpl").add("2.0.1/003_c.sql");
  const Source source = folder.load();
  EXPECT_TRUE(tells(source, "\"old\" holds SQL and is not read", "--migrations", false)) << told(source);
  EXPECT_TRUE(tells(source, "\"2.0.1\" holds SQL and is not read", "layout = \"plain\"", true)) << told(source);
  EXPECT_EQ(source.problems.size(), 2u) << told(source);
}

TEST(Recognise, NativeAmongAnotherTools) {
  Folder flyway;
  flyway.add("V1__a.sql").add("002_b.sql", "-- dunlin:up\nSELECT 1;\n").add("003_c.sql");
  const Source source = flyway.load();
  EXPECT_EQ(source.layout->name, "flyway");
  EXPECT_EQ(titles(source), (Strings{"1_a", "002_b"}));
  EXPECT_EQ(source.migrations[1].layout->name, "native");
  EXPECT_TRUE(tells(source, "003_c.sql", "-- dunlin:up", true)) << told(source);
  Folder goose;
  goose.add("1_a.sql", "-- +goose Up\nSELECT 1;\n")
      .add("2_b.sql", "-- dunlin:up\nSELECT 2;\n-- dunlin:down\nSELECT 3;");
  const Source mixed = goose.load();
  EXPECT_EQ(mixed.layout->name, "goose");
  EXPECT_EQ(told(mixed), "");
  const Body body = read_body(mixed.migrations.at(1), rules(), {});
  EXPECT_EQ(body.up_summary.statements, 1);
  EXPECT_EQ(body.down_summary->statements, 1);
}

TEST(Recognise, TwoForeignLayoutsAreAProblem) {
  Folder folder;
  folder.add("V1__a.sql").add("V2__b.sql").add("3_c.sql", "-- +goose Up\nSELECT 1;\n");
  const Source source = folder.load();
  EXPECT_EQ(source.layout->name, "flyway");
  EXPECT_TRUE(tells(source, "of two layouts", "layout = \"flyway\"", true)) << told(source);
}

TEST(Recognise, AMarkInsideAStatementIsNone) {
  Folder folder;
  folder.add("1_a.sql", "INSERT INTO t VALUES ('+goose Up migrate:up');\n");
  EXPECT_EQ(folder.load().layout->name, "native");
}

TEST(Recognise, AFileMoreChangesNothing) {
  Folder dashes;
  dashes.add("0001-a.sql").add("0002_b.sql");
  EXPECT_EQ(dashes.load().layout->name, "plain");
  Folder underscores;
  underscores.add("0001_a.sql").add("0002-b.sql").add("0003-c.sql");
  EXPECT_EQ(underscores.load().layout->name, "native");
}

TEST(Load, TenThousandFilesInOrder) {
  Folder folder;
  for (int i = 10000; i > 0; --i) folder.add(std::to_string(i) + "_m.sql");
  const Source source = folder.load();
  ASSERT_EQ(source.migrations.size(), 10000u);
  for (std::size_t i = 0; i < source.migrations.size(); ++i) {
    ASSERT_EQ(source.migrations[i].version, std::to_string(i + 1));
  }
}

TEST(Names, SnakeCase) {
  EXPECT_EQ(snake_case("AddHTTPUrl"), "add_http_url");
  EXPECT_EQ(snake_case("Add users' e-mail!"), "add_users_e_mail");
  EXPECT_EQ(snake_case("already_right_2"), "already_right_2");
  EXPECT_EQ(snake_case("--"), "");
}

}  // namespace
}  // namespace dunlin::source::test
