// dunlin::Database: the same calls and the same values on every engine.
#include <cmath>
#include <limits>

#include "dunlin/database.hpp"
#include "suite.hpp"

namespace dunlin::conformance {
namespace {

using Limits = std::numeric_limits<double>;

std::string text(const char8_t* utf8) { return reinterpret_cast<const char*>(utf8); }

Blob all_bytes() {
  Blob blob;
  for (int i = 0; i < 512; ++i) blob.push_back(static_cast<std::byte>(i & 0xff));
  return blob;
}

}  // namespace

class DatabaseSuite : public Conformance {
 protected:
  [[nodiscard]] Database opened() const { return Database::open(url_text()); }
  [[nodiscard]] bool is(std::string_view name) const { return driver().name == name; }
  /// The engine's column types for long text, blobs and doubles.
  [[nodiscard]] std::string text_type() const { return is("mariadb") ? "LONGTEXT" : "TEXT"; }
  [[nodiscard]] std::string blob_type() const { return is("postgres") ? "BYTEA" : is("mariadb") ? "LONGBLOB" : "BLOB"; }
  [[nodiscard]] std::string real_type() const { return is("postgres") ? "DOUBLE PRECISION" : "DOUBLE"; }
};

TEST_P(DatabaseSuite, SaysWhatTheEngineIs) {
  Database db = opened();
  EXPECT_EQ(db.engine().name, driver().name);
  EXPECT_FALSE(db.engine().product.empty());
  EXPECT_GE(db.engine().version_number, 3'000'000);
  EXPECT_EQ(db.engine().transactional_ddl, this->db().capabilities().transactional_ddl);
  EXPECT_NE(db.native_handle(), nullptr);
}

// parity A: parameterised statements
TEST_P(DatabaseSuite, IntegersGoThroughUnharmed) {
  Database db = opened();
  db.execute("CREATE TABLE v (k INTEGER, n BIGINT)");
  const std::vector<std::int64_t> numbers = {0, 1, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  for (const auto number : numbers) db.execute("INSERT INTO v VALUES (?, ?)", 1, number);
  db.execute("INSERT INTO v VALUES (?, ?)", 2, nullptr);
  db.execute("INSERT INTO v VALUES (?, ?)", 2, std::optional<int>{});
  std::vector<std::int64_t> found;
  for (const auto& [n] : db.query_as<std::int64_t>("SELECT n FROM v WHERE k = ?", 1)) found.push_back(n);
  EXPECT_EQ(found, numbers);
  for (const auto& [n] : db.query_as<std::optional<int>>("SELECT n FROM v WHERE k = ?", 2)) EXPECT_FALSE(n);
  for (const auto number : numbers) {
    EXPECT_EQ(db.query_value<std::int64_t>("SELECT count(*) FROM v WHERE n = ?", number), 1) << number;
  }
}

TEST_P(DatabaseSuite, IntegersWithoutSignTravelAsText) {
  Database db = opened();
  // SQLite's INTEGER has a sign and would make a double of it.
  db.execute(std::string("CREATE TABLE v (n ") +
             (is("postgres")  ? "NUMERIC(20)"
              : is("mariadb") ? "BIGINT UNSIGNED"
                              : "TEXT") +
             ")");
  db.execute("INSERT INTO v VALUES (?)", std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(db.query_value<std::string>("SELECT n FROM v"), "18446744073709551615");
  EXPECT_EQ(db.query_value<std::string>("SELECT n FROM v WHERE n = ?", UINT64_MAX), "18446744073709551615");
  EXPECT_EQ(db.query_value<std::uint64_t>("SELECT n FROM v"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(error_of([&] { (void)db.query_value<std::int64_t>("SELECT n FROM v"); }).kind, ErrorKind::usage);
}

TEST_P(DatabaseSuite, DoublesGoThroughBitByBit) {
  Database db = opened();
  db.execute("CREATE TABLE v (k INTEGER, d " + real_type() + ")");
  const std::vector<double> numbers = {
      0.0,           0.1,    -1.5, 1.0 / 3.0,           Limits::max(),      Limits::lowest(),
      Limits::min(), 5e-324, 1e22, 123456789.123456789, 9007199254740993.0, 2.2250738585072011e-308,
      1e-7};
  int key = 0;
  for (const double number : numbers) db.execute("INSERT INTO v VALUES (?, ?)", key++, number);
  key = 0;
  for (const double number : numbers) {
    // Once with arguments and once without: engines have two protocols.
    EXPECT_EQ(db.query_value<double>("SELECT d FROM v WHERE k = ?", key), number);
    EXPECT_EQ(db.query_value<double>("SELECT d FROM v WHERE k = " + std::to_string(key)), number);
    ++key;
  }
}

TEST_P(DatabaseSuite, WhatIsNoNumberIsHeldOrRefused) {
  Database db = opened();
  db.execute("CREATE TABLE v (d " + real_type() + ")");
  const auto put = [&](double number) {
    const auto failure = db.attempt([&] { db.execute("INSERT INTO v VALUES (?)", number); });
    if (failure) {
      EXPECT_EQ(failure->kind, ErrorKind::sql);
      EXPECT_FALSE(failure->message.empty());
      return false;
    }
    const auto back = db.query_value<double>("SELECT d FROM v");
    EXPECT_TRUE(back && (std::isnan(number) ? std::isnan(*back) : *back == number)) << number;
    db.execute("DELETE FROM v");
    return true;
  };
  EXPECT_EQ(put(Limits::infinity()), !is("mariadb"));
  EXPECT_EQ(put(-Limits::infinity()), !is("mariadb"));
  EXPECT_EQ(put(Limits::quiet_NaN()), is("postgres"));
}

TEST_P(DatabaseSuite, TextGoesThroughUnharmed) {
  Database db = opened();
  db.execute("CREATE TABLE v (k INTEGER, t " + text_type() + ")");
  const std::vector<std::string> texts = {
      "",
      " ",
      "plain",
      "it's \"quoted\" `and` \\ backslashes \\' \\0 \\x00 %s ? ?? $1 :name -- /* # */",
      text(u8"dünlin Ω 中文 𝄞 🐦 \u200d\u0301"),
      "line\r\nline\nline\ttab\x01\x1f\x7f",
      std::string(100'000, 'x') + text(u8"é")};
  int key = 0;
  for (const auto& one : texts) db.execute("INSERT INTO v VALUES (?, ?)", key++, one);
  key = 0;
  for (const auto& one : texts) {
    EXPECT_EQ(db.query_value<std::string>("SELECT t FROM v WHERE k = ?", key), one);
    EXPECT_EQ(db.query_value<std::string>("SELECT t FROM v WHERE k = " + std::to_string(key)), one);
    if (one.size() < 1000) {
      EXPECT_EQ(db.query_value<std::string>("SELECT " + db.quote_text(one)), one);
    }
    ++key;
  }
  EXPECT_EQ(db.query_value<std::string>("SELECT t FROM v WHERE k = ?", 99), std::nullopt);
}

TEST_P(DatabaseSuite, TextWithNulIsHeldOrRefused) {
  Database db = opened();
  db.execute("CREATE TABLE v (t " + text_type() + ")");
  const std::string value("a\0b\0", 4);
  const auto failure = db.attempt([&] { db.execute("INSERT INTO v VALUES (?)", value); });
  EXPECT_EQ(failure.has_value(), is("postgres"));
  if (failure) {
    EXPECT_NE(failure->message.find("NUL"), std::string::npos) << failure->message;
    return;
  }
  EXPECT_EQ(db.query_value<std::string>("SELECT t FROM v"), value);
  EXPECT_EQ(db.query_value<std::string>("SELECT t FROM v WHERE t = ?", value), value);
}

TEST_P(DatabaseSuite, BlobsGoThroughUnharmed) {
  Database db = opened();
  db.execute("CREATE TABLE v (k INTEGER, b " + blob_type() + ")");
  const std::vector<Blob> blobs = {{}, {std::byte{0}}, all_bytes(), Blob(300'000, std::byte{0xff})};
  int key = 0;
  for (const auto& one : blobs) db.execute("INSERT INTO v VALUES (?, ?)", key++, one);
  key = 0;
  for (const auto& one : blobs) {
    EXPECT_EQ(db.query_value<Blob>("SELECT b FROM v WHERE k = ?", key), one) << key;
    EXPECT_EQ(db.query_value<Blob>("SELECT b FROM v WHERE k = " + std::to_string(key)), one) << key;
    ++key;
  }
}

TEST_P(DatabaseSuite, TheRestTravelsAsText) {
  Database db = opened();
  const auto through = [&](const std::string& type, const std::string& value) {
    db.execute("CREATE TABLE one (v " + type + ")");
    db.execute("INSERT INTO one VALUES (?)", value);
    const auto with = db.query_value<std::string>("SELECT v FROM one WHERE 1 = ?", 1);
    EXPECT_EQ(db.query_value<std::string>("SELECT v FROM one"), with);
    db.execute("DROP TABLE one");
    return with.value_or("");
  };
  EXPECT_EQ(through("DATE", "2026-11-30"), "2026-11-30");
  EXPECT_EQ(through("VARCHAR(10)", "007"), "007");
  if (is("sqlite")) return;  // it has no more types
  EXPECT_EQ(through("DECIMAL(30, 10)", "12345678901234567890.0123456789"), "12345678901234567890.0123456789");
  EXPECT_EQ(through("TIME(6)", "23:59:59.999999"), "23:59:59.999999");
  EXPECT_EQ(through("TIMESTAMP(6)", "2026-11-30 23:59:59.123456"), "2026-11-30 23:59:59.123456");
  EXPECT_EQ(through("JSON", R"({"a": [1, "ü"]})"), R"({"a": [1, "ü"]})");
  if (is("postgres")) {
    EXPECT_EQ(through("UUID", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    EXPECT_EQ(through("INTEGER[]", "{1,2,3}"), "{1,2,3}");
    EXPECT_EQ(through("NUMERIC", "NaN"), "NaN");
  }
}

TEST_P(DatabaseSuite, BooleansAreZeroAndOne) {
  Database db = opened();
  db.execute("CREATE TABLE v (b BOOLEAN)");
  db.execute("INSERT INTO v VALUES (?)", true);
  db.execute("INSERT INTO v VALUES (?)", false);
  EXPECT_EQ(db.query_value<std::int64_t>("SELECT count(*) FROM v WHERE b = ?", true), 1);
  EXPECT_EQ(db.query_value<bool>("SELECT b FROM v WHERE b = ?", false), false);
  EXPECT_EQ(db.query_value<bool>("SELECT b FROM v WHERE b = ?", true), true);
}

TEST_P(DatabaseSuite, WhatDoesNotFitIsAnError) {
  Database db = opened();
  db.execute("CREATE TABLE v (n BIGINT, t VARCHAR(10))");
  db.execute("INSERT INTO v VALUES (?, ?)", 300, nullptr);
  EXPECT_EQ(error_of([&] { (void)db.query_value<std::int8_t>("SELECT n FROM v"); }).kind, ErrorKind::usage);
  EXPECT_EQ(error_of([&] { (void)db.query_value<std::string>("SELECT t FROM v"); }).kind, ErrorKind::usage);
  EXPECT_EQ(error_of([&] { (void)db.query_as<int>("SELECT n, t FROM v"); }).kind, ErrorKind::usage);
  EXPECT_EQ(db.query_value<double>("SELECT n FROM v"), 300.0);
}

TEST_P(DatabaseSuite, PlaceholdersAreQuestionMarks) {
  Database db = opened();
  db.execute("CREATE TABLE v (a VARCHAR(20), b VARCHAR(20))");
  EXPECT_EQ(db.execute("INSERT INTO v (a, b) VALUES (?, '?') -- ? \n", "one"), 1);
  EXPECT_EQ(db.execute("INSERT INTO v /* ? */ VALUES (?, ?);", "two", "it's ?"), 1);
  EXPECT_EQ(db.query_value<std::string>("SELECT b FROM v WHERE a = ?", "one"), "?");
  EXPECT_EQ(db.query_value<std::string>("SELECT b FROM v WHERE b = 'it''s ?' AND a = ?", "two"), "it's ?");
  const Error few = error_of([&] { db.execute("INSERT INTO v VALUES (?, ?)", "x"); });
  EXPECT_EQ(few.kind, ErrorKind::sql);
  EXPECT_EQ(error_of([&] { db.execute("INSERT INTO v VALUES (?, 'y')", "x", 2); }).kind, ErrorKind::sql);
  const Error wrong = error_of([&] { db.execute("SELECT ?, nowhere FROM v", "x"); });
  EXPECT_EQ(wrong.statement, "SELECT ?, nowhere FROM v");
  if (wrong.offset != Error::npos) {
    EXPECT_EQ(wrong.offset, 10u);
  }
  if (!is("postgres")) return;
  EXPECT_EQ(db.query_value<std::string>("SELECT a FROM v WHERE a = $1 OR b = $1 LIMIT 1", "one"), "one");
  EXPECT_EQ(db.query_value<bool>("SELECT '{\"a\": 1}'::jsonb ?? ?", "a"), true);
  EXPECT_EQ(db.query_value<bool>("SELECT '{\"a\": 1}'::jsonb ? 'b'"), false);
  EXPECT_EQ(db.query_value<std::string>("SELECT $$?$$ || E'\\'?' || ? || $x$?$x$", "!"), "?'?!?");
}

TEST_P(DatabaseSuite, SeveralStatementsInOneCall) {
  Database db = opened();
  EXPECT_EQ(db.execute(
                "CREATE TABLE v (n INTEGER); INSERT INTO v VALUES (1), (2);\n-- a comment;\nINSERT INTO v VALUES (3);"),
            3);
  EXPECT_EQ(db.query_value<int>("SELECT sum(n) FROM v;"), 6);
  EXPECT_EQ(error_of([&] { db.execute("DELETE FROM v; DELETE FROM v WHERE n = ?", 1); }).kind, ErrorKind::usage);
  EXPECT_EQ(error_of([&] { (void)db.query("SELECT 1; SELECT 2"); }).kind, ErrorKind::usage);
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM v"), 3);
  EXPECT_EQ(db.execute("-- nothing\n;"), -1);
}

// parity A: existence checks through the catalogue
TEST_P(DatabaseSuite, LooksIntoTheCatalogue) {
  Database db = opened();
  db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
  db.execute(
      "CREATE TABLE things (id INTEGER PRIMARY KEY, name VARCHAR(20), parent INTEGER, "
      "CONSTRAINT things_parent FOREIGN KEY (parent) REFERENCES parent (id))");
  db.execute("CREATE TABLE others (id INTEGER PRIMARY KEY, name VARCHAR(20))");
  db.execute("CREATE INDEX things_name ON things (name)");
  db.execute("CREATE VIEW seen AS SELECT id FROM things");
  const std::string schema = this->db().current_schema() + ".";
  EXPECT_TRUE(db.table_exists("things"));
  EXPECT_TRUE(db.table_exists(schema + "things"));
  EXPECT_FALSE(db.table_exists("nothing"));
  EXPECT_FALSE(db.table_exists("no_such_schema.things"));
  EXPECT_FALSE(db.table_exists("seen"));
  EXPECT_TRUE(db.view_exists("seen"));
  EXPECT_TRUE(db.view_exists(schema + "seen"));
  EXPECT_FALSE(db.view_exists("things"));
  EXPECT_TRUE(db.column_exists("things", "name"));
  EXPECT_TRUE(db.column_exists(schema + "things", "name"));
  EXPECT_TRUE(db.column_exists("seen", "id"));
  EXPECT_FALSE(db.column_exists("things", "size"));
  EXPECT_FALSE(db.column_exists("nothing", "name"));
  EXPECT_TRUE(db.index_exists("things_name"));
  EXPECT_TRUE(db.index_exists("things_name", "things"));
  EXPECT_TRUE(db.index_exists("things_name", schema + "things"));
  EXPECT_FALSE(db.index_exists("things_name", "others"));
  EXPECT_FALSE(db.index_exists("nothing"));
  EXPECT_TRUE(db.constraint_exists("things", "things_parent"));
  EXPECT_TRUE(db.constraint_exists(schema + "things", "things_parent"));
  EXPECT_FALSE(db.constraint_exists("others", "things_parent"));
  EXPECT_FALSE(db.constraint_exists("things", "nothing"));
  EXPECT_EQ(error_of([&] { (void)db.column_exists("", "x"); }).kind, ErrorKind::usage);
  EXPECT_EQ(error_of([&] { (void)db.table_exists("a.b.c"); }).kind, ErrorKind::usage);
}

TEST_P(DatabaseSuite, LooksForTriggers) {
  Database db = opened();
  db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)");
  db.execute("CREATE TABLE u (id INTEGER PRIMARY KEY)");
  if (is("postgres")) {
    db.execute(
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
  } else if (is("mariadb")) {
    db.execute("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.n = 1");
  } else {
    db.execute("CREATE TRIGGER tr AFTER INSERT ON t BEGIN UPDATE t SET n = 1 WHERE id = NEW.id; END");
  }
  EXPECT_TRUE(db.trigger_exists("tr"));
  EXPECT_TRUE(db.trigger_exists("tr", "t"));
  EXPECT_FALSE(db.trigger_exists("tr", "u"));
  EXPECT_FALSE(db.trigger_exists("other"));
}

TEST_P(DatabaseSuite, OddNamesAreFound) {
  Database db = opened();
  for (const std::string name : {"with space", "with.dot", "it's", "Ünïcode", "select"}) {
    db.execute("CREATE TABLE " + db.quote_name(name) + " (" + db.quote_name(name) + " INTEGER)");
    const std::string quoted = '"' + name + '"';
    EXPECT_TRUE(db.table_exists(quoted)) << name;
    EXPECT_TRUE(db.column_exists(quoted, name)) << name;
    if (name != "with.dot") {
      EXPECT_TRUE(db.table_exists(name)) << name;
    }
    db.execute("DROP TABLE " + db.quote_name(name));
  }
  db.execute("CREATE TABLE " + db.quote_name("MixedCase") + " (id INTEGER)");
  EXPECT_TRUE(db.table_exists("MixedCase"));
  EXPECT_EQ(db.table_exists("mixedcase"), is("sqlite"));  // MariaDB: as the server's file system has it
}

TEST_P(DatabaseSuite, TemporaryTablesAreFound) {
  Database db = opened();
  db.execute("CREATE TEMPORARY TABLE tt (id INTEGER, n INTEGER)");
  EXPECT_TRUE(db.table_exists("tt"));
  EXPECT_TRUE(db.column_exists("tt", "n"));
  EXPECT_FALSE(db.column_exists("tt", "m"));
  if (!is("mariadb")) {
    EXPECT_TRUE(db.table_exists(is("postgres") ? "pg_temp.tt" : "temp.tt"));
  }
  Database other = opened();
  EXPECT_FALSE(other.table_exists("tt"));
}

TEST_P(DatabaseSuite, MaterializedViewsAreViews) {
  if (!is("postgres")) GTEST_SKIP() << "it has none";
  Database db = opened();
  db.execute("CREATE MATERIALIZED VIEW m AS SELECT 1 AS n");
  EXPECT_TRUE(db.view_exists("m"));
  EXPECT_FALSE(db.table_exists("m"));
}

TEST_P(DatabaseSuite, AttemptAndTransactionOutsideOfMigrations) {
  Database db = opened();
  db.execute("CREATE TABLE v (n INTEGER PRIMARY KEY)");
  EXPECT_TRUE(db.attempt([&] {
    db.execute("INSERT INTO v VALUES (1)");
    db.execute("INSERT INTO v VALUES (1)");
  }));
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM v"), 0);
  db.execute("BEGIN");
  db.execute("INSERT INTO v VALUES (2)");
  EXPECT_TRUE(db.attempt([&] { db.execute("INSERT INTO v VALUES (2)"); }));
  db.execute("COMMIT");
  EXPECT_THROW(db.transaction([&] {
    db.execute("INSERT INTO v VALUES (3)");
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  db.transaction([&] { db.execute("INSERT INTO v VALUES (4)"); });
  EXPECT_EQ(db.query_value<int>("SELECT sum(n) FROM v"), 6);
  db.log("heard by nobody");
}

TEST_P(DatabaseSuite, BatchesOutsideOfMigrations) {
  Database db = opened();
  db.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)");
  for (int i = 0; i < 25; ++i) db.execute("INSERT INTO v VALUES (?, 0)", i);
  std::vector<std::int64_t> numbers;
  const auto rows = db.batches({.size = 10, .table = "v", .key = "id"}, [&](Database& inner, const Batch& batch) {
    numbers.push_back(batch.number);
    return inner.execute("UPDATE v SET n = n + 1 WHERE id BETWEEN ? AND ?", batch.from, batch.to);
  });
  EXPECT_EQ(rows, 25);
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(db.query_value<int>("SELECT sum(n) FROM v"), 25);
  EXPECT_EQ(error_of([&] { db.batches({.size = 0}, [](Database&, const Batch&) { return 0; }); }).kind,
            ErrorKind::usage);
  // What failed in a transaction and was merely caught is not committed.
  const Error failure = error_of([&] {
    db.transaction([&] {
      db.execute("DELETE FROM v");
      EXPECT_EQ(error_of([&] { db.batches({}, [](Database&, const Batch&) { return 0; }); }).kind, ErrorKind::usage);
    });
  });
  EXPECT_EQ(failure.kind, ErrorKind::usage);
  EXPECT_EQ(db.query_value<int>("SELECT count(*) FROM v"), 25);
}

DUNLIN_EVERY_DATABASE(DatabaseSuite);

}  // namespace dunlin::conformance
