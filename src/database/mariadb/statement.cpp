#include "database/mariadb/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <vector>

#include "database/mariadb/client.hpp"
#include "database/mariadb/errors.hpp"

namespace dunlin::database::mariadb {
namespace {

constexpr unsigned int binary_charset = 63;
constexpr int json_type = 245;  // MYSQL_TYPE_JSON: MySQL only

enum class Reading : std::uint8_t { null, integer, real, text, bytes, bits };

Reading reading_of(const MYSQL_FIELD& field) {
  switch (static_cast<int>(field.type)) {
    case MYSQL_TYPE_NULL:
      return Reading::null;
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return Reading::integer;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return Reading::real;
    case MYSQL_TYPE_BIT:
      return Reading::bits;
    case MYSQL_TYPE_GEOMETRY:
      return Reading::bytes;
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB:
    case MYSQL_TYPE_VARCHAR:
    case MYSQL_TYPE_VAR_STRING:
    case MYSQL_TYPE_STRING:
      return field.charsetnr == binary_charset ? Reading::bytes : Reading::text;
    case json_type:
    default:  // DECIMAL, DATE, TIME, DATETIME, TIMESTAMP, ENUM, SET, JSON: as the server prints them
      return Reading::text;
  }
}

Value to_value(Reading reading, const char* data, std::size_t length) {
  const std::string_view text(data, length);
  switch (reading) {
    case Reading::null:
      return Null{};
    case Reading::integer: {
      std::int64_t number = 0;
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
      // BIGINT UNSIGNED reaches further than 64 signed bits.
      if (problem != std::errc() || end != text.data() + text.size()) return std::string(text);
      return number;
    }
    case Reading::real:
      return std::strtod(std::string(text).c_str(), nullptr);
    case Reading::bits: {
      std::uint64_t number = 0;
      for (const char c : text) number = number << 8 | static_cast<unsigned char>(c);
      return static_cast<std::int64_t>(number);
    }
    case Reading::bytes: {
      Blob blob(length);
      std::transform(text.begin(), text.end(), blob.begin(), [](char c) { return static_cast<std::byte>(c); });
      return blob;
    }
    case Reading::text:
      break;
  }
  return std::string(text);
}

struct FreeResult {
  void operator()(MYSQL_RES* result) const noexcept { client().mysql_free_result(result); }
};
using ResultHandle = std::unique_ptr<MYSQL_RES, FreeResult>;

std::vector<Reading> read_columns(MYSQL_RES* result, Rows* into) {
  const Client& c = client();
  const unsigned int count = c.mysql_num_fields(result);
  const MYSQL_FIELD* fields = c.mysql_fetch_fields(result);
  std::vector<Reading> readings;
  for (unsigned int i = 0; i < count; ++i) {
    readings.push_back(reading_of(fields[i]));
    if (into != nullptr) into->columns.emplace_back(fields[i].name, fields[i].name_length);
  }
  return readings;
}

[[noreturn]] void fail(MYSQL* handle, std::string_view sql) {
  const Client& c = client();
  throw statement_error({c.mysql_errno(handle), c.mysql_sqlstate(handle), c.mysql_error(handle)}, sql);
}

[[noreturn]] void fail(MYSQL_STMT* statement, std::string_view sql) {
  const Client& c = client();
  throw statement_error(
      {c.mysql_stmt_errno(statement), c.mysql_stmt_sqlstate(statement), c.mysql_stmt_error(statement)}, sql);
}

std::int64_t affected_rows(my_ulonglong count) {
  return count == MYSQL_COUNT_ERROR ? -1 : static_cast<std::int64_t>(count);
}

// Reads the rows of one result of a text query to its end.
std::int64_t read_rows(MYSQL* handle, std::string_view sql, Rows* into) {
  const Client& c = client();
  // Row by row: a SELECT over a large table in a migration must not fill the memory.
  const ResultHandle result(c.mysql_use_result(handle));
  if (!result) fail(handle, sql);
  const std::vector<Reading> readings = read_columns(result.get(), into);
  std::int64_t count = 0;
  while (const MYSQL_ROW row = c.mysql_fetch_row(result.get())) {
    ++count;
    if (into == nullptr) continue;
    const unsigned long* lengths = c.mysql_fetch_lengths(result.get());
    std::vector<Value>& values = into->rows.emplace_back();
    values.reserve(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
      values.push_back(row[i] == nullptr ? Value(Null{}) : to_value(readings[i], row[i], lengths[i]));
    }
  }
  if (c.mysql_errno(handle) != 0) fail(handle, sql);
  return count;
}

// The arguments as the client library wants them; the values must outlive the execution.
std::vector<MYSQL_BIND> bind_arguments(std::span<const Value> arguments) {
  std::vector<MYSQL_BIND> binds(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    MYSQL_BIND& bind = binds[i];
    const auto set = [&bind](enum_field_types type, const void* data, std::size_t size) {
      bind.buffer_type = type;
      // Only read, but the structure serves both directions. An empty vector has no address, which would mean NULL.
      bind.buffer = const_cast<void*>(data != nullptr ? data : "");
      bind.buffer_length = size;
      bind.length_value = size;
      bind.length = &bind.length_value;
    };
    if (const auto* number = std::get_if<std::int64_t>(&arguments[i])) {
      set(MYSQL_TYPE_LONGLONG, number, sizeof *number);
    } else if (const auto* real = std::get_if<double>(&arguments[i])) {
      set(MYSQL_TYPE_DOUBLE, real, sizeof *real);
    } else if (const auto* text = std::get_if<std::string>(&arguments[i])) {
      set(MYSQL_TYPE_STRING, text->data(), text->size());
    } else if (const auto* blob = std::get_if<Blob>(&arguments[i])) {
      set(MYSQL_TYPE_BLOB, blob->data(), blob->size());
    } else {
      bind.buffer_type = MYSQL_TYPE_NULL;
    }
  }
  return binds;
}

// Columns arrive as text of a length that is known only with each row.
struct Column {
  std::string buffer = std::string(64, '\0');
  unsigned long length = 0;
  my_bool is_null = 0;
  my_bool truncated = 0;
  std::int64_t integer = 0;
  double real = 0;
};

std::int64_t read_rows(MYSQL_STMT* statement, std::string_view sql, Rows* into) {
  const Client& c = client();
  const ResultHandle metadata(c.mysql_stmt_result_metadata(statement));
  if (!metadata) fail(statement, sql);
  const std::vector<Reading> readings = read_columns(metadata.get(), into);
  const MYSQL_FIELD* fields = c.mysql_fetch_fields(metadata.get());
  std::vector<Column> columns(readings.size());
  std::vector<MYSQL_BIND> binds(readings.size());
  const auto is_integer = [&](std::size_t i) {
    return readings[i] == Reading::integer && (fields[i].flags & UNSIGNED_FLAG) == 0;
  };
  // The client library's own conversion to text loses digits. (A FLOAT has fewer than a double would show.)
  const auto is_double = [&](std::size_t i) { return fields[i].type == MYSQL_TYPE_DOUBLE; };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    MYSQL_BIND& bind = binds[i];
    bind.length = &columns[i].length;
    bind.is_null = &columns[i].is_null;
    bind.error = &columns[i].truncated;
    if (is_integer(i)) {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &columns[i].integer;
      bind.buffer_length = sizeof columns[i].integer;
    } else if (is_double(i)) {
      bind.buffer_type = MYSQL_TYPE_DOUBLE;
      bind.buffer = &columns[i].real;
      bind.buffer_length = sizeof columns[i].real;
    } else {
      bind.buffer_type =
          readings[i] == Reading::bytes || readings[i] == Reading::bits ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
      bind.buffer = columns[i].buffer.data();
      bind.buffer_length = columns[i].buffer.size();
    }
  }
  if (c.mysql_stmt_bind_result(statement, binds.data()) != 0) fail(statement, sql);
  std::int64_t count = 0;
  for (;;) {
    const int status = c.mysql_stmt_fetch(statement);
    if (status == MYSQL_NO_DATA) break;
    if (status != 0 && status != MYSQL_DATA_TRUNCATED) fail(statement, sql);
    ++count;
    if (into == nullptr) continue;
    std::vector<Value>& values = into->rows.emplace_back();
    values.reserve(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Column& column = columns[i];
      if (column.is_null != 0) {
        values.emplace_back(Null{});
      } else if (is_integer(i)) {
        values.emplace_back(column.integer);
      } else if (is_double(i)) {
        values.emplace_back(column.real);
      } else if (column.length <= column.buffer.size()) {
        values.push_back(to_value(readings[i], column.buffer.data(), column.length));
      } else {
        std::string whole(column.length, '\0');
        MYSQL_BIND bind = binds[i];
        bind.buffer = whole.data();
        bind.buffer_length = whole.size();
        if (c.mysql_stmt_fetch_column(statement, &bind, static_cast<unsigned int>(i), 0) != 0) fail(statement, sql);
        values.push_back(to_value(readings[i], whole.data(), whole.size()));
      }
    }
  }
  return count;
}

}  // namespace

Result run_text(MYSQL* handle, std::string_view sql, Rows* into) {
  const Client& c = client();
  if (c.mysql_real_query(handle, sql.data(), sql.size()) != 0) fail(handle, sql);
  Result result;
  for (;;) {
    if (c.mysql_field_count(handle) > 0) {
      const std::int64_t count = read_rows(handle, sql, into);
      result.returned = (result.returned < 0 ? 0 : result.returned) + count;
      into = nullptr;
    } else {
      result.affected = affected_rows(c.mysql_affected_rows(handle));
    }
    const int next = c.mysql_next_result(handle);
    if (next < 0) return result;
    if (next > 0) fail(handle, sql);
  }
}

Result StatementCache::run(std::string_view sql, std::span<const Value> arguments, Rows* into) {
  const Client& c = client();
  MYSQL_STMT* statement = prepare(sql);
  try {
    const unsigned long wanted = c.mysql_stmt_param_count(statement);
    if (wanted != arguments.size()) {
      throw Error(ErrorKind::internal,
                  fmt::format("a statement has {} placeholders and {} arguments", wanted, arguments.size()));
    }
    std::vector<MYSQL_BIND> binds = bind_arguments(arguments);
    if (c.mysql_stmt_bind_param(statement, binds.data()) != 0) fail(statement, sql);
    if (c.mysql_stmt_execute(statement) != 0) fail(statement, sql);
    Result result;
    for (;;) {
      if (c.mysql_stmt_field_count(statement) > 0) {
        const std::int64_t count = read_rows(statement, sql, into);
        result.returned = (result.returned < 0 ? 0 : result.returned) + count;
        into = nullptr;
      } else {
        result.affected = affected_rows(c.mysql_stmt_affected_rows(statement));
      }
      const int next = c.mysql_stmt_next_result(statement);
      if (next < 0) break;
      if (next > 0) fail(statement, sql);
    }
    c.mysql_stmt_free_result(statement);
    return result;
  } catch (...) {
    forget(statement);
    throw;
  }
}

MYSQL_STMT* StatementCache::prepare(std::string_view sql) {
  const Client& c = client();
  const char* schema = nullptr;
  c.mariadb_get_infov(handle_, MARIADB_CONNECTION_SCHEMA, &schema);
  std::string key = schema != nullptr ? schema : "";
  key += '\0';
  key += sql;
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&key](const Entry& e) { return e.key == key; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front().statement;
  }
  MYSQL_STMT* statement = c.mysql_stmt_init(handle_);
  if (statement == nullptr) fail(handle_, sql);
  entries_.push_front({std::move(key), statement});
  if (c.mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) {
    const ServerError error{c.mysql_stmt_errno(statement), c.mysql_stmt_sqlstate(statement),
                            c.mysql_stmt_error(statement)};
    forget(statement);
    throw statement_error(error, sql);
  }
  if (entries_.size() > capacity) forget(entries_.back().statement);
  return statement;
}

void StatementCache::forget(MYSQL_STMT* statement) noexcept {
  entries_.remove_if([statement](const Entry& e) { return e.statement == statement; });
  client().mysql_stmt_close(statement);
}

void StatementCache::clear() noexcept {
  while (!entries_.empty()) forget(entries_.back().statement);
}

}  // namespace dunlin::database::mariadb
