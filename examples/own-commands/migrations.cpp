#include "migrations.hpp"

namespace {

struct Stories : dunlin::Migration {
  std::string_view name() const override { return "001_stories"; }
  dunlin::Traits traits() const override { return {.description = "Stories and who wrote them"}; }
  void up(dunlin::Database& db) override {
    db.execute("CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
    db.execute(
        "CREATE TABLE stories (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES authors(id), title TEXT NOT NULL)");
  }
  void down(dunlin::Database& db) override {
    db.execute("DROP TABLE stories");
    db.execute("DROP TABLE authors");
  }
};

struct Slugs : dunlin::Migration {
  std::string_view name() const override { return "002_slugs"; }
  dunlin::Traits traits() const override { return {.description = "A readable address for each story"}; }
  void up(dunlin::Database& db) override {
    if (!db.column_exists("stories", "slug")) db.execute("ALTER TABLE stories ADD COLUMN slug TEXT");
    for (const auto& [id, title] : db.query_as<std::int64_t, std::string>("SELECT id, title FROM stories")) {
      db.execute("UPDATE stories SET slug = ? WHERE id = ?", slug(title), id);
    }
    db.log("Step 1/2: every story has a slug");
    if (!db.index_exists("idx_stories_slug")) db.execute("CREATE INDEX idx_stories_slug ON stories (slug)");
    db.log("Step 2/2: and is found by it");
  }
  void down(dunlin::Database& db) override {
    db.execute("DROP INDEX idx_stories_slug");
    db.execute("ALTER TABLE stories DROP COLUMN slug");
  }

 private:
  static std::string slug(const std::string& title) {
    std::string out;
    for (const char c : title) {
      if (c >= 'A' && c <= 'Z') {
        out += static_cast<char>(c - 'A' + 'a');
      } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        out += c;
      } else if (!out.empty() && out.back() != '-') {
        out += '-';
      }
    }
    return out;
  }
};

}  // namespace

dunlin::Migrations hub_migrations() {
  dunlin::Migrations list;
  list.add<Stories>();
  list.add<Slugs>();
  return list;
}
