// New migrations through the library: what is counted as being there, and when models are asked.
#include "dunlin/generate.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "dunlin/migrator.hpp"

namespace dunlin {
namespace {

class Generate : public ::testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("dunlin_generate_" + std::to_string(getpid()) + "_" + std::to_string(++number));
    std::filesystem::create_directories(folder_);
    options_.directories = {path("migrations")};
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string text(const std::string& file) {
    std::ostringstream out;
    out << std::ifstream(file).rdbuf();
    return out.str();
  }
  [[nodiscard]] Error refusal(const GenerateOptions& what) const {
    try {
      static_cast<void>(generate(options_, what));
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::internal, "nothing was thrown"};
  }

  std::filesystem::path folder_;
  Options options_;
};

Schema models() {
  using namespace dunlin::model;
  return {table("tags", column("id", big_integer()).identity().primary_key(), column("name", string(20)).not_null())};
}

TEST_F(Generate, NeedsNoDatabase) {
  const Generated made = generate(options_, {.name = "Add comments", .naming = Naming::sequence});
  EXPECT_EQ(made.version, "001");
  EXPECT_EQ(made.name, "add_comments");
  ASSERT_EQ(made.files, std::vector<std::string>{path("migrations/001_add_comments.sql")});
  EXPECT_EQ(text(made.files[0]), "-- dunlin:up\n\n\n-- dunlin:down\n\n");
  EXPECT_EQ(generate(options_, {.name = "more"}).version, "002") << "as the folder has it";
}

TEST_F(Generate, ComesAfterEmbeddedMigrationsAndThoseInCpp) {
  static constexpr EmbeddedFile files[] = {{"005_five.sql", "SELECT 1;", {}}};
  options_.embedded = {files};
  EXPECT_EQ(generate(options_, {.name = "a"}).version, "006");
  options_.migrations.add("009_nine", [](Database&) {});
  EXPECT_EQ(generate(options_, {.name = "b"}).version, "010");
  options_.models = models();
  EXPECT_EQ(text(generate(options_, {.name = "c"}).files[0]), "-- dunlin:up\n\n\n-- dunlin:down\n\n")
      << "it would not be the first";
}

// parity B: the initial migration is created where there is none.
TEST_F(Generate, TheFirstOneIsWrittenFromTheModels) {
  options_.url = "sqlite:" + path("app.db");
  options_.models = models();
  const Generated made = generate(options_, {.description = "Tags.", .naming = Naming::sequence});
  ASSERT_EQ(made.files, std::vector<std::string>{path("migrations/001_initial.sql")});
  EXPECT_EQ(text(made.files[0]), R"(-- Tags.
-- dunlin:up
CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  CONSTRAINT ck_tags_name_length CHECK (length(name) <= 20)
);

-- dunlin:down
DROP TABLE tags;
)");
  EXPECT_FALSE(std::filesystem::exists(path("app.db"))) << "the database is left alone";
}

TEST_F(Generate, TheFirstOneIsLaidOutAsTheFolderIs) {
  options_.url = "sqlite:" + path("app.db");
  options_.models = models();
  options_.layout = "golang-migrate";
  const Generated made = generate(options_, {.name = "tables", .naming = Naming::sequence, .from_models = true});
  ASSERT_EQ(made.files,
            (std::vector<std::string>{path("migrations/001_tables.up.sql"), path("migrations/001_tables.down.sql")}));
  EXPECT_EQ(text(made.files[1]), "DROP TABLE tags;\n");
}

TEST_F(Generate, RefusesWhatItCannotMakeFromModels) {
  EXPECT_EQ(refusal({.name = "x", .from_models = true}).kind, ErrorKind::usage) << "there are none";
  options_.models = models();
  EXPECT_EQ(refusal({.name = "x", .cpp = true, .from_models = true}).kind, ErrorKind::usage);
  const Error homeless = refusal({.name = "x"});
  EXPECT_EQ(homeless.kind, ErrorKind::config);
  EXPECT_EQ(homeless.message, "the SQL of a schema depends on the database, and none is named");
  EXPECT_FALSE(std::filesystem::exists(path("migrations"))) << "nothing was written";

  EXPECT_EQ(refusal({.name = "x", .template_name = "t", .automatic = true}).kind, ErrorKind::usage);
  options_.models.reset();
  options_.url = "sqlite:" + path("app.db");
  EXPECT_EQ(refusal({.name = "x", .automatic = true}).kind, ErrorKind::usage) << "nothing says how it should be";
}

// parity D: `create "..."` writes the difference between the models and the migrations.
TEST_F(Generate, LaterOnesAreTheDifferenceToTheModels) {
  using namespace dunlin::model;
  options_.url = "sqlite:" + path("app.db");
  options_.models = models();
  static_cast<void>(generate(options_, {.naming = Naming::sequence}));
  options_.models = Schema(table("tags", column("id", big_integer()).identity().primary_key(),
                                 column("name", string(20)).not_null(), column("colour", model::text())));
  const Generated made = generate(options_, {.name = "colours", .automatic = true});
  ASSERT_EQ(made.files, std::vector<std::string>{path("migrations/002_colours.sql")});
  EXPECT_EQ(text(made.files[0]), R"(-- dunlin:up
ALTER TABLE tags ADD COLUMN colour TEXT;

-- dunlin:down
ALTER TABLE tags DROP COLUMN colour;
)");
  const Generated again = generate(options_, {.name = "again", .automatic = true});
  EXPECT_TRUE(again.files.empty());
  EXPECT_TRUE(again.difference.empty());
  EXPECT_FALSE(std::filesystem::exists(path("app.db"))) << "the database is left alone";
}

TEST_F(Generate, WhatDestroysOrMayBeARenamingIsAskedFor) {
  using namespace dunlin::model;
  options_.url = "sqlite:" + path("app.db");
  options_.models = models();
  static_cast<void>(generate(options_, {.naming = Naming::sequence}));
  const auto changed = [](const char* name) {
    return Schema(
        table("tags", column("id", big_integer()).identity().primary_key(), column(name, string(20)).not_null()));
  };
  options_.models = changed("title");
  const Error unclear = refusal({.name = "x", .automatic = true});
  EXPECT_EQ(unclear.kind, ErrorKind::refused);
  EXPECT_EQ(unclear.message, "it is not clear whether column tags.name is now title");
  EXPECT_NE(unclear.hint.find("`-- dunlin:renamed-from name`"), std::string::npos) << unclear.hint;
  const Error destroys = refusal({.name = "x", .automatic = true, .difference = {.no_renames = {"tags.name"}}});
  EXPECT_EQ(destroys.kind, ErrorKind::refused);
  EXPECT_EQ(destroys.detail, "column tags.name");

  int asked = 0;
  DifferenceOptions how;
  how.ask_rename = [&](const RenameQuestion& question) {
    ++asked;
    return question.from == "name" && question.to == "title";
  };
  const Generated made = generate(options_, {.name = "title", .automatic = true, .difference = how});
  EXPECT_EQ(asked, 1);
  ASSERT_EQ(made.files.size(), 1U);
  EXPECT_NE(text(made.files[0]).find("ALTER TABLE tags RENAME COLUMN name TO title;"), std::string::npos);
}

TEST_F(Generate, LeavesNothingBehindWhenItCannotWrite) {
  options_.layout = "golang-migrate";
  std::filesystem::create_directories(path("migrations/001_x.down.sql"));
  EXPECT_EQ(refusal({.name = "x", .naming = Naming::sequence}).kind, ErrorKind::io);
  EXPECT_FALSE(std::filesystem::exists(path("migrations/001_x.up.sql")));
}

}  // namespace
}  // namespace dunlin
