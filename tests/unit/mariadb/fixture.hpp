// A database of its own for each test, on the server of DUNLIN_TEST_MARIADB_URL (scripts/with-servers).
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

#include "database/connection.hpp"
#include "database/driver.hpp"
#include "database/url.hpp"
#include "sql/classify.hpp"

namespace dunlin::database {

extern const Driver mariadb_driver;

class MariadbTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* text = std::getenv("DUNLIN_TEST_MARIADB_URL");
    if (text == nullptr) GTEST_SKIP() << "DUNLIN_TEST_MARIADB_URL is not set (scripts/with-servers sets it)";
    static int number = 0;
    url = Url::parse(text);
    url.path = "dunlin_unit_" + std::to_string(getpid()) + "_" + std::to_string(++number);
    mariadb_driver.create(url);
    created_ = true;
    connection = open();
  }

  void TearDown() override {
    connection.reset();
    if (created_) mariadb_driver.drop(url);
  }

  [[nodiscard]] std::unique_ptr<Connection> open(const OpenOptions& options = {}) const {
    return mariadb_driver.open(url, options);
  }
  [[nodiscard]] Value value(const std::string& sql) const { return connection->query(sql)[0][0]; }
  [[nodiscard]] std::string text(const std::string& sql) const { return to_text(value(sql)); }
  [[nodiscard]] std::int64_t number(const std::string& sql) const { return to_integer(value(sql)); }
  [[nodiscard]] sql::StatementInfo info(std::string_view statement) const {
    return sql::classify(statement, connection->lex_rules());
  }

  /// What `call` throws; fails the test where it throws nothing.
  template <typename Call>
  static Error error_of(Call call) {
    try {
      call();
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Error(ErrorKind::internal, "nothing was thrown");
  }

  Url url;
  std::unique_ptr<Connection> connection;

 private:
  bool created_ = false;
};

}  // namespace dunlin::database
