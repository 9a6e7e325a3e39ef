// An application with migrations in C++, for tests/crash/crash, which kills it at each fail point in turn. It answers
// to the words of the command that the script uses: up, down base.
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "dunlin/migrator.hpp"

namespace {

using dunlin::Batch;
using dunlin::Database;

constexpr int row_count = 45;

dunlin::Migrations migrations() {
  dunlin::Migrations list;
  list.add(
      "001_items",
      [](Database& db) {
        if (!db.table_exists("items")) {
          db.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, word VARCHAR(20))");
        }
        std::string rows;
        for (int i = 1; i <= row_count; ++i) rows += (i > 1 ? ", (" : "(") + std::to_string(i * 2) + ", 0, 'none')";
        db.transaction([&] {
          db.execute("DELETE FROM items");
          db.execute("INSERT INTO items VALUES " + rows);
        });
      },
      [](Database& db) {
        if (db.table_exists("items")) db.execute("DROP TABLE items");
      });
  list.add(
      "002_count", [](Database& db) { db.execute("UPDATE items SET word = ? WHERE id = ?", "two", 2); },
      [](Database& db) { db.execute("UPDATE items SET word = ? WHERE id = ?", "none", 2); });
  const auto add = [](int by) {
    return [by](Database& db) {
      db.batches(
          {.name = "by key", .size = 10, .table = "items", .key = "id"}, [by](Database& inner, const Batch& batch) {
            return inner.execute("UPDATE items SET n = n + ? WHERE id BETWEEN ? AND ?", by, batch.from, batch.to);
          });
      db.batches({.name = "until nothing is left", .size = 20}, [by](Database& inner, const Batch& batch) {
        return inner.execute(
            "UPDATE items SET word = ? WHERE id IN (SELECT id FROM (SELECT id FROM items WHERE word = ? "
            "LIMIT " +
                std::to_string(batch.size) + ") picked)",
            by > 0 ? "some" : "none", by > 0 ? "none" : "some");
      });
    };
  };
  list.add("003_batches", add(1), add(-1), {.transaction = false});
  list.add(
      "004_index",
      [](Database& db) {
        if (!db.index_exists("items_by_word", "items")) db.execute("CREATE INDEX items_by_word ON items (word)");
      },
      [](Database& db) {
        if (!db.index_exists("items_by_word", "items")) return;
        db.execute(db.engine().name == "mariadb" ? "DROP INDEX items_by_word ON items" : "DROP INDEX items_by_word");
      });
  return list;
}

}  // namespace

int main(int count, char** words) {
  bool down = false;
  for (int i = 1; i < count; ++i) down = down || std::string_view(words[i]) == "down";
  const char* url = std::getenv("DUNLIN_DATABASE_URL");
  try {
    dunlin::Migrator migrator({.url = url == nullptr ? "" : url, .migrations = migrations()});
    if (down) {
      migrator.down({.target = "base"});
    } else {
      migrator.up();
    }
    return 0;
  } catch (const dunlin::Error& error) {
    std::cerr << error.migration << ": " << error.message << '\n' << error.state << '\n' << error.hint << '\n';
    return 1;
  }
}
