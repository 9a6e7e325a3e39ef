// What models refuse, and that what they say is kept.
#include "dunlin/model.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "dunlin/error.hpp"
#include "schema/resolve.hpp"

namespace dunlin {
namespace {

using namespace dunlin::model;

/// A table with the parts, beside one that may be referred to.
template <class... Parts>
std::function<Schema()> with(Parts... parts) {
  return [=] {
    return Schema{table("users", column("id", big_integer()).primary_key(), column("email", string(50)).unique(),
                        column("name", text())),
                  table("t", parts...)};
  };
}

Error refusal(const std::function<Schema()>& make) {
  try {
    static_cast<void>(make());
  } catch (const Error& error) {
    return error;
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

std::string said(const std::function<Schema()>& make) {
  const Error error = refusal(make);
  return error.message + (error.hint.empty() ? "" : " | " + error.hint);
}

const Column id = column("id", big_integer());
const Column x = column("x", integer());

TEST(Models, AreTakenWhereNothingIsWrong) {
  EXPECT_EQ(said(with(id.primary_key(), x, index("ix_t_x", {"x"}), check("positive", "x > 0"), comment("T"),
                      foreign_key({"id"}).references("users", {"id"}))),
            "nothing was thrown");
}

TEST(Models, NamesAreWhatTheyMustBe) {
  EXPECT_EQ(said(with(id, id)), "the models: the column t.id is declared twice");
  EXPECT_EQ(said(with(id, column("ID", text()))),
            "the models: the column t.ID is declared twice: there is the column t.id as well");
  EXPECT_EQ(said([] {
              return Schema{table("a", id), table("A", id)};
            }),
            "the models: the table A is declared twice: there is the table a as well");
  EXPECT_EQ(said([] {
              return Schema{table("a", id), view("a", "SELECT 1")};
            }),
            "the models: the view a is declared twice: there is the table a as well");
  EXPECT_EQ(said(with(column("", text()))), "the models: a column of the table t has no name");
  EXPECT_EQ(said([] { return Schema{table("", id)}; }), "the models: a table has no name");
  EXPECT_EQ(said(with(column(std::string("a\0b", 3), text()))), "the models: the name 'a\\x00b' holds a NUL character");
  EXPECT_EQ(said(with(column("caf\xE9", text()))), "the models: the name 'caf\\xE9' is not UTF-8");
  EXPECT_EQ(said([] { return Schema{table("t")}; }), "the models: the table t has no columns");
  EXPECT_EQ(said(with(x, check("c", "x > 0"), check("c", "x > 1"))),
            "the models: the constraint t.c is declared twice");
  EXPECT_EQ(said(with(x, index("i", {"x"}), index("i", {"x"}))),
            "the models: the index i of the table t is declared twice");
  EXPECT_EQ(said(with(x, index("users", {"x"}))),
            "the models: the index users of the table t is declared twice: there is the table users as well");
  EXPECT_EQ(said(with(x, index("", {"x"}))), "the models: an index of the table t has no name");
  EXPECT_EQ(said(with(x, check("c", " "))), "the models: the check t.c has no expression");
}

TEST(Models, KeysNameColumnsThatAreThere) {
  EXPECT_EQ(said(with(column("author", text()), index("i", {"auhtor"}))),
            "the models: the index i of the table t: there is no column t.auhtor | did you mean author?");
  EXPECT_EQ(said(with(x, unique({"y", "x"}))),
            "the models: the unique constraint uq_t_y_x of the table t: there is no column t.y | there is x");
  EXPECT_EQ(said(with(x, model::primary_key({"x", "x"}))),
            "the models: the primary key of the table t names t.x twice");
  EXPECT_EQ(said(with(x, model::primary_key({}))), "the models: the primary key of the table t has no columns");
  EXPECT_EQ(said(with(id.primary_key(), x.primary_key())),
            "the models: the table t has two primary keys | a key of several columns is primary_key({\"a\", \"b\"})");
  EXPECT_EQ(said(with(x, index("i", {"x"}).include({"z"}))),
            "the models: the index i of the table t: there is no column t.z | there is x");
}

TEST(Models, ForeignKeysLeadSomewhere) {
  const auto key = [](const std::string& to, const std::vector<std::string>& columns) {
    return foreign_key({"x"}).references(to, columns);
  };
  const std::string who = "the models: the foreign key fk_t_x of the table t: ";
  EXPECT_EQ(said(with(x, key("user", {"id"}))), who + "there is no table user | did you mean users?");
  EXPECT_EQ(said(with(x, key("users", {"ide"}))), who + "there is no column users.ide | did you mean id?");
  EXPECT_EQ(said(with(x, key("users", {"id", "email"}))), who + "it has 1 column and refers to 2");
  EXPECT_EQ(said(with(x, key("users", {"id"}))), who + "t.x and users.id have different types");
  EXPECT_EQ(said(with(column("x", text()), key("users", {"name"}))),
            who +
                "users (name) is neither its primary key nor unique | refer to the primary key, or make these columns "
                "unique");
  EXPECT_EQ(said(with(x, foreign_key({"x"}))), who + "it refers to nothing | say .references(\"TABLE\", {\"COLUMN\"})");
  EXPECT_EQ(said(with(column("x", big_integer()).not_null(), key("users", {"id"}).on_delete(set_null))),
            who + "set_null cannot be, t.x is NOT NULL");
  EXPECT_EQ(said(with(column("x", string(9)), key("users", {"email"}))), "nothing was thrown");
}

TEST(Models, TypesAndDefaultsFit) {
  EXPECT_EQ(said(with(column("x", string(0)))),
            "the models: t.x: a string needs a length above 0 | text() has no limit");
  EXPECT_EQ(refusal(with(column("x", decimal(3, 4)))).message, "the models: t.x: decimal(3, 4) cannot be");
  EXPECT_EQ(said(with(column("x", enumeration("e", {"a", "a"})))),
            "the models: t.x: the enumeration e has the label a twice");
  EXPECT_EQ(said(with(column("x", enumeration("e", {})))), "the models: t.x: the enumeration e has no labels");
  EXPECT_EQ(
      said(with(column("x", enumeration("e", {"a"})), column("y", enumeration("e", {"b"})))),
      "the models: t.y: the enumeration e has other labels elsewhere | give them one name each, or the same labels");
  EXPECT_EQ(said(with(column("x", enumeration("e", {"admin", "member"})).default_value("memebr"))),
            "the models: t.x: the default memebr is no label of the enumeration e | did you mean member?");
  EXPECT_EQ(said(with(x.default_value("one"))),
            "the models: t.x: the default must be a number | default_sql() takes an expression");
  EXPECT_EQ(said(with(x.default_value(1.5))), "the models: t.x: the default must be a whole number");
  EXPECT_EQ(said(with(column("x", boolean()).default_value(1))), "the models: t.x: the default must be true or false");
  EXPECT_EQ(refusal(with(column("x", text()).default_value(1))).message, "the models: t.x: the default must be text");
  EXPECT_EQ(said(with(column("x", string(2)).default_value("abc"))),
            "the models: t.x: the default is longer than 2 characters");
  EXPECT_EQ(said(with(x.default_sql(" "))), "the models: t.x: the default's expression is empty");
  EXPECT_EQ(said(with(column("x", decimal(5, 2)).default_value("-1.50"))), "nothing was thrown");
}

TEST(Models, WhatCountsOrIsComputedHasNoDefault) {
  EXPECT_EQ(said(with(column("x", text()).identity())),
            "the models: t.x: only an integer counts by itself | use big_integer(), or leave identity() away");
  EXPECT_EQ(said(with(x.identity().default_value(1))),
            "the models: t.x: a column that counts by itself has no default");
  EXPECT_EQ(said(with(id.identity(), x.identity())),
            "the models: the table t has two columns that count by themselves");
  EXPECT_EQ(said(with(id, x.generated("id + 1").default_value(1))),
            "the models: t.x: a generated column has no default");
  EXPECT_EQ(said(with(id, x.generated(""))), "the models: t.x: a generated column needs an expression");
  EXPECT_EQ(said(with(id, x.renamed_from("id"))), "the models: t.x is renamed from id, which is there as well");
}

TEST(Models, AllThatIsWrongIsToldAtOnceAndWhere) {
  const unsigned line = __LINE__ + 1;
  const Error error = refusal([] { return Schema{table("t", column("a", string(-1)), column("a", text()))}; });
  EXPECT_EQ(error.kind, ErrorKind::config);
  EXPECT_EQ(error.place.line, line);
  EXPECT_TRUE(error.place.file.ends_with("model_test.cpp")) << error.place.file;
  const std::string at = error.place.file + ":" + std::to_string(line) + ": ";
  EXPECT_EQ(error.detail, at + "t.a: a string needs a length above 0\n  text() has no limit\n" + at +
                              "the column t.a is declared twice");
}

TEST(Models, EachEngineIsCheckedByItself) {
  EXPECT_EQ(said(with(x, on("postgres", index("i", {"y"})))),
            "the models: the index i of the table t: there is no column t.y | there is x");
  EXPECT_EQ(said(with(x, on("postgres", column("y", text())), on("postgres", index("i", {"y"})))),
            "nothing was thrown");
  EXPECT_EQ(said(with(on("postgres", column("y", text())), on("mariadb", column("y", text())))), "nothing was thrown");
  EXPECT_EQ(said(with(x.on("postgres", string(0)))),
            "the models: t.x: a string needs a length above 0 | text() has no limit");
}

struct User {
  std::int64_t id = 0;
  std::string email;
  std::optional<double> score;
  std::vector<std::byte> picture;
};

TEST(Models, ReadTypesOffAStruct) {
  const Schema schema{table("users", column("id", &User::id).primary_key(), column("email", &User::email),
                            column("score", &User::score), column("picture", &User::picture))};
  const auto resolved = schema::resolve(schema, {});
  const auto& columns = resolved.tables[0].columns;
  EXPECT_EQ(columns[0].type, big_integer());
  EXPECT_EQ(columns[1].type, text());
  EXPECT_FALSE(columns[1].nullable);
  EXPECT_EQ(columns[2].type, real());
  EXPECT_TRUE(columns[2].nullable) << "it is optional";
  EXPECT_EQ(columns[3].type, blob());
}

TEST(Models, ColumnsMayBeShared) {
  const std::vector<Column> times{column("made_at", timestamp_tz()).not_null(), column("changed_at", timestamp_tz())};
  const std::vector<Table> module{table("a", id, times), table("b", id, times)};
  const Schema schema{module, table("c", id)};
  ASSERT_EQ(schema.tables().size(), 3U);
  EXPECT_EQ(schema::resolve(schema, {}).tables[1].columns[2].name, "changed_at");
}

TEST(Models, DerivedNamesAreShortEnoughAndTheirOwn) {
  EXPECT_EQ(schema::derived_name("uq", "users", {"a", "b"}), "uq_users_a_b");
  const std::string one = schema::derived_name("uq", std::string(50, 'x'), {"some_column", "b"});
  const std::string two = schema::derived_name("uq", std::string(50, 'x'), {"some_column", "c"});
  EXPECT_LE(one.size(), 63U);
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace dunlin
