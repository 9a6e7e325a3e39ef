// schema make URL TABLES [CHANGED]   makes a database: tables of eight columns, each with a key and an index, every
// third
//                                    with a foreign key; CHANGED: one of them has a ninth column
// schema drop URL 0                  takes it away
// schema raw URL TIMES               asks the catalogue what a tool must ask, and throws the answers away
// schema inspect URL TIMES           inspects the whole schema
// schema diff URL OTHER TIMES        inspects both and writes what makes the one of the other
//
// raw, inspect and diff print "MEDIAN<tab>LEAST<tab>MEMORY" in microseconds and kilobytes.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "database/ddl.hpp"
#include "database/driver.hpp"
#include "diff/write.hpp"

namespace {

using namespace dunlin;

void make(database::Connection& connection, int tables, bool changed) {
  // Many in one transaction, and indexes with their tables where there is none around definitions: a durable server
  // flushes at each commit.
  const bool together = connection.capabilities().transactional_ddl;
  for (int i = 1; i <= tables; ++i) {
    const std::string number = std::to_string(i), name = "t" + number;
    std::string sql = "CREATE TABLE " + name +
                      " (id INTEGER NOT NULL, parent INTEGER, name VARCHAR(100) NOT NULL, amount NUMERIC(10, 2) "
                      "DEFAULT 0, created TIMESTAMP DEFAULT CURRENT_TIMESTAMP, flag SMALLINT, note VARCHAR(200), "
                      "code CHAR(3)" +
                      std::string(changed && i == tables / 2 ? ", added INTEGER" : "") + ", CONSTRAINT pk_" + name +
                      " PRIMARY KEY (id)";
    if (i % 3 == 0)
      sql += ", CONSTRAINT fk_" + name + " FOREIGN KEY (parent) REFERENCES t" + std::to_string(i - 1) + " (id)";
    if (!together) sql += ", KEY ix_" + name + " (name, amount)";
    if (together && i % 500 == 1) connection.execute("BEGIN");
    connection.execute(sql + ")");
    if (!together) continue;
    connection.execute("CREATE INDEX ix_" + name + " ON " + name + " (name, amount)");
    if (i % 500 == 0 || i == tables) connection.execute("COMMIT");
  }
}

std::vector<std::string> raw_queries(std::string_view driver) {
  if (driver == "sqlite") {
    return {"SELECT * FROM sqlite_schema",
            "SELECT s.name, c.* FROM sqlite_schema s JOIN pragma_table_xinfo(s.name) c WHERE s.type = 'table'",
            "SELECT s.name, i.*, x.* FROM sqlite_schema s JOIN pragma_index_list(s.name) i JOIN "
            "pragma_index_xinfo(i.name) x WHERE s.type = 'table'",
            "SELECT s.name, f.* FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f WHERE s.type = 'table'"};
  }
  if (driver == "postgres") {
    return {
        "SELECT c.oid, n.nspname, c.relname, c.relkind, c.reloptions FROM pg_class c JOIN pg_namespace n ON n.oid = "
        "c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE "
        "'pg_toast%'",
        "SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, "
        "d.adrelid) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = "
        "c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 "
        "AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', "
        "'information_schema')",
        "SELECT conrelid, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0",
        "SELECT i.indrelid, i.indexrelid, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = "
        "i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname NOT IN ('pg_catalog', "
        "'information_schema', 'pg_toast')"};
  }
  const std::string here = " WHERE TABLE_SCHEMA = DATABASE()";
  return {"SELECT * FROM information_schema.TABLES" + here, "SELECT * FROM information_schema.COLUMNS" + here,
          "SELECT * FROM information_schema.STATISTICS" + here,
          "SELECT * FROM information_schema.KEY_COLUMN_USAGE" + here,
          "SELECT * FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()"};
}

void measure(int times, const std::function<void()>& work) {
  using namespace std::chrono;
  std::vector<long> all;
  for (int i = 0; i < times; ++i) {
    const auto begin = steady_clock::now();
    work();
    all.push_back(static_cast<long>(duration_cast<microseconds>(steady_clock::now() - begin).count()));
  }
  std::sort(all.begin(), all.end());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%ld\t%ld\t%ld\n", all[all.size() / 2], all.front(), usage.ru_maxrss);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 3 ? argv[1] : "";
  if (what.empty()) {
    std::fprintf(stderr, "usage: see main.cpp\n");
    return 2;
  }
  const auto url = database::Url::parse(argv[2]);
  const auto& driver = database::driver_for(url);
  if (what == "drop") {
    driver.drop(url);
    return 0;
  }
  database::OpenOptions options;
  options.create = what == "make";
  if (what == "make" && !driver.creates_on_open) driver.create(url);
  const auto connection = driver.open(url, options);
  if (what == "make") {
    make(*connection, std::atoi(argv[3]), argc > 4);
  } else if (what == "raw") {
    const auto queries = raw_queries(driver.name);
    measure(std::atoi(argv[3]), [&] {
      for (const auto& query : queries) (void)connection->query(query);
    });
  } else if (what == "inspect") {
    measure(std::atoi(argv[3]), [&] { (void)driver.inspect(*connection, {}); });
  } else if (what == "diff" && argc > 4) {
    const auto other = driver.open(database::Url::parse(argv[3]), options);
    const auto ddl = driver.ddl(&connection->capabilities());
    std::size_t statements = 0;
    measure(std::atoi(argv[4]), [&] {
      statements = diff::write(driver.inspect(*connection, {}), driver.inspect(*other, {}), *ddl).size();
    });
    if (statements != 1) std::fprintf(stderr, "%zu statements where one was expected\n", statements);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "schema: %s\n", error.what());
  return 1;
}
