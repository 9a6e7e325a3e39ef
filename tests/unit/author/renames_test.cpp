// What is taken for a renaming, what is asked, and what is declared in SQL.
#include "author/renames.hpp"

#include <gtest/gtest.h>

#include "author/declared.hpp"
#include "author/losses.hpp"
#include "author/script.hpp"
#include "author/statements.hpp"
#include "base/content.hpp"
#include "database/driver.hpp"

namespace dunlin::author {
namespace {

schema::Column column(std::string name, std::string type, bool nullable = true) {
  schema::Column out;
  out.name = std::move(name);
  out.type = std::move(type);
  out.nullable = nullable;
  return out;
}

schema::Table table(std::string name, std::vector<schema::Column> columns) {
  schema::Table out;
  out.name = schema::Name(std::move(name));
  out.columns = std::move(columns);
  return out;
}

TEST(Likeness, AColumnOfTheSameTypeAndPlaceIsAsked) {
  const auto from = table("users", {column("id", "int"), column("mail", "text", false), column("age", "int")});
  const auto to = table("users", {column("id", "int"), column("email", "text", false), column("born", "date")});
  EXPECT_GE(likeness(from, from.columns[1], to, to.columns[1]), likely);
  EXPECT_LT(likeness(from, from.columns[2], to, to.columns[2]), likely) << "another type and another name";
  EXPECT_LT(likeness(from, from.columns[1], to, to.columns[2]), likely);
}

TEST(Likeness, AGeneratedColumnIsNoPlainOne) {
  const auto from = table("t", {column("a", "text")});
  auto to = from;
  to.columns[0].generated = "upper(b)";
  EXPECT_EQ(likeness(from, from.columns[0], to, to.columns[0]), 0);
}

TEST(Likeness, TablesAreAlikeByTheirColumns) {
  const auto users = table("users", {column("id", "int"), column("mail", "text"), column("age", "int")});
  const auto people = table("people", {column("id", "int"), column("mail", "text"), column("name", "text")});
  const auto tags = table("tags", {column("id", "int"), column("label", "text")});
  EXPECT_LT(likeness(users, tags), likely);
  EXPECT_GT(likeness(users, people), likeness(users, tags));
  auto renamed = users;
  renamed.name = schema::Name("accounts");
  EXPECT_GE(likeness(users, renamed), likely);
}

const sql::LexRules& rules() { return database::drivers().front()->lex_rules; }

std::vector<DeclaredRename> declared(const std::string& text) {
  std::vector<DeclaredRename> all;
  Declarations declarations(rules(), all);
  const auto content = base::Content::view("schema.sql", text, "-");
  const auto source = content.open();
  sql::Splitter splitter(*source, rules(), {}, "schema.sql", {}, true);
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind == sql::ItemKind::comment) {
      declarations.take_comment(item);
    } else {
      declarations.take_statement(item, sql::classify(item.text, rules()));
    }
  }
  return all;
}

TEST(Declared, OnTheLineOfAColumnOrBeforeIt) {
  const auto found = declared(R"(-- dunlin:renamed-from accounts
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL, -- dunlin:renamed-from mail
  -- dunlin:renamed-from years
  age NUMERIC(3, 1),
  "full name" TEXT -- dunlin:renamed-from name
);)");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].kind, schema::ObjectKind::table);
  EXPECT_EQ(found[0].from, "accounts");
  EXPECT_EQ(found[1].part, "email");
  EXPECT_EQ(found[1].from, "mail");
  EXPECT_EQ(found[2].part, "age");
  EXPECT_EQ(found[2].from, "years");
  EXPECT_EQ(found[3].part, "full name");
  EXPECT_EQ(found[3].from, "name");
}

TEST(Declared, OfTheTableWhereItsLineHasNothingElse) {
  const auto found = declared("CREATE TABLE people ( -- dunlin:renamed-from users\n  id INT\n);");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, schema::ObjectKind::table);
  EXPECT_EQ(found[0].object.name, "people");
}

TEST(Declared, OfWhatStandsOnTheLineOrOnTheNext) {
  const auto found = declared(
      "CREATE TABLE a (id INT); -- dunlin:renamed-from \"Old Name\"\n"
      "-- an ordinary comment\n"
      "-- dunlin:renamed-from ix\n"
      "CREATE INDEX i ON a (id);\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].object.name, "a");
  EXPECT_EQ(found[0].from, "Old Name");
  EXPECT_EQ(found[1].kind, schema::ObjectKind::index);
  EXPECT_EQ(found[1].part, "i");
  EXPECT_EQ(found[1].from, "ix");
}

TEST(Declared, WrongDirectivesAreRefused) {
  EXPECT_THROW(static_cast<void>(declared("-- dunlin:renamed-form x\n")), Error);
  EXPECT_THROW(static_cast<void>(declared("-- dunlin:renamed-from\n")), Error);
}

TEST(Losses, ATypeThatHoldsEveryValueLosesNothing) {
  EXPECT_TRUE(widens("varchar(20)", "varchar(40)"));
  EXPECT_TRUE(widens("character varying(20)", "text"));
  EXPECT_TRUE(widens("int", "bigint"));
  EXPECT_TRUE(widens("numeric(8,2)", "numeric(10,2)"));
  EXPECT_FALSE(widens("varchar(40)", "varchar(20)"));
  EXPECT_FALSE(widens("bigint", "int"));
  EXPECT_FALSE(widens("numeric(8,2)", "numeric(8,4)")) << "fewer digits before the point";
  EXPECT_FALSE(widens("text", "date"));
  EXPECT_FALSE(widens("datetime(6)", "datetime")) << "microseconds";
  EXPECT_TRUE(widens("datetime", "datetime(6)"));
  EXPECT_TRUE(widens("timestamp(3) without time zone", "timestamp without time zone"));
  EXPECT_TRUE(widens("numeric(8,2)", "numeric"));
  EXPECT_TRUE(widens("smallint unsigned", "int(10) unsigned"));
  EXPECT_FALSE(widens("int(10) unsigned", "int(11)"));
  EXPECT_TRUE(widens("enum('a','it''s, (b)')", "enum('x','it''s, (b)','a')"));
  EXPECT_FALSE(widens("enum('a','b')", "enum('a','c')"));
  EXPECT_FALSE(widens("mediumtext", "text"));
  EXPECT_TRUE(widens("varchar(300)", "mediumtext"));
  EXPECT_FALSE(widens("varchar(300)", "tinytext"));
  EXPECT_FALSE(widens("varchar(10)", "char(10)")) << "spaces at the end";
}

TEST(Losses, AColumnThatIsComputedFromNowOnLosesItsValues) {
  schema::Schema from, to;
  schema::Table table;
  table.name.name = "t";
  table.columns.resize(1);
  table.columns[0].name = "a";
  from.tables = {table};
  table.columns[0].generated = "1 + 1";
  to.tables = {table};
  const schema::Change change{
      schema::Change::Kind::alter, schema::object_of(table.name, table.columns[0]), {"generated"}, {}};
  const auto losses = losses_of({change}, from, to);
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].loss.what, "values of column t.a, which becomes a generated one");
  EXPECT_TRUE(losses_of({{schema::Change::Kind::alter, change.object, {"generated"}, {}}}, to, from).empty());
}

TEST(Losses, AnAttributeOfATypeIsAsAColumn) {
  schema::Schema from, to;
  schema::Type type;
  type.kind = schema::TypeKind::composite;
  type.name.name = "pair";
  type.fields = {column("x", "bigint"), column("y", "text")};
  from.types = {type};
  type.fields = {column("x", "integer")};
  to.types = {type};
  const auto losses = losses_of({{schema::Change::Kind::alter, schema::object_of(type), {"fields"}, {}}}, from, to);
  ASSERT_EQ(losses.size(), 2U);
  EXPECT_EQ(losses[0].loss.what, "values of attribute x of type pair that do not fit: bigint becomes integer");
  EXPECT_EQ(losses[1].loss.what, "attribute y of type pair");
}

TEST(Losses, HowFarASequenceHasCounted) {
  schema::Schema from;
  schema::Sequence sequence;
  sequence.name.name = "numbers";
  from.sequences = {sequence};
  const schema::Change drop{schema::Change::Kind::drop, schema::object_of(sequence), {}, {}};
  ASSERT_EQ(losses_of({drop}, from, {}).size(), 1U);
  EXPECT_EQ(losses_of({drop}, from, {})[0].loss.what, "sequence numbers");
  from.sequences[0].owner.name = "t";
  EXPECT_TRUE(losses_of({drop}, from, {}).empty()) << "it goes with the column";
}

TEST(Losses, FormerRowsOfATableThatKeepsThem) {
  schema::Schema from, to;
  auto t = table("t", {column("id", "int")});
  to.tables = {t};
  t.properties["WITH SYSTEM VERSIONING"] = "";
  from.tables = {t};
  const schema::Change change{schema::Change::Kind::alter, schema::object_of(t), {"properties"}, {}};
  ASSERT_EQ(losses_of({change}, from, to).size(), 1U);
  EXPECT_EQ(losses_of({change}, from, to)[0].loss.what, "former rows of table t");
  EXPECT_TRUE(losses_of({change}, to, from).empty());
}

database::Statement statement(std::string sql, bool transactional = true) {
  database::Statement out;
  out.sql = std::move(sql);
  out.transactional = transactional;
  return out;
}

TEST(Script, IsCutWhereTransactionsBeginAndEnd) {
  const database::Statements all = {statement("a"), statement("b"), statement("c", false), statement("d")};
  const auto groups = grouped(all, true);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].size(), 2U);
  EXPECT_TRUE(outside_transaction(groups[1]));
  EXPECT_EQ(grouped(all, false).size(), 1U);
}

TEST(Script, SaysWhatItDestroys) {
  const std::vector<Loss> losses = {{"column users.age", 3, true}};
  EXPECT_EQ(half_text({statement("ALTER TABLE users DROP COLUMN age")}, rules(), losses, Direction::up),
            "-- Destroys column users.age (3 rows when it was written)\nALTER TABLE users DROP COLUMN age;\n");
  EXPECT_EQ(half_text({}, rules(), losses, Direction::down), "-- Does not bring back column users.age\n");
}

}  // namespace
}  // namespace dunlin::author
