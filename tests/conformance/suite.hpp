// The suite's ground: each test runs once per database that was built in, in a database of its own. SQLite needs
// nothing; the servers are named by the environment that scripts/with-servers sets, and a test is skipped without it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "database/driver.hpp"

namespace dunlin::conformance {

using database::Connection;
using database::Driver;

/// An Error of the given kind, or a failed expectation.
template <typename Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {ErrorKind::internal, ""};
}

class Conformance : public testing::TestWithParam<const Driver*> {
 protected:
  void SetUp() override {
    const std::string name(GetParam()->name);
    static int count = 0;
    const std::string unique = "dunlin_conformance_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    if (GetParam()->creates_on_open) {
      file_ = testing::TempDir() + unique + ".db";
      url_ = name + ":" + file_;
    } else {
      std::string variable = "DUNLIN_TEST_" + name + "_URL";
      for (char& c : variable) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      const char* server = std::getenv(variable.c_str());
      if (server == nullptr) GTEST_SKIP() << variable << " is not set; run it under scripts/with-servers";
      const std::string text(server);
      url_ = text.substr(0, text.rfind('/') + 1) + unique;
    }
    driver().create(url());
    connection_ = open();
  }

  void TearDown() override {
    connection_.reset();
    if (!url_.empty()) driver().drop(url());
  }

  [[nodiscard]] const Driver& driver() const { return *GetParam(); }
  [[nodiscard]] const std::string& url_text() const { return url_; }
  [[nodiscard]] database::Url url() const { return database::Url::parse(url_); }
  [[nodiscard]] std::unique_ptr<Connection> open() const { return driver().open(url(), {}); }
  [[nodiscard]] Connection& db() { return *connection_; }

  std::int64_t number(const std::string& query) {
    const Rows rows = db().query(query);
    return rows.empty() ? -1 : to_integer(rows[0][0]);
  }
  /// The database's own placeholder.
  std::string parameter(int n) {
    return db().history_sql().numbered_parameters ? "$" + std::to_string(n) : std::string("?");
  }
  void run(std::vector<database::Command> commands) { db().execute_all(commands); }

 private:
  std::string url_, file_;
  std::unique_ptr<Connection> connection_;
};

inline std::string driver_name(const testing::TestParamInfo<const Driver*>& info) {
  return std::string(info.param->name);
}

}  // namespace dunlin::conformance

#define DUNLIN_EVERY_DATABASE(suite)                                                                                  \
  INSTANTIATE_TEST_SUITE_P(, suite,                                                                                   \
                           testing::ValuesIn(dunlin::database::drivers().begin(), dunlin::database::drivers().end()), \
                           dunlin::conformance::driver_name)
