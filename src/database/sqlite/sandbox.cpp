#include "database/sqlite/sandbox.hpp"

#include "database/sqlite/connection.hpp"

namespace dunlin::database::sqlite {
namespace {

/// The encoding of the file; empty where there is none that can be read.
std::string encoding_of(const Location& location, OpenOptions options) {
  options.read_only = true;
  try {
    SqliteConnection original(location, options);
    // One without a page has not decided yet.
    if (to_integer(original.query("PRAGMA page_count")[0][0]) == 0) return {};
    return to_text(original.query("PRAGMA encoding")[0][0]);
  } catch (const Error& error) {
    if (error.kind == ErrorKind::cancelled) throw;
    return {};
  }
}

Location in_memory(const Location& original) {
  Location location = locate(Url::parse("sqlite::memory:"));
  location.foreign_keys = original.foreign_keys;
  return location;
}

class SqliteSandbox final : public Sandbox {
 public:
  SqliteSandbox(const Location& original, const OpenOptions& options)
      : encoding_(original.memory ? "" : encoding_of(original, options)),
        connection_(in_memory(original), writable(options)) {
    encode();
  }
  [[nodiscard]] Connection& connection() override { return connection_; }
  void clear() override {
    connection_.rollback();
    connection_.reset_session();
    auto* db = static_cast<sqlite3*>(connection_.native_handle());
    // The way that SQLite has for it: the file is emptied without looking at what is in it.
    sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
    try {
      connection_.execute("VACUUM");
    } catch (...) {
      sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
      throw;
    }
    sqlite3_db_config(db, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
    encode();
  }

 private:
  static OpenOptions writable(OpenOptions options) {
    options.create = true;
    options.read_only = false;
    return options;
  }
  void encode() {
    if (!encoding_.empty()) connection_.execute("PRAGMA encoding='" + encoding_ + "'");
  }

  std::string encoding_;
  SqliteConnection connection_;
};

}  // namespace

std::unique_ptr<Sandbox> make_sandbox(const Url& url, const OpenOptions& options) {
  return std::make_unique<SqliteSandbox>(locate(url), options);
}

}  // namespace dunlin::database::sqlite
