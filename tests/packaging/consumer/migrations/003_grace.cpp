// A migration in C++ among the embedded files.
#include <dunlin/migration.hpp>

static void up(dunlin::Database& db) { db.execute("INSERT INTO users (id, name) VALUES (?, ?)", 2, "Grace"); }
static void down(dunlin::Database& db) { db.execute("DELETE FROM users WHERE id = ?", 2); }

DUNLIN_MIGRATION(up, down)
