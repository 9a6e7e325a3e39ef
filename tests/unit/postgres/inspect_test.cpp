// What is inspected is what was made, each kind in its own form; and a copy by the server's own means is equal.
#include "database/postgres/inspect.hpp"

#include <algorithm>

#include "base/child.hpp"
#include "database/postgres/sandbox.hpp"
#include "everything.hpp"
#include "schema/object.hpp"
#include "schema_test.hpp"

namespace dunlin::database::postgres {
namespace {

using schema::Schema;

Schema nothing() {
  Schema schema;
  schema.engine = "postgres";
  return schema;
}

class InspectTest : public SchemaTest {
 protected:
  void make_everything(Connection& connection) {
    for (const auto& [version, sql] : everything()) {
      if (version > connection.capabilities().version_number / 1'000'000) continue;
      try {
        connection.execute(sql);
      } catch (const Error& error) {
        ADD_FAILURE() << error.message << "\n" << sql;
      }
    }
  }
};

TEST_F(InspectTest, AnEmptyDatabaseIsEmpty) {
  const Schema schema = inspect(db(), {});
  EXPECT_EQ(schema::to_text(schema), schema::to_text(nothing()));
  EXPECT_EQ(schema, nothing());
}

TEST_F(InspectTest, EverythingIsFoundAndACopyIsEqual) {
  make_everything(db());
  const Schema original = inspect(db(), {});
  const auto sandbox = make_sandbox(url_, {});
  if (dumps()) {
    copy_by_dump(*sandbox);
  } else {
    make_everything(sandbox->connection());
  }
  const Schema copy = inspect(sandbox->connection(), {});
  EXPECT_EQ(difference(original, copy), "");
  EXPECT_TRUE(original == copy);
  EXPECT_TRUE(schema::from_json(schema::to_json(original), "x") == original);
  EXPECT_GE(original.tables.size(), 30u);
  for (const char* kind : {"schema", "extension", "collation", "statistics", "event trigger", "rule",
                           "text search dictionary", "text search configuration", "cast", "operator (address, address)",
                           "btree operator class", "btree operator family", "publication", "foreign data wrapper",
                           "server", "user mapping", "conversion", "default privileges", "base type"}) {
    EXPECT_TRUE(std::ranges::any_of(original.others, [&](const auto& other) { return other.kind == kind; })) << kind;
  }
  EXPECT_FALSE(std::ranges::any_of(original.others, [](const auto& other) { return other.kind == "unreadable"; }));
  // Nothing of an extension is told beside it.
  for (const auto& routine : original.routines) EXPECT_EQ(routine.name.name.find("citext"), std::string::npos);

  sandbox->clear();
  EXPECT_EQ(to_lines(inspect(sandbox->connection(), {})), to_lines(nothing()));
}

TEST_F(InspectTest, ColumnsAndKeys) {
  db().execute("CREATE TYPE mood AS ENUM ('sad', 'happy')");
  db().execute(
      "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY (START 5), m mood NOT NULL DEFAULT 'sad', n numeric(4, "
      "1), "
      "g integer GENERATED ALWAYS AS (id + 1) STORED, s serial, c text COLLATE \"C\", CONSTRAINT k PRIMARY KEY (id) "
      "INCLUDE "
      "(n), CONSTRAINT positive CHECK (n > 0), UNIQUE (m, c) DEFERRABLE)");
  db().execute("COMMENT ON COLUMN t.m IS 'how'");
  const Schema schema = inspect(db(), {});
  ASSERT_EQ(schema.tables.size(), 1u);
  const auto& table = schema.tables[0];
  EXPECT_EQ(table.name, schema::Name("t"));
  ASSERT_EQ(table.columns.size(), 6u);
  EXPECT_EQ(table.columns[0].identity, schema::Identity::always);
  EXPECT_EQ(table.columns[0].properties, (schema::Properties{{"start", "5"}}));
  EXPECT_FALSE(table.columns[0].nullable);
  EXPECT_EQ(table.columns[1].type, "mood");
  EXPECT_EQ(table.columns[1].type_name, schema::Name("mood"));
  EXPECT_EQ(table.columns[1].default_sql, "'sad'::mood");
  EXPECT_EQ(table.columns[1].comment, "how");
  EXPECT_EQ(table.columns[2].type, "numeric(4,1)");
  EXPECT_EQ(table.columns[3].generated, "id + 1");
  EXPECT_TRUE(table.columns[3].default_sql.empty());
  EXPECT_EQ(table.columns[4].default_sql, "nextval('t_s_seq'::regclass)");
  EXPECT_EQ(table.columns[5].collation, "C");
  ASSERT_TRUE(table.primary_key);
  EXPECT_EQ(table.primary_key->name, "k");
  EXPECT_EQ(table.primary_key->include, (std::vector<std::string>{"n"}));
  ASSERT_EQ(table.checks.size(), 1u);
  EXPECT_EQ(table.checks[0].expression, "n > (0)::numeric");
  ASSERT_EQ(table.uniques.size(), 1u);
  EXPECT_EQ(table.uniques[0].columns, (std::vector<std::string>{"m", "c"}));
  EXPECT_TRUE(table.uniques[0].deferrable);
  EXPECT_TRUE(table.indexes.empty());
  ASSERT_EQ(schema.sequences.size(), 1u);  // the identity's is the column's own
  EXPECT_EQ(schema.sequences[0].owner_column, "s");
}

TEST_F(InspectTest, ForeignKeysAndIndexes) {
  db().execute("CREATE TABLE p (a integer, b integer, PRIMARY KEY (a, b))");
  db().execute(
      "CREATE TABLE c (a integer, b integer, t text, FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON DELETE CASCADE ON "
      "UPDATE "
      "SET DEFAULT DEFERRABLE INITIALLY DEFERRED)");
  db().execute("ALTER TABLE c ADD CONSTRAINT again FOREIGN KEY (a, b) REFERENCES p NOT VALID");
  db().execute(
      "CREATE INDEX i ON c (lower(t) text_pattern_ops DESC, t COLLATE \"C\" NULLS FIRST) INCLUDE (b) WITH (fillfactor "
      "= 50) "
      "WHERE a > 1");
  db().execute("CREATE INDEX h ON c USING hash (t)");
  const Schema schema = inspect(db(), {});
  const auto& table = *schema.table(schema::Name("c"));
  ASSERT_EQ(table.foreign_keys.size(), 2u);
  const auto& again = table.foreign_keys[0];
  EXPECT_EQ(again.name, "again");
  EXPECT_FALSE(again.validated);
  const auto& key = table.foreign_keys[1];
  EXPECT_EQ(key.table, schema::Name("p"));
  EXPECT_EQ(key.referenced, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(key.match, schema::Match::full);
  EXPECT_EQ(key.on_delete, schema::Action::cascade);
  EXPECT_EQ(key.on_update, schema::Action::set_default);
  EXPECT_TRUE(key.initially_deferred);
  ASSERT_EQ(table.indexes.size(), 2u);
  EXPECT_EQ(table.indexes[0].method, "hash");
  const auto& index = table.indexes[1];
  ASSERT_EQ(index.parts.size(), 2u);
  EXPECT_EQ(index.parts[0].expression, "lower(t)");
  EXPECT_EQ(index.parts[0].operator_class, "text_pattern_ops");
  EXPECT_TRUE(index.parts[0].descending);
  EXPECT_EQ(index.parts[0].nulls, schema::Nulls::usual);
  EXPECT_EQ(index.parts[1].collation, "C");
  EXPECT_EQ(index.parts[1].nulls, schema::Nulls::first);
  EXPECT_EQ(index.include, (std::vector<std::string>{"b"}));
  EXPECT_EQ(index.condition, "a > 1");
  EXPECT_EQ(index.properties.at("fillfactor"), "50");
}

TEST_F(InspectTest, WhatIsLeftOutOnDemandLeavesNothing) {
  db().execute("CREATE TABLE dunlin_log (id bigserial PRIMARY KEY, note text)");
  db().execute("CREATE INDEX log_note ON dunlin_log (note)");
  db().execute("GRANT SELECT ON dunlin_log, dunlin_log_id_seq TO PUBLIC");
  db().execute("CREATE STATISTICS log_statistics ON id, note FROM dunlin_log");
  db().execute("CREATE TABLE dunlin_lock (name text)");
  const Schema schema = inspect(db(), {.without = {"dunlin_log"}});
  EXPECT_EQ(to_lines(schema), to_lines(nothing()));
}

TEST_F(InspectTest, OnlyTheCurrentSchemaOnDemandAndNamesWithoutIt) {
  db().execute("CREATE SCHEMA app; CREATE SCHEMA other; CREATE TABLE other.t (id integer PRIMARY KEY)");
  db().execute("SET search_path TO app, other");
  db().execute(
      "CREATE TABLE t (id integer REFERENCES other.t, n integer); CREATE VIEW v AS SELECT t.id, o.id AS other FROM t, "
      "other.t o");
  const Schema one = inspect(db(), {.without = {}, .all_schemas = false});
  ASSERT_EQ(one.tables.size(), 1u);
  EXPECT_EQ(one.tables[0].name, schema::Name("t"));
  EXPECT_EQ(one.tables[0].foreign_keys[0].table, schema::Name("other", "t"));
  ASSERT_EQ(one.views.size(), 1u);
  EXPECT_NE(one.views[0].query.find("FROM t,"), std::string::npos) << one.views[0].query;
  EXPECT_NE(one.views[0].query.find("other.t o"), std::string::npos) << one.views[0].query;
  EXPECT_TRUE(one.others.empty());
  EXPECT_EQ(inspect(db(), {}).tables.size(), 2u);
  EXPECT_EQ(text("SHOW search_path"), "app, other");
}

TEST_F(InspectTest, ATransactionThatIsOpenStaysOpen) {
  db().execute("BEGIN");
  db().execute("CREATE TABLE t (id integer)");
  db().execute("SET LOCAL search_path TO public, pg_temp");
  EXPECT_EQ(inspect(db(), {}).tables.size(), 1u);
  EXPECT_TRUE(db().in_transaction());
  EXPECT_EQ(text("SHOW search_path"), "public, pg_temp");
  db().execute("ROLLBACK");
  EXPECT_EQ(inspect(db(), {}).tables.size(), 0u);
  EXPECT_FALSE(db().in_transaction());
}

TEST_F(InspectTest, AnInvalidIndexIsToldSo) {
  db().execute("CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (1)");
  EXPECT_THROW(db().execute("CREATE UNIQUE INDEX CONCURRENTLY once ON t (a)"), Error);
  const Schema schema = inspect(db(), {});
  ASSERT_EQ(schema.tables[0].indexes.size(), 1u);
  EXPECT_TRUE(schema.tables[0].indexes[0].properties.contains("invalid"));
}

TEST_F(InspectTest, WhatMayNotBeReadIsTold) {
  db().execute("CREATE TABLE t (a integer)");
  db().execute("REVOKE SELECT ON pg_catalog.pg_policy FROM PUBLIC");
  db().execute("GRANT CONNECT ON DATABASE " + quote_identifier(url_.path) + " TO dunlin_reader");
  db().execute("SET SESSION AUTHORIZATION dunlin_reader");
  const Schema schema = inspect(db(), {});
  EXPECT_EQ(schema.tables.size(), 1u);
  ASSERT_EQ(schema.others.size(), 1u);
  EXPECT_EQ(schema.others[0].kind, "unreadable");
  EXPECT_EQ(schema.others[0].name.name, "policies");
  db().execute("RESET SESSION AUTHORIZATION");
}

}  // namespace
}  // namespace dunlin::database::postgres
