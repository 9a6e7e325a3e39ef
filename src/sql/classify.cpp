#include "sql/classify.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sql/token_reader.hpp"

namespace dunlin::sql {

namespace {

void read(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject);

template <typename... Words>
bool one_of(std::string_view word, Words... words) {
  return ((word == std::string_view(words)) || ...);
}

/// Holds the words of a pattern against a statement's; see LexRules.
bool matches(const std::vector<std::string_view>& pattern, std::size_t p, const std::vector<std::string>& subject,
             std::size_t s, bool complete) {
  for (; p < pattern.size(); ++p, ++s) {
    if (pattern[p] == "*") {
      for (std::size_t from = s; from <= subject.size(); ++from) {
        if (matches(pattern, p + 1, subject, from, complete)) return true;
      }
      return false;
    }
    if (pattern[p] == "$") return complete && s == subject.size();
    if (s >= subject.size() || subject[s] != pattern[p]) return false;
  }
  return true;
}

bool matches_any(std::span<const std::string_view> patterns, const std::vector<std::string>& subject, bool complete) {
  if (subject.empty()) return false;
  return std::any_of(patterns.begin(), patterns.end(), [&](std::string_view pattern) {
    if (!pattern.starts_with(subject[0])) return false;  // most, and told without taking the pattern apart
    const std::vector<std::string_view> words = base::words(pattern);
    return words[0] == subject[0] && matches(words, 0, subject, 0, complete);
  });
}

void read_transaction(TokenReader& reader, StatementInfo& info, std::string_view verb) {
  info.kind = StatementKind::transaction;
  info.verb = verb;
  reader.skip();
  if (verb == "BEGIN") {
    info.transaction = TransactionVerb::begin;
    if (reader.is("NOT")) {
      info.kind = StatementKind::opaque;
      info.transaction = TransactionVerb::none;
      info.verb = "BEGIN NOT ATOMIC";
    }
  } else if (verb == "START") {
    info.verb.append(" ").append(reader.word());
    info.transaction = TransactionVerb::begin;
    if (!reader.is("TRANSACTION")) {
      info.kind = StatementKind::opaque;
      info.transaction = TransactionVerb::none;
    }
  } else if (verb == "SAVEPOINT") {
    info.transaction = TransactionVerb::savepoint;
  } else if (verb == "RELEASE") {
    info.transaction = TransactionVerb::release;
  } else if (reader.is("PREPARED")) {
    info.verb.append(" PREPARED");
  } else if (one_of(verb, "COMMIT", "END")) {
    info.transaction = TransactionVerb::commit;
  } else {  // ROLLBACK, ABORT
    info.transaction = TransactionVerb::rollback;
    if (reader.find("TO")) info.transaction = TransactionVerb::rollback_to;
  }
}

void read_change(TokenReader& reader, StatementInfo& info, std::string_view verb) {
  info.kind = StatementKind::change;
  info.verb = verb;
  reader.skip();
  if (reader.take("OR")) reader.skip();  // INSERT OR IGNORE
  while (reader.is("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK", "IGNORE", "INTO", "FROM", "ONLY") &&
         reader.at_name(1)) {
    reader.skip();
  }
  info.table = reader.name();
  if (verb != "DELETE") return;
  const bool limited = reader.find("WHERE", "USING", "JOIN", "LIMIT", ",");
  if (!limited) info.destroys = "all rows of " + info.table.text();
}

void read_select(TokenReader& reader, StatementInfo& info) {
  const std::size_t begin = reader.at();
  info.kind = StatementKind::query;
  info.verb = "SELECT";
  if (reader.find("INTO")) {
    reader.skip();
    if (reader.is("OUTFILE", "DUMPFILE")) {
      info.kind = StatementKind::opaque;
      info.verb.append(" INTO ").append(reader.word());
    } else if (reader.token().kind == TokenKind::parameter || reader.is("@")) {
      info.kind = StatementKind::session;
      info.verb = "SELECT INTO";
    } else {  // SELECT ... INTO [TEMP] new_table
      while (reader.is("TEMP", "TEMPORARY", "UNLOGGED", "TABLE", "LOCAL", "GLOBAL")) {
        if (reader.is("TEMP", "TEMPORARY")) info.temporary = true;
        reader.skip();
      }
      info.kind = StatementKind::definition;
      info.verb = "SELECT INTO";
      info.object = ObjectKind::table;
      info.name = reader.name();
    }
    return;
  }
  for (reader.seek(begin); !reader.done(); reader.skip()) {  // SELECT @x := 1
    if (reader.token().kind == TokenKind::parameter && reader.word(1) == ":" && reader.word(2) == "=") {
      info.kind = StatementKind::session;
    }
  }
}

/// WITH a AS (...), b AS (...) verb ...: the verb decides, and in PostgreSQL what the parts do.
void read_with(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject) {
  const std::size_t begin = reader.at();
  bool changes = false;
  std::string inner;
  while (!reader.done()) {
    if (reader.word() == "(" && one_of(reader.word(1), "INSERT", "UPDATE", "DELETE", "MERGE")) {
      changes = true;
      inner = reader.word(1);
    }
    reader.skip();
  }
  reader.seek(begin);
  if (!reader.find("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "REPLACE")) {
    info.verb = "WITH";
    return;
  }
  read(reader, info, subject);
  if (changes && info.kind == StatementKind::query) {
    info.kind = StatementKind::change;
    info.verb = inner;
  }
}

void read_explain(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject) {
  const std::string verb(reader.word());
  const std::size_t begin = reader.at();
  bool runs = verb == "ANALYZE";
  reader.skip();
  while (!reader.done() && !reader.is("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "MERGE", "VALUES",
                                      "CREATE", "EXECUTE", "REFRESH", "DECLARE", "TABLE")) {
    if (reader.is("ANALYZE", "ANALYSE")) runs = true;
    reader.skip();
  }
  info.kind = StatementKind::query;
  info.verb = verb;
  if (!runs || reader.done()) return;
  read(reader, info, subject);  // EXPLAIN ANALYZE runs what it explains
  reader.seek(begin);
}

/// Whether the ANALYZE is MariaDB's, which runs a statement, not the one that counts a table's rows.
bool analyzes_statement(const TokenReader& reader) {
  return reader.rules().compound_bodies &&
         one_of(reader.word(1), "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "FORMAT");
}

void read_copy(TokenReader& reader, StatementInfo& info) {
  info.verb = "COPY";
  reader.skip();
  reader.take("BINARY");
  const bool query = reader.is("(");
  if (!query) info.table = reader.name();
  info.kind = StatementKind::query;
  if (query || !reader.find("FROM", "TO") || reader.is("TO")) return;
  reader.skip();
  info.kind = reader.is("STDIN") ? StatementKind::copy_in : StatementKind::change;
}

void read_pragma(TokenReader& reader, StatementInfo& info) {
  info.verb = "PRAGMA";
  reader.skip();
  info.name = reader.name();
  const std::string name = base::lower(info.name.name);
  const bool sets = reader.is("=", "(");
  if (one_of(name, "optimize", "wal_checkpoint", "incremental_vacuum", "shrink_memory")) {
    info.kind = StatementKind::maintenance;
  } else if (!sets || one_of(name, "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
                             "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check")) {
    info.kind = StatementKind::query;
  } else if (one_of(name, "user_version", "application_id", "schema_version")) {
    info.kind = StatementKind::change;  // a number in the file, under the transaction like a row
  } else {
    info.kind = StatementKind::session;
  }
}

/// VACUUM t, ANALYZE TABLE t, REINDEX INDEX CONCURRENTLY i, REFRESH MATERIALIZED VIEW v.
void read_maintenance(TokenReader& reader, StatementInfo& info, std::string_view verb) {
  info.kind = StatementKind::maintenance;
  info.verb = verb;
  reader.skip();
  for (std::size_t ahead = 0; ahead < 16 && !reader.word(ahead).empty(); ++ahead) {
    if (reader.word(ahead) == "CONCURRENTLY") info.concurrently = true;
  }
  reader.skip_parentheses();
  if (verb == "REFRESH") {
    info.verb = "REFRESH MATERIALIZED VIEW";
    info.object = ObjectKind::materialized_view;
  }
  while (reader.is("FULL", "FREEZE", "VERBOSE", "ANALYZE", "LOCAL", "NO_WRITE_TO_BINLOG", "MATERIALIZED", "VIEW",
                   "TABLE", "TABLES", "INDEX", "DATABASE", "SCHEMA", "SYSTEM", "CONCURRENTLY", "INTO")) {
    if (reader.is("TABLE", "INDEX", "DATABASE", "SCHEMA", "SYSTEM")) {
      if (verb != "VACUUM") info.verb.append(" ").append(reader.word());
      info.object = object_kind(reader.word());
    }
    reader.skip();
  }
  info.name = reader.name();
}

void read_set(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject) {
  info.kind = StatementKind::session;
  info.verb = "SET";
  if (reader.word(1) == "PASSWORD") {
    info.kind = StatementKind::definition;
    info.verb = "SET PASSWORD";
  }
  if (reader.rules().compound_bodies && reader.word(1) == "STATEMENT" && reader.find("FOR")) {
    reader.skip();
    subject.clear();
    read(reader, info, subject);  // SET STATEMENT ... FOR statement
  }
}

void read(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject) {
  info.kind = StatementKind::opaque;
  if (reader.at() == 0 && read_definition(reader, info, subject)) return;
  for (std::size_t ahead = 0; ahead < 64 && reader.at() + ahead < reader.size(); ++ahead) {
    subject.push_back(base::lower(reader.token(ahead).text));
  }
  while (reader.is("(")) reader.skip();  // (SELECT ...) UNION ...
  const std::string verb(reader.word());
  info.verb = verb;
  if (one_of(verb, "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")) {
    read_change(reader, info, verb);
  } else if (verb == "SELECT") {
    read_select(reader, info);
  } else if (one_of(verb, "VALUES", "TABLE", "SHOW", "DESCRIBE", "DESC", "HELP", "FETCH", "MOVE")) {
    info.kind = StatementKind::query;
  } else if (verb == "WITH") {
    read_with(reader, info, subject);
  } else if (verb == "EXPLAIN" || (verb == "ANALYZE" && analyzes_statement(reader))) {
    read_explain(reader, info, subject);
  } else if (verb == "COPY") {
    read_copy(reader, info);
  } else if (verb == "PRAGMA") {
    read_pragma(reader, info);
  } else if (verb == "SET") {
    read_set(reader, info, subject);
  } else if (one_of(verb, "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE")) {
    read_transaction(reader, info, verb);
  } else if (verb == "PREPARE" && reader.word(1) == "TRANSACTION") {
    info.kind = StatementKind::transaction;
    info.verb = "PREPARE TRANSACTION";
    info.transaction = TransactionVerb::commit;
  } else if (verb == "XA") {
    info.kind = StatementKind::transaction;
    info.verb.append(" ").append(reader.word(1));
  } else if (one_of(verb, "LOCK", "UNLOCK")) {
    info.kind = StatementKind::session;
    const bool instance = reader.word(1) == "INSTANCE";
    info.verb.append(instance ? " INSTANCE" : reader.rules().compound_bodies ? " TABLES" : " TABLE");
  } else if (one_of(verb, "VACUUM", "ANALYZE", "ANALYSE", "REINDEX", "OPTIMIZE", "REPAIR", "CHECK", "CHECKSUM",
                    "CHECKPOINT", "CLUSTER", "REFRESH", "FLUSH", "CACHE")) {
    read_maintenance(reader, info, verb == "ANALYSE" ? "ANALYZE" : verb);
  } else if (one_of(verb, "DECLARE", "CLOSE")) {
    info.kind = StatementKind::session;
  }
}

}  // namespace

StatementInfo classify(std::string_view statement, const LexRules& rules) {
  // What a statement is stands at its beginning; only what a DELETE or an ALTER TABLE leaves out stands at the end.
  // Of an INSERT, which may be a large one of a dump, nothing behind the table's name is asked for.
  constexpr std::size_t enough = 20000;
  constexpr std::size_t enough_of_insert = 64;
  StatementInfo info;
  std::vector<Token> all = tokens(statement, rules, 1);
  const std::string first = all.empty() ? std::string() : base::upper(all[0].text);
  if (!all.empty()) all = tokens(statement, rules, one_of(first, "INSERT", "REPLACE") ? enough_of_insert : enough);
  while (!all.empty() && all.back().text == ";") all.pop_back();
  if (all.empty()) {
    info.kind = StatementKind::empty;
    return info;
  }
  const bool complete = all.size() < 64;
  TokenReader reader(std::move(all), rules);
  std::vector<std::string> subject;
  read(reader, info, subject);
  info.refuses_transaction = matches_any(rules.no_transaction, subject, complete);
  info.implicit_commit = matches_any(rules.implicit_commit, subject, complete);
  if (matches_any(rules.session, subject, complete) && info.kind != StatementKind::definition &&
      info.transaction == TransactionVerb::none) {
    info.kind = StatementKind::session;
  }
  if (info.kind == StatementKind::definition && info.verb == "DROP PREPARE") info.kind = StatementKind::session;
  return info;
}

}  // namespace dunlin::sql
