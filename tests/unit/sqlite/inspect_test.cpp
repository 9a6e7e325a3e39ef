// What an inspection finds, and that it says the same of whatever is the same.
#include "database/sqlite/inspect.hpp"

#include <random>

#include "database/sqlite/create_statements.hpp"

#include "helpers.hpp"
#include "schema/schema.hpp"
#include "statements.hpp"

namespace dunlin::database::sqlite {
namespace {

using test::kDatabases;
using test::make;

schema::Schema inspected(const std::vector<std::string>& statements) { return inspect(*make(statements), {}); }

/// What the database itself keeps, run again in another.
std::vector<std::string> kept(Connection& db) {
  const Rows rows = db.query(
      "SELECT s.sql FROM sqlite_schema AS s WHERE s.sql IS NOT NULL AND s.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND "
      "s.tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') "
      "ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, s.rowid");
  std::vector<std::string> statements;
  for (const auto& row : rows.rows) statements.push_back(to_text(row[0]));
  return statements;
}

/// Whether both say the same of the same thing.
void expect_same(const std::string& one, const std::string& other) {
  const auto a = inspected({one});
  const auto b = inspected({other});
  EXPECT_EQ(a, b) << schema::to_text(a) << "\n" << schema::to_text(b);
}

const schema::Table& table(const schema::Schema& schema, const std::string& name = "t") {
  const auto* found = schema.table(name);
  if (found == nullptr) throw std::runtime_error("no table " + name);
  return *found;
}

TEST(SqliteInspect, WhatTheDatabaseKeepsMakesAnEqualOne) {
  for (const auto& statements : kDatabases) {
    const auto first = make(statements);
    const auto one = inspect(*first, {});
    const auto second = make(kept(*first));
    const auto other = inspect(*second, {});
    EXPECT_EQ(one, other) << schema::to_text(one) << "\n" << schema::to_text(other);
    EXPECT_EQ(schema::from_json(schema::to_json(one), "test"), one) << statements[0];
    for (const auto& each : one.tables) {
      EXPECT_TRUE(each.definition.empty() || each.definition.starts_with("CREATE VIRTUAL")) << each.definition;
    }
    EXPECT_TRUE(one.others.empty()) << statements[0];
  }
}

TEST(SqliteInspect, Columns) {
  const auto found =
      inspected({"create table t (id integer primary key autoincrement, name varchar( 20 ) not null default 'x' "
                 "collate nocase, both AS (name||id) stored, sum int generated always as (id+1), free)"});
  const auto& columns = table(found).columns;
  ASSERT_EQ(columns.size(), 5U);
  EXPECT_EQ(columns[0].type, "INTEGER");
  EXPECT_EQ(columns[0].identity, schema::Identity::by_default);
  EXPECT_FALSE(columns[0].nullable);
  EXPECT_EQ(columns[1].type, "VARCHAR(20)");
  EXPECT_EQ(columns[1].default_sql, "'x'");
  EXPECT_EQ(columns[1].collation, "NOCASE");
  EXPECT_FALSE(columns[1].nullable);
  EXPECT_EQ(columns[2].generated, "name || id");
  EXPECT_TRUE(columns[2].stored);
  EXPECT_EQ(columns[2].type, "");
  EXPECT_EQ(columns[3].generated, "id + 1");
  EXPECT_FALSE(columns[3].stored);
  EXPECT_EQ(columns[3].type, "INT");
  EXPECT_TRUE(columns[4].nullable);
  EXPECT_EQ(table(found).primary_key->columns, std::vector<std::string>{"id"});
}

TEST(SqliteInspect, Defaults) {
  const auto found =
      inspected({"CREATE TABLE t (a DEFAULT 1, b DEFAULT -1.5, c DEFAULT +2, d DEFAULT 'x''y', e DEFAULT null, "
                 "f DEFAULT true, g DEFAULT current_timestamp, h DEFAULT (DateTime('now')), i DEFAULT abc, "
                 "j DEFAULT \"abc\", k DEFAULT ((5)), l DEFAULT (-1), m DEFAULT (1+2), n DEFAULT x'0f')"});
  std::vector<std::string> defaults;
  for (const auto& column : table(found).columns) defaults.push_back(column.default_sql);
  EXPECT_EQ(defaults, (std::vector<std::string>{"1", "-1.5", "2", "'x''y'", "NULL", "TRUE", "CURRENT_TIMESTAMP",
                                                "(datetime('now'))", "'abc'", "'abc'", "5", "-1", "(1 + 2)", "x'0f'"}));
}

TEST(SqliteInspect, KeysAndConflicts) {
  const auto found =
      inspected({"CREATE TABLE t (a TEXT COLLATE NOCASE, b NOT NULL ON CONFLICT IGNORE, c CONSTRAINT n NOT NULL, "
                 "CONSTRAINT pk PRIMARY KEY (b DESC, a COLLATE BINARY) ON CONFLICT REPLACE, UNIQUE (a, b), "
                 "CONSTRAINT u UNIQUE (b) ON CONFLICT FAIL) WITHOUT ROWID"});
  const auto& t = table(found);
  EXPECT_EQ(t.primary_key->name, "pk");
  EXPECT_EQ(t.primary_key->columns, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(t.primary_key->properties,
            (schema::Properties{{"on conflict", "replace"}, {"descending 1", ""}, {"collation 2", "BINARY"}}));
  ASSERT_EQ(t.uniques.size(), 2U);
  EXPECT_EQ(t.uniques[0].columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(t.uniques[1].name, "u");
  EXPECT_EQ(t.uniques[1].properties, (schema::Properties{{"on conflict", "fail"}}));
  EXPECT_EQ(t.columns[1].properties, (schema::Properties{{"not null on conflict", "ignore"}}));
  EXPECT_EQ(t.columns[2].properties, (schema::Properties{{"not null name", "n"}}));
  EXPECT_FALSE(t.columns[0].nullable);  // without a rowid
  EXPECT_EQ(t.properties, (schema::Properties{{"without rowid", ""}}));
}

TEST(SqliteInspect, ForeignKeys) {
  const auto found =
      inspected({"CREATE TABLE Parent (Id INTEGER PRIMARY KEY, a, b, UNIQUE (a, b))",
                 "CREATE TABLE t (x REFERENCES parent ON DELETE SET NULL, y, z, CONSTRAINT two FOREIGN KEY (Y, z) "
                 "REFERENCES PARENT (A, b) ON UPDATE CASCADE MATCH FULL DEFERRABLE INITIALLY DEFERRED)"});
  const auto& keys = table(found).foreign_keys;
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].name, "");
  EXPECT_EQ(keys[0].table.name, "Parent");
  EXPECT_EQ(keys[0].referenced, std::vector<std::string>{"Id"});
  EXPECT_EQ(keys[0].on_delete, schema::Action::set_null);
  EXPECT_EQ(keys[1].name, "two");
  EXPECT_EQ(keys[1].columns, (std::vector<std::string>{"y", "z"}));
  EXPECT_EQ(keys[1].referenced, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(keys[1].on_update, schema::Action::cascade);
  EXPECT_EQ(keys[1].match, schema::Match::full);
  EXPECT_TRUE(keys[1].initially_deferred);
}

TEST(SqliteInspect, Indexes) {
  const auto found = inspected(
      {"CREATE TABLE t (a TEXT COLLATE NOCASE, b)",
       "CREATE UNIQUE INDEX i ON t (A COLLATE NOCASE DESC, lower( b ), (b||\"none\") COLLATE rtrim) WHERE \"B\">0"});
  ASSERT_EQ(table(found).indexes.size(), 1U);
  const auto& index = table(found).indexes[0];
  EXPECT_TRUE(index.unique);
  ASSERT_EQ(index.parts.size(), 3U);
  EXPECT_EQ(index.parts[0].column, "a");
  EXPECT_EQ(index.parts[0].collation, "");
  EXPECT_TRUE(index.parts[0].descending);
  EXPECT_EQ(index.parts[1].expression, "lower(b)");
  EXPECT_EQ(index.parts[2].expression, "b || 'none'");
  EXPECT_EQ(index.parts[2].collation, "RTRIM");
  EXPECT_EQ(index.condition, "b > 0");
}

TEST(SqliteInspect, ViewsAndTriggers) {
  const auto found =
      inspected({"CREATE TABLE t (a, b)", "CREATE VIEW v (x, y) AS select a,b from main.[t] where a='x' and b in(1,2)",
                 "CREATE VIEW w AS SELECT a+b, v.x AS x FROM t, v",
                 "CREATE TRIGGER g update of a,\"b\" ON T for each row when new.a>1 begin insert into t "
                 "values(1,'a;b');select 1; end"});
  ASSERT_EQ(found.views.size(), 2U);
  EXPECT_EQ(found.views[0].columns, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(found.views[0].query, "SELECT a, b FROM t WHERE a = 'x' AND b IN (1, 2)");
  EXPECT_EQ(found.views[0].uses, std::vector<schema::Name>{{"t"}});
  EXPECT_EQ(found.views[1].query, "SELECT a+b, v.x AS x FROM t, v");  // the column is called a+b
  EXPECT_EQ(found.views[1].uses, (std::vector<schema::Name>{{"t"}, {"v"}}));
  ASSERT_EQ(found.triggers.size(), 1U);
  EXPECT_EQ(found.triggers[0].table.name, "t");
  EXPECT_EQ(found.triggers[0].definition,
            "CREATE TRIGGER g BEFORE UPDATE OF a, b ON t WHEN new.a > 1\nBEGIN\n  INSERT INTO t VALUES (1, 'a;b');\n"
            "  SELECT 1;\nEND");
}

TEST(SqliteInspect, VirtualTablesWithoutTheirShadows) {
  const auto db = make(
      {"CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter')", "CREATE VIRTUAL TABLE r USING rtree(id, x, y)"});
  const auto found = inspect(*db, {});
  ASSERT_EQ(found.tables.size(), 2U);
  EXPECT_EQ(found.tables[0].definition, "CREATE VIRTUAL TABLE f USING fts5(a, tokenize = 'porter')");
  // One whose module is not there: by name, and without an error.
  db->execute("PRAGMA writable_schema=ON");
  db->execute(
      "INSERT INTO sqlite_schema VALUES ('table', 'lost', 'lost', 0, 'CREATE VIRTUAL TABLE lost USING nowhere(x)')");
  db->execute("PRAGMA writable_schema=RESET");
  EXPECT_EQ(table(inspect(*db, {}), "lost").definition, "CREATE VIRTUAL TABLE lost USING nowhere(x)");
}

TEST(SqliteInspect, LeavesOutWhatItIsTold) {
  const auto db =
      make({"CREATE TABLE Dunlin_Migrations (a)", "CREATE INDEX i ON Dunlin_Migrations (a)", "CREATE TABLE t (a)",
            "CREATE TRIGGER g AFTER INSERT ON dunlin_migrations BEGIN SELECT 1; END"});
  InspectOptions options;
  options.without = {"dunlin_migrations"};
  const auto found = inspect(*db, options);
  EXPECT_EQ(found.tables.size(), 1U);
  EXPECT_TRUE(found.triggers.empty());
}

TEST(SqliteInspect, SaysTheSameOfTheSame) {
  expect_same("CREATE TABLE t (a INT CHECK (a > 0))", "create table \"t\"([a] int,CHECK(\"A\"  >0 /* x */))");
  expect_same("CREATE TABLE t (a PRIMARY KEY, b UNIQUE)", "CREATE TABLE t (a, b, UNIQUE (b), PRIMARY KEY (a))");
  expect_same("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER NOT NULL, PRIMARY KEY (id DESC))");
  expect_same("CREATE TABLE t (a REFERENCES t (a))",
              "CREATE TABLE t (a, FOREIGN KEY (a) REFERENCES t(a) ON DELETE NO ACTION)");
  expect_same("CREATE TABLE t (a CHECK (a != 1 AND a == 2))", "CREATE TABLE t (a CHECK (a <> 1 and a = 2))");
  expect_same("CREATE TABLE t (a CHECK (LENGTH(a) LIKE \"x\"))", "CREATE TABLE t (a CHECK (length( a )like 'x'))");
  expect_same("CREATE TABLE t (a COLLATE BINARY NOT NULL ON CONFLICT ABORT)", "CREATE TABLE t (a NOT NULL)");
  expect_same("CREATE TABLE t (a CHECK (t.a > 0 AND \"t\".\"a\" < 5))", "CREATE TABLE t (a CHECK (a > 0 AND a < 5))");
  expect_same("CREATE TABLE t (a CHECK (a) CHECK (a), UNIQUE (a), UNIQUE (a))", "CREATE TABLE t (a UNIQUE CHECK (a))");
  expect_same("CREATE VIEW v AS SELECT \"x\".[a] FROM \"x\"", "CREATE VIEW v AS\n  SELECT x.a\n  FROM x -- all");
}

TEST(SqliteInspect, TellsDifferencesThatMatter) {
  const auto differ = [](const std::string& one, const std::string& other) {
    EXPECT_NE(inspected({one}), inspected({other})) << one << "\n" << other;
  };
  differ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY DESC)");
  differ("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)");
  differ("CREATE TABLE t (a CHECK (a = 'x'))", "CREATE TABLE t (a CHECK (a = 'X'))");
  differ("CREATE TABLE t (a CHECK (a - -1))", "CREATE TABLE t (a CHECK (a - 1))");
  differ("CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT '1')");
  differ("CREATE VIEW v AS SELECT 1+1", "CREATE VIEW v AS SELECT 1 + 1");  // the column has another name
}

TEST(SqliteInspect, TakesWhateverTextThereIs) {
  // Texts that no SQLite has made: whatever is read of them, it is read without harm.
  std::mt19937 random(7);
  for (const auto& statements : kDatabases) {
    for (std::string text : statements) {
      for (int round = 0; round < 40; ++round) {
        std::string broken = text;
        const std::size_t at = random() % broken.size();
        switch (random() % 4) {
          case 0:
            broken.resize(at);
            break;
          case 1:
            broken.erase(at, 1 + random() % 5);
            break;
          case 2:
            broken.insert(at, 1, "()'\"[]`,;.-*/\0 x1"[random() % 17]);
            break;
          default:
            broken[at] = static_cast<char>(random());
        }
        schema::Table t;
        t.name.name = "t";
        for (const char* name : {"a", "b", "c"}) t.columns.emplace_back().name = name;
        schema::Index index;
        schema::View view;
        schema::Trigger trigger;
        std::vector<std::string> uses;
        (void)read_create_table(broken, t);
        (void)read_create_virtual(broken, t);
        (void)read_create_index(broken, t, index);
        (void)read_create_view(broken, view, uses);
        (void)read_create_trigger(broken, trigger);
      }
    }
  }
}

}  // namespace
}  // namespace dunlin::database::sqlite
