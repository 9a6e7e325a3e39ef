// A fresh database for one case: made before it, queried by its `-- sql` sections through the database's own client
// program (so that what Dunlin did is not judged by Dunlin's code), and dropped afterwards.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "case_file.hpp"
#include "process.hpp"

namespace cases {

/// What a run of a database's cases needs of its server, from the environment (see scripts/with-servers).
/// Returns the name of the variable that is missing, or nothing.
[[nodiscard]] std::string missing_server(const std::string& engine);

class Database {
 public:
  /// `folder` is the case's own; an SQLite file is made there.
  [[nodiscard]] static std::unique_ptr<Database> make(const std::string& engine, Preparation preparation,
                                                      const std::string& folder);
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  /// "NAME=value", for the commands of a case.
  [[nodiscard]] virtual std::vector<std::string> environment() const { return {}; }
  /// What is to be replaced in output, in this order.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> replacements() const;
  /// Rows are printed as a|b, NULL as NULL.
  [[nodiscard]] virtual Outcome query(const std::string& sql, int timeout_seconds) const = 0;

 protected:
  Database() = default;
  std::string url_;
  std::string name_;
};

}  // namespace cases
