// Each test has a database of its own on the server that DUNLIN_TEST_POSTGRES_URL names (a superuser).
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "database/postgres/admin.hpp"
#include "database/postgres/connection.hpp"
#include "database/url.hpp"

namespace dunlin::database::postgres {

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* text = std::getenv("DUNLIN_TEST_POSTGRES_URL");
    if (!text) GTEST_SKIP() << "DUNLIN_TEST_POSTGRES_URL is not set";
    url_ = Url::parse(text);
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    url_.path = std::string("Dunlin ") + info->test_suite_name() + "." + info->name();
    if (database_exists(url_)) drop_database(url_, true);
    create_database(url_);
  }

  void TearDown() override {
    if (!std::getenv("DUNLIN_TEST_POSTGRES_URL")) return;
    connection_.reset();
    drop_database(url_, true);
  }

  [[nodiscard]] std::unique_ptr<PostgresConnection> open(OpenOptions options = {}) const {
    return std::make_unique<PostgresConnection>(url_, options);
  }

  /// The test's main connection, opened at first use.
  PostgresConnection& db() {
    if (!connection_) connection_ = open();
    return *connection_;
  }

  std::int64_t number(const std::string& sql) { return to_integer(db().session().query_value(sql)); }
  std::string text(const std::string& sql) { return to_text(db().session().query_value(sql)); }

  Url url_;
  std::unique_ptr<PostgresConnection> connection_;
};

/// Runs it and returns the Error that it must throw.
template <typename Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return Error(ErrorKind::internal, "none");
}

}  // namespace dunlin::database::postgres
