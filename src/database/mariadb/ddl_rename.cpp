// Other names. MySQL renames no column that a check, an index of an expression, a computed column or a default is made
// from, unless the same statement makes these anew under the new name. MariaDB changes them by itself.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"
#include "database/mariadb/lexis.hpp"
#include "sql/classify.hpp"

namespace dunlin::database::mariadb {
namespace {

using schema::ObjectKind;
using Names = std::map<std::string, std::string>;

Statement whole(std::string sql) {
  Statement statement;
  statement.sql = std::move(sql);
  return statement;
}

/// MySQL's catalogue has all names in expressions in backticks.
std::string renamed(const std::string& expression, const Names& names) {
  std::string out = expression;
  auto tokens = sql::tokens(expression, mariadb_lex_rules);
  std::reverse(tokens.begin(), tokens.end());
  for (const auto& token : tokens) {
    if (token.kind != sql::TokenKind::quoted_name) continue;
    const std::string name = sql::name_of(token, mariadb_lex_rules);
    for (const auto& [old, now] : names) {
      if (!base::equals_ignoring_case(old, name)) continue;
      out.replace(token.offset, token.text.size(), "`" + base::replace_all(now, "`", "``") + "`");
      break;
    }
  }
  return out;
}

bool rename_in(std::string& expression, const Names& names) {
  return std::exchange(expression, renamed(expression, names)) != expression;
}

bool rename_in(schema::Index& index, const Names& names) {
  bool changed = false;
  for (auto& part : index.parts) {
    if (rename_in(part.expression, names)) changed = true;
  }
  if (!changed) return false;
  for (auto& part : index.parts) {
    if (const auto now = names.find(part.column); now != names.end()) part.column = now->second;
  }
  return true;
}

}  // namespace

Statements MariadbDdl::rename(const schema::Rename& rename, const schema::Schema& from) const {
  const std::string name = quoted(rename.object.name), to = quote_name(rename.to);
  switch (rename.object.kind) {
    case ObjectKind::index:
    case ObjectKind::unique:
      return {clause(name, "RENAME INDEX " + quote_name(rename.object.part) + " TO " + to)};
    case ObjectKind::view:
    case ObjectKind::sequence:
      return {whole("RENAME TABLE " + name + " TO " + to)};
    default:
      return DdlWriter::rename(rename, from);
  }
}

/// Columns of one table, and what MySQL wants to have said anew with them.
std::vector<std::string> MariadbDdl::rename_columns(const schema::Table& table, const Names& names) const {
  std::vector<std::string> gone, changed, made;
  for (auto column : table.columns) {
    const std::string old = column.name;
    const auto now = names.find(old);
    if (now != names.end()) column.name = now->second;
    const bool computed = mysql_ && rename_in(column.generated, names),
               preset = mysql_ && rename_in(column.default_sql, names);
    const std::string called = now == names.end() ? "" : quote_name(old) + " ";
    if (computed || preset) {
      changed.push_back((called.empty() ? "MODIFY COLUMN " : "CHANGE COLUMN " + called) +
                        definition(table, column, false));
    } else if (!called.empty()) {
      changed.push_back("RENAME COLUMN " + called + "TO " + quote_name(column.name));
    }
  }
  if (mysql_) {
    for (auto each : table.checks) {
      if (!rename_in(each.expression, names)) continue;
      gone.push_back("DROP CONSTRAINT " + quote_name(each.name));
      made.push_back("ADD " + check(each));
    }
    for (auto each : table.indexes) {
      if (!rename_in(each, names)) continue;
      gone.push_back("DROP KEY " + quote_name(each.name));
      made.push_back("ADD " + inline_index(each));
    }
  }
  for (auto* more : {&changed, &made}) gone.insert(gone.end(), more->begin(), more->end());
  return gone;
}

/// Neighbours of one table are one statement.
Statements MariadbDdl::rename_all(const std::vector<schema::Rename>& renames, const schema::Schema& from,
                                  const DdlOptions& options) const {
  Statements all;
  for (auto each = renames.begin(); each != renames.end();) {
    const auto& name = each->object.name;
    const auto* table = from.table(name);
    AlterTable alter{.table = quoted(name)};
    Names columns;
    for (; each != renames.end() && each->object.name == name; ++each) {
      if (each->object.kind == ObjectKind::column && table != nullptr) {
        columns[each->object.part] = each->to;
        continue;
      }
      for (auto& made : rename(*each, from)) {
        if (made.table.empty()) {
          all.push_back(std::move(made));
        } else {
          alter.clauses.push_back(std::move(made.clause));
        }
      }
    }
    if (!columns.empty()) {
      auto clauses = rename_columns(*table, columns);
      alter.clauses.insert(alter.clauses.begin(), clauses.begin(), clauses.end());
    }
    if (alter.clauses.empty()) continue;
    Statements made{whole(alter.sql())};
    if (options.online) made[0].forms = forms_of(alter, {});
    if (mysql_ && has_zero_date(table)) made = taking_zero_dates(std::move(made));
    for (auto& statement : made) all.push_back(std::move(statement));
  }
  return all;
}

}  // namespace dunlin::database::mariadb
