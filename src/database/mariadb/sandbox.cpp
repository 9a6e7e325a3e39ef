#include "database/mariadb/sandbox.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <random>

#include "base/fail_point.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/held_database.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr std::string_view prefix = "dunlin_sandbox_";
constexpr int access_denied = 1044;

class MariadbSandbox final : public Sandbox {
 public:
  MariadbSandbox(const Url& url, const OpenOptions& options)
      : holder_(url, options), name_(fmt::format("{}{}_{:08x}", prefix, ::getpid(), std::random_device{}())) {
    // It waits while others use the sandbox, and must not be cut off for that.
    holder_.execute("SET SESSION wait_timeout = 86400");
    sweep_unheld(holder_, prefix);
    const Rows defaults = holder_.query("SELECT @@character_set_database, @@collation_database");
    defaults_ = fmt::format(" CHARACTER SET {} COLLATE {}", to_text(defaults[0][0]), to_text(defaults[0][1]));
    if (!hold(holder_, name_, 0)) throw Error(ErrorKind::locked, "the lock " + name_ + " is taken");
    create();
    base::fail_point("sandbox: made");
    url_ = url;
    url_.path = name_;
    try {
      connection_ = std::make_unique<MariadbConnection>(url_, options);
    } catch (const Error&) {
      drop_held(holder_, name_);
      throw;
    }
  }

  ~MariadbSandbox() override {
    connection_.reset();
    try {
      drop_held(holder_, name_);
    } catch (const Error&) {
      // The server is gone, or the connection to it; the next sandbox sweeps.
    }
  }

  [[nodiscard]] Connection& connection() override { return *connection_; }
  [[nodiscard]] const Url* url() const override { return &url_; }

  void clear() override {
    connection_->rollback();
    connection_->reset_session();  // locked tables too
    connection_->execute("DROP DATABASE IF EXISTS " + quoted());
    create();
    connection_->reset_session();
  }

 private:
  [[nodiscard]] std::string quoted() const { return holder_.quote_name(name_); }

  void create() {
    try {
      holder_.execute("CREATE DATABASE " + quoted() + defaults_);
    } catch (const Error& error) {
      if (error.native_code != access_denied) throw;
      Error refused(ErrorKind::refused, holder_.user() + " may not create a database to evaluate schemas in",
                    fmt::format("name a server where that may be done as sandbox_url, or GRANT ALL ON `{}%`.* TO {}",
                                "dunlin\\_sandbox\\_", holder_.user()));
      refused.native_code = error.native_code;
      throw refused;
    }
  }

  MariadbConnection holder_;
  std::string name_, defaults_;
  Url url_;
  std::unique_ptr<MariadbConnection> connection_;
};

}  // namespace

std::unique_ptr<Sandbox> open_sandbox(const Url& url, const OpenOptions& options) {
  return std::make_unique<MariadbSandbox>(url, options);
}

}  // namespace dunlin::database::mariadb
