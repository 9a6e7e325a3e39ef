#include "schema/journey.hpp"

#include <algorithm>
#include <cstdio>

#include "author/statements.hpp"
#include "base/content.hpp"
#include "base/text.hpp"
#include "diff/compare.hpp"
#include "diff/write.hpp"
#include "schema/rows.hpp"
#include "sql/splitter.hpp"

namespace dunlin::journey {
namespace {

using database::Statements;
using schema::Schema;

std::string text(const Statements& statements) {
  std::string all;
  for (const auto& statement : statements) all += statement.sql + ";\n";
  return all;
}

std::string text(const Error& error) {
  std::string all = error.message;
  for (const auto& more : {error.detail, error.statement, error.hint}) all += more.empty() ? "" : "\n" + more;
  return all;
}

/// Of SQLite: that the rows which are there cannot be as the new schema wants them.
bool is_of_rows(const Error& error) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"constraint failed", "cannot store",
                                                                     "NOT NULL column", "datatype mismatch"},
                             [&](std::string_view part) { return error.message.find(part) != std::string::npos; });
}

}  // namespace

Journey::Journey(const database::Driver& driver, const database::Url& url, Settings settings)
    : driver_(driver),
      sandbox_(driver.sandbox(url, {})),
      ddl_(driver.ddl(&sandbox_->connection().capabilities())),
      settings_(settings) {
  // Everything that one would see differs if this goes unnoticed.
  if (settings_.roll_back && !sandbox_->connection().capabilities().transactional_ddl) settings_.roll_back = false;
}

void Journey::run(const Pair& pair) {
  Schema from, to;
  try {
    if (pair.desired.empty() || pair.desired != known_sql_) {
      empty();
      load(pair.desired);
      known_ = inspect();
    }
    to = std::move(known_);
    empty();
    load(pair.current);
    from = known_ = inspect();
    known_sql_ = pair.current;
  } catch (const Error& error) {
    ++counts_.refused;
    known_sql_.clear();
    std::printf("-- %s is refused: %s\n", pair.name.c_str(), error.message.c_str());
    return;
  }
  ++counts_.loaded;
  try {
    step_ = "rows";
    fill(pair);
    lead(pair, from, to);
  } catch (const Error& error) {
    tell(pair, step_, text(error));
  }
}

void Journey::lead(const Pair& pair, const Schema& from, const Schema& to) {
  const auto before = values(from, to);
  const auto kept = [&](const std::string& when) {
    step_ = "rows " + when;
    const auto now = values(from, to);
    if (now != before) throw Error(ErrorKind::internal, before + "--- now\n" + now);
  };
  if (!apply(pair, "up", from, to)) {
    ++counts_.not_fitting;
    return kept("after an up that was refused");
  }
  kept("after up");
  if (!apply(pair, "down", to, from)) {
    ++counts_.not_fitting;
    return kept("after a down that was refused");
  }
  kept("after down");
  ++counts_.right;
}

bool Journey::apply(const Pair& pair, const std::string& way, const Schema& from, const Schema& to) {
  step_ = way + ": writing";
  const auto statements = diff::write(from, to, *ddl_, {.online = pair.online});
  cut_again(statements);
  step_ = way + ": running";
  try {
    execute(statements);
  } catch (Error& error) {
    if (!pair.rows_may_not_fit || !is_of_rows(error)) {
      error.detail += "\n-- all of it:\n" + text(statements);
      throw;
    }
    step_ = way + ": refused";
    if (in_any_order(inspect()) != in_any_order(from))
      throw Error(ErrorKind::internal, "it was refused, and something happened:\n" + text(error));
    return false;
  }
  step_ = way + ": result";
  const auto now = inspect();
  std::string words;
  if (in_any_order(now) != in_any_order(to)) {
    for (const auto& change : diff::compare(now, to, {.column_order = ddl_->abilities().column_order}))
      words += change.text() + "\n";
    if (words.empty()) words = schema::to_json(now) + "\nwhere wanted was\n" + schema::to_json(to);
  }
  words += text(diff::write(now, to, *ddl_));
  if (!words.empty()) throw Error(ErrorKind::internal, words + "-- by\n" + text(statements));
  return true;
}

/// All or nothing where that can be, as a run does it; online in the form that the server takes.
void Journey::execute(const Statements& statements) {
  auto& connection = sandbox_->connection();
  if (author::has_forms(statements)) return cut_again(author::carried_out(connection, statements));
  const bool together = !connection.in_transaction() && connection.capabilities().transactional_ddl &&
                        std::ranges::all_of(statements, &database::Statement::transactional);
  try {
    if (together) connection.execute("BEGIN");
    for (const auto& statement : statements) connection.execute(statement.sql);
    if (together) connection.execute("COMMIT");
  } catch (...) {
    if (connection.in_transaction()) connection.rollback();
    throw;
  }
}

/// A migration's file is cut into the same statements again.
void Journey::cut_again(const Statements& statements) const {
  const auto source = base::Content::memory("up.sql", text(statements)).open();
  sql::Splitter splitter(*source, driver_.lex_rules, {}, "up.sql");
  for (const auto& statement : statements) {
    if (splitter.next().text != statement.sql) throw Error(ErrorKind::internal, "cut otherwise: " + statement.sql);
  }
  if (splitter.next().kind != sql::ItemKind::end) throw Error(ErrorKind::internal, "more is cut from it than was made");
}

void Journey::empty() {
  auto& connection = sandbox_->connection();
  if (settings_.roll_back) {
    connection.rollback();
    connection.execute("BEGIN");
  } else {
    sandbox_->clear();
  }
}

Schema Journey::inspect() { return driver_.inspect(sandbox_->connection(), {}); }

void Journey::load(const std::string& sql) {
  auto& connection = sandbox_->connection();
  const auto source = base::Content::memory("schema.sql", sql).open();
  sql::Splitter splitter(*source, connection.lex_rules(), {}, "schema.sql");
  for (auto item = splitter.next(); item.kind != sql::ItemKind::end; item = splitter.next()) {
    if (item.kind == sql::ItemKind::statement) connection.execute(item.text);
  }
}

void Journey::fill(const Pair& pair) {
  for (const auto& row : pair.rows) {
    try {
      sandbox_->connection().execute(row);
    } catch (const Error&) {
      // It wants other rows than these.
      if (settings_.roll_back) throw;
    }
  }
}

/// What stands in the columns that both have and that are the same in both.
std::string Journey::values(const Schema& from, const Schema& to) {
  // SQLite's values have types of their own; elsewhere a domain may come to rest upon another type.
  const bool own_types = driver_.name == "sqlite";
  std::string all;
  for (const auto& table : from.tables) {
    const auto* other = to.table(table.name);
    if (other == nullptr) continue;
    std::string columns;
    for (const auto& column : table.columns) {
      const auto* same = to.column(table.name, column.name);
      // What is computed from others is as these are.
      if (same != nullptr && same->type == column.type && column.generated.empty() && same->generated.empty())
        columns += (columns.empty() ? "" : ", ") + ddl_->quote_name(column.name);
    }
    if (columns.empty()) continue;
    const std::string name = quoted(table.name, *ddl_);
    std::vector<std::string> lines;
    try {
      for (const auto& row : sandbox_->connection().query("SELECT " + columns + " FROM " + name).rows) {
        std::string line = "  ";
        for (const auto& cell : row)
          line += (own_types ? std::to_string(cell.index()) + " " : "") + to_text(cell) + "|";
        lines.push_back(line);
      }
    } catch (const Error& error) {
      if (settings_.roll_back) throw;
      lines.push_back("  " + error.message);
    }
    std::ranges::sort(lines);
    all += name + "\n" + base::join(lines, "\n") + "\n";
  }
  return all;
}

/// Without what no statement can bring about: the order of columns where they can only be added at the end, and whether
/// a part that comes from a parent is one's own as well.
Schema Journey::in_any_order(Schema schema) const {
  if (ddl_->abilities().column_order) return schema;
  for (auto& table : schema.tables) {
    std::ranges::sort(table.columns, {}, &schema::Column::name);
    for (auto& column : table.columns) column.properties.erase("local");
    for (auto& check : table.checks) check.properties.erase("local");
  }
  for (auto& type : schema.types) std::ranges::sort(type.fields, {}, &schema::Column::name);
  return schema;
}

void Journey::tell(const Pair& pair, const std::string& what, const std::string& words) {
  ++counts_.wrong[what];
  std::printf("== %s: %s\n%s\n", pair.name.c_str(), what.c_str(), words.c_str());
  if (!settings_.print_schemas) return;
  std::printf("-- current\n%s\n-- desired\n%s\n", pair.current.c_str(), pair.desired.c_str());
  for (const auto& row : pair.rows) std::printf("%s;\n", row.c_str());
}

}  // namespace dunlin::journey
