// From a URL to an open MYSQL handle: address, account, TLS, character set, option files, time limit. What a URL's
// parameters mean for MariaDB and MySQL is said here:
//
//   unix_socket, socket        path of the server's socket (or write it as the host: mariadb://user@%2Frun%2Fm.sock/db)
//   ssl-mode, sslmode, tls     disabled | preferred | required | verify-ca | verify-identity (default: preferred over
//                              the network, as the server allows; verify-ca checks the host's name too, since the
//                              client library knows no check without it)
//   ssl-ca, ssl-capath, ssl-cert, ssl-key, ssl-cipher, ssl-crl, tls-version
//   charset                    default utf8mb4
//   connect_timeout            seconds; overrides the caller's
//   local_infile               1: LOAD DATA LOCAL INFILE may read files of this machine
//   defaults-file              read this option file only, rather than /etc/mysql/my.cnf, ~/.my.cnf, ...
//   defaults-group             a further group to read beside [client], [client-server], [client-mariadb], [dunlin]
//   compress                   1
//
// What the URL leaves out comes from the option files' groups, then from MYSQL_PWD and the client's defaults. Names may
// be spelled with - or _. Parameters that other drivers know are ignored, except for ones that speak of TLS: a setting
// of security is never ignored.
#pragma once

#include <mysql.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "database/url.hpp"

namespace dunlin::database::mariadb {

struct CloseHandle {
  bool owned = true;  ///< false: the application's
  void operator()(MYSQL* handle) const noexcept;
};
using Handle = std::unique_ptr<MYSQL, CloseHandle>;

/// Connects. `with_database` false: without choosing a default database. Throws Error{connect | config}.
[[nodiscard]] Handle dial(const Url& url, std::chrono::milliseconds timeout, bool with_database = true);

/// Where the application's connection leads.
[[nodiscard]] Url url_of(MYSQL* theirs);

/// "app@db.example:3306/shop" as messages name it.
[[nodiscard]] std::string whereto(const Url& url);

/// How the server's own programs are told the same, but for the password, which goes into MYSQL_PWD. `mariadb_tool`:
/// MariaDB's spelling of TLS, else MySQL's.
[[nodiscard]] std::vector<std::string> tool_arguments(const Url& url, bool mariadb_tool);

/// Throws Error{config} for a parameter of TLS that is not known or has an unknown value.
void check_parameters(const Url& url);

/// A parameter by its name, spelled with - or _.
[[nodiscard]] std::string parameter(const Url& url, std::string_view name, std::string_view otherwise = {});

}  // namespace dunlin::database::mariadb
