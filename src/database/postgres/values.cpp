// Values to and from the server.
#include <charconv>
#include <cmath>
#include <cstring>

#include "database/postgres/client.hpp"
#include "database/postgres/errors.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

// From the server's catalogue pg_type; they never change.
constexpr Oid kBool = 16;
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;

int nibble(char c) { return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0'; }

Value read_bytes(std::string_view text) {
  Blob blob;
  if (text.starts_with("\\x")) {
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
      blob.push_back(static_cast<std::byte>(nibble(text[i]) * 16 + nibble(text[i + 1])));
    }
    return blob;
  }
  // bytea_output = escape: \\ and \ooo.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      blob.push_back(static_cast<std::byte>(text[i]));
    } else if (i + 1 < text.size() && text[i + 1] == '\\') {
      blob.push_back(std::byte{'\\'});
      ++i;
    } else if (i + 3 < text.size()) {
      blob.push_back(static_cast<std::byte>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
      i += 3;
    }
  }
  return blob;
}

}  // namespace

Arguments::Arguments(std::span<const Value> values) {
  texts_.reserve(values.size());
  for (const Value& value : values) {
    Oid type = 0;  // the server infers it from where the value goes
    int format = 0;
    if (is_null(value)) {
      texts_.emplace_back();
      pointers_.push_back(nullptr);
    } else {
      const auto* real = std::get_if<double>(&value);
      texts_.push_back(real != nullptr && std::isnan(*real) ? "NaN" : to_text(value));
      pointers_.push_back(texts_.back().c_str());
    }
    if (std::holds_alternative<Blob>(value)) {
      type = kBytea;
      format = 1;
    } else if (texts_.back().find('\0') != std::string::npos) {
      throw Error(ErrorKind::sql, "PostgreSQL cannot store a NUL character in text", "Remove it, or use bytea");
    }
    lengths_.push_back(static_cast<int>(texts_.back().size()));
    formats_.push_back(format);
    types_.push_back(type);
  }
}

Value read_value(const PGresult* result, int row, int column) {
  const Client& pq = client();
  if (pq.PQgetisnull(result, row, column)) return Null{};
  const std::string_view text(pq.PQgetvalue(result, row, column),
                              static_cast<std::size_t>(pq.PQgetlength(result, row, column)));
  switch (pq.PQftype(result, column)) {
    case kBool:
      return std::int64_t{text == "t"};
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid: {
      std::int64_t number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    case kFloat4:
    case kFloat8: {
      double number = 0;
      std::from_chars(text.data(), text.data() + text.size(), number);
      return number;
    }
    case kBytea:
      return read_bytes(text);
    default:
      return std::string(text);
  }
}

Rows read_rows(const PGresult* result) {
  const Client& pq = client();
  Rows rows;
  const int columns = pq.PQnfields(result);
  const int count = pq.PQntuples(result);
  for (int c = 0; c < columns; ++c) rows.columns.emplace_back(pq.PQfname(result, c));
  rows.rows.reserve(static_cast<std::size_t>(count));
  for (int r = 0; r < count; ++r) {
    std::vector<Value> row;
    row.reserve(static_cast<std::size_t>(columns));
    for (int c = 0; c < columns; ++c) row.push_back(read_value(result, r, c));
    rows.rows.push_back(std::move(row));
  }
  return rows;
}

Outcome read_outcome(const PGresult* result) {
  // The C signature lacks a const that the function keeps.
  const std::string_view text = client().PQcmdTuples(const_cast<PGresult*>(result));
  Outcome outcome;
  std::int64_t rows = 0;
  if (!text.empty() && std::from_chars(text.data(), text.data() + text.size(), rows).ec == std::errc()) {
    outcome.rows = rows;
  }
  return outcome;
}

}  // namespace dunlin::database::postgres
