#include "cli/program.hpp"

#include <gtest/gtest.h>

#include "cli/args.hpp"

namespace dunlin::cli {
namespace {

Program hub() {
  Application application;
  application.program = "hub db";
  application.names = {{"init", "up"}, {"fill", "db reset"}};
  return Program(application);
}

Arguments parse(const Program& program, std::vector<const char*> words) {
  words.insert(words.begin(), "db");
  return parse_arguments(static_cast<int>(words.size()), words.data(), program);
}

TEST(Program, TextsNameTheCommandAsPeopleTypeIt) {
  const Program program = hub();
  EXPECT_EQ(program.words("`dunlin up` goes on; or say `dunlin mark 004 applied`"),
            "`hub db up` goes on; or say `hub db mark 004 applied`");
  EXPECT_EQ(program.words("usage: dunlin to TARGET"), "usage: hub db to TARGET");
  EXPECT_EQ(program.words("`dunlin db reset` begins anew"), "`hub db reset` begins anew");
  // `create` is another command without its db.
  EXPECT_EQ(program.words("`dunlin db create` makes it"), "`hub db db create` makes it");
  EXPECT_EQ(program.command("db wait --timeout 3s"), "hub db wait --timeout 3s");
  EXPECT_EQ(Program().command("db wait --timeout 3s"), "dunlin db wait --timeout 3s");
}

TEST(Program, OtherTextStaysAsItIs) {
  const Program program = hub();
  for (const char* text : {"dunlin up", "`dunlin migrations`", "table `dunlin `", "Dunlin", "", "`", "dunlin "}) {
    EXPECT_EQ(program.words(std::string(text)), text);
  }
  EXPECT_EQ(Program().words(std::string("`dunlin up`")), "`dunlin up`");
}

TEST(Program, AnApplicationHasNamesOfItsOwn) {
  const Program program = hub();
  EXPECT_EQ(parse(program, {"init"}).command->name, "up");
  EXPECT_EQ(parse(program, {"fill", "--yes"}).command->name, "db reset");
  EXPECT_EQ(program.own_names(*find_command("up")), std::vector<std::string>{"init"});
}

TEST(Program, DbMayBeLeftOut) {
  EXPECT_EQ(parse(hub(), {"wait"}).command->name, "db wait");
  EXPECT_EQ(parse(Program(), {"wait"}).command->name, "db wait");
  EXPECT_EQ(parse(hub(), {"create", "x"}).command->name, "new");
}

TEST(Program, AnApplicationOffersWhatItHas) {
  Application application;
  application.program = "app";
  // There is no configuration to be written: what is left of the name is `db init`.
  EXPECT_EQ(parse(Program(application), {"init"}).command->name, "db setup");
  EXPECT_THROW(static_cast<void>(parse(Program(application), {"up", "--config", "x"})), Error);
  EXPECT_EQ(parse(Program(application), {"up", "--database", "sqlite:x"}).value("--database"), "sqlite:x");
  application.other_database = false;
  EXPECT_THROW(static_cast<void>(parse(Program(application), {"up", "--database", "sqlite:x"})), Error);
  application.configuration = true;
  EXPECT_EQ(parse(Program(application), {"init"}).command->name, "init");
}

}  // namespace
}  // namespace dunlin::cli
