// What is there, how large it is, whether it rolls back, and the database itself.
#include "fixture.hpp"

namespace dunlin::database {
namespace {

using sql::ObjectKind;

class MariadbCatalogueTest : public MariadbTest {
 protected:
  bool there(ObjectKind kind, const std::string& name, const std::string& table = {}) {
    return connection->catalogue().exists(kind, {"", name}, {"", table});
  }
  bool rolls_back(std::string_view statement) { return connection->catalogue().rolls_back(info(statement)); }
};

TEST_F(MariadbCatalogueTest, FindsEveryKindOfObject) {
  connection->execute(
      "CREATE TABLE users (id INT PRIMARY KEY, Email VARCHAR(50), n INT, KEY idx_email (Email), "
      "CONSTRAINT positive CHECK (n > 0))");
  connection->execute(
      "CREATE TABLE posts (id INT PRIMARY KEY, uid INT, CONSTRAINT fk_user FOREIGN KEY (uid) "
      "REFERENCES users(id))");
  connection->execute("CREATE VIEW v AS SELECT id FROM users");
  connection->execute("CREATE TRIGGER trg BEFORE INSERT ON users FOR EACH ROW SET NEW.n = 1");
  connection->execute("CREATE FUNCTION fn() RETURNS INT DETERMINISTIC RETURN 1");
  connection->execute("CREATE PROCEDURE pr() SELECT 1");
  connection->execute("CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO SELECT 1");
  EXPECT_TRUE(there(ObjectKind::table, "users"));
  EXPECT_FALSE(there(ObjectKind::table, "v"));
  EXPECT_FALSE(there(ObjectKind::table, "user"));
  EXPECT_FALSE(there(ObjectKind::table, "us_rs"));
  EXPECT_EQ(there(ObjectKind::table, "USERS"), number("SELECT @@lower_case_table_names") != 0);
  EXPECT_TRUE(there(ObjectKind::view, "v"));
  EXPECT_FALSE(there(ObjectKind::view, "users"));
  EXPECT_TRUE(there(ObjectKind::column, "email", "users"));
  EXPECT_FALSE(there(ObjectKind::column, "email", "posts"));
  EXPECT_FALSE(there(ObjectKind::column, "emäil", "users"));
  EXPECT_TRUE(there(ObjectKind::index, "idx_email", "users"));
  EXPECT_TRUE(there(ObjectKind::index, "IDX_EMAIL"));
  EXPECT_FALSE(there(ObjectKind::index, "idx_email", "posts"));
  EXPECT_TRUE(there(ObjectKind::constraint, "fk_user", "posts"));
  EXPECT_TRUE(there(ObjectKind::constraint, "positive", "users"));
  EXPECT_FALSE(there(ObjectKind::constraint, "fk_user", "users"));
  EXPECT_TRUE(there(ObjectKind::trigger, "trg"));
  EXPECT_TRUE(there(ObjectKind::trigger, "trg", "users"));
  EXPECT_FALSE(there(ObjectKind::trigger, "trg", "posts"));
  EXPECT_TRUE(there(ObjectKind::function, "fn"));
  EXPECT_FALSE(there(ObjectKind::function, "pr"));
  EXPECT_TRUE(there(ObjectKind::procedure, "PR"));
  EXPECT_TRUE(there(ObjectKind::event, "ev"));
  EXPECT_TRUE(there(ObjectKind::database, url.path));
  EXPECT_TRUE(there(ObjectKind::schema, url.path));
  EXPECT_FALSE(there(ObjectKind::database, url.path + "x"));
  EXPECT_FALSE(there(ObjectKind::type, "users"));
  EXPECT_TRUE(connection->catalogue().exists(ObjectKind::table, {"mysql", "user"}, {}) ||
              connection->catalogue().exists(ObjectKind::view, {"mysql", "user"}, {}));
  EXPECT_TRUE(connection->catalogue().exists(ObjectKind::column, {"", "id"}, {url.path, "users"}));
  EXPECT_FALSE(connection->catalogue().exists(ObjectKind::table, {"mysql", "users"}, {}));
  if (connection->capabilities().product == "MariaDB") {
    connection->execute("CREATE SEQUENCE sq");
    EXPECT_TRUE(there(ObjectKind::sequence, "sq"));
    EXPECT_FALSE(there(ObjectKind::table, "sq"));
    connection->execute("CREATE TABLE versioned (x INT) WITH SYSTEM VERSIONING");
    EXPECT_TRUE(there(ObjectKind::table, "versioned"));
  }
}

TEST_F(MariadbCatalogueTest, CountsRowsAndLeavesTheHistoryOut) {
  connection->execute("CREATE TABLE a (x INT)");
  connection->execute("INSERT INTO a VALUES (1), (2), (3)");
  connection->execute("CREATE TABLE `b c` (x INT)");
  connection->execute("CREATE TABLE dunlin_migrations (x INT)");
  connection->execute("CREATE TABLE dunlin_log (x INT)");
  connection->execute("CREATE VIEW v AS SELECT * FROM a");
  const std::vector<TableSize> sizes = connection->catalogue().tables();
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_EQ(sizes[0].name, "`a`");
  EXPECT_EQ(sizes[0].rows, 3);
  EXPECT_TRUE(sizes[0].exact);
  EXPECT_EQ(sizes[1].name, "`b c`");
  EXPECT_EQ(sizes[1].rows, 0);
  EXPECT_EQ(connection->catalogue().table({"", "a"})->rows, 3);
  EXPECT_EQ(connection->catalogue().table({url.path, "a"})->rows, 3);
  EXPECT_FALSE(connection->catalogue().table({"", "v"}).has_value());
  EXPECT_FALSE(connection->catalogue().table({"", "nowhere"}).has_value());
}

TEST_F(MariadbCatalogueTest, CountsManyTables) {
  for (int i = 0; i < 60; ++i) {
    connection->execute("CREATE TABLE t" + std::to_string(100 + i) + " (x INT) ENGINE=MyISAM");
    if (i % 7 == 0) connection->execute("INSERT INTO t" + std::to_string(100 + i) + " VALUES (1), (2)");
  }
  const std::vector<TableSize> sizes = connection->catalogue().tables();
  ASSERT_EQ(sizes.size(), 60u);
  for (std::size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(sizes[i].rows, i % 7 == 0 ? 2 : 0) << sizes[i].name;
}

TEST_F(MariadbCatalogueTest, KnowsWhatRollsBack) {
  connection->execute("CREATE TABLE inno (x INT) ENGINE=InnoDB");
  connection->execute("CREATE VIEW v AS SELECT * FROM inno");
  EXPECT_TRUE(rolls_back("UPDATE " + url.path + ".inno SET x = 1"));
  EXPECT_TRUE(rolls_back("DELETE FROM inno"));
  connection->execute("CREATE TABLE isam (x INT) ENGINE=MyISAM");
  EXPECT_TRUE(rolls_back("INSERT INTO inno VALUES (1)"));
  EXPECT_FALSE(rolls_back("UPDATE inno JOIN isam SET isam.x = 1"));
  EXPECT_FALSE(rolls_back("DELETE isam FROM inno JOIN isam"));
  EXPECT_FALSE(rolls_back("INSERT INTO isam VALUES (1)"));
  EXPECT_FALSE(rolls_back("INSERT INTO v VALUES (1)"));
  EXPECT_FALSE(rolls_back("INSERT INTO nowhere VALUES (1)"));
  connection->execute("CREATE TRIGGER trg AFTER INSERT ON inno FOR EACH ROW INSERT INTO isam VALUES (NEW.x)");
  EXPECT_FALSE(rolls_back("INSERT INTO inno VALUES (1)"));
}

TEST_F(MariadbCatalogueTest, WalksAKeyInBatches) {
  connection->execute("CREATE TABLE b (id BIGINT PRIMARY KEY, code VARCHAR(10), KEY (code))");
  for (int i = 1; i <= 25; ++i) {
    connection->execute("INSERT INTO b VALUES (" + std::to_string(i * 10) + ", 'k" + std::to_string(100 + i) + "')");
  }
  connection->execute("INSERT INTO b VALUES (-5, NULL)");
  Catalogue& catalogue = connection->catalogue();
  const sql::QualifiedName table{"", "b"};
  std::vector<std::int64_t> ends;
  Value from = Null{};
  for (;;) {
    const Value end = catalogue.batch_end(table, "id", from, 10);
    if (is_null(end)) break;
    ends.push_back(to_integer(end));
    from = end;
  }
  EXPECT_EQ(ends, (std::vector<std::int64_t>{90, 190, 250}));
  EXPECT_EQ(to_text(catalogue.batch_end(table, "code", Null{}, 10)), "k110");
  EXPECT_EQ(to_text(catalogue.batch_end(table, "code", Value(std::string("k124")), 10)), "k125");
  EXPECT_TRUE(is_null(catalogue.batch_end(table, "code", Value(std::string("k125")), 10)));
  EXPECT_EQ(catalogue.batch_rows(table, "id", Null{}), 26);
  EXPECT_NEAR(static_cast<double>(catalogue.batch_rows(table, "id", std::int64_t{200})), 5.0, 2.0);
}

TEST_F(MariadbCatalogueTest, DatabasesAreMadeAndDropped) {
  Url other = url;
  other.path = url.path + "_ä `x`";
  EXPECT_FALSE(mariadb_driver.exists(other));
  EXPECT_EQ(error_of([&] { mariadb_driver.drop(other); }).kind, ErrorKind::refused);
  mariadb_driver.create(other);
  EXPECT_TRUE(mariadb_driver.exists(other));
  EXPECT_EQ(error_of([&] { mariadb_driver.create(other); }).kind, ErrorKind::refused);
  EXPECT_EQ(to_text(mariadb_driver.open(other, {})->query("SELECT @@character_set_database")[0][0]), "utf8mb4");
  mariadb_driver.drop(other);
  EXPECT_FALSE(mariadb_driver.exists(other));
  other.path.clear();
  EXPECT_EQ(error_of([&] { mariadb_driver.create(other); }).kind, ErrorKind::config);
  bool usable = false;
  EXPECT_NE(mariadb_driver.client(usable).find("libmariadb"), std::string::npos);
  EXPECT_TRUE(usable);
}

}  // namespace
}  // namespace dunlin::database
