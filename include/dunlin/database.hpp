// A connection to a database as migrations in C++ and applications use it: the same calls and the same values on every
// engine. One thread at a time uses a Database; different ones are independent of each other.
//
//   dunlin::Database db = dunlin::Database::open("sqlite:app.db");
//   db.execute("INSERT INTO users (id, email) VALUES (?, ?)", 1, "ada@example.org");
//   for (auto& [id, email] : db.query_as<std::int64_t, std::string>("SELECT id, email FROM users")) ...
//
// Placeholders are ? everywhere; a ? that is an operator (PostgreSQL's jsonb has some) is written ?? in a statement
// that has arguments. What goes in comes out: NULL, 64-bit integers, doubles, text with any character, NUL included
// where the engine can hold it (PostgreSQL cannot, and says so), blobs; dates, decimals, JSON and the like as text in
// the engine's own form.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "dunlin/error.hpp"
#include "dunlin/export.hpp"
#include "dunlin/handle.hpp"
#include "dunlin/value.hpp"

namespace dunlin {
inline namespace v0 {

/// What the engine behind a Database can do. Ask these, not its name.
struct Engine {
  std::string name;               ///< "sqlite", "postgres", "mariadb" (MySQL too): which SQL it speaks
  std::string product;            ///< as it calls itself
  std::string version;            ///< "15.18"
  int version_number = 0;         ///< major * 1'000'000 + minor * 1'000 + patch
  bool transactional_ddl = true;  ///< definitions take part in transactions
};

/// How Database::batches() cuts its work up.
struct BatchOptions {
  std::string name = "batches";        ///< tells several of one migration apart in the history
  std::int64_t size = 1000;            ///< rows of one batch, about
  std::chrono::milliseconds pause{0};  ///< between two of them
  std::string table{};                 ///< walk its key in ranges; empty: until a batch changes nothing
  std::string key{};                   ///< the key of `table`: an integer column
};

/// One batch: with a table, the rows whose key is >= `from` and <= `to`.
struct Batch {
  std::int64_t number = 0;  ///< from 1, of this run
  std::int64_t size = 0;    ///< as BatchOptions say
  Value from{};             ///< the first key; null without a table
  Value to{};               ///< the last key; null without a table
};

class Database;

namespace detail {
template <class T>
[[nodiscard]] Value to_value(const T& value);
template <class T>
[[nodiscard]] T from_value(const Value& value, std::string_view column);
}  // namespace detail

/// A connection. Movable; what was moved from may only be destroyed or assigned to.
class DUNLIN_API Database {
 public:
  /// Throws Error{config | connect}. A SQLite file is made where there is none.
  [[nodiscard]] static Database open(const std::string& url);
  /// Throws Error{refused} where a transaction is open on it.
  [[nodiscard]] static Database adopt(Handle handle);
  ~Database();
  Database(Database&&) noexcept;             ///< takes the connection over
  Database& operator=(Database&&) noexcept;  ///< closes its own and takes the other over

  /// Runs one statement, or several without arguments. Returns the rows that it changed, -1 where the engine does not
  /// say. Throws Error{sql | lock_timeout | lost | cancelled}.
  template <class... Args>
  std::int64_t execute(std::string_view sql, const Args&... args) {
    return execute_values(sql, {detail::to_value(args)...});
  }
  /// Runs one statement and returns its rows.
  template <class... Args>
  [[nodiscard]] Rows query(std::string_view sql, const Args&... args) {
    return query_values(sql, {detail::to_value(args)...});
  }
  /// The same as tuples. Throws Error{usage} where the number of columns or a type does not fit; NULL fits
  /// std::optional only. Text that spells a number fits numbers: so travel decimals, and sums on some engines.
  template <class... Columns, class... Args>
  [[nodiscard]] std::vector<std::tuple<Columns...>> query_as(std::string_view sql, const Args&... args);
  /// The first column of the first row; no value where there is no row.
  template <class T, class... Args>
  [[nodiscard]] std::optional<T> query_value(std::string_view sql, const Args&... args);

  /// execute() with arguments that were made into values already.
  std::int64_t execute_values(std::string_view sql, const std::vector<Value>& arguments);
  /// query() with arguments that were made into values already.
  [[nodiscard]] Rows query_values(std::string_view sql, const std::vector<Value>& arguments);

  /// Runs `work` so that its failure undoes what it did and nothing else, and returns that failure instead of
  /// throwing it: the way to try something in a migration that may fail. (An error that is merely caught does not
  /// make a migration succeed.) In a transaction this is a savepoint; outside of one it is a transaction.
  std::optional<Error> attempt(const std::function<void()>& work);
  /// Runs `work` in a transaction, or in a savepoint where one is open; an exception rolls back and goes on.
  void transaction(const std::function<void()>& work);

  /// Looks into the catalogue, temporary tables included. Names are "name" or "schema.name", in the case in which the
  /// engine keeps them; one that holds a dot stands in double quotes. A materialized view is a view.
  [[nodiscard]] bool table_exists(std::string_view table);
  /// See table_exists().
  [[nodiscard]] bool view_exists(std::string_view view);
  /// A column of a table or view.
  [[nodiscard]] bool column_exists(std::string_view table, std::string_view column);
  /// `table` may be empty where the engine's index names are unique without it.
  [[nodiscard]] bool index_exists(std::string_view index, std::string_view table = {});
  /// A primary key, foreign key, unique or check constraint, by its name.
  [[nodiscard]] bool constraint_exists(std::string_view table, std::string_view constraint);
  /// `table` may be empty: on any table.
  [[nodiscard]] bool trigger_exists(std::string_view trigger, std::string_view table = {});

  /// Calls `work` again and again, each time in a transaction of its own that is committed with the place it has come
  /// to, so that a run that was killed goes on there. `work` returns how many rows it changed; it ends at the end of
  /// the key, or without one when `work` returns 0. Returns all rows. In a migration it needs Traits::transaction
  /// false; throws Error{usage} otherwise.
  std::int64_t batches(const BatchOptions& options, const std::function<std::int64_t(Database&, const Batch&)>& work);

  /// Tells whoever watches the run; nothing where nobody does.
  void log(std::string_view text);

  /// What it is connected to; lives as long as the Database.
  [[nodiscard]] const Engine& engine() const;
  /// The name as it has to stand in SQL, quotes included.
  [[nodiscard]] std::string quote_name(std::string_view name) const;
  /// The text as a literal of SQL, quotes included. Arguments are the better way wherever they can stand.
  [[nodiscard]] std::string quote_text(std::string_view text) const;
  /// sqlite3*, PGconn* or MYSQL*, for what these calls do not offer. Errors of calls made with it are the caller's.
  [[nodiscard]] void* native_handle() noexcept;

  /// What is behind it: the library's own.
  struct Impl;
  /// For the library.
  explicit Database(std::unique_ptr<Impl> impl);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace v0
}  // namespace dunlin

#include "dunlin/detail/conversion.hpp"
