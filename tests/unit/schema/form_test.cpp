// The neutral model as JSON and as text.
#include <gtest/gtest.h>

#include "dunlin/error.hpp"
#include "schema/schema.hpp"

namespace dunlin::schema {
namespace {

/// Every member of every struct, each with a value of its own.
Schema everything() {
  Schema schema;
  schema.engine = "some";
  Type type;
  type.kind = TypeKind::domain;
  type.name = Name("app", "positive");
  type.labels = {"a", "b"};
  type.base = "integer";
  type.nullable = false;
  type.default_sql = "1";
  type.collation = "C";
  type.checks.push_back({"positive", "VALUE > 0", false, false, "why", {{"a", "b"}}});
  type.comment = "A type";
  type.renamed_from = Name("app", "above_zero");
  type.properties = {{"x", "y"}};
  schema.types.push_back(type);
  schema.sequences.push_back({Name("counter"), "bigint", Name("users"), "id", "Counts", {{"start", "5"}}});

  Table table;
  table.name = Name("users");
  Column column;
  column.name = "id";
  column.type = "bigint";
  column.type_name = Name("app", "positive");
  column.nullable = false;
  column.default_sql = "now()";
  column.generated = "a + 1";
  column.stored = false;
  column.identity = Identity::always;
  column.collation = "C";
  column.comment = "The \"key\"\nof it";
  column.renamed_from = "key";
  column.properties = {{"start", "7"}, {"invisible", ""}};
  table.columns.push_back(column);
  schema.types[0].fields.push_back(column);
  table.primary_key = Key{"pk", {"id"}, {"b"}, true, true, false, "c", {{"p", "q"}}};
  table.uniques.push_back({"uq", {"a", "b"}, {}, false, false, true, "", {}});
  table.checks.push_back({"ck", "a > 0", true, true, "", {}});
  ForeignKey key;
  key.name = "fk";
  key.columns = {"a"};
  key.table = Name("other", "posts");
  key.referenced = {"id"};
  key.on_delete = Action::set_null;
  key.on_update = Action::cascade;
  key.set_columns = {"a"};
  key.match = Match::full;
  key.deferrable = key.initially_deferred = true;
  key.validated = key.enforced = false;
  key.comment = "c";
  key.properties = {{"p", "q"}};
  table.foreign_keys.push_back(key);
  Part part;
  part.expression = "lower(a)";
  part.descending = true;
  part.nulls = Nulls::last;
  part.collation = "C";
  part.operator_class = "text_ops";
  part.operator_with = "&&";
  part.prefix = 10;
  part.properties = {{"siglen", "8"}};
  table.exclusions.push_back({"ex", "gist", {part}, "a > 0", true, true, "c", {{"p", "q"}}});
  Part plain;
  plain.column = "a";
  table.indexes.push_back({"ix", {plain, part}, true, {"b"}, "a > 0", "gin", false, false, "c", {{"fillfactor", "7"}}});
  table.partition_by = "RANGE (at)";
  table.partition_of = Name("all");
  table.partition_bound = "DEFAULT";
  table.inherits = {Name("base")};
  table.definition = "CREATE VIRTUAL TABLE ...";
  table.comment = "People";
  table.renamed_from = Name("people");
  table.properties = {{"engine", "InnoDB"}};
  schema.tables.push_back(table);

  schema.views.push_back({Name("v"), "SELECT 1", true, {"a"}, {table.indexes[0]}, {Name("users")}, "c", {{"p", "q"}}});
  schema.routines.push_back({RoutineKind::procedure, Name("f"), "integer", "CREATE ...", "c", {{"volatile", ""}}});
  schema.triggers.push_back({"t", Name("users"), "CREATE TRIGGER ...", "disabled", "c", {{"definer", "app"}}});
  schema.policies.push_back({"p", Name("users"), "SELECT", false, {"app"}, "a", "b", "c"});
  schema.grants.push_back({"table", Name("users"), "id", "app", "SELECT", true});
  schema.others.push_back({"extension", Name("citext"), Name("users"), "CREATE EXTENSION citext", "c", {{"v", "1"}}});
  return schema;
}

TEST(SchemaForm, JsonLosesNothing) {
  const Schema schema = everything();
  const std::string json = to_json(schema);
  EXPECT_EQ(from_json(json, "x.json"), schema) << json;
  EXPECT_EQ(to_json(from_json(json, "x.json")), json);
  EXPECT_EQ(from_json(to_json(Schema()), "x.json"), Schema());
}

TEST(SchemaForm, JsonLeavesOutWhatIsAsUsual) {
  Schema schema;
  schema.engine = "some";
  Table table;
  table.name = Name("t");
  table.columns.push_back({});
  table.columns[0].name = "a";
  table.columns[0].type = "text";
  schema.tables.push_back(table);
  EXPECT_EQ(to_json(schema), R"({
  "engine": "some",
  "tables": [
    {
      "name": "t",
      "columns": [
        {
          "name": "a",
          "type": "text"
        }
      ]
    }
  ]
}
)");
}

std::string refusal(const std::string& json) {
  try {
    static_cast<void>(from_json(json, "x.json"));
  } catch (const Error& error) {
    return error.message + (error.hint.empty() ? "" : " | " + error.hint);
  }
  return "nothing was thrown";
}

TEST(SchemaForm, WrongJsonIsRefusedWithThePlace) {
  EXPECT_EQ(refusal("{"), "x.json is no JSON");
  EXPECT_EQ(refusal("[]"), "x.json is no schema: the document must be an object");
  EXPECT_EQ(refusal(R"({"tabels": []})"),
            "x.json is no schema: the document has a member that is not known, \"tabels\" | did you mean \"tables\"?");
  EXPECT_EQ(refusal(R"({"tables": [{"columns": [{"nullable": 1}]}]})"),
            "x.json is no schema: tables.0.columns.0.nullable must be true or false");
  EXPECT_EQ(refusal(R"({"types": [{"kind": "enum"}]})"),
            "x.json is no schema: types.0.kind must be one of enumeration, domain, composite, range");
  EXPECT_EQ(refusal(R"({"tables": [{"name": {"name": "x"}}]})"),
            "x.json is no schema: tables.0.name must be a name, or an object of space and name");
  EXPECT_EQ(refusal(R"({"tables": [{"properties": {"a": 1}}]})"),
            "x.json is no schema: tables.0.properties may have texts only, and \"a\" is none");
}

TEST(SchemaForm, TextHasALineForEachThing) {
  const std::string text = to_text(everything());
  EXPECT_EQ(text, R"(type app.positive domain (a, b) of integer not null default 1 collate C, x = y  -- A type
  id bigint not null identity always default now() virtual as a + 1 collate C renamed from key, invisible, start = 7  -- The "key" of it
  check positive (VALUE > 0) not valid not enforced, a = b  -- why
sequence counter bigint owned by users.id, start = 5  -- Counts
table users partitioned by RANGE (at) partition of all DEFAULT inherits base renamed from people, engine = InnoDB  -- People
  id bigint not null identity always default now() virtual as a + 1 collate C renamed from key, invisible, start = 7  -- The "key" of it
  primary key pk (id) include (b) nulls not distinct initially deferred, p = q  -- c
  unique uq (a, b)
  check ck (a > 0)
  foreign key fk (a) references other.posts (id) match full on delete set null (a) on update cascade not valid not enforced initially deferred, p = q  -- c
  exclude ex using gist ((lower(a))(10) collate C text_ops desc nulls last with &&) where a > 0 initially deferred, p = q  -- c
  unique index ix using gin (a, (lower(a))(10) collate C text_ops desc nulls last with &&) include (b) nulls not distinct where a > 0 invisible, fillfactor = 7  -- c
  CREATE VIRTUAL TABLE ...
materialized view v (a), p = q  -- c
  SELECT 1
  unique index ix using gin (a, (lower(a))(10) collate C text_ops desc nulls last with &&) include (b) nulls not distinct where a > 0 invisible, fillfactor = 7  -- c
procedure f(integer), volatile  -- c
  CREATE ...
trigger t on users disabled, definer = app  -- c
  CREATE TRIGGER ...
policy p on users for SELECT restrictive to app using (a) check (b)  -- c
grant SELECT (id) on table users to app with grant option
extension citext on users, v = 1  -- c
  CREATE EXTENSION citext
)");
}

Index index_named(const std::string& name) {
  Index index;
  index.name = name;
  return index;
}

TEST(SchemaForm, SortingMakesSchemasComparable) {
  Schema a, b;
  for (const char* name : {"x", "y", "z"}) a.tables.emplace_back().name = Name(name);
  for (const char* name : {"z", "x", "y"}) b.tables.emplace_back().name = Name(name);
  a.tables[0].indexes = {index_named("i"), index_named("j")};
  b.tables[1].indexes = {index_named("j"), index_named("i")};
  EXPECT_NE(a, b);
  a.sort();
  b.sort();
  EXPECT_EQ(a, b);
  EXPECT_NE(a.table(Name("y")), nullptr);
  EXPECT_EQ(a.table(Name("q")), nullptr);
}

}  // namespace
}  // namespace dunlin::schema
