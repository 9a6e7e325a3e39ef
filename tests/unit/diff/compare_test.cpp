#include "diff/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace dunlin::diff::test {
namespace {

using schema::Change;
using schema::Schema;
using schema::Table;

schema::Column column(const std::string& name, const std::string& type = "integer") {
  schema::Column made;
  made.name = name;
  made.type = type;
  return made;
}

Table table(const std::string& name, std::vector<schema::Column> columns) {
  Table made;
  made.name = name;
  made.columns = std::move(columns);
  return made;
}

schema::ForeignKey reference(const std::string& name, const std::string& column, const std::string& to) {
  schema::ForeignKey key;
  key.name = name;
  key.columns = {column};
  key.table = to;
  key.referenced = {"id"};
  return key;
}

std::vector<std::string> texts(const std::vector<Change>& changes) {
  std::vector<std::string> all;
  for (const auto& change : changes) all.push_back(change.text());
  std::sort(all.begin(), all.end());
  return all;
}

using Texts = std::vector<std::string>;

TEST(Compare, NothingDiffersFromItself) {
  Schema one;
  one.tables = {table("a", {column("id")})};
  EXPECT_TRUE(compare(one, one, {.column_order = true}).empty());
}

TEST(Compare, ColumnsAreNamedWithWhatDiffers) {
  Schema from, to;
  from.tables = {table("a", {column("id"), column("old"), column("kept")})};
  to.tables = {table("a", {column("id", "bigint"), column("kept"), column("new")})};
  to.tables[0].columns[0].nullable = false;
  EXPECT_EQ(texts(compare(from, to)),
            (Texts{"alter column a.id (type, nullable)", "create column a.new", "drop column a.old"}));
}

TEST(Compare, OnlyTheColumnsThatMoveMove) {
  Schema from, to;
  from.tables = {table("a", {column("a"), column("b"), column("c"), column("d")})};
  to.tables = {table("a", {column("a"), column("c"), column("d"), column("b")})};
  EXPECT_TRUE(compare(from, to).empty());
  EXPECT_EQ(texts(compare(from, to, {.column_order = true})), Texts{"alter column a.b (position)"});
}

TEST(Compare, ATableComesWithItsKeysAndIndexesAndGoesWithItsParts) {
  Schema nothing, one;
  one.tables = {table("b", {column("id"), column("a_id")})};
  one.tables[0].foreign_keys = {reference("fk", "a_id", "a")};
  schema::Index index;
  index.name = "ix";
  one.tables[0].indexes = {index};
  schema::Trigger trigger;
  trigger.name = "tr";
  trigger.table = schema::Name("b");
  one.triggers = {trigger};
  EXPECT_EQ(texts(compare(nothing, one)),
            (Texts{"create foreign key fk of b", "create index ix of b", "create table b", "create trigger tr of b"}));
  EXPECT_EQ(texts(compare(one, nothing)), (Texts{"drop foreign key fk of b", "drop table b"}));
}

TEST(Compare, ConstraintsWithoutANameAreKnownByWhatTheySay) {
  Schema from, to;
  from.tables = {table("a", {column("id")})};
  to = from;
  schema::Key key;
  key.columns = {"id"};
  from.tables[0].uniques = {key};
  to.tables[0].uniques = {key};
  EXPECT_TRUE(compare(from, to).empty());
  to.tables[0].uniques[0].columns = {"id", "other"};
  EXPECT_EQ(texts(compare(from, to)),
            (Texts{"create unique constraint (id, other) of a", "drop unique constraint (id) of a"}));
}

}  // namespace
}  // namespace dunlin::diff::test
