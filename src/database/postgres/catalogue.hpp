// What the runner asks the catalogue of a PostgreSQL database. settle.cpp holds observe, settle and leftovers.
#pragma once

#include <memory>
#include <string>

#include "database/connection.hpp"

namespace dunlin::database::postgres {

class PostgresConnection;
class Session;

class PostgresCatalogue final : public Catalogue {
 public:
  explicit PostgresCatalogue(PostgresConnection& connection) : connection_(connection) {}

  bool exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) override;
  std::string observe(const sql::StatementInfo& info, std::string_view statement) override;
  Settlement settle(const sql::StatementInfo& info, std::string_view statement, const std::string& observed) override;
  std::vector<std::string> leftovers(const sql::StatementInfo& info, std::string_view statement,
                                     const std::string& observed) override;
  bool rolls_back(const sql::StatementInfo& info) override;
  std::vector<TableSize> tables() override;
  std::optional<TableSize> table(const sql::QualifiedName& name) override;
  Value batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                  std::int64_t count) override;
  std::int64_t batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) override;

 private:
  [[nodiscard]] Session& session();
  [[nodiscard]] int server_version();  ///< major
  void count_exactly(std::vector<TableSize>& tables, const std::vector<std::string>& from);

  PostgresConnection& connection_;
};

[[nodiscard]] std::unique_ptr<Catalogue> make_catalogue(PostgresConnection& connection);

}  // namespace dunlin::database::postgres
