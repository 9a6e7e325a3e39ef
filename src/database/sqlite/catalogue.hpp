// Reads SQLite's catalogue (sqlite_schema and the pragma functions) for the runner.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace dunlin::database::sqlite {

class SqliteConnection;

class SqliteCatalogue final : public Catalogue {
 public:
  explicit SqliteCatalogue(SqliteConnection& connection) : connection_(connection) {}

  bool exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) override;
  std::string observe(const sql::StatementInfo& info, std::string_view statement) override;
  Settlement settle(const sql::StatementInfo& info, std::string_view statement, const std::string& observed) override;
  /// Every statement of SQLite's takes effect whole or not at all.
  std::vector<std::string> leftovers(const sql::StatementInfo&, std::string_view, const std::string&) override {
    return {};
  }
  bool rolls_back(const sql::StatementInfo&) override { return true; }
  std::vector<TableSize> tables() override;
  std::optional<TableSize> table(const sql::QualifiedName& name) override;
  /// The key may be rowid or any column; without an index on it each step reads the whole table.
  Value batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                  std::int64_t count) override;
  std::int64_t batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) override;

 private:
  /// The schemas in which SQLite would look for the name, in its order.
  [[nodiscard]] std::vector<std::string> schemas(const sql::QualifiedName& name);
  [[nodiscard]] bool listed(std::string_view types, const sql::QualifiedName& name,
                            const sql::QualifiedName& table = {});
  [[nodiscard]] bool column_exists(const std::string& column, const sql::QualifiedName& table);
  [[nodiscard]] bool constraint_exists(const std::string& constraint, const sql::QualifiedName& table);
  [[nodiscard]] TableSize measure(const std::string& schema, const std::string& name, std::int64_t limit);
  [[nodiscard]] std::string written(const std::string& name) const;
  [[nodiscard]] std::string full_name(const sql::QualifiedName& name) const;

  SqliteConnection& connection_;
};

}  // namespace dunlin::database::sqlite
