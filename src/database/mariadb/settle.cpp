// Which objects a statement touches, and what their state before and now says of it.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/catalogue.hpp"
#include "database/mariadb/connection.hpp"
#include "database/mariadb/lexis.hpp"
#include "database/mariadb/words.hpp"

namespace dunlin::database::mariadb {
namespace {

using sql::ObjectKind;
using sql::QualifiedName;
using sql::StatementKind;
using sql::Token;
using sql::TokenKind;

bool is_word(const Token& token, std::string_view word) {
  return token.kind == TokenKind::word && base::equals_ignoring_case(token.text, word);
}

bool has_words(const std::vector<Token>& tokens, std::initializer_list<std::string_view> wanted) {
  return std::search(tokens.begin(), tokens.end(), wanted.begin(), wanted.end(),
                     [](const Token& t, std::string_view w) { return is_word(t, w); }) != tokens.end();
}

// [schema .] name at i; moves i behind it.
QualifiedName read_name(const std::vector<Token>& tokens, std::size_t& i) {
  QualifiedName name;
  if (i >= tokens.size()) return name;
  name.name = sql::name_of(tokens[i++], mariadb_lex_rules);
  if (i + 1 < tokens.size() && tokens[i].text == ".") {
    name.schema = std::move(name.name);
    name.name = sql::name_of(tokens[i + 1], mariadb_lex_rules);
    i += 2;
  }
  return name;
}

// RENAME TABLE a TO b, c TO d: all of a, b, c, d.
std::vector<QualifiedName> renamed_names(const std::vector<Token>& tokens) {
  std::vector<QualifiedName> names;
  std::size_t i = 2;  // RENAME TABLE
  if (i + 1 < tokens.size() && is_word(tokens[i], "IF") && is_word(tokens[i + 1], "EXISTS")) i += 2;
  while (i < tokens.size()) {
    if (is_word(tokens[i], "WAIT")) {  // WAIT n, NOWAIT of MariaDB
      i += 2;
    } else if (is_word(tokens[i], "NOWAIT") || is_word(tokens[i], "TO") || tokens[i].text == ",") {
      ++i;
    } else {
      names.push_back(read_name(tokens, i));
    }
  }
  return names;
}

// The accounts of GRANT ... TO a, b; REVOKE ... FROM a; CREATE|ALTER|DROP|RENAME USER|ROLE a, b; SET PASSWORD FOR a: as
// SQL writes them, 'app'@'%'.
std::vector<std::string> accounts(std::string_view verb, const std::vector<Token>& tokens) {
  std::size_t i = 0;
  const auto skip_behind = [&](std::string_view word) {
    // The last one: GRANT SELECT ON `to`.* TO x, and role names may come before.
    for (std::size_t j = tokens.size(); j > 0; --j) {
      if (is_word(tokens[j - 1], word)) return j;
    }
    return tokens.size();
  };
  if (begins_with(verb, "GRANT")) {
    i = skip_behind("TO");
  } else if (begins_with(verb, "REVOKE")) {
    i = skip_behind("FROM");
  } else if (begins_with(verb, "SET PASSWORD") || begins_with(verb, "SET DEFAULT ROLE")) {
    i = skip_behind("FOR");
  } else {
    while (i < tokens.size() && !is_word(tokens[i], "USER") && !is_word(tokens[i], "ROLE")) ++i;
    ++i;
  }
  std::vector<std::string> found;
  bool expected = true;  // an account may begin here: at the beginning and behind a comma
  for (; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (is_word(token, "IF") || is_word(token, "NOT") || is_word(token, "EXISTS")) continue;
    if (token.text == "," || is_word(token, "TO")) {
      expected = true;
      continue;
    }
    if (!expected) {
      // IDENTIFIED BY 'x', WITH GRANT OPTION, REQUIRE ...: no more accounts behind WITH.
      if (is_word(token, "WITH") || is_word(token, "REQUIRE")) break;
      continue;
    }
    expected = false;
    if (token.kind != TokenKind::word && token.kind != TokenKind::quoted_name && token.kind != TokenKind::string) break;
    std::string account(token.text);
    // The lexer may see '@' and the host as one parameter or as two tokens.
    while (i + 1 < tokens.size() && tokens[i + 1].offset == tokens[i].offset + tokens[i].text.size() &&
           (tokens[i + 1].text.front() == '@' || tokens[i].text == "@")) {
      account += tokens[++i].text;
    }
    found.push_back(std::move(account));
  }
  return found;
}

bool concerns_accounts(const sql::StatementInfo& info) {
  const std::string_view verb = info.verb;
  return begins_with(verb, "GRANT") || begins_with(verb, "REVOKE") || info.object == ObjectKind::role ||
         verb.find(" USER") != std::string_view::npos || verb.find(" ROLE") != std::string_view::npos ||
         begins_with(verb, "SET PASSWORD");
}

Settlement unknown(std::string reason) { return {Settled::unknown, std::move(reason), {}}; }
Settlement repeat(std::string reason) { return {Settled::had_no_effect, std::move(reason), {}}; }
Settlement done(std::string reason) { return {Settled::took_effect, std::move(reason), {}}; }

// Statements whose effect no definition shows.
bool leaves_no_trace(const std::vector<Token>& tokens) {
  return has_words(tokens, {"EXCHANGE", "PARTITION"}) || has_words(tokens, {"TRUNCATE", "PARTITION"}) ||
         has_words(tokens, {"IMPORT", "TABLESPACE"}) || has_words(tokens, {"DISCARD", "TABLESPACE"}) ||
         has_words(tokens, {"IMPORT", "PARTITION"}) || has_words(tokens, {"DISCARD", "PARTITION"});
}

}  // namespace

std::vector<Subject> MariadbCatalogue::subjects(const sql::StatementInfo& info, std::string_view statement) {
  std::vector<Subject> found;
  std::string current;
  const auto add = [&](ObjectKind kind, const QualifiedName& name) {
    if (name.empty()) return;
    if (name.schema.empty() && current.empty()) current = connection_.current_schema();
    Subject subject{kind, name.schema.empty() ? current : name.schema, name.name};
    if (std::find(found.begin(), found.end(), subject) == found.end()) found.push_back(std::move(subject));
  };
  if (concerns_accounts(info)) {
    for (std::string& account : accounts(leading_words(statement, 2), sql::tokens(statement, mariadb_lex_rules))) {
      found.push_back({ObjectKind::role, {}, std::move(account)});
    }
    return found;
  }
  if (begins_with(info.verb, "RENAME TABLE") || begins_with(info.verb, "RENAME TABLES")) {
    for (const QualifiedName& name : renamed_names(sql::tokens(statement, mariadb_lex_rules))) {
      add(ObjectKind::table, name);
    }
    return found;
  }
  if (begins_with(info.verb, "TRUNCATE")) {
    add(ObjectKind::none, info.table.empty() ? info.name : info.table);
    return found;
  }
  switch (info.object) {
    case ObjectKind::index:
    case ObjectKind::column:
    case ObjectKind::constraint:
      add(ObjectKind::table, info.table);
      break;
    case ObjectKind::database:
    case ObjectKind::schema:
      if (!info.name.empty()) found.push_back({ObjectKind::database, {}, info.name.name});
      break;
    case ObjectKind::trigger: {
      QualifiedName name = info.name;
      if (name.schema.empty()) name.schema = info.table.schema;
      add(ObjectKind::trigger, name);
      break;
    }
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::sequence:
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::event:
      add(info.object, info.name);
      for (const QualifiedName& name : info.more) add(info.object, name);
      add(info.object, info.renamed_to);
      break;
    default:
      break;
  }
  return found;
}

std::string MariadbCatalogue::observe(const sql::StatementInfo& info, std::string_view statement) {
  if (info.kind != StatementKind::definition || info.temporary) return {};
  std::vector<Observation> observations;
  for (Subject& subject : subjects(info, statement)) {
    std::string state = fingerprinter_.state(subject);
    observations.push_back({std::move(subject), std::move(state)});
  }
  return write_observations(observations);
}

Settlement MariadbCatalogue::settle(const sql::StatementInfo& info, std::string_view statement,
                                    const std::string& observed) {
  const std::string words = leading_words(statement, 2);
  switch (info.kind) {
    case StatementKind::empty:
    case StatementKind::query:
      return repeat("the statement changes nothing");
    case StatementKind::session:
      return repeat("the statement changes the session only, and that session is over");
    case StatementKind::maintenance:
      return repeat("the statement may be run again without harm");
    case StatementKind::transaction:
      if (info.transaction != sql::TransactionVerb::commit) {
        return repeat("the transaction that it belongs to ended with its session");
      }
      return unknown(
          "whether this COMMIT took effect cannot be seen in the catalogue; look at the rows that its "
          "transaction changed");
    case StatementKind::change:
    case StatementKind::copy_in:
      return unknown("whether this statement changed its rows cannot be seen in the catalogue; look at the rows of " +
                     (info.table.empty() ? std::string("its table") : info.table.text()));
    case StatementKind::opaque:
      if (begins_with(words, "LOCK") || begins_with(words, "UNLOCK") || begins_with(words, "FLUSH")) {
        return repeat("the statement may be run again without harm");
      }
      return unknown((info.verb.empty() ? std::string("this statement") : info.verb) +
                     " may do anything, so that the catalogue cannot tell whether it ran to its end");
    case StatementKind::definition:
      break;
  }
  if (info.temporary) {
    if (begins_with(info.verb, "DROP")) return done("temporary tables ended with the session that had them");
    return repeat("temporary tables ended with the session that had them");
  }
  std::vector<Observation> before = read_observations(observed);
  if (before.empty()) {
    // Nothing was written down: only "was absent" for CREATE and "was there" for DROP may be supposed.
    const bool creates = begins_with(info.verb, "CREATE") && !info.or_replace && !info.if_not_exists;
    const bool drops = begins_with(info.verb, "DROP");
    const bool by_name = info.object != ObjectKind::index && info.object != ObjectKind::column;
    if ((!creates && !drops) || !by_name) {
      return unknown("nothing is known of how the catalogue looked before " + info.verb);
    }
    for (Subject& subject : subjects(info, statement)) {
      before.push_back({std::move(subject), std::string(creates ? absent : std::string_view("there"))});
    }
    if (before.empty()) return unknown(info.verb + " leaves nothing in the catalogue to look at");
    for (Observation& o : before) {
      if (drops && fingerprinter_.state(o.subject) != absent) o.state = fingerprinter_.state(o.subject);
    }
  }
  return compare(info, statement, before);
}

Settlement MariadbCatalogue::compare(const sql::StatementInfo& info, std::string_view statement,
                                     const std::vector<Observation>& before) {
  std::vector<const Observation*> changed;
  std::vector<const Observation*> unchanged;
  std::string changed_text;
  for (const Observation& o : before) {
    const std::string now = fingerprinter_.state(o.subject);
    if (now == not_known || o.state == not_known) {
      if (begins_with(info.verb, "GRANT")) return repeat("a GRANT may be run again without harm");
      return unknown(o.subject.text() + " cannot be looked at with this account's rights");
    }
    if (o.subject.kind == ObjectKind::none) {
      if (now == absent) return unknown(fmt::format("table {}.{} is gone", o.subject.schema, o.subject.name));
      if (now == no_rows) return done(fmt::format("table {}.{} is empty", o.subject.schema, o.subject.name));
      if (o.state != now) return done(fmt::format("table {}.{} was made anew", o.subject.schema, o.subject.name));
      return repeat(fmt::format("table {}.{} still has rows", o.subject.schema, o.subject.name));
    }
    if (now == o.state) {
      unchanged.push_back(&o);
      continue;
    }
    changed.push_back(&o);
    if (!changed_text.empty()) changed_text += ", ";
    changed_text += o.subject.text() + (now == absent       ? " is gone"
                                        : o.state == absent ? " is there now"
                                                            : " has changed");
  }
  if (changed.empty()) {
    const std::string& same = before.front().subject.text();
    if (leaves_no_trace(sql::tokens(statement, mariadb_lex_rules))) {
      return unknown("the definition of " + same + " does not show whether this statement ran; look at its data");
    }
    return repeat(same + (before.front().state == absent ? " is not there" : " is as it was before the statement"));
  }
  if (begins_with(info.verb, "DROP")) {
    // DROP of several objects drops one after the other, and stops in between when the server goes down.
    std::string rest;
    for (const Observation* o : unchanged) {
      if (o->state != absent) rest += (rest.empty() ? "" : ", ") + o->subject.text();
    }
    if (rest.empty()) return done(changed_text);
    const std::string half = changed_text + ", but " + rest + " is still there";
    if (info.if_exists) return repeat(half + ": what is gone already does no harm");
    return unknown(half + "; drop the rest by hand, after which the statement took effect");
  }
  const bool several_steps = concerns_accounts(info) || begins_with(info.verb, "RENAME");
  if (!unchanged.empty() && several_steps) {
    // GRANT and RENAME are one step on servers that write the dictionary as a transaction.
    if (begins_with(info.verb, "GRANT")) return repeat("a GRANT may be run again without harm");
    if (begins_with(info.verb, "RENAME")) return done(changed_text);
    return unknown(changed_text + ", but " + unchanged.front()->subject.text() + " is as it was");
  }
  const std::vector<Token> tokens = sql::tokens(statement, mariadb_lex_rules);
  const bool fills = begins_with(info.verb, "CREATE TABLE") && has_words(tokens, {"SELECT"});
  if (fills && !connection_.flavour().atomic_ddl()) {
    return unknown(changed_text + ", but this server may have stopped while it filled it");
  }
  return done(changed_text);
}

}  // namespace dunlin::database::mariadb
