// A database's URL as users have it. Parsing is the same for every database; what a parameter means is said in the
// database's own folder.
//
//   sqlite:app.db  sqlite:/abs.db  sqlite::memory:   the path exactly as it stands
//   sqlite:///app.db                                 path "app.db": one slash ends the authority, as in SQLAlchemy
//   sqlite:////abs.db                                path "/abs.db"
//   sqlite://app.db  sqlite://data/app.db            host "app.db"; host "data", path "app.db"
//   postgres://user:pw@host:5432/db?sslmode=require  postgresql+asyncpg://...  mysql://...  mariadb://...
//   postgres://h1:5432,h2:5433/db                    host "h1,h2", parameter port "5432,5433"
//   postgres://%2Frun%2Fpostgresql/db                host "/run/postgresql": a unix socket's folder
//   mysql+unix:///run/mysqld/mysqld.sock/app         host the socket's path, path "app"
//
// A driver suffix (+asyncpg, +aiosqlite, +pymysql) other than +unix is accepted and ignored, and so is "jdbc:". There
// is no fragment: # is a character like others, as passwords hold it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dunlin::database {

struct Url {
  std::string scheme;  ///< lower case, without driver suffix
  std::string user;    ///< percent-decoded, as everything below
  std::optional<std::string> password;
  std::string host;        ///< empty: the client's default; begins with / for a unix socket's folder or path
  std::uint16_t port = 0;  ///< 0: the default
  std::string path;        ///< what follows the authority, decoded: a database's name without its slash, or a file path
  bool has_authority = false;  ///< scheme:// rather than scheme:
  std::map<std::string, std::string> parameters;

  /// Throws Error{config}; the message never holds the password.
  [[nodiscard]] static Url parse(std::string_view text);
  /// As it may be printed: the password and parameters that hold one become "***".
  [[nodiscard]] std::string redacted() const;
  /// As parse() reads it again, the password included: not for printing.
  [[nodiscard]] std::string text() const { return written(false); }
  [[nodiscard]] std::string parameter(const std::string& name, std::string_view otherwise = {}) const;

 private:
  [[nodiscard]] std::string written(bool hide) const;
};

/// Percent-decoding; throws Error{config} on a broken escape.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace dunlin::database
