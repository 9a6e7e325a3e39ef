// A database and a folder of migrations for one test of one engine; both go away with it. Public interface only.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "dunlin/admin.hpp"
#include "dunlin/migrator.hpp"

namespace dunlin::threads {

inline std::string server_url(const std::string& engine) {
  const std::string name = engine == "postgres" ? "DUNLIN_TEST_POSTGRES_URL" : "DUNLIN_TEST_MARIADB_URL";
  const char* url = std::getenv(name.c_str());
  return url == nullptr ? std::string() : std::string(url);
}

class Scene {
 public:
  explicit Scene(std::string engine) : engine_(std::move(engine)), folder_(fresh_folder()) {}
  ~Scene() {
    for (const std::string& url : made_) {
      try {
        drop_database(url);
      } catch (const Error&) {
        // The servers go away with the test.
      }
    }
    std::filesystem::remove_all(folder_);
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  /// Of a database that is there, empty.
  std::string database() {
    static std::atomic<int> count = 0;
    const std::string name = "threads_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    if (engine_ == "sqlite") return "sqlite:" + folder_ + "/" + name + ".db";
    const std::string server = server_url(engine_);
    const auto host = server.find("://") + 3;
    const auto slash = server.find('/', host);
    std::string url = server.substr(0, slash) + "/" + name;
    const auto question = server.find('?');
    if (question != std::string::npos) url += server.substr(question);
    create_database(url);
    made_.push_back(url);
    return url;
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories(migrations());
    std::ofstream(migrations() + "/" + file) << text;
  }
  void write_tables(int count) const {
    for (int i = 1; i <= count; ++i) {
      std::string number = std::to_string(1000 + i).substr(1);
      write(number + "_t" + std::to_string(i) + ".sql", "CREATE TABLE t" + std::to_string(i) +
                                                            " (id INTEGER PRIMARY KEY);\nINSERT INTO t" +
                                                            std::to_string(i) + " VALUES (1);\n");
    }
  }
  /// A statement that takes long, and changes nothing.
  [[nodiscard]] std::string slow() const {
    if (engine_ == "postgres") return "SELECT pg_sleep(20);\n";
    if (engine_ == "mariadb") return "SELECT sleep(20);\n";
    return "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000000) SELECT max(x) FROM "
           "n;\n";
  }
  [[nodiscard]] std::string migrations() const { return folder_ + "/migrations"; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

  [[nodiscard]] Options options(const std::string& url) const {
    Options options;
    options.url = url;
    options.directories = {migrations()};
    return options;
  }

 private:
  static std::string fresh_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dunlin-threads-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
  }

  std::string engine_;
  std::string folder_;
  std::vector<std::string> made_;
};

class Engines : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (GetParam() != std::string("sqlite") && server_url(GetParam()).empty()) GTEST_SKIP() << "no server";
  }
};

}  // namespace dunlin::threads
