// Each test has an empty database of its own on each engine; servers are those of scripts/with-servers.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "database/ddl.hpp"
#include "database/driver.hpp"
#include "diff/write.hpp"
#include "schema/from_model.hpp"

namespace dunlin::schema::test {

inline const std::vector<std::string> known_engines = {"sqlite", "postgres", "mariadb", "mysql"};

class EngineTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    for (const auto* each : database::drivers()) {
      if (each->name == GetParam()) driver_ = each;
    }
    if (driver_ == nullptr) GTEST_SKIP() << GetParam() << " is not built in";
    static int number = 0;
    const std::string name = "dunlin_schema_" + std::to_string(getpid()) + "_" + std::to_string(++number);
    if (driver_->creates_on_open) {
      folder_ = std::filesystem::temp_directory_path() / name;
      std::filesystem::create_directories(folder_);
      url_text_ = GetParam() + ":" + (folder_ / "test.db").string();
    } else {
      const char* text = std::getenv(GetParam() == "postgres" ? "DUNLIN_TEST_POSTGRES_URL" : "DUNLIN_TEST_MARIADB_URL");
      if (text == nullptr) GTEST_SKIP() << "no server of " << GetParam() << " (scripts/with-servers)";
      folder_ = std::filesystem::temp_directory_path() / name;
      std::filesystem::create_directories(folder_);
      url_text_ = text;
      const auto path = url_text_.find('/', url_text_.find("://") + 3);
      url_text_ = url_text_.substr(0, path) + "/" + name;
      driver_->create(database::Url::parse(url_text_));
      created_ = true;
    }
    database::OpenOptions options;
    options.create = true;
    connection_ = driver_->open(database::Url::parse(url_text_), options);
    ddl_ = driver_->ddl(&connection_->capabilities());
  }

  void TearDown() override {
    connection_.reset();
    if (created_) driver_->drop(database::Url::parse(url_text_));
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] Schema convert(const dunlin::Schema& models) const { return from_model(models, *ddl_, known_engines); }

  void make(const Schema& schema) { run_all(diff::write({}, schema, *ddl_)); }
  void remove(const Schema& schema) { run_all(diff::write(schema, {}, *ddl_)); }
  void run_all(const database::Statements& statements) {
    for (const auto& statement : statements) run({statement.sql});
  }
  void run(const std::vector<std::string>& statements) {
    for (const auto& statement : statements) {
      try {
        connection_->execute(statement);
      } catch (const Error& error) {
        FAIL() << error.message << "\n" << statement;
      }
    }
  }
  /// The first column of the first row; "(none)" where there is no row.
  [[nodiscard]] std::string read(const std::string& query) const {
    const Rows rows = connection_->query(query);
    return rows.empty() ? "(none)" : to_text(rows[0][0]);
  }
  /// Whether the database refuses it.
  [[nodiscard]] bool refuses(const std::string& statement) const {
    try {
      connection_->execute(statement);
      return false;
    } catch (const Error&) {
      return true;
    }
  }
  [[nodiscard]] bool exists(sql::ObjectKind kind, const std::string& name, const std::string& table = {}) const {
    return connection_->catalogue().exists(kind, {{}, name}, {{}, table});
  }

  const database::Driver* driver_ = nullptr;
  std::string url_text_;
  std::filesystem::path folder_;
  std::unique_ptr<database::Connection> connection_;
  std::unique_ptr<database::DdlWriter> ddl_;

 private:
  bool created_ = false;
};

}  // namespace dunlin::schema::test
