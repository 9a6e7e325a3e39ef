// Models made into tables by real engines: everything that was declared is there and does what it says, and all of it
// can be taken away again.
#include <random>

#include "base/text.hpp"
#include "dunlin/generate.hpp"
#include "dunlin/migrator.hpp"
#include "engine.hpp"

namespace dunlin::schema::test {
namespace {

using namespace dunlin::model;
using sql::ObjectKind;

dunlin::Schema application() {
  return {
      table("users", column("id", big_integer()).identity().primary_key(),
            column("email", string(200)).not_null().unique().comment("where letters go; it's \\ \"unique\""),
            column("role", enumeration("user_role", {"admin", "member", "it's"})).not_null().default_value("member"),
            column("created_at", timestamp_tz()).not_null().default_now(),
            column("local_at", timestamp()).default_now(), column("day", date()).default_value("2026-01-01"),
            column("hour", time()), column("active", boolean()).not_null().default_value(true),
            column("balance", decimal(12, 2)).not_null().default_value("0.10"),
            column("score", real()).default_value(1.5), column("level", small_integer()).default_value(-3),
            column("picture", blob()), column("settings", json()).not_null().default_value("{}"),
            column("token", uuid()).unique(), column("bio", text()).default_value("a\\b'c"),
            column("best_post", big_integer()), column("twice", integer()).generated("level * 2"),
            check("email_form", "email LIKE '%@%'"),
            index("ix_users_created", {desc("created_at"), "role"}).where("role = 'admin'").include({"email"}),
            index("ix_users_level", {"level"}).comment("levels"),
            on("sqlite", index("ix_users_lower", {model::sql("lower(email)")})),
            on("postgres", index("ix_users_settings", {"settings"}).method("gin"), option("fillfactor", "70")),
            on("mariadb", option("ENGINE", "InnoDB"), index("ix_users_bio", {prefix("bio", 20)})),
            foreign_key({"best_post"}).references("posts", {"id"}).on_delete(set_null),
            comment("People -- all of them")),
      table("select", column("order", integer()), column("Group", string(20)), column("position", string(5)),
            model::primary_key({"order", "Group"}).named("pk_select"), unique({"position"})),
      table("posts", column("id", big_integer()).identity().primary_key(),
            column("author_id", big_integer()).not_null(), column("sel_o", integer()), column("sel_g", string(20)),
            column("body", text()), foreign_key({"author_id"}).references("users", {"id"}).on_delete(cascade),
            foreign_key({"sel_o", "sel_g"}).references("select", {"order", "Group"})),
      view("authors",
           "SELECT u.id, u.email FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.author_id = u.id);")};
}

class Create : public EngineTest {};

TEST_P(Create, EverythingIsThereAndGoesAgain) {
  const Schema schema = convert(application());
  make(schema);
  for (const auto& table : schema.tables) {
    EXPECT_TRUE(exists(ObjectKind::table, table.name.name)) << table.name.name;
    for (const auto& column : table.columns) {
      EXPECT_TRUE(exists(ObjectKind::column, column.name, table.name.name)) << column.name;
    }
    for (const auto& key : table.uniques)
      EXPECT_TRUE(exists(ObjectKind::constraint, key.name, table.name.name)) << key.name;
    for (const auto& each : table.checks)
      EXPECT_TRUE(exists(ObjectKind::constraint, each.name, table.name.name)) << each.name;
    for (const auto& key : table.foreign_keys) {
      EXPECT_TRUE(exists(ObjectKind::constraint, key.name, table.name.name)) << key.name;
    }
    for (const auto& each : table.indexes)
      EXPECT_TRUE(exists(ObjectKind::index, each.name, table.name.name)) << each.name;
  }
  EXPECT_TRUE(exists(ObjectKind::view, "authors"));

  // What stands in a row that says only what it must.
  run({"INSERT INTO users (email) VALUES ('ada@example.org')"});
  EXPECT_EQ(read("SELECT role FROM users"), "member");
  EXPECT_EQ(read("SELECT bio FROM users"), "a\\b'c");
  EXPECT_EQ(read("SELECT level FROM users"), "-3");
  EXPECT_EQ(read("SELECT twice FROM users"), "-6");
  EXPECT_EQ(read("SELECT id FROM users"), "1");
  EXPECT_EQ(read("SELECT settings FROM users"), "{}");
  EXPECT_EQ(read("SELECT count(*) FROM users WHERE active AND balance > 0.09 AND balance < 0.11"), "1");
  EXPECT_EQ(read("SELECT count(*) FROM users WHERE created_at IS NOT NULL AND local_at IS NOT NULL"), "1");
  // What is refused.
  EXPECT_TRUE(refuses("INSERT INTO users (email) VALUES ('ada@example.org')")) << "unique";
  EXPECT_TRUE(refuses("INSERT INTO users (email) VALUES ('nobody')")) << "check";
  EXPECT_TRUE(refuses("INSERT INTO users (email, role) VALUES ('b@c', 'king')")) << "enumeration";
  EXPECT_TRUE(refuses("INSERT INTO users (email) VALUES ('" + std::string(200, 'x') + "@c')")) << "length";
  EXPECT_TRUE(refuses("INSERT INTO users (email, settings) VALUES ('b@c', '{')")) << "json";
  run({"INSERT INTO posts (author_id, body) VALUES (1, 'first')", "UPDATE users SET best_post = 1"});
  EXPECT_EQ(read("SELECT email FROM authors"), "ada@example.org");

  // With rows in it, and foreign keys that go round in a circle.
  if (connection_->capabilities().enforces_foreign_keys_in_session) connection_->enforce_foreign_keys(false);
  remove(schema);
  EXPECT_TRUE(connection_->catalogue().tables().empty());
  make(schema);  // nothing is left that would be in the way
}

TEST_P(Create, WhatTheEngineLacksIsToldBeforeItIsAsked) {
  const auto said = [&](const dunlin::Schema& models) -> std::string {
    try {
      static_cast<void>(convert(models));
    } catch (const Error& error) {
      return error.message;
    }
    return "";
  };
  const model::Column id = column("id", big_integer()).primary_key();
  const bool mariadb = GetParam() == "mariadb";
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  const auto partial = said({table("t", id, index("i", {"id"}).unique().where("id > 1"))});
  EXPECT_EQ(mariadb, has(partial, "has no partial indexes")) << partial;
  const auto late = said({table("t", id, foreign_key({"id"}).references("t", {"id"}).deferrable())});
  EXPECT_EQ(mariadb, has(late, "has no deferrable constraints: the foreign key fk_t_id of the table t")) << late;
  const auto key = said({table("t", id, column("b", text()).unique())});
  EXPECT_EQ(mariadb, has(key, "t.b has no limit in length")) << key;
  const auto wide = said({table("t", id, column("b", string(1000)).unique())});
  EXPECT_EQ(mariadb, has(wide, "is too long for")) << wide;
  const auto counted = said({table("t", id, column("b", integer()).identity())});
  EXPECT_EQ(GetParam() != "postgres", has(counted, "counts by itself and is not the primary key")) << counted;
  const auto gin = said({table("t", id, index("i", {"id"}).method("gin"))});
  EXPECT_EQ(GetParam() != "postgres", has(gin, "has no index method gin")) << gin;
  const auto unknown = said({table("t", id, on("postgre", comment("x")))});
  EXPECT_EQ(unknown, "the models: on() names an engine that is not known, postgre");
  const auto name = said({table(std::string(65, 'x'), id)});
  EXPECT_EQ(GetParam() != "sqlite", has(name, "is too long")) << name;
  const auto option = said({table("t", id, on("sqlite", model::option("ENGINE", "x")))});
  EXPECT_EQ(GetParam() == "sqlite", has(option, "has no table option ENGINE")) << option;
}

TEST_P(Create, StrictTablesTakeEveryNeutralType) {
  if (GetParam() != "sqlite") GTEST_SKIP() << "others have no STRICT";
  const auto schema = convert(
      {table("t", column("id", big_integer()).primary_key(), column("a", small_integer()), column("b", decimal(4, 2)),
             column("c", boolean()), column("d", string(3)), column("e", timestamp_tz()), column("f", json()),
             column("g", uuid()), column("h", enumeration("h", {"x"})), column("i", blob()), column("j", real()),
             on("sqlite", option("STRICT")))});
  make(schema);
  EXPECT_TRUE(exists(ObjectKind::table, "t"));
}

// Property: what models can say and the engine can do, the engine takes, and gives back.
class RandomModels {
 public:
  RandomModels(unsigned seed, std::string engine) : random_(seed), engine_(std::move(engine)) {}

  dunlin::Schema make() {
    const int count = number(1, 6);
    std::vector<model::Table> tables;
    for (int i = 0; i < count; ++i) names_.push_back(name() + std::to_string(i));
    for (int i = 0; i < count; ++i) tables.push_back(make_table(i));
    return {tables};
  }

 private:
  int number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(int percent) { return number(1, 100) <= percent; }
  std::string name() {
    static const std::vector<std::string> names = {
        "user",  "Order", "group",    "a b",   "semi;colon", "quo\"te",  "tick`", "it's",   "straße", "select", "rank",
        "value", "name",  "position", "table", "x",          "--dashes", "key",   "\\back", "1st",    "window"};
    return names[static_cast<std::size_t>(number(0, static_cast<int>(names.size()) - 1))];
  }
  std::string words() {
    static const std::vector<std::string> all = {"",    "it's", "a\\b",    "\"q\"", "-- x",
                                                 "ünï", "a;b",  "/* c */", "%s",    "$1"};
    return all[static_cast<std::size_t>(number(0, static_cast<int>(all.size()) - 1))];
  }

  model::Column make_column(const std::string& column_name) {
    switch (number(0, 11)) {
      case 0:
        return chance(50) ? column(column_name, integer()).default_value(number(-9, 9))
                          : column(column_name, integer());
      case 1:
        return column(column_name, big_integer());
      case 2:
        return column(column_name, string(30)).default_value(words());
      case 3:
        return column(column_name, text()).default_value(words()).comment(words());
      case 4:
        return column(column_name, boolean()).default_value(chance(50));
      case 5:
        return column(column_name, decimal(number(3, 20), 2)).default_value("1.50");
      case 6:
        return column(column_name, real()).default_value(number(0, 9) / 8.0);
      case 7:
        return column(column_name, chance(50) ? timestamp() : timestamp_tz()).not_null().default_now();
      case 8:
        return column(column_name, date());
      case 9:
        return column(column_name, json()).default_value("[]");
      case 10:
        return column(column_name, uuid());
      default:
        return column(column_name, enumeration("e_" + std::to_string(++enumerations_), {"a", words() + "z"}))
            .default_value("a");
    }
  }

  model::Table make_table(int number_of) {
    model::Table made{names_[static_cast<std::size_t>(number_of)], {}};
    const auto add = [&](auto part) { made.parts.push_back({{}, model::Part(std::move(part))}); };
    add(chance(50) ? column("id", big_integer()).identity().primary_key() : column("id", big_integer()).primary_key());
    const std::string tail = "_" + std::to_string(number_of);
    std::vector<std::string> keys;  // of columns that may be in keys everywhere
    const int columns = number(0, 8);
    for (int i = 0; i < columns; ++i) {
      const std::string column_name = name() + std::to_string(i);
      const model::Column each = make_column(column_name);
      add(chance(20) ? each.not_null() : each);
      const auto kind = each.data().type.kind;
      if (kind != model::Type::Kind::text && kind != model::Type::Kind::json) keys.push_back(column_name);
    }
    if (!keys.empty() && chance(50)) add(unique({keys[0]}));
    if (keys.size() > 1 && chance(50)) {
      model::Index each = index(name() + tail, {desc(keys[0]), keys[1]});
      if (chance(30)) each = each.unique();
      if (keys.size() > 2 && chance(40)) each = each.include({keys[2]});
      if (chance(40) && !each.data().unique) each = each.where("id > 5");
      add(each.comment(words()));
    }
    if (chance(30) && engine_ != "mariadb") add(index("expression" + tail, {model::sql("id + 1")}));
    if (chance(30)) add(column("computed", big_integer()).generated("ref * 2")), add(column("ref", big_integer()));
    if (chance(30)) add(comment(words()));
    const int references = number(0, 2);
    for (int i = 0; i < references; ++i) {
      const std::string column_name = "to" + std::to_string(i);
      add(column(column_name, big_integer()));
      const auto& other = names_[static_cast<std::size_t>(number(0, static_cast<int>(names_.size()) - 1))];
      add(foreign_key({column_name})
              .references(other, {"id"})
              .on_delete(chance(50) ? set_null : cascade)
              .named("fk" + std::to_string(i) + tail));
    }
    return made;
  }

  std::mt19937 random_;
  std::string engine_;
  std::vector<std::string> names_;
  int enumerations_ = 0;
};

TEST_P(Create, RandomModelsAreAccepted) {
  const char* wanted = std::getenv("DUNLIN_TEST_PAIRS");
  const int runs = wanted != nullptr ? std::atoi(wanted) : 30;
  const char* first = std::getenv("DUNLIN_TEST_FIRST");
  const int begin = first != nullptr ? std::atoi(first) : 0;
  for (int i = begin; i < begin + runs && !HasFailure(); ++i) {
    SCOPED_TRACE("DUNLIN_TEST_FIRST=" + std::to_string(i));
    const Schema schema = convert(RandomModels(static_cast<unsigned>(i), GetParam()).make());
    ASSERT_EQ(from_json(to_json(schema), "x.json"), schema);
    make(schema);
    if (HasFailure()) break;
    for (const auto& table : schema.tables) {
      std::string columns;
      for (const auto& column : table.columns) columns += (columns.empty() ? "" : ", ") + ddl_->quote_name(column.name);
      EXPECT_FALSE(refuses("SELECT " + columns + " FROM " + ddl_->quote_name(table.name.name))) << table.name.name;
    }
    EXPECT_EQ(connection_->catalogue().tables().size(), schema.tables.size());
    remove(schema);
    EXPECT_TRUE(connection_->catalogue().tables().empty());
  }
}

// parity B: from code, `create_initial_migration()`; models are values that are given, so none can be missing because
//           its file was not imported.
TEST_P(Create, TheInitialMigrationComesFromTheModels) {
  Options options;
  options.url = url_text_;
  options.directories = {(folder_ / "migrations").string()};
  options.models = application();
  Migrator migrator(options);
  const Generated made = migrator.generate({.description = "All tables.", .naming = Naming::sequence});
  EXPECT_EQ(made.name, "initial");
  ASSERT_EQ(made.files, std::vector<std::string>{(folder_ / "migrations" / "001_initial.sql").string()});
  EXPECT_EQ(migrator.up().done.size(), 1U);
  EXPECT_TRUE(exists(ObjectKind::table, "posts"));
  run({"INSERT INTO users (email) VALUES ('ada@example.org')", "INSERT INTO posts (author_id) VALUES (1)",
       "UPDATE users SET best_post = 1"});
  EXPECT_EQ(migrator.redo().done.size(), 2U);
  EXPECT_EQ(read("SELECT count(*) FROM users"), "0");
  EXPECT_EQ(migrator.down().done.size(), 1U);
  EXPECT_FALSE(exists(ObjectKind::table, "posts"));

  // Now there is one, which makes all that they declare.
  EXPECT_TRUE(migrator.generate({.name = "more", .from_models = true}).files.empty());
  EXPECT_EQ(migrator.generate({.name = "by hand"}).version, "002");
}

INSTANTIATE_TEST_SUITE_P(Engines, Create, ::testing::Values("sqlite", "postgres", "mariadb"),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace dunlin::schema::test
