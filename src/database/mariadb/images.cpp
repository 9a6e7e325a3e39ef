#include "database/mariadb/images.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/held_database.hpp"
#include "database/mariadb/image_script.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr const char* table = "dunlin_testing.images";
constexpr std::int64_t longest_wait_s = 3600;

class MariadbImages final : public Images {
 public:
  explicit MariadbImages(const Url& url)
      : url_(url), owned_(std::make_unique<MariadbConnection>(url, OpenOptions{})), connection_(*owned_) {
    connection_.execute("CREATE DATABASE IF NOT EXISTS dunlin_testing");
    connection_.execute(
        std::string("CREATE TABLE IF NOT EXISTS ") + table +
        " (image VARCHAR(64) NOT NULL, number INT NOT NULL, statement LONGTEXT NOT NULL, used_at DATE NOT "
        "NULL, PRIMARY KEY (image, number)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  }

  std::string engine() override {
    return connection_.capabilities().product + " " + connection_.capabilities().version;
  }

  bool ready(const std::string& image) override {
    if (scripts_.contains(image)) return true;
    const Value arguments[] = {image};
    const Rows rows = connection_.query(
        std::string("SELECT statement, used_at = CURRENT_DATE FROM ") + table + " WHERE image = ? ORDER BY number",
        arguments);
    if (rows.rows.empty()) return false;
    auto& script = scripts_[image];
    for (const auto& row : rows.rows) script.push_back(to_text(row[0]));
    if (to_integer(rows.rows[0][1]) == 0) {
      connection_.execute(std::string("UPDATE ") + table + " SET used_at = CURRENT_DATE WHERE image = ?", arguments);
    }
    return true;
  }

  void lock(const std::string& image) override {
    if (hold(connection_, image, longest_wait_s)) return;
    throw Error(ErrorKind::locked, "another process has held the lock " + image + " for an hour");
  }
  void unlock(const std::string& image) noexcept override { let_go(connection_, image); }

  Url begin(const std::string& image) override {
    connection_.execute("DROP DATABASE IF EXISTS " + quoted(image));
    connection_.execute("CREATE DATABASE " + quoted(image));
    return url_of(image);
  }

  void finish(const std::string& image) override {
    const auto script = image_script(connection_, image);
    base::fail_point("testing: image made");
    auto commands = connection_.begin({});
    for (std::size_t i = 0; i < script.size(); ++i) {
      commands.push_back({std::string("INSERT INTO ") + table + " VALUES (?, ?, ?, CURRENT_DATE)",
                          {image, static_cast<std::int64_t>(i), script[i]}});
    }
    commands.push_back(connection_.commit());
    connection_.execute_all(commands);
    base::fail_point("testing: image published");
    scripts_[image] = script;
  }

  Url copy(const std::string& image, const std::string& name) override {
    lock(name);  // held as long as it lives: a sweep takes a name without one for a killed process's
    try {
      const auto& script = scripts_.at(image);
      connection_.execute("CREATE DATABASE " + quoted(name) + " " + script[0]);
      std::vector<Command> commands = {{"USE " + quoted(name), {}}};
      for (std::size_t i = 1; i < script.size(); ++i) commands.push_back({script[i], {}});
      connection_.execute_all(commands);
      connection_.reset_session();
    } catch (const Error&) {
      scripts_.erase(image);  // it may have been swept meanwhile
      if (!connection_.lost()) drop(name);
      throw;
    }
    return url_of(name);
  }

  void drop(const std::string& name) override { drop_held(connection_, name); }

  void sweep(std::chrono::hours unused) override {
    const Value arguments[] = {std::int64_t{unused.count()}};
    const Rows images = connection_.query(
        std::string("SELECT image FROM ") + table + " WHERE number = 0 AND used_at < now() - INTERVAL ? HOUR",
        arguments);
    for (const auto& row : images.rows) {
      const Value name[] = {row[0]};
      connection_.execute(std::string("DELETE FROM ") + table + " WHERE image = ?", name);
      connection_.execute("DROP DATABASE IF EXISTS " + quoted(to_text(row[0])));
    }
    sweep_unheld(connection_, copy_prefix);
  }

 private:
  [[nodiscard]] std::string quoted(const std::string& name) const { return connection_.quote_name(name); }

  [[nodiscard]] Url url_of(const std::string& name) const {
    Url url = url_;
    url.path = name;
    return url;
  }

  Url url_;
  std::unique_ptr<Connection> owned_;
  Connection& connection_;
  std::map<std::string, std::vector<std::string>> scripts_;
};

}  // namespace

std::unique_ptr<Images> open_images(const Url& url) { return std::make_unique<MariadbImages>(url); }

}  // namespace dunlin::database::mariadb
