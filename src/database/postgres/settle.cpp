// What became of a statement that refuses transactions, when whoever ran it was killed before writing it down; and
// what a failed one left behind.
#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.hpp"
#include "database/postgres/catalogue.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/lexis.hpp"
#include "database/postgres/session.hpp"

namespace dunlin::database::postgres {
namespace {

using sql::ObjectKind;
using sql::QualifiedName;
using sql::StatementInfo;

// An observation is "KEY:VALUE" separated by blanks: t the table's number, i an index that was there, o the object's
// number (0: it was not there), x that something was there.
using Observation = std::multimap<char, std::int64_t>;

Observation read_observation(const std::string& text) {
  Observation out;
  for (std::string_view word : base::words(text)) {
    std::uint64_t number = 0;
    if (word.size() > 2 && word[1] == ':' && base::parse_number(word.substr(2), number)) {
      out.emplace(word[0], static_cast<std::int64_t>(number));
    }
  }
  return out;
}

std::int64_t value_of(const Observation& observation, char key) {
  const auto found = observation.find(key);
  return found == observation.end() ? 0 : found->second;
}

struct Index {
  std::int64_t number = 0;
  std::string name;  ///< qualified and quoted
  std::string plain;
  bool valid = false;
};

std::vector<Index> read_indexes(Session& session, const std::string& where) {
  const Rows rows = session.query(
      "SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relname, i.indisvalid AND i.indisready "
      "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " +
      where + " ORDER BY c.oid");
  std::vector<Index> out;
  for (const auto& row : rows.rows) {
    out.push_back({to_integer(row[0]), to_text(row[1]), to_text(row[2]), to_integer(row[3]) != 0});
  }
  return out;
}

constexpr std::string_view kLeftOfReindex =
    "NOT i.indisvalid AND (c.relname ~ '_ccnew[0-9]*$' OR c.relname ~ '_ccold[0-9]*$')";

std::string drop(const Index& index) { return "DROP INDEX CONCURRENTLY IF EXISTS " + index.name; }

Settlement took_effect(std::string reason) { return {Settled::took_effect, std::move(reason), {}}; }
Settlement had_no_effect(std::string reason) { return {Settled::had_no_effect, std::move(reason), {}}; }
Settlement unknown(std::string reason) { return {Settled::unknown, std::move(reason), {}}; }

std::int64_t table_number(Session& session, const QualifiedName& table) {
  return to_integer(
      session.query_value(fmt::format("SELECT to_regclass({})::oid", quote_literal(quote_qualified(table)))));
}

std::vector<sql::Token> all_tokens(std::string_view statement) { return sql::tokens(statement, postgres_lex_rules); }

bool is_word(const sql::Token& token, std::string_view word) {
  return token.kind == sql::TokenKind::word && base::equals_ignoring_case(token.text, word);
}

/// The (qualified) name that follows `word`, past IF [NOT] EXISTS; and, for a string, its text.
QualifiedName name_behind(std::string_view statement, std::string_view word) {
  const auto tokens = all_tokens(statement);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!is_word(tokens[i], word)) continue;
    std::size_t at = i + 1;
    while (at < tokens.size() &&
           (is_word(tokens[at], "IF") || is_word(tokens[at], "NOT") || is_word(tokens[at], "EXISTS"))) {
      ++at;
    }
    if (at >= tokens.size()) return {};
    if (tokens[at].kind == sql::TokenKind::string) {
      std::string text(tokens[at].text.substr(1, tokens[at].text.size() - 2));
      return {"", base::replace_all(text, "''", "'")};
    }
    QualifiedName name{"", sql::name_of(tokens[at], postgres_lex_rules)};
    if (at + 2 < tokens.size() && tokens[at + 1].text == ".") {
      name = {name.name, sql::name_of(tokens[at + 2], postgres_lex_rules)};
    }
    return name;
  }
  return {};
}

bool has_word(std::string_view statement, std::string_view word) {
  for (const sql::Token& token : all_tokens(statement)) {
    if (is_word(token, word)) return true;
  }
  return false;
}

enum class Shape {
  none,
  create_index,   // CONCURRENTLY
  drop_index,     // CONCURRENTLY
  reindex,        // CONCURRENTLY
  repeatable,     // VACUUM, ANALYZE, CLUSTER, ALTER SYSTEM, REFRESH, ...
  detach,         // ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY
  enum_value,     // ALTER TYPE ... ADD VALUE
  create_object,  // something with a row of its own in a catalogue
  drop_object,
};

Shape shape_of(const StatementInfo& info, std::string_view statement) {
  const std::string_view verb = info.verb;
  if (verb.starts_with("CREATE") && info.object == ObjectKind::index) {
    return info.concurrently ? Shape::create_index : info.name.empty() ? Shape::none : Shape::create_object;
  }
  if (verb.starts_with("DROP INDEX") && info.concurrently) return Shape::drop_index;
  if (verb.starts_with("REINDEX")) return Shape::reindex;
  for (std::string_view word : {"VACUUM", "ANALYZE", "CLUSTER", "CHECKPOINT", "ALTER SYSTEM", "REFRESH",
                                "ALTER SUBSCRIPTION", "ALTER DATABASE"}) {
    if (verb.starts_with(word)) return Shape::repeatable;
  }
  if (info.kind == sql::StatementKind::maintenance || info.kind == sql::StatementKind::query) return Shape::repeatable;
  if (verb.starts_with("ALTER TABLE") && has_word(statement, "DETACH") && has_word(statement, "CONCURRENTLY")) {
    return Shape::detach;
  }
  if (verb.starts_with("ALTER TYPE") && has_word(statement, "ADD") && has_word(statement, "VALUE")) {
    return Shape::enum_value;
  }
  if (verb.starts_with("CREATE")) return Shape::create_object;
  if (verb.starts_with("DROP")) return Shape::drop_object;
  return Shape::none;
}

/// The query for the number of the object that CREATE or DROP names; empty where its kind is not known here.
std::string object_sql(const StatementInfo& info, std::string_view statement) {
  const auto by_name = [&](std::string_view catalogue, std::string_view column, const std::string& name) {
    return name.empty() ? std::string()
                        : fmt::format("SELECT oid FROM {} WHERE {} = {}", catalogue, column, quote_literal(name));
  };
  if (has_word(statement.substr(0, 200), "TABLESPACE") && (info.verb.find("TABLESPACE") != std::string::npos)) {
    return by_name("pg_tablespace", "spcname", name_behind(statement, "TABLESPACE").name);
  }
  if (info.verb.find("SUBSCRIPTION") != std::string::npos) {
    return by_name("pg_subscription", "subname", name_behind(statement, "SUBSCRIPTION").name);
  }
  switch (info.object) {
    case ObjectKind::database:
      return by_name("pg_database", "datname", info.name.name);
    case ObjectKind::schema:
      return by_name("pg_namespace", "nspname", info.name.name);
    case ObjectKind::role:
      return by_name("pg_roles", "rolname", info.name.name);
    case ObjectKind::extension:
      return by_name("pg_extension", "extname", info.name.name);
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::sequence:
    case ObjectKind::index:
      return info.name.empty() ? std::string()
                               : fmt::format("SELECT to_regclass({})::oid", quote_literal(quote_qualified(info.name)));
    case ObjectKind::type:
      return fmt::format("SELECT to_regtype({})::oid", quote_literal(quote_qualified(info.name)));
    default:
      return {};
  }
}

std::string label_sql(const StatementInfo& info, std::string_view statement) {
  return fmt::format("SELECT count(*) FROM pg_enum WHERE enumtypid = to_regtype({}) AND enumlabel = {}",
                     quote_literal(quote_qualified(info.name)), quote_literal(name_behind(statement, "VALUE").name));
}

/// A killed client's server process may still be at work.
std::string builder_of(Session& session, std::int64_t table) {
  const Rows rows = session.query(fmt::format(
      "SELECT p.pid FROM pg_stat_progress_create_index p WHERE p.relid = {} AND p.pid <> pg_backend_pid()", table));
  return rows.empty() ? std::string() : to_text(rows[0][0]);
}

/// Indexes of the table that were not there before, or, for a named one, the index of that name.
std::vector<Index> candidates(Session& session, const StatementInfo& info, const Observation& before) {
  const std::int64_t table = value_of(before, 't') != 0 ? value_of(before, 't') : table_number(session, info.table);
  std::vector<Index> out;
  for (Index& index : read_indexes(session, fmt::format("i.indrelid = {}", table))) {
    bool old = false;
    for (auto [it, end] = before.equal_range('i'); it != end; ++it) old = old || it->second == index.number;
    if (info.name.empty() ? !old : index.plain == info.name.name) out.push_back(std::move(index));
  }
  return out;
}

bool was_there(const Observation& before, const Index& index) {
  for (auto [it, end] = before.equal_range('i'); it != end; ++it) {
    if (it->second == index.number) return true;
  }
  return false;
}

Settlement settle_create_index(Session& session, int major, const StatementInfo& info, const Observation& before) {
  const std::int64_t table = value_of(before, 't') != 0 ? value_of(before, 't') : table_number(session, info.table);
  if (table == 0) return unknown(fmt::format("the table {} is not there", info.table.text()));
  if (major >= 12) {
    const std::string builder = builder_of(session, table);
    if (!builder.empty()) {
      return unknown(
          fmt::format("an index on {} is still being built by backend {}: wait until it is done, or stop it "
                      "with SELECT pg_terminate_backend({}), and run again",
                      info.table.text(), builder, builder));
    }
  }
  const std::vector<Index> found = candidates(session, info, before);
  if (found.empty()) return had_no_effect(fmt::format("there is no such index on {}", info.table.text()));
  if (found.size() > 1) {
    return unknown(fmt::format("{} indexes were made on {} meanwhile", found.size(), info.table.text()));
  }
  const Index& index = found[0];
  if (index.valid) {
    if (was_there(before, index) && !info.if_not_exists) {
      return had_no_effect(fmt::format("index {} was there before", index.name));
    }
    return took_effect(fmt::format("index {} on {} is there and valid", index.name, info.table.text()));
  }
  Settlement out = had_no_effect(fmt::format("index {} is there but INVALID", index.name));
  if (!was_there(before, index) || info.if_not_exists) out.mend.push_back(drop(index));
  return out;
}

}  // namespace

std::string PostgresCatalogue::observe(const StatementInfo& info, std::string_view statement) {
  std::string out;
  const auto add = [&](char key, std::int64_t value) {
    out += fmt::format("{}{}:{}", out.empty() ? "" : " ", key, value);
  };
  switch (shape_of(info, statement)) {
    case Shape::create_index: {
      const std::int64_t table = table_number(session(), info.table);
      add('t', table);
      for (const Index& index : read_indexes(session(), fmt::format("i.indrelid = {}", table))) add('i', index.number);
      break;
    }
    case Shape::drop_index:
      add('o', table_number(session(), info.name));
      break;
    case Shape::reindex:
      for (const Index& index : read_indexes(session(), std::string(kLeftOfReindex))) add('i', index.number);
      break;
    case Shape::detach:
      add('t', table_number(session(), info.name));
      add('o', table_number(session(), name_behind(statement, "PARTITION")));
      break;
    case Shape::enum_value:
      add('x', to_integer(session().query_value(label_sql(info, statement))));
      break;
    case Shape::create_object:
    case Shape::drop_object: {
      const std::string sql = object_sql(info, statement);
      if (!sql.empty()) {
        add('o', to_integer(session().query_value(sql)));
      } else if (info.object != ObjectKind::none && info.object != ObjectKind::other && !info.name.empty()) {
        add('x', exists(info.object, info.name, info.table) ? 1 : 0);
      }
      break;
    }
    case Shape::repeatable:
    case Shape::none:
      break;
  }
  return out;
}

Settlement PostgresCatalogue::settle(const StatementInfo& info, std::string_view statement,
                                     const std::string& observed) {
  const Observation before = read_observation(observed);
  const std::string what = info.name.empty() ? info.verb : info.name.text();
  switch (shape_of(info, statement)) {
    case Shape::create_index:
      return settle_create_index(session(), server_version(), info, before);
    case Shape::drop_index: {
      const std::int64_t now = table_number(session(), info.name);
      if (now == 0) return took_effect(fmt::format("index {} is gone", what));
      if (now == value_of(before, 'o')) return had_no_effect(fmt::format("index {} is still there", what));
      return unknown(fmt::format("there is an index {}, but another than before", what));
    }
    case Shape::reindex: {
      Settlement out = had_no_effect("indexes may be built again without harm");
      for (const Index& index : read_indexes(session(), std::string(kLeftOfReindex))) {
        if (!was_there(before, index)) out.mend.push_back(drop(index));
      }
      return out;
    }
    case Shape::repeatable:
      return had_no_effect(fmt::format("{} may be run again without harm", info.verb));
    case Shape::detach: {
      const QualifiedName partition = name_behind(statement, "PARTITION");
      const std::int64_t child =
          value_of(before, 'o') != 0 ? value_of(before, 'o') : table_number(session(), partition);
      const Rows rows = session().query(fmt::format("SELECT {} FROM pg_inherits WHERE inhrelid = {}",
                                                    server_version() >= 14 ? "inhdetachpending" : "false", child));
      if (rows.empty()) return took_effect(fmt::format("{} is detached", partition.text()));
      if (to_integer(rows[0][0]) == 0) return had_no_effect(fmt::format("{} is still attached", partition.text()));
      // Said again, the statement would be refused; finished, it has done what it says.
      Settlement out = took_effect(fmt::format("{} is being detached and only needs to be finished", partition.text()));
      out.mend.push_back(fmt::format("ALTER TABLE {} DETACH PARTITION {} FINALIZE", quote_qualified(info.name),
                                     quote_qualified(partition)));
      return out;
    }
    case Shape::enum_value: {
      const bool there = to_integer(session().query_value(label_sql(info, statement))) != 0;
      const std::string label = name_behind(statement, "VALUE").name;
      if (!there) return had_no_effect(fmt::format("type {} has no value '{}'", what, label));
      if (value_of(before, 'x') == 0 || info.if_not_exists || has_word(statement, "EXISTS")) {
        return took_effect(fmt::format("type {} has the value '{}'", what, label));
      }
      return had_no_effect(fmt::format("type {} had the value '{}' before", what, label));
    }
    case Shape::create_object:
    case Shape::drop_object: {
      const bool create = shape_of(info, statement) == Shape::create_object;
      const std::string sql = object_sql(info, statement);
      if (before.empty()) return unknown(fmt::format("it cannot be seen whether {} took effect", info.verb));
      const std::int64_t now = sql.empty() ? std::int64_t{exists(info.object, info.name, info.table)}
                                           : to_integer(session().query_value(sql));
      const std::int64_t then = sql.empty() ? value_of(before, 'x') : value_of(before, 'o');
      if (create) {
        if (now == 0) return had_no_effect(fmt::format("{} is not there", what));
        if (then == 0) return took_effect(fmt::format("{} is there and was not before", what));
        if (info.if_not_exists) return took_effect(fmt::format("{} is there", what));
        if (info.or_replace) return had_no_effect("it may be replaced again without harm");
        return had_no_effect(fmt::format("{} was there before", what));
      }
      if (now == 0) return took_effect(fmt::format("{} is gone", what));
      if (now == then) return had_no_effect(fmt::format("{} is still there", what));
      return unknown(fmt::format("there is a {}, but another than before", what));
    }
    case Shape::none:
      break;
  }
  return unknown(fmt::format("the catalogue does not tell whether {} took effect", info.verb));
}

std::vector<std::string> PostgresCatalogue::leftovers(const StatementInfo& info, std::string_view statement,
                                                      const std::string& observed) {
  const Observation before = read_observation(observed);
  std::vector<std::string> out;
  switch (shape_of(info, statement)) {
    case Shape::create_index:
      for (const Index& index : candidates(session(), info, before)) {
        if (!index.valid && !was_there(before, index)) out.push_back(drop(index));
      }
      break;
    case Shape::reindex:
      for (const Index& index : read_indexes(session(), std::string(kLeftOfReindex))) {
        if (!was_there(before, index)) out.push_back(drop(index));
      }
      break;
    default:
      break;
  }
  return out;
}

}  // namespace dunlin::database::postgres
