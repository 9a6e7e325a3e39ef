// Rights, and the things that the model knows by kind and name only.
#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::Other;

namespace {

constexpr std::string_view kRevoke = "REVOKE ";

/// A definition may be several statements.
std::vector<std::string> statements_of(const std::string& definition) {
  if (definition.find(";\n") == std::string::npos) return {definition};
  std::vector<std::string> out;
  std::size_t from = 0;
  char quote = 0;
  for (std::size_t i = 0; i < definition.size(); ++i) {
    const char c = definition[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ';' && definition.substr(i, 2) == ";\n") {
      out.push_back(definition.substr(from, i - from));
      from = i + 2;
    }
  }
  out.push_back(definition.substr(from));
  return out;
}

/// "GRANT SELECT ON TABLES TO x" -> "REVOKE SELECT ON TABLES FROM x", and back.
std::string opposite(std::string sql) {
  if (const auto grant = sql.find(" GRANT "); grant != std::string::npos) {
    sql.replace(grant, 7, " REVOKE ");
    const auto to = sql.rfind(" TO ");
    sql.replace(to, 4, " FROM ");
    const std::string option = " WITH GRANT OPTION";
    if (sql.ends_with(option)) sql.erase(sql.size() - option.size());
  } else if (const auto revoke = sql.find(" REVOKE "); revoke != std::string::npos) {
    sql.replace(revoke, 8, " GRANT ");
    sql.replace(sql.rfind(" FROM "), 6, " TO ");
  }
  return sql;
}

std::string_view enable_word(const std::string& state) {
  return state == "disabled"  ? "DISABLE"
         : state == "replica" ? "ENABLE REPLICA"
         : state == "always"  ? "ENABLE ALWAYS"
                              : "ENABLE";
}

}  // namespace

Statement PostgresDdl::grant(const schema::Grant& grant, bool given) const {
  // Rights that all have by default are told where they were taken.
  const bool taken = grant.privilege.starts_with(kRevoke);
  std::string what = taken ? grant.privilege.substr(kRevoke.size()) : grant.privilege;
  std::string on = base::upper(grant.kind) + " ";
  const bool routine = grant.kind == "function" || grant.kind == "procedure";
  const bool current = grant.kind == "schema" && grant.object.empty();
  on += current ? "%I" : quoted(grant.object);
  if (routine) on += "(" + grant.column + ")";
  if (!routine && !grant.column.empty()) what += " (" + quote_name(grant.column) + ")";
  const std::string who = grant.grantee == "PUBLIC" ? grant.grantee : quote_name(grant.grantee);
  std::string sql =
      taken == given ? "REVOKE " + what + " ON " + on + " FROM " + who : "GRANT " + what + " ON " + on + " TO " + who;
  if (!taken && given && grant.grantable) sql += " WITH GRANT OPTION";
  if (current) {
    // Whatever the current schema is called.
    sql = "DO $$ BEGIN EXECUTE format(" + quote_text(sql) + ", current_schema()); END $$";
  }
  return statement(sql);
}

Statements PostgresDdl::make_other(const Other& other) const {
  Statements all;
  if (other.kind == "unreadable") return all;
  if (other.definition.empty()) {
    throw Error(ErrorKind::unsupported, "The " + base::printable(other.kind + " " + other.name.text()) +
                                            " cannot be made from what the server tells of it");
  }
  for (auto& each : statements_of(other.definition)) {
    all.push_back(statement(std::move(each)));
    if (other.kind == "default privileges") all.back().remark = made_last;
  }
  const std::string state = value_of(other.properties, "enabled");
  if (!state.empty() && other.kind == "rule") {
    all.push_back(
        clause(quoted(other.table), std::string(enable_word(state)) + " RULE " + quote_name(other.name.name)));
  }
  if (!state.empty() && other.kind == "event trigger") {
    all.push_back(
        statement("ALTER EVENT TRIGGER " + quote_name(other.name.name) + " " + std::string(enable_word(state))));
  }
  if (has(other.properties, "statistics")) {
    all.push_back(statement("ALTER STATISTICS " + quoted(other.name) + " SET STATISTICS " +
                            value_of(other.properties, "statistics")));
  }
  if (!other.comment.empty()) add_comment(all, other_target(other), other.comment);
  return all;
}

std::string PostgresDdl::other_target(const Other& other) const {
  const std::string kind = base::upper(other.kind);
  if (other.kind == "rule") return "RULE " + quote_name(other.name.name) + " ON " + quoted(other.table);
  if (other.kind == "cast") return "CAST " + other.name.name;
  if (other.kind == "transform") return "TRANSFORM " + other.name.name;
  if (other.kind == "base type") return "TYPE " + quoted(other.name);
  const std::string space = other.name.space.empty() ? "" : quote_name(other.name.space) + ".";
  if (other.kind.starts_with("operator (")) {
    return "OPERATOR " + space + other.name.name + other.kind.substr(std::string_view("operator").size());
  }
  for (const std::string_view word : {"operator class", "operator family"}) {
    // "btree operator class"
    if (!other.kind.ends_with(word)) continue;
    return base::upper(word) + " " + space + quote_name(other.name.name) + " USING " +
           quote_name(other.kind.substr(0, other.kind.size() - word.size() - 1));
  }
  if (other.kind == "user mapping") {
    const std::size_t at = other.name.name.find(' ');
    const std::string user = other.name.name.substr(0, at);
    return "USER MAPPING FOR " + (user == "public" ? "PUBLIC" : quote_name(user)) + " SERVER " +
           quote_name(other.name.name.substr(at + 1));
  }
  return kind + " " + quoted(other.name);
}

Statements PostgresDdl::drop_other(const Other& other) const {
  Statements all;
  if (other.kind == "unreadable") return all;
  if (other.kind == "default privileges") {
    for (auto& each : statements_of(other.definition)) {
      all.push_back(statement(opposite(std::move(each))));
      all.back().remark = taken_first;
    }
    return all;
  }
  if (other.kind == "security label") {
    const std::size_t at = other.definition.rfind(" IS ");
    return {statement(other.definition.substr(0, at) + " IS NULL")};
  }
  if (other.kind == "comment") {
    return {statement("DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA %I IS NULL', current_schema()); END $$")};
  }
  return {statement("DROP " + other_target(other))};
}

Statements PostgresDdl::alter_other(const DdlContext& at) const {
  const auto& old = *find<Other>(at.from, at.change.object);
  const auto& now = *find<Other>(at.to, at.change.object);
  Statements all;
  if (now.kind == "unreadable") return all;
  if (now.kind == "comment") return make_other(now);
  if (now.kind == "rule" && old.definition != now.definition) {
    const std::string head = "CREATE RULE ";
    all.push_back(statement("CREATE OR REPLACE RULE " + now.definition.substr(head.size())));
  }
  if (now.kind == "extension" && value_of(old.properties, "version") != value_of(now.properties, "version")) {
    all.push_back(statement("ALTER EXTENSION " + quote_name(now.name.name) + " UPDATE TO " +
                            quote_text(value_of(now.properties, "version"))));
  }
  if (value_of(old.properties, "enabled") != value_of(now.properties, "enabled")) {
    const std::string word(enable_word(value_of(now.properties, "enabled")));
    if (now.kind == "rule") {
      all.push_back(clause(quoted(now.table), word + " RULE " + quote_name(now.name.name)));
    } else if (now.kind == "event trigger") {
      all.push_back(statement("ALTER EVENT TRIGGER " + quote_name(now.name.name) + " " + word));
    }
  }
  if (value_of(old.properties, "statistics") != value_of(now.properties, "statistics")) {
    const std::string target = value_of(now.properties, "statistics");
    all.push_back(
        statement("ALTER STATISTICS " + quoted(now.name) + " SET STATISTICS " + (target.empty() ? "-1" : target)));
  }
  if (old.comment != now.comment) add_comment(all, other_target(now), now.comment);
  return all;
}

}  // namespace dunlin::database::postgres
