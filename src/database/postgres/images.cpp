#include "database/postgres/images.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

#include "base/fail_point.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/postgres/connection.hpp"

namespace dunlin::database::postgres {
namespace {

constexpr std::chrono::seconds patience{20};

/// The advisory lock of a name.
Value lock_key(const std::string& name) {
  return static_cast<std::int64_t>(std::stoull(base::sha256_hex("dunlin testing " + name).substr(0, 15), nullptr, 16));
}

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

  void lock(const std::string& image) override {
    const Value arguments[] = {lock_key(image)};
    (void)connection_.query("SELECT pg_advisory_lock($1)", arguments);
  }
  void unlock(const std::string& image) noexcept override {
    try {
      const Value arguments[] = {lock_key(image)};
      (void)connection_.query("SELECT pg_advisory_unlock($1)", arguments);
    } catch (const Error&) {
      // Lost: the lock ended with the session.
    }
  }

  Url begin(const std::string& image) override {
    drop_database(unfinished(image));
    connection_.execute("CREATE DATABASE " + quoted(unfinished(image)));
    return url_of(unfinished(image));
  }

  void finish(const std::string& image) override {
    // Whoever were connected to a template would keep copies from being made.
    connection_.execute("ALTER DATABASE " + quoted(unfinished(image)) + " ALLOW_CONNECTIONS false");
    base::fail_point("testing: image made");
    while_in_use("ALTER DATABASE " + quoted(unfinished(image)) + " RENAME TO " + quoted(image));
    base::fail_point("testing: image published");
    note_use(image);
  }

  Url copy(const std::string& image, const std::string& name) override {
    lock(name);  // held as long as it lives: a sweep takes a name without one for a killed process's
    std::string sql = "CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(image);
    try {
      while_in_use(sql);
    } catch (const Error&) {
      unlock(name);
      throw;
    }
    return url_of(name);
  }

  void drop(const std::string& name) override {
    drop_database(name);
    unlock(name);
  }

  void sweep(std::chrono::hours unused) override {
    const Value arguments[] = {std::string(copy_prefix) + "%", std::string(image_prefix) + "%",
                               std::int64_t{unused.count()}};
    const Rows rows = connection_.query(
        "SELECT datname, datname LIKE $1 FROM pg_database WHERE datname LIKE $1 OR (datname LIKE $2 AND "
        "coalesce(shobj_description(oid, 'pg_database'), '9999') < (now() - $3 * interval '1 hour')::date::text)",
        arguments);
    for (const auto& row : rows.rows) {
      const std::string name = to_text(row[0]);
      const Value key[] = {lock_key(name)};
      if (to_integer(connection_.query("SELECT pg_try_advisory_lock($1)", key).rows[0][0]) == 0) continue;
      try {
        drop_database(name);
      } catch (const Error&) {
        // Another user's, or copied at this moment.
      }
      unlock(name);
    }
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

  void drop_database(const std::string& name) {
    // WITH (FORCE) came with version 13.
    const Value arguments[] = {name};
    (void)connection_.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", arguments);
    while_in_use("DROP DATABASE IF EXISTS " + quoted(name));
  }

  /// A session that has ended is seen by the server a moment later.
  void while_in_use(const std::string& sql) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
      try {
        connection_.execute(sql);
        return;
      } catch (const Error& error) {
        if (error.sqlstate != "55006" || std::chrono::steady_clock::now() > until) throw;  // object_in_use
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }

  Url url_;
  std::unique_ptr<Connection> owned_;
  Connection& connection_;
};

}  // namespace

std::unique_ptr<Images> open_images(const Url& url) { return std::make_unique<PostgresImages>(url); }

}  // namespace dunlin::database::postgres
