// The application's own connection, handed over as its client library knows it. The only header that names databases.
#pragma once

#include <cstdint>

struct sqlite3;
struct pg_conn;   // PGconn
struct st_mysql;  // MYSQL

namespace dunlin {
inline namespace v0 {

/// A connection that the application has opened itself and goes on owning: it must outlive whatever uses it, nobody
/// else may use it meanwhile, and no transaction may be open on it. Settings of the session that a run changes are
/// given back; Dunlin never closes it, and cannot connect again where it is lost.
class Handle {
 public:
  /// Whose connection it is.
  enum class Kind : std::uint8_t { none, sqlite, postgres, mysql };
  Handle() = default;  ///< none
  /// For the library.
  Handle(Kind kind, void* pointer) : kind_(kind), pointer_(pointer) {}
  /// Of SQLite.
  Handle(sqlite3* handle) : kind_(Kind::sqlite), pointer_(handle) {}  // NOLINT(google-explicit-constructor)
  /// Of libpq: a PGconn.
  Handle(pg_conn* handle) : kind_(Kind::postgres), pointer_(handle) {}  // NOLINT(google-explicit-constructor)
  /// Of libmariadb or libmysqlclient: a MYSQL.
  Handle(st_mysql* handle) : kind_(Kind::mysql), pointer_(handle) {}  // NOLINT(google-explicit-constructor)
  /// Whose it is.
  [[nodiscard]] Kind kind() const { return kind_; }
  /// The connection.
  [[nodiscard]] void* pointer() const { return pointer_; }
  /// Whether there is one.
  explicit operator bool() const { return pointer_ != nullptr; }

 private:
  Kind kind_ = Kind::none;
  void* pointer_ = nullptr;
};

}  // namespace v0
}  // namespace dunlin
