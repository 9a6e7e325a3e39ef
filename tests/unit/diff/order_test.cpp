// Orders of generated changes, carried out on a set of names: whatever is made finds what it refers to, and nothing
// goes while something else still refers to it.
#include "diff/order.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "diff/compare.hpp"

namespace dunlin::diff::test {
namespace {

using schema::Change;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;
using Kind = Change::Kind;

schema::Column column(const std::string& name, const std::string& type) {
  schema::Column made;
  made.name = name;
  made.type = type;
  return made;
}

/// Tables t0 to t7, some of them, with keys between them in any direction, types, views of tables and of views, and
/// functions that name them.
Schema generated(std::mt19937& random) {
  const auto chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
  const auto number = [&](std::size_t of) { return static_cast<std::size_t>(random() % of); };
  Schema schema;
  for (int i = 0; i < 3; ++i) {
    if (!chance(60)) continue;
    schema::Type type;
    type.name = "y" + std::to_string(i);
    type.labels = {"a", "b"};
    schema.types.push_back(type);
  }
  for (int i = 0; i < 8; ++i) {
    if (!chance(60)) continue;
    schema::Table table;
    table.name = "t" + std::to_string(i);
    table.columns = {column("id", "integer"), column("c" + std::to_string(number(3)), chance(50) ? "integer" : "text")};
    if (!schema.types.empty() && chance(40)) {
      table.columns.push_back(column("typed", "y"));
      table.columns.back().type_name = schema.types[number(schema.types.size())].name;
    }
    schema::Key key;
    key.name = "pk" + std::to_string(i);
    key.columns = {"id"};
    table.primary_key = key;
    if (chance(40)) {
      schema::Index index;
      index.name = "ix" + std::to_string(number(12));
      schema::Part part;
      part.column = table.columns[number(table.columns.size())].name;
      index.parts = {part};
      bool taken = false;
      for (const auto& other : schema.tables) {
        for (const auto& each : other.indexes) taken = taken || each.name == index.name;
      }
      if (!taken) table.indexes = {index};
    }
    schema.tables.push_back(table);
  }
  for (auto& table : schema.tables) {
    for (int i = 0; i < 2; ++i) {
      if (!chance(50)) continue;
      schema::ForeignKey key;
      key.name = "fk_" + table.name.name + std::to_string(i);
      key.columns = {"id"};
      key.table = schema.tables[number(schema.tables.size())].name;
      key.referenced = {"id"};
      table.foreign_keys.push_back(key);
    }
  }
  for (int i = 0; i < 4; ++i) {
    if (!chance(60)) continue;
    schema::View view;
    view.name = "v" + std::to_string(i);
    view.query = "SELECT 1";
    if (!schema.tables.empty()) view.query += " FROM " + schema.tables[number(schema.tables.size())].name.name;
    if (!schema.views.empty()) view.query += ", " + schema.views[number(schema.views.size())].name.name;
    schema.views.push_back(view);
  }
  schema.sort();
  return schema;
}

/// The world in which changes happen: what is there, and what each thing there refers to.
class World {
 public:
  World(const Schema& from, const Schema& to) : from_(schema::dependencies(from)), to_(schema::dependencies(to)) {
    for (const auto& object : schema::objects(from)) there_.emplace(object, &from_);
    for (const auto& each : from.tables) tables_from_[each.name] = schema::parts_of(each);
    for (const auto& each : to.tables) tables_to_[each.name] = schema::parts_of(each);
  }

  void carry_out(const Change& change) {
    if (change.kind == Kind::drop) {
      take(change);
    } else if (change.kind == Kind::create) {
      std::vector<Object> all{change.object};
      if (change.object.kind == ObjectKind::table) {
        for (const auto& part : tables_to_[change.object.name]) {
          const bool apart = part.kind == ObjectKind::foreign_key || part.kind == ObjectKind::index;
          if (!apart) all.push_back(part);
        }
      }
      all.insert(all.end(), change.with.begin(), change.with.end());
      for (const auto& object : all) {
        EXPECT_FALSE(there_.contains(object)) << object.text() << " is there already";
        there_.emplace(object, &to_);
      }
      for (const auto& object : all) refers(object, change);
    } else {
      there_[change.object] = &to_;
      refers(change.object, change);
    }
  }

  [[nodiscard]] std::set<Object> there() const {
    std::set<Object> all;
    for (const auto& [object, side] : there_) all.insert(object);
    return all;
  }

 private:
  void refers(const Object& object, const Change& change) {
    for (const auto* side : {&to_.certain, &to_.likely}) {
      const auto found = side->find(object);
      if (found == side->end()) continue;
      for (const auto& used : found->second) {
        EXPECT_TRUE(there_.contains(used)) << change.text() << " needs " << used.text();
      }
    }
  }
  void take(const Change& change) {
    std::set<Object> gone{change.object};
    if (change.object.kind == ObjectKind::table) {
      for (const auto& [object, side] : there_) {
        if (object.is_part() && object.name == change.object.name) gone.insert(object);
      }
    }
    for (const auto& object : gone) there_.erase(object);
    for (const auto& [object, side] : there_) {
      const auto found = side->certain.find(object);
      if (found == side->certain.end()) continue;
      for (const auto& used : found->second) {
        EXPECT_FALSE(gone.contains(used)) << change.text() << " while " << object.text() << " refers to it";
      }
      const auto likely = side->likely.find(object);
      if (likely == side->likely.end() || object.kind != ObjectKind::view) continue;
      for (const auto& used : likely->second) {
        EXPECT_FALSE(gone.contains(used)) << change.text() << " while " << object.text() << " names it";
      }
    }
  }

  schema::Dependencies from_, to_;
  std::map<Object, const schema::Dependencies*> there_;
  std::map<schema::Name, std::vector<Object>> tables_from_, tables_to_;
};

/// Views cannot stay over a column or table that changes, as in PostgreSQL.
bool strict(const Change& change, const Object& dependent) {
  return dependent.kind == ObjectKind::view && change.object.kind != ObjectKind::index;
}

TEST(Order, GeneratedChangesFindWhatTheyNeed) {
  std::mt19937 random(20261201);
  for (int i = 0; i < 600 && !::testing::Test::HasFailure(); ++i) {
    const Schema from = generated(random), to = generated(random);
    const OrderOptions options{
        .forward_references = false, .indexes_in_tables = i % 3 == 0, .merged_clauses = i % 2 == 0};
    const auto changes = order(with_dependents(compare(from, to), from, to, strict), from, to, options);
    World world(from, to);
    for (const auto& change : changes) world.carry_out(change);
    std::set<Object> wanted;
    for (const auto& object : schema::objects(to)) wanted.insert(object);
    EXPECT_EQ(world.there() == wanted, true);
    if (HasFailure()) {
      for (const auto& change : changes) ADD_FAILURE() << change.text();
      FAIL() << "round " << i << "\n" << schema::to_text(from) << "\n---\n" << schema::to_text(to);
    }
  }
}

TEST(Order, ACircleOfForeignKeysIsOpened) {
  Schema circle;
  for (const char* name : {"a", "b"}) {
    schema::Table table;
    table.name.name = name;
    table.columns = {column("id", "integer")};
    schema::ForeignKey key;
    key.name = std::string("fk_") + name;
    key.columns = {"id"};
    key.table.name = name == std::string("a") ? "b" : "a";
    key.referenced = {"id"};
    table.foreign_keys = {key};
    circle.tables.push_back(table);
  }
  std::vector<std::string> texts;
  for (const auto& change : order(compare({}, circle), {}, circle, {})) texts.push_back(change.text());
  EXPECT_EQ(texts.size(), 3U) << "two tables, and one key afterwards";
  EXPECT_EQ(texts.back().substr(0, 18), "create foreign key");
  texts.clear();
  for (const auto& change : order(compare(circle, {}), circle, {}, {})) texts.push_back(change.text());
  ASSERT_EQ(texts.size(), 3U) << "one key, and the tables";
  EXPECT_EQ(texts.front().substr(0, 16), "drop foreign key");
  EXPECT_EQ(order(compare({}, circle), {}, circle, {.forward_references = true}).size(), 2U);
}

TEST(Order, ForeignKeysOfATreeOfTablesAreMadeWithThem) {
  Schema large;
  for (int i = 0; i < 4000; ++i) {
    schema::Table table;
    table.name = "t" + std::to_string(i);
    table.columns = {column("id", "integer"), column("name", "text")};
    if (i > 0) {
      schema::ForeignKey key;
      key.name = "fk" + std::to_string(i);
      key.columns = {"id"};
      key.table = "t" + std::to_string(i / 2);
      key.referenced = {"id"};
      table.foreign_keys = {key};
    }
    large.tables.push_back(table);
  }
  EXPECT_EQ(order(compare({}, large), {}, large, {}).size(), 4000U);
}

}  // namespace
}  // namespace dunlin::diff::test
