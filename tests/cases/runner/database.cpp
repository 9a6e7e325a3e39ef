#include "database.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <stdexcept>

namespace cases {
namespace {

constexpr int prepare_seconds = 60;

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

std::vector<std::string> client_environment() {
  return {"PATH=" + variable("PATH"), "HOME=/nonexistent", "LC_ALL=C.UTF-8", "TZ=UTC", "PGTZ=UTC"};
}

struct Server {
  std::string scheme, user, password, host, port, database;

  static Server of(const std::string& url) {
    Server server;
    std::string rest = url;
    const auto take = [&rest](const char* until) {
      const std::size_t at = rest.find(until);
      if (at == std::string::npos) throw std::runtime_error("the test server's URL is not complete");
      std::string part = rest.substr(0, at);
      rest.erase(0, at + std::string(until).size());
      return part;
    };
    server.scheme = take("://");
    server.user = take(":");
    server.password = take("@");
    server.host = take(":");
    server.port = take("/");
    server.database = rest;
    return server;
  }

  [[nodiscard]] std::string url(const std::string& name, const std::string& shown_password) const {
    return scheme + "://" + user + ":" + shown_password + "@" + host + ":" + port + "/" + name;
  }
};

class SqliteFile final : public Database {
 public:
  SqliteFile(Preparation preparation, std::string folder) : folder_(std::move(folder)) {
    if (preparation == Preparation::none) return;
    name_ = "app.db";
    url_ = "sqlite:app.db";
    if (preparation != Preparation::created) return;
    const Outcome outcome = query("VACUUM;", prepare_seconds);  // makes the file
    if (outcome.exit_code != 0) throw std::runtime_error("sqlite3 failed: " + outcome.output);
  }

  [[nodiscard]] Outcome query(const std::string& sql, int timeout_seconds) const override {
    return run_program({"sqlite3", "-batch", "-bail", "-separator", "|", "-nullvalue", "NULL", "app.db"}, sql + "\n;\n",
                       folder_, client_environment(), timeout_seconds);
  }

 private:
  std::string folder_;
};

/// A database on a server: what PostgreSQL and MariaDB have in common here.
class ServerDatabase : public Database {
 public:
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> replacements() const override {
    std::vector<std::pair<std::string, std::string>> result = Database::replacements();
    result.emplace_back(server_.url(name_, "***"), "$URL");
    result.emplace_back(server_.host + ":" + server_.port, "$HOST");
    result.emplace_back("port " + server_.port, "port $PORT");
    result.emplace_back(name_, "$DATABASE");
    return result;
  }

  [[nodiscard]] Outcome query(const std::string& sql, int timeout_seconds) const override {
    return client(name_, sql, timeout_seconds);
  }

 protected:
  explicit ServerDatabase(const std::string& variable_name) : server_(Server::of(variable(variable_name))) {
    static std::atomic<int> count{0};
    name_ = "case_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    url_ = server_.url(name_, server_.password);
  }

  [[nodiscard]] virtual Outcome client(const std::string& database, const std::string& sql, int seconds) const = 0;

  void administer(const std::string& sql) const {
    const Outcome outcome = client(server_.database, sql, prepare_seconds);
    if (outcome.exit_code != 0) throw std::runtime_error("'" + sql + "' failed: " + outcome.output);
  }

  Server server_;
};

class PostgresDatabase final : public ServerDatabase {
 public:
  explicit PostgresDatabase(Preparation preparation) : ServerDatabase("DUNLIN_TEST_POSTGRES_URL") {
    if (preparation == Preparation::created) administer("CREATE DATABASE " + name_);
  }
  ~PostgresDatabase() override {
    (void)client(server_.database, "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)", prepare_seconds);
  }

  /// POOLED_URL: the same database behind PgBouncer in transaction mode.
  [[nodiscard]] std::vector<std::string> environment() const override {
    const std::string pooler = variable("DUNLIN_TEST_PGBOUNCER_URL");
    if (pooler.empty()) return {};
    const Server server = Server::of(pooler);
    return {"POOLED_URL=" + server.url(name_, server.password)};
  }

 protected:
  [[nodiscard]] Outcome client(const std::string& database, const std::string& sql, int seconds) const override {
    return run_program({"psql", "-X", "-q", "-A", "-t", "-F", "|", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-d",
                        server_.url(database, server_.password)},
                       sql + "\n;\n", "/", client_environment(), seconds);
  }
};

class MariadbDatabase final : public ServerDatabase {
 public:
  explicit MariadbDatabase(Preparation preparation) : ServerDatabase("DUNLIN_TEST_MARIADB_URL") {
    if (preparation == Preparation::created) administer("CREATE DATABASE " + name_);
  }
  ~MariadbDatabase() override { (void)client(server_.database, "DROP DATABASE IF EXISTS " + name_, prepare_seconds); }

 protected:
  [[nodiscard]] Outcome client(const std::string& database, const std::string& sql, int seconds) const override {
    Outcome outcome = run_program(
        {"mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--batch", "--raw", "--skip-column-names",
         "-h" + server_.host, "-P" + server_.port, "-u" + server_.user, "-p" + server_.password, database},
        sql + "\n", "/", client_environment(), seconds);
    std::replace(outcome.output.begin(), outcome.output.end(), '\t', '|');
    return outcome;
  }
};

}  // namespace

std::vector<std::pair<std::string, std::string>> Database::replacements() const {
  if (url_.empty()) return {};
  return {{url_, "$URL"}};
}

std::string missing_server(const std::string& engine) {
  if (engine == "postgres" && variable("DUNLIN_TEST_POSTGRES_URL").empty()) return "DUNLIN_TEST_POSTGRES_URL";
  if (engine == "mariadb" && variable("DUNLIN_TEST_MARIADB_URL").empty()) return "DUNLIN_TEST_MARIADB_URL";
  return {};
}

std::unique_ptr<Database> Database::make(const std::string& engine, Preparation preparation,
                                         const std::string& folder) {
  if (engine == "sqlite" || preparation == Preparation::none) return std::make_unique<SqliteFile>(preparation, folder);
  if (engine == "postgres") return std::make_unique<PostgresDatabase>(preparation);
  return std::make_unique<MariadbDatabase>(preparation);
}

}  // namespace cases
