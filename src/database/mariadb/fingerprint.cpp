#include "database/mariadb/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/errors.hpp"
#include "database/mariadb/statement.hpp"

namespace dunlin::database::mariadb {
namespace {

using sql::ObjectKind;

// Fields are parted by tabs, observations by newlines, and a quoted name may hold either.
std::string escaped(std::string text) {
  text = base::replace_all(std::move(text), "%", "%25");
  text = base::replace_all(std::move(text), "\t", "%09");
  return base::replace_all(std::move(text), "\n", "%0A");
}

std::string unescaped(std::string_view field) {
  std::string text = base::replace_all(std::string(field), "%0A", "\n");
  text = base::replace_all(std::move(text), "%09", "\t");
  return base::replace_all(std::move(text), "%25", "%");
}

bool means_absent(int code) {
  // Unknown database; no such table; not a view, sequence; no such routine; trigger; event; user (four spellings).
  constexpr std::array codes{1049, 1146, 1347, 4089, 1305, 1360, 1539, 1141, 1133, 1269, 1396, 1959, 1109, 1932};
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// SHOW CREATE has the definition in different columns; the dates of creation beside it would differ after a restore.
std::string columns_text(const Rows& rows, std::size_t first, std::size_t last) {
  std::string text;
  for (const auto& row : rows.rows) {
    for (std::size_t i = first; i <= last && i < row.size(); ++i) {
      if (is_null(row[i])) return {};  // the account may not read the body
      text += to_text(row[i]);
      text += '\n';
    }
  }
  return text;
}

}  // namespace

std::string Subject::text() const {
  const std::string_view word = kind == ObjectKind::none   ? "the rows of"
                                : kind == ObjectKind::role ? "account"
                                                           : sql::to_string(kind);
  return fmt::format("{} {}{}{}", word, schema, schema.empty() ? "" : ".", name);
}

std::string write_observations(const std::vector<Observation>& observations) {
  std::string text;
  for (const Observation& o : observations) {
    const std::string_view kind = o.subject.kind == ObjectKind::none ? "rows" : sql::to_string(o.subject.kind);
    if (!text.empty()) text += '\n';
    text += fmt::format("{}\t{}\t{}\t{}", kind, escaped(o.subject.schema), escaped(o.subject.name), o.state);
  }
  return text;
}

std::vector<Observation> read_observations(std::string_view text) {
  std::vector<Observation> observations;
  for (const std::string_view line : base::split(text, '\n')) {
    const std::vector<std::string_view> fields = base::split(line, '\t');
    if (fields.size() != 4) continue;
    const ObjectKind kind = fields[0] == "rows" ? ObjectKind::none : sql::object_kind(fields[0]);
    if (kind == ObjectKind::none && fields[0] != "rows") continue;
    observations.push_back({{kind, unescaped(fields[1]), unescaped(fields[2])}, std::string(fields[3])});
  }
  return observations;
}

std::string without_counter(std::string create) {
  constexpr std::string_view option = " AUTO_INCREMENT=";
  // Behind the last line that begins with the closing parenthesis: a comment or default may hold the same words.
  const std::size_t close = create.rfind("\n)");
  const std::size_t at = close == std::string::npos ? close : create.find(option, close);
  if (at == std::string::npos) return create;
  std::size_t end = at + option.size();
  while (end < create.size() && base::is_digit(create[end])) ++end;
  return create.erase(at, end - at);
}

Rows Fingerprinter::ask(const std::string& sql) {
  const auto open = [this] {
    session_ = connection_.second_session();
    run_text(session_.get(), "SET sql_mode = '', sql_quote_show_create = 1, lock_wait_timeout = 3", nullptr);
  };
  if (!session_) open();
  Rows rows;
  try {
    run_text(session_.get(), sql, &rows);
    return rows;
  } catch (const Error& error) {
    if (error.kind != ErrorKind::lost) throw;
  }
  open();  // it may have been idle for longer than the server allows
  rows = {};
  run_text(session_.get(), sql, &rows);
  return rows;
}

std::string Fingerprinter::definition(const Subject& subject) {
  const std::string own = connection_.quote_name(subject.name);
  const std::string name = subject.schema.empty() ? own : connection_.quote_name(subject.schema) + "." + own;
  switch (subject.kind) {
    case ObjectKind::view:
      return columns_text(ask("SHOW CREATE VIEW " + name), 1, 1);
    case ObjectKind::trigger:
      return columns_text(ask("SHOW CREATE TRIGGER " + name), 1, 2);
    case ObjectKind::procedure:
      return columns_text(ask("SHOW CREATE PROCEDURE " + name), 1, 2);
    case ObjectKind::function:
      return columns_text(ask("SHOW CREATE FUNCTION " + name), 1, 2);
    case ObjectKind::event:
      return columns_text(ask("SHOW CREATE EVENT " + name), 1, 3);
    case ObjectKind::database:
    case ObjectKind::schema:
      return columns_text(ask("SHOW CREATE DATABASE " + own), 1, 1);
    case ObjectKind::role:
      return columns_text(ask("SHOW GRANTS FOR " + subject.name), 0, 0);
    case ObjectKind::none:
      return rows_of(subject);
    case ObjectKind::sequence:
      return columns_text(ask("SHOW CREATE SEQUENCE " + name), 1, 1);
    case ObjectKind::table:
    default:
      return without_counter(columns_text(ask("SHOW CREATE TABLE " + name), 1, 1));
  }
}

// TRUNCATE makes the table anew: InnoDB's number of it changes (shown with the PROCESS privilege only), or its time of
// creation moves.
std::string Fingerprinter::rows_of(const Subject& subject) {
  const std::string name = connection_.quote_name(subject.schema) + "." + connection_.quote_name(subject.name);
  const std::string any = "SELECT 1 FROM " + name + " LIMIT 1";
  Rows found;
  try {
    found = ask(any);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::lock_timeout) throw;
    found = connection_.query(any);  // the migration itself has locked the table
  }
  if (found.empty()) return std::string(no_rows);
  const Rows rows = ask(fmt::format(
      "SELECT COALESCE(CREATE_TIME, '') FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} AND TABLE_NAME = {}",
      connection_.quote_text(subject.schema), connection_.quote_text(subject.name)));
  std::string text = "filled " + (rows.empty() ? std::string() : to_text(rows[0][0]));
  try {
    const Rows numbers = ask(fmt::format("SELECT TABLE_ID FROM information_schema.{} WHERE NAME = {}",
                                         connection_.flavour().is_mariadb() ? "INNODB_SYS_TABLES" : "INNODB_TABLES",
                                         connection_.quote_text(subject.schema + "/" + subject.name)));
    if (!numbers.empty()) text += " " + to_text(numbers[0][0]);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::sql) throw;
  }
  return text;
}

std::string Fingerprinter::state(const Subject& subject) {
  try {
    std::string text = definition(subject);
    if (text.empty()) return std::string(not_known);
    if (subject.kind == ObjectKind::none) return text;
    std::string whole = text;
    if (subject.kind == ObjectKind::role) {
      // The password and limits of an account; a role has none, and the right to look may be missing.
      try {
        whole += columns_text(ask("SHOW CREATE USER " + subject.name), 0, 0);
      } catch (const Error& error) {
        if (error.kind != ErrorKind::sql) throw;
      }
    }
    return base::sha256_hex(whole).substr(0, 32);
  } catch (const Error& error) {
    if (means_absent(error.native_code)) return std::string(absent);
    if (error.kind == ErrorKind::lost && connection_.lost()) throw;
    return std::string(not_known);  // not permitted, locked by others, no second connection to be had
  }
}

}  // namespace dunlin::database::mariadb
