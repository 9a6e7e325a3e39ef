#include "author/statements.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/content.hpp"
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "sql/classify.hpp"
#include "sql/splitter.hpp"

namespace dunlin::author {
namespace {

using database::Connection;
using database::Statement;
using database::Statements;

using Violations = std::vector<std::pair<std::string, std::int64_t>>;

Violations violations(Connection& connection) {
  return connection.capabilities().enforces_foreign_keys_in_session ? connection.foreign_key_violations()
                                                                    : Violations();
}

/// Rows whose foreign keys were broken before are not this change's fault.
void check_foreign_keys(Connection& connection, const Violations& before) {
  std::map<std::string, std::int64_t> known(before.begin(), before.end());
  for (const auto& [tables, count] : violations(connection)) {
    const std::int64_t more = count - known[tables];
    if (more <= 0) continue;
    const auto bar = tables.find('|');
    constexpr std::string_view mismatch = "|mismatch";
    if (tables.ends_with(mismatch)) {
      throw Error(ErrorKind::sql,
                  "a foreign key of " + base::printable(tables.substr(0, bar)) + " would refer to columns of " +
                      base::printable(tables.substr(bar + 1, tables.size() - bar - 1 - mismatch.size())) +
                      " that are not unique",
                  "drop the foreign key too, or keep the key that it refers to");
    }
    throw Error(ErrorKind::sql,
                "foreign keys would be left broken: " + base::plural(more, "row") + " of " +
                    base::printable(tables.substr(0, bar)) + " refer to rows of " +
                    base::printable(tables.substr(bar + 1)) + " that are not there",
                "mend or delete those rows first");
  }
}

class ForeignKeysOff {
 public:
  explicit ForeignKeysOff(Connection& connection)
      : connection_(connection),
        was_(connection.capabilities().enforces_foreign_keys_in_session && connection.foreign_keys_enforced()) {
    if (was_) connection_.enforce_foreign_keys(false);
  }
  ~ForeignKeysOff() {
    try {
      if (was_) connection_.enforce_foreign_keys(true);
    } catch (const Error&) {  // the connection is gone, and the setting with it
    }
  }
  ForeignKeysOff(const ForeignKeysOff&) = delete;
  ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;

 private:
  Connection& connection_;
  bool was_;
};

/// [from, to) in one transaction, and what is recorded with them.
void run_together(Connection& connection, const Statements& all, std::size_t from, std::size_t to,
                  const database::TransactionOptions& limits, const std::vector<database::Command>& last) {
  const ForeignKeysOff off(connection);
  const auto before = violations(connection);
  std::vector<database::Command> commands = connection.begin(limits);
  const std::size_t first = commands.size();
  for (std::size_t i = from; i < to; ++i) commands.push_back({all[i].sql, {}});
  commands.insert(commands.end(), last.begin(), last.end());
  try {
    connection.execute_all(commands);
    check_foreign_keys(connection, before);
    base::fail_point("before the commit");
    const auto commit = connection.commit();
    static_cast<void>(connection.execute(commit.sql, commit.arguments));
  } catch (Error& error) {
    connection.rollback();
    if (error.statement.empty() && error.index != Error::npos && error.index >= first &&
        error.index - first < to - from) {
      error.statement = all[from + error.index - first].sql;
    }
    throw;
  } catch (...) {
    connection.rollback();
    throw;
  }
}

/// By itself; a failure takes what the statement left behind (an index that is not valid) along.
void run_alone(Connection& connection, const std::string& statement) {
  const auto info = sql::classify(statement, connection.lex_rules());
  const auto observed = connection.catalogue().observe(info, statement);
  try {
    static_cast<void>(connection.execute(statement));
  } catch (Error& error) {
    if (error.statement.empty()) error.statement = statement;
    if (connection.lost()) throw;
    for (const auto& each : connection.catalogue().leftovers(info, statement, observed)) {
      static_cast<void>(connection.execute(each));
    }
    throw;
  }
}

std::size_t count_statements(const std::string& text, const sql::LexRules& rules) {
  const auto content = base::Content::view("statement", text, "-");
  const auto source = content.open();
  sql::Splitter splitter(*source, rules, {}, "statement");
  std::size_t count = 0;
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind == sql::ItemKind::statement) ++count;
  }
  return count;
}

/// With what ends it.
std::string ended(const std::string& statement, const sql::LexRules& rules) {
  const std::string plain = statement + ";\n";
  if (!rules.delimiter_command || statement.find(';') == std::string::npos) return plain;
  try {
    if (count_statements(plain, rules) == 1) return plain;
  } catch (const Error&) {  // it cannot be cut
  }
  return "DELIMITER //\n" + statement + "\n//\nDELIMITER ;\n";
}

}  // namespace

void run_statements(Connection& connection, const Statements& statements, Execution& execution) {
  const auto& limits = execution.limits;
  const bool together = connection.capabilities().transactional_ddl;
  const auto fits = [&](std::size_t i) { return together && statements[i].transactional; };
  const auto begin = [&] {
    if (execution.before_each) execution.before_each();
    base::fail_point("before a statement");
  };
  if (!together) connection.set_limits(limits.lock_timeout, limits.statement_timeout);
  bool recorded = execution.last.empty();
  for (std::size_t i = 0; i < statements.size(); execution.done = i) {
    begin();
    if (!fits(i)) {
      if (together) connection.set_limits(limits.lock_timeout, limits.statement_timeout);
      run_alone(connection, statements[i].sql);
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < statements.size() && fits(end)) ++end;
    recorded = recorded || end == statements.size();
    run_together(connection, statements, i, end, limits,
                 end == statements.size() ? execution.last : std::vector<database::Command>());
    i = end;
  }
  if (recorded) return;
  begin();
  run_together(connection, {}, 0, 0, limits, execution.last);
}

bool has_forms(const Statements& statements) {
  return std::ranges::any_of(statements, [](const auto& each) { return !each.forms.empty(); });
}

Statements carried_out(Connection& connection, Statements statements, const std::function<void()>& before_each) {
  const auto run = [&](const Statements& some) {
    Execution execution;
    execution.before_each = before_each;
    run_statements(connection, some, execution);
  };
  if (!has_forms(statements)) {
    run(statements);
    return statements;
  }
  for (auto& statement : statements) {
    const auto forms = std::exchange(statement.forms, {});
    if (forms.empty()) run({statement});
    for (std::size_t i = 0; i < forms.size(); ++i) {
      statement.sql = forms[i].sql;
      statement.remark = forms[i].remark;
      try {
        run({statement});
        break;
      } catch (const Error& error) {
        if (error.kind != ErrorKind::sql || i + 1 == forms.size()) throw;
      }
    }
  }
  return statements;
}

std::string comment(std::string_view text) {
  std::string out;
  for (const auto line : base::split(base::trim(text), '\n')) out += "-- " + std::string(base::trim(line)) + "\n";
  return out;
}

std::string text_of(const Statements& statements, const sql::LexRules& rules) {
  // Indexes and comments stand right behind their table.
  const auto follows = [](const std::string& sql) {
    return sql.starts_with("CREATE INDEX") || sql.starts_with("CREATE UNIQUE INDEX") || sql.starts_with("COMMENT ON");
  };
  std::string out;
  bool long_before = false, made_before = false;
  for (const auto& statement : statements) {
    const bool is_long = statement.sql.find('\n') != std::string::npos;
    if (!out.empty() &&
        (is_long || !statement.remark.empty() || (long_before && !(made_before && follows(statement.sql)))))
      out += "\n";
    if (!statement.remark.empty()) out += comment(statement.remark);
    out += ended(statement.sql, rules);
    long_before = is_long;
    made_before = statement.sql.starts_with("CREATE ");
  }
  return out;
}

}  // namespace dunlin::author
