// What the runner asks the catalogue: is it there, how large is it, can it roll back, and did an interrupted statement
// take effect.
//
// The last is settled with fingerprints: observe() writes down, before a statement, a line per object it touches with a
// hash of its definition (SHOW CREATE without the AUTO_INCREMENT counter, or "absent"); settle() makes them again and
// compares. One DDL statement on one object is atomic from MariaDB 10.6 and MySQL 8.0 on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/mariadb/fingerprint.hpp"
#include "sql/object.hpp"

namespace dunlin::database::mariadb {

class MariadbConnection;

class MariadbCatalogue final : public Catalogue {
 public:
  explicit MariadbCatalogue(MariadbConnection& connection) : connection_(connection), fingerprinter_(connection) {}

  bool exists(sql::ObjectKind kind, const sql::QualifiedName& name, const sql::QualifiedName& table) override;
  std::string observe(const sql::StatementInfo& info, std::string_view statement) override;
  Settlement settle(const sql::StatementInfo& info, std::string_view statement, const std::string& observed) override;
  std::vector<std::string> leftovers(const sql::StatementInfo&, std::string_view, const std::string&) override {
    return {};  // a DDL statement that fails leaves nothing behind here
  }
  bool rolls_back(const sql::StatementInfo& info) override;
  std::vector<TableSize> tables() override;
  std::optional<TableSize> table(const sql::QualifiedName& name) override;
  Value batch_end(const sql::QualifiedName& table, const std::string& key, const Value& from,
                  std::int64_t count) override;
  std::int64_t batch_rows(const sql::QualifiedName& table, const std::string& key, const Value& from) override;

 private:
  [[nodiscard]] std::string schema_of(const sql::QualifiedName& name);
  [[nodiscard]] std::string quoted(const sql::QualifiedName& name) const;
  /// Whether a query that selects names finds this one, by the server's rule for tables (`as_table`) or without case.
  [[nodiscard]] bool finds(const std::string& sql, const std::string& name, bool as_table);
  [[nodiscard]] bool is_temporary(const sql::QualifiedName& table);
  /// Whether SHOW COLUMNS or SHOW INDEX of a table lists the name.
  [[nodiscard]] bool shows(std::string_view what, std::string_view column, const sql::QualifiedName& name,
                           const sql::QualifiedName& table);
  [[nodiscard]] bool same_table_name(const std::string& a, const std::string& b);
  /// `several`: the statement may change other tables of the schema too.
  [[nodiscard]] bool transactional(const std::string& schema, const std::string& table, bool several);

  /// What the statement touches, each with its schema.
  [[nodiscard]] std::vector<Subject> subjects(const sql::StatementInfo& info, std::string_view statement);
  [[nodiscard]] Settlement compare(const sql::StatementInfo& info, std::string_view statement,
                                   const std::vector<Observation>& before);

  MariadbConnection& connection_;
  Fingerprinter fingerprinter_;
  int lower_case_names_ = -1;
};

}  // namespace dunlin::database::mariadb
