// Runs one statement on a connection and reads what comes back. Without arguments the statement goes as text, so that
// everything the server understands can be run; with arguments it is prepared, and the last few prepared statements are
// kept, so that the history's own statements cost one round trip each.
#pragma once

#include <mysql.h>

#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>

#include "dunlin/value.hpp"

namespace dunlin::database::mariadb {

struct Result {
  std::int64_t affected = -1;  ///< rows changed, as the last result says
  std::int64_t returned = -1;  ///< rows returned, of all results; -1: none returns rows
};

/// Runs the text and reads all its results (CALL has several). `into`: keeps the first one that has columns; null:
/// rows are thrown away as they come. Throws as statement_error() says.
Result run_text(MYSQL* handle, std::string_view sql, Rows* into);

class StatementCache {
 public:
  explicit StatementCache(MYSQL* handle) : handle_(handle) {}
  ~StatementCache() { clear(); }
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;

  Result run(std::string_view sql, std::span<const Value> arguments, Rows* into);
  void clear() noexcept;

 private:
  struct Entry {
    std::string key;  // the current database, NUL, the text: an unqualified name means another table elsewhere
    MYSQL_STMT* statement;
  };
  MYSQL_STMT* prepare(std::string_view sql);
  void forget(MYSQL_STMT* statement) noexcept;

  static constexpr std::size_t capacity = 16;
  MYSQL* handle_;
  std::list<Entry> entries_;  // the most recently used first
};

}  // namespace dunlin::database::mariadb
