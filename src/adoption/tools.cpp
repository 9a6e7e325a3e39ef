#include "adoption/tools.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "source/version.hpp"

namespace dunlin::adoption {
namespace {

using source::MigrationKind;

Reading one_row_each(std::vector<Row> rows, const source::Source&) {
  Reading reading;
  for (auto& row : rows) {
    if (row.ok) {
      reading.applied.push_back(std::move(row));
    } else {
      reading.failed.push_back(row.id);
    }
  }
  return reading;
}

/// One row: everything up to its version is applied; `ok` is false ("dirty") where that one stopped part-way.
Reading up_to_version(std::vector<Row> rows, const source::Source& source) {
  Reading reading;
  if (rows.empty()) return reading;
  const Row& last = rows.back();
  bool seen = false;
  for (const auto& migration : source.migrations) {
    if (migration.kind != MigrationKind::versioned) continue;
    const auto order = source::compare_versions(migration.version, last.id);
    if (order > 0) continue;
    seen = seen || order == 0;
    if (order == 0 && !last.ok) continue;
    reading.applied.push_back({migration.version, migration.name, {}, true, {}});
  }
  if (!last.ok) {
    reading.failed.push_back(last.id);
  } else if (!seen) {
    reading.applied.push_back({last.id, {}, {}, true, {}});
  }
  return reading;
}

/// A row for each time it was applied or undone: the last one counts.
Reading last_row_counts(std::vector<Row> rows, const source::Source&) {
  Reading reading;
  for (auto& row : rows) {
    if (row.id == "0") continue;
    std::erase_if(reading.applied, [&](const Row& earlier) { return earlier.id == row.id; });
    if (row.ok) reading.applied.push_back(std::move(row));
  }
  return reading;
}

/// Flyway: `extra` is the row's type; a repeatable one has no version.
Reading flyway_rows(std::vector<Row> rows, const source::Source&) {
  Reading reading;
  for (auto& row : rows) {
    const bool undo = row.extra.starts_with("UNDO") || row.extra == "DELETE";
    if (!row.ok) {
      reading.failed.push_back(row.id.empty() ? row.name : row.id);
    } else if (row.extra == "BASELINE") {
      reading.baseline = row.id;
    } else if (undo) {
      std::erase_if(reading.applied, [&](const Row& earlier) { return earlier.id == row.id; });
    } else if (row.extra != "SCHEMA") {
      if (row.id.empty()) {
        row.id = "R__" + base::replace_all(row.name, " ", "_");
        std::erase_if(reading.applied, [&](const Row& earlier) { return earlier.id == row.id; });
      }
      reading.applied.push_back(std::move(row));
    }
  }
  return reading;
}

/// Prisma: `extra` is when it was rolled back; a row without an end failed.
Reading prisma_rows(std::vector<Row> rows, const source::Source&) {
  Reading reading;
  for (auto& row : rows) {
    if (!row.extra.empty()) continue;
    if (row.applied_at.empty()) {
      reading.failed.push_back(row.id);
    } else {
      reading.applied.push_back(std::move(row));
    }
  }
  return reading;
}

// clang-format off
constexpr Tool readable[] = {
    {"scripts", "a home-made table of scripts", "migrations", "script_name", "applied_at", "success", "", "", "applied_at",
     false, {}, &one_row_each},
    {"versions", "a home-made table of versions", "schema_migrations", "version", "applied_at", "", "", "name checksum", "version",
     false, {}, &one_row_each},
    {"alembic", "Alembic", "alembic_version", "version_num", "", "", "", "", "version_num", true, {}, &one_row_each},
    {"golang-migrate", "golang-migrate", "schema_migrations", "version", "", "!dirty", "", "", "version", true, {},
     &up_to_version},
    {"rails", "Rails", "schema_migrations", "version", "", "", "", "", "version", true, "ar_internal_metadata", &one_row_each},
    {"dbmate", "dbmate", "schema_migrations", "version", "", "", "", "", "version", true, {}, &one_row_each},
    {"goose", "goose", "goose_db_version", "version_id", "tstamp", "is_applied", "", "", "id", false, {}, &last_row_counts},
    {"flyway", "Flyway", "flyway_schema_history", "version", "installed_on", "success", "type", "description", "installed_rank",
     false, {}, &flyway_rows},
    {"diesel", "diesel", "__diesel_schema_migrations", "version", "run_on", "", "", "", "version", false, {}, &one_row_each},
    {"sqlx", "sqlx", "_sqlx_migrations", "version", "installed_on", "success", "", "description", "version", false, {},
     &one_row_each},
    {"prisma", "Prisma", "_prisma_migrations", "migration_name", "finished_at", "", "rolled_back_at", "", "started_at",
     false, {}, &prisma_rows},
};
constexpr Tool known[] = {
    {"", "Laravel's", "migrations", "migration", "", "", "", "batch", "", false},
    {"", "TypeORM's", "migrations", "timestamp", "", "", "", "name", "", false},
    {"", "Ecto's", "schema_migrations", "version", "", "", "", "inserted_at", "", false},
    {"", "Django's", "django_migrations", "app", "", "", "", "name", "", false},
    {"", "Knex's", "knex_migrations", "name", "", "", "", "batch", "", false},
    {"", "Sequelize's", "SequelizeMeta", "name", "", "", "", "", "", false},
    {"", "Liquibase's", "databasechangelog", "id", "", "", "", "filename", "", false},
    {"", "Liquibase's", "DATABASECHANGELOG", "ID", "", "", "", "FILENAME", "", false},
    {"", "Entity Framework's", "__EFMigrationsHistory", "MigrationId", "", "", "", "", "", false},
    {"", "Doctrine's", "doctrine_migration_versions", "version", "", "", "", "", "", false},
    {"", "node-pg-migrate's", "pgmigrations", "name", "", "", "", "", "", false},
    {"", "Phinx's", "phinxlog", "version", "", "", "", "", "", false},
    {"", "yoyo's", "_yoyo_migration", "migration_id", "", "", "", "", "", false},
};
// clang-format on

std::string_view column_of(std::string_view column) { return column.starts_with('!') ? column.substr(1) : column; }

std::vector<std::string_view> columns_of(const Tool& tool) {
  std::vector<std::string_view> columns;
  for (const auto column : {tool.id, tool.at, tool.ok, tool.extra}) {
    if (!column.empty()) columns.push_back(column_of(column));
  }
  for (const auto column : base::words(tool.also)) columns.push_back(column);
  return columns;
}

/// "024_add_x.py" as "024_add_x".
std::string_view without_ending(std::string_view name) {
  for (const std::string_view ending :
       {".up.sql", ".sql", ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php", ".go", ".java", ".kt", ".cpp", ".cs"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

/// "AddTags" and "add_tags" as "addtags".
std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : base::lower(name)) {
    if (base::is_alpha(c) || base::is_digit(c)) letters += c;
  }
  return letters;
}

/// Names differ in more than spelling.
bool speaks_against(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && letters_of(a) != letters_of(b);
}

}  // namespace

std::span<const Tool> tools() { return readable; }
std::span<const Tool> strangers() { return known; }

bool has_columns(const Tool& tool, const std::vector<std::string>& columns) {
  const auto wanted = columns_of(tool);
  if (tool.exact && columns.size() != wanted.size()) return false;
  return std::ranges::all_of(wanted, [&](std::string_view name) { return std::ranges::count(columns, name) > 0; });
}

std::string table_words(const Tool& tool) {
  std::vector<std::string> names;
  for (const auto column : columns_of(tool)) names.emplace_back(column);
  return std::string(tool.table) + "(" + base::join(names, ", ") + ")";
}

const source::Migration* find_migration(const Row& row, const source::Source& source) {
  const std::string name(without_ending(base::base_name(row.id)));
  for (const auto& migration : source.migrations) {
    const std::string path = migration.up.name();
    if (migration.title() == name || without_ending(base::base_name(path)) == name || base::base_name(path) == row.id) {
      return &migration;
    }
    // Prisma and diesel: the folder has the name.
    if (migration.layout != nullptr && migration.layout->folders && path.find("/" + name + "/") != std::string::npos) {
      return &migration;
    }
  }
  const std::string plain = base::replace_all(name, "-", "");
  for (const auto& migration : source.migrations) {
    if (migration.kind != MigrationKind::versioned || migration.version.empty()) continue;
    const bool same = source::version_key(migration.version) == source::version_key(row.id) ||
                      base::replace_all(migration.version, "-", "") == plain;
    if (same && !speaks_against(row.name, migration.name)) return &migration;
  }
  return nullptr;
}

}  // namespace dunlin::adoption
