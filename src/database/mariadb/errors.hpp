// What the server or the client library says went wrong, as a dunlin::Error: its kind, where in the statement, and what
// to do about it.
#pragma once

#include <string>
#include <string_view>

#include "dunlin/error.hpp"

namespace dunlin::database::mariadb {

struct ServerError {
  unsigned int code = 0;
  std::string sqlstate;
  std::string message;
};

/// Whether this error number says that the connection is gone.
[[nodiscard]] bool is_lost(unsigned int code);

/// The Error for a statement that failed on an open connection.
[[nodiscard]] Error statement_error(const ServerError& from, std::string_view statement);

/// The Error for a connection that could not be made; `whereto` is what the user knows it by ("app@db.example:3306").
[[nodiscard]] Error connect_error(const ServerError& from, const std::string& whereto, const std::string& database);

/// The byte offset that "... near 'TEXT' at line N" points at, or Error::npos. The server quotes the statement from the
/// fault on, cut to 80 characters; where the same text stands several times in line N the offset is not known, unless
/// the quotation reaches to the statement's end.
[[nodiscard]] std::size_t syntax_error_offset(std::string_view message, std::string_view statement);

/// The byte offset of the name that the message of such an error speaks of (unknown column, table, ...), or
/// Error::npos.
[[nodiscard]] std::size_t name_error_offset(unsigned int code, std::string_view message, std::string_view statement);

}  // namespace dunlin::database::mariadb
