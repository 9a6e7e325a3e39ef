// dunlin_properties URL [PAIRS]: pairs of generated schemas, taken there and back with rows in them (journey.hpp). How
// many, and from which on, is said by DUNLIN_TEST_PAIRS and DUNLIN_TEST_FIRST before all. Ends at the first that goes
// wrong, with all that made it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "schema/generated/mariadb.hpp"
#include "schema/generated/postgres.hpp"
#include "schema/generated/sqlite.hpp"
#include "schema/journey.hpp"

namespace {

using namespace dunlin;
using journey::Made;

unsigned number(const char* variable, const char* otherwise) {
  const char* text = std::getenv(variable);
  return static_cast<unsigned>(std::stoul(text != nullptr ? text : otherwise));
}

Made make(std::string_view engine, bool mysql, unsigned seed, const database::DdlWriter& ddl) {
  if (engine == "sqlite") return journey::SqliteGenerator(seed).make();
  if (engine == "postgres") return journey::PostgresGenerator(seed).make();
  return journey::MariadbGenerator(seed, mysql).make(ddl);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::fprintf(stderr, "usage: dunlin_properties URL [PAIRS]\n");
    return 2;
  }
  const auto url = database::Url::parse(argv[1]);
  const auto& driver = database::driver_for(url);
  const unsigned pairs = number("DUNLIN_TEST_PAIRS", argc > 2 ? argv[2] : "100");
  const unsigned first = number("DUNLIN_TEST_FIRST", "1");

  const auto connection = driver.open(url, {});
  const auto ddl = driver.ddl(&connection->capabilities());
  const bool postgres = driver.name == "postgres", sqlite = driver.name == "sqlite";
  const bool mysql = driver.name == "mariadb" && connection->capabilities().product != "MariaDB";
  if (postgres) {
    connection->execute(
        "DO $$ BEGIN CREATE ROLE dunlin_reader LOGIN; EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; "
        "END $$");
  }
  journey::Journey journey(driver, url, {.roll_back = postgres, .print_schemas = true});
  const auto& counts = journey.counts();
  Made to = make(driver.name, mysql, first - 1, *ddl);
  for (unsigned seed = first; seed < first + pairs && counts.wrong.empty() && counts.refused == 0; ++seed) {
    const Made from = make(driver.name, mysql, seed, *ddl);
    journey::Pair pair;
    pair.name = "DUNLIN_TEST_FIRST=" + std::to_string(seed);
    pair.current = from.sql;
    pair.desired = to.sql;
    // Rows may be in the way, so half of SQLite's pairs have none.
    pair.rows = sqlite && seed % 2 == 0 ? std::vector<std::string>{} : from.rows;
    pair.rows_may_not_fit = sqlite;
    pair.online = driver.name == "mariadb" && seed % 3 == 0;
    journey.run(pair);
    if (counts.loaded % 1000 == 0) {
      std::printf("%d pairs so far\n", counts.loaded);
      std::fflush(stdout);  // whoever ends it knows how far it came
    }
    to = from;
  }
  std::printf("%d pairs, %d of them right there and back, %d whose rows were in the way\n", counts.loaded, counts.right,
              counts.not_fitting);
  const bool enough = counts.not_fitting <= counts.right * 2;
  return counts.wrong.empty() && counts.refused == 0 && counts.loaded > 0 && enough ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "dunlin_properties: %s\n", error.what());
  return 1;
}
