#include "run/facade_text.hpp"

#include <gtest/gtest.h>

#include "database/driver.hpp"
#include "run/batch_walk.hpp"

namespace dunlin::run {
namespace {

const sql::LexRules& rules_of(std::string_view name) {
  for (const auto* driver : database::drivers()) {
    if (driver->name == name) return driver->lex_rules;
  }
  throw std::logic_error("no such database");
}

std::string numbered(std::string_view text) { return read_placeholders(text, rules_of("postgres"), true).text; }

TEST(Placeholders, AreNumbered) {
  EXPECT_EQ(numbered("INSERT INTO t VALUES (?, ?)"), "INSERT INTO t VALUES ($1, $2)");
  EXPECT_EQ(read_placeholders("a = ? OR b = ?", rules_of("postgres"), true).count, 2u);
  EXPECT_EQ(read_placeholders("a = ? OR b = ?", rules_of("mariadb"), false).text, "a = ? OR b = ?");
  EXPECT_EQ(read_placeholders("a = ? OR b = ?", rules_of("sqlite"), false).count, 2u);
}

TEST(Placeholders, StringsNamesAndCommentsAreLeftAlone) {
  for (const char* text :
       {"'?'", "\"?\"", "-- ?\n1", "/* ? /* ? */ ? */ 1", "$$?$$", "$a$ ? $a$", "E'\\'?'", "U&'?'"}) {
    const auto read = read_placeholders(text, rules_of("postgres"), true);
    EXPECT_EQ(read.text, text);
    EXPECT_EQ(read.count, 0u) << text;
  }
  EXPECT_EQ(read_placeholders("`?` = '\\'?' # ?", rules_of("mariadb"), false).count, 0u);
  EXPECT_EQ(read_placeholders("[?] = `?`", rules_of("sqlite"), false).count, 0u);
}

TEST(Placeholders, DoubledOnesAreOperators) {
  EXPECT_EQ(numbered("j ?? ? AND j ??| ? AND j @?? ?"), "j ? $1 AND j ?| $2 AND j @? $3");
  EXPECT_EQ(read_placeholders("j ?? ?", rules_of("postgres"), true).count, 1u);
}

TEST(Placeholders, TheEnginesOwnStyleIsLeftAlone) {
  const auto read = read_placeholders("j ? 'a' AND n = $1", rules_of("postgres"), true);
  EXPECT_EQ(read.text, "j ? 'a' AND n = $1");
  EXPECT_FALSE(read.counted);
  EXPECT_FALSE(read_placeholders("n = :name", rules_of("sqlite"), false).counted);
  EXPECT_FALSE(read_placeholders("n = ?1", rules_of("sqlite"), false).counted);
  EXPECT_TRUE(read_placeholders("n = @variable AND m = ?", rules_of("mariadb"), false).counted);
}

TEST(Placeholders, PlacesInWhatIsSentAreFoundInWhatWasWritten) {
  const std::string written = "a = ? AND j ?? ? AND wrong";
  const auto read = read_placeholders(written, rules_of("postgres"), true);
  EXPECT_EQ(read.written(0), 0u);
  EXPECT_EQ(read.written(read.text.find("AND j")), written.find("AND j"));
  EXPECT_EQ(read.written(read.text.find("wrong")), written.find("wrong"));
}

TEST(BatchKeys, GoIntoTheHistoryAndBack) {
  const std::vector<Value> keys = {std::int64_t{-5}, 0.1, std::string("a 'b'"), Blob{std::byte{0}, std::byte{0xfe}}};
  for (const Value& key : keys) EXPECT_EQ(key_value(key_text(key), key), key);
  EXPECT_EQ(key_text(keys[3]), "x'00fe'");
  EXPECT_EQ(key_value("7", std::string("x")), Value(std::string("7")));
}

}  // namespace
}  // namespace dunlin::run
