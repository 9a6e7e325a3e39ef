#include "cli/args.hpp"

#include <gtest/gtest.h>

#include "dunlin/error.hpp"

namespace dunlin::cli {
namespace {

Arguments parse(std::vector<const char*> words) {
  words.insert(words.begin(), "dunlin");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

Error refusal(const std::vector<const char*>& words) {
  try {
    static_cast<void>(parse(words));
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

TEST(Arguments, CommandStandsAnywhereAmongOptions) {
  const Arguments a = parse({"--database", "sqlite:up", "up", "--json", "003"});
  ASSERT_NE(a.command, nullptr);
  EXPECT_EQ(a.command->name, "up");
  EXPECT_EQ(a.value("--database"), "sqlite:up");
  EXPECT_TRUE(a.has("--json"));
  EXPECT_EQ(a.words, std::vector<std::string>{"003"});
  EXPECT_EQ(parse({"up", "--url=sqlite:x"}).value("--database"), "sqlite:x");
  EXPECT_EQ(parse({"-d", "sqlite:y", "status"}).value("--database"), "sqlite:y");
}

TEST(Arguments, OtherNamesAreTheSameCommands) {
  for (const auto& [other, name] : std::vector<std::pair<const char*, const char*>>{{"upgrade", "up"},
                                                                                    {"migrate", "up"},
                                                                                    {"downgrade", "down"},
                                                                                    {"rollback", "down"},
                                                                                    {"list", "status"},
                                                                                    {"reset", "db reset"}}) {
    EXPECT_EQ(parse({other}).command->name, name) << other;
  }
  EXPECT_EQ(parse({"migrate-to", "001"}).command->name, "to");
  EXPECT_EQ(parse({"stamp", "head"}).command->name, "baseline");
  EXPECT_EQ(parse({"create-migration", "x"}).command->name, "new");
  EXPECT_EQ(parse({"revision", "-m", "add a column"}).value("--message"), "add a column");
  EXPECT_EQ(parse({"db", "--yes", "drop"}).command->name, "db drop");
}

TEST(Arguments, RelativeTargetsAreWords) {
  EXPECT_EQ(parse({"downgrade", "-1"}).word(0), "-1");
  EXPECT_EQ(parse({"down", "-12", "--yes"}).word(0), "-12");
  EXPECT_EQ(parse({"to", "+2"}).word(0), "+2");
  EXPECT_EQ(parse({"down", "--", "-1"}).word(0), "-1");
}

TEST(Arguments, ShortOptionsOfACommandWinOverGlobalOnes) {
  EXPECT_EQ(parse({"new", "-m", "name"}).value("--message"), "name");
  EXPECT_EQ(parse({"up", "-m", "folder"}).value("--migrations"), "folder");
  EXPECT_EQ(parse({"up", "-m", "a", "-m", "b"}).values("--migrations"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parse({"up", "-n2"}).number("--steps", -1), 2);
}

TEST(Arguments, UnknownNamesComeWithTheNearest) {
  EXPECT_EQ(refusal({"statsu"}).hint, "did you mean `dunlin status`?");
  EXPECT_EQ(refusal({"db", "craete"}).hint, "did you mean `dunlin db create`?");
  EXPECT_EQ(refusal({"up", "--setps", "2"}).hint, "did you mean: --steps");
  EXPECT_EQ(refusal({"up", "--jsn"}).hint, "did you mean: --json");
  EXPECT_EQ(refusal({"db"}).kind, ErrorKind::usage);
  // What later versions will have must not be promised now.
  for (const char* word : {"lint", "verify", "fleet", "report", "completion", "check"}) {
    EXPECT_EQ(refusal({word}).kind, ErrorKind::usage) << word;
  }
}

TEST(Arguments, WrongWordsAreRefused) {
  EXPECT_EQ(refusal({"to"}).message, "to needs TARGET");
  EXPECT_EQ(refusal({"status", "x"}).message, "status does not take 'x'");
  EXPECT_EQ(refusal({"up", "--database="}).message, "--database needs a value");
  EXPECT_EQ(refusal({"up", "--steps"}).kind, ErrorKind::usage);
  EXPECT_THROW(static_cast<void>(parse({"up", "--steps", "x"}).number("--steps", -1)), Error);
  EXPECT_THROW(static_cast<void>(parse({"up", "--steps", "-1"}).number("--steps", -1)), Error);
}

TEST(Arguments, HelpNeedsNoWords) {
  EXPECT_TRUE(parse({"to", "--help"}).has("--help"));
  EXPECT_EQ(parse({"db", "--help"}).command->name, "help");
  EXPECT_EQ(parse({}).command, nullptr);
  EXPECT_EQ(parse({"--version"}).command->name, "version");
}

TEST(Commands, EveryNameIsFoundAndNoneTwice) {
  std::vector<std::string> names = Program().names();
  for (const auto& name : names) EXPECT_NE(find_command(name), nullptr) << name;
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Commands, EveryExampleParses) {
  for (const Command& command : commands()) {
    std::string_view rest = command.examples;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      std::string line(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      line = line.substr(0, line.find(" && "));
      std::vector<std::string> words;
      bool quoted = false;
      std::string word;
      for (const char c : line + " ") {
        if (c == '"') {
          quoted = !quoted;
        } else if (c == ' ' && !quoted) {
          if (!word.empty()) words.push_back(word);
          word.clear();
        } else {
          word += c;
        }
      }
      std::vector<const char*> argv;
      for (const auto& each : words) argv.push_back(each.c_str());
      ASSERT_GE(argv.size(), 2u) << line;
      const Arguments a = parse_arguments(static_cast<int>(argv.size()), argv.data());
      EXPECT_EQ(a.command, &command) << line;
    }
  }
}

}  // namespace
}  // namespace dunlin::cli
