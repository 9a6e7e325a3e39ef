#include "database/postgres/images.hpp"

#include <chrono>
#include <vector>

#include "base/fail_point.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/passing.hpp"

namespace dunlin::database::postgres {
namespace {

class PostgresImages final : public Images {
 public:
  explicit PostgresImages(const Url& url)
      : url_(url), owned_(std::make_unique<PostgresConnection>(url, OpenOptions{})), connection_(*owned_) {
    // Of the tests' databases, and not of the one that was named.
    for (const char* name : {"dbname", "force"}) url_.parameters.erase(name);
  }

  std::string engine() override {
    return connection_.capabilities().product + " " + connection_.capabilities().version;
  }

  bool ready(const std::string& image) override {
    const Value arguments[] = {image};
    const Rows rows = connection_.query(
        "SELECT coalesce(shobj_description(oid, 'pg_database'), '') = current_date::text FROM pg_database WHERE "
        "datname = $1",
        arguments);
    if (rows.rows.empty()) return false;
    if (to_integer(rows.rows[0][0]) == 0) note_use(image);
    return true;
  }

  void lock(const std::string& image) override { passing_.lock(image); }
  void unlock(const std::string& image) noexcept override { passing_.unlock(image); }

  Url begin(const std::string& image) override {
    passing_.drop_database(unfinished(image));
    connection_.execute("CREATE DATABASE " + quoted(unfinished(image)));
    return url_of(unfinished(image));
  }

  void finish(const std::string& image) override {
    // Whoever were connected to a template would keep copies from being made.
    connection_.execute("ALTER DATABASE " + quoted(unfinished(image)) + " ALLOW_CONNECTIONS false");
    base::fail_point("testing: image made");
    passing_.while_in_use("ALTER DATABASE " + quoted(unfinished(image)) + " RENAME TO " + quoted(image));
    base::fail_point("testing: image published");
    note_use(image);
  }

  Url copy(const std::string& image, const std::string& name) override {
    lock(name);  // held as long as it lives: a sweep takes a name without one for a killed process's
    std::string sql = "CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(image);
    try {
      passing_.while_in_use(sql);
    } catch (const Error&) {
      unlock(name);
      throw;
    }
    return url_of(name);
  }

  void drop(const std::string& name) override {
    passing_.drop_database(name);
    unlock(name);
  }

  void sweep(std::chrono::hours unused) override {
    const Value arguments[] = {std::string(copy_prefix) + "%", std::string(image_prefix) + "%",
                               std::int64_t{unused.count()}};
    const Rows rows = connection_.query(
        "SELECT datname FROM pg_database WHERE datname LIKE $1 OR (datname LIKE $2 AND "
        "coalesce(shobj_description(oid, 'pg_database'), '9999') < (now() - $3 * interval '1 hour')::date::text)",
        arguments);
    std::vector<std::string> names;
    for (const auto& row : rows.rows) names.push_back(to_text(row[0]));
    passing_.sweep_databases(names);
  }

 private:
  [[nodiscard]] std::string quoted(const std::string& name) const { return connection_.quote_name(name); }
  [[nodiscard]] static std::string unfinished(const std::string& image) { return image + "_new"; }

  [[nodiscard]] Url url_of(const std::string& name) const {
    Url url = url_;
    url.path = name;
    return url;
  }

  /// When it was last used stands in its comment. Of several at once one fails ("tuple concurrently updated"): as good.
  void note_use(const std::string& image) noexcept {
    try {
      connection_.execute("DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', " +
                          connection_.quote_text(image) + "::text, current_date::text); END $$");
    } catch (const Error&) {
    }
  }

  Url url_;
  std::unique_ptr<Connection> owned_;
  Connection& connection_;
  Passing passing_{connection_};
};

}  // namespace

std::unique_ptr<Images> open_images(const Url& url) { return std::make_unique<PostgresImages>(url); }

}  // namespace dunlin::database::postgres
