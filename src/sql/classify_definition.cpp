// What CREATE, ALTER, DROP and their kin define, and what they destroy.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/token_reader.hpp"

namespace dunlin::sql {

namespace {

struct KindWords {
  std::array<std::string_view, 3> words;
  ObjectKind kind;
};

// Longer phrases before the shorter ones that they begin with.
constexpr KindWords kinds[] = {
    {{"MATERIALIZED", "VIEW", ""}, ObjectKind::materialized_view},
    {{"FOREIGN", "DATA", "WRAPPER"}, ObjectKind::other},
    {{"FOREIGN", "TABLE", ""}, ObjectKind::table},
    {{"VIRTUAL", "TABLE", ""}, ObjectKind::table},
    {{"TABLE", "", ""}, ObjectKind::table},
    {{"TABLES", "", ""}, ObjectKind::table},
    {{"INDEX", "", ""}, ObjectKind::index},
    {{"VIEW", "", ""}, ObjectKind::view},
    {{"EVENT", "TRIGGER", ""}, ObjectKind::other},
    {{"TRIGGER", "", ""}, ObjectKind::trigger},
    {{"FUNCTION", "", ""}, ObjectKind::function},
    {{"AGGREGATE", "", ""}, ObjectKind::function},
    {{"ROUTINE", "", ""}, ObjectKind::function},
    {{"PROCEDURE", "", ""}, ObjectKind::procedure},
    {{"TYPE", "", ""}, ObjectKind::type},
    {{"DOMAIN", "", ""}, ObjectKind::type},
    {{"SEQUENCE", "", ""}, ObjectKind::sequence},
    {{"SCHEMA", "", ""}, ObjectKind::schema},
    {{"DATABASE", "", ""}, ObjectKind::database},
    {{"EXTENSION", "", ""}, ObjectKind::extension},
    {{"EVENT", "", ""}, ObjectKind::event},
    {{"ROLE", "", ""}, ObjectKind::role},
    {{"USER", "MAPPING", ""}, ObjectKind::other},
    {{"USER", "", ""}, ObjectKind::role},
    {{"GROUP", "", ""}, ObjectKind::role},
    {{"COLUMN", "", ""}, ObjectKind::column},
    {{"CONSTRAINT", "", ""}, ObjectKind::constraint},
    {{"PACKAGE", "BODY", ""}, ObjectKind::other},
    {{"PACKAGE", "", ""}, ObjectKind::other},
    {{"OPERATOR", "CLASS", ""}, ObjectKind::other},
    {{"OPERATOR", "FAMILY", ""}, ObjectKind::other},
    {{"OPERATOR", "", ""}, ObjectKind::other},
    {{"TEXT", "SEARCH", "CONFIGURATION"}, ObjectKind::other},
    {{"TEXT", "SEARCH", "DICTIONARY"}, ObjectKind::other},
    {{"TEXT", "SEARCH", "PARSER"}, ObjectKind::other},
    {{"TEXT", "SEARCH", "TEMPLATE"}, ObjectKind::other},
    {{"ACCESS", "METHOD", ""}, ObjectKind::other},
    {{"DEFAULT", "PRIVILEGES", ""}, ObjectKind::other},
    {{"LARGE", "OBJECT", ""}, ObjectKind::other},
    {{"LOGFILE", "GROUP", ""}, ObjectKind::other},
    {{"RESOURCE", "GROUP", ""}, ObjectKind::other},
    {{"SPATIAL", "REFERENCE", "SYSTEM"}, ObjectKind::other},
    {{"CAST", "", ""}, ObjectKind::other},
    {{"COLLATION", "", ""}, ObjectKind::other},
    {{"CONVERSION", "", ""}, ObjectKind::other},
    {{"INSTANCE", "", ""}, ObjectKind::other},
    {{"LANGUAGE", "", ""}, ObjectKind::other},
    {{"OWNED", "", ""}, ObjectKind::other},
    {{"POLICY", "", ""}, ObjectKind::other},
    {{"PUBLICATION", "", ""}, ObjectKind::other},
    {{"RULE", "", ""}, ObjectKind::other},
    {{"SERVER", "", ""}, ObjectKind::other},
    {{"STATISTICS", "", ""}, ObjectKind::other},
    {{"SUBSCRIPTION", "", ""}, ObjectKind::other},
    {{"SYSTEM", "", ""}, ObjectKind::other},
    {{"TABLESPACE", "", ""}, ObjectKind::other},
    {{"TRANSFORM", "", ""}, ObjectKind::other},
};

/// The kind whose words are next, which are taken and appended to `verb`.
ObjectKind take_kind(TokenReader& reader, std::string& verb) {
  for (const KindWords& candidate : kinds) {
    std::size_t count = 0;
    while (count < 3 && !candidate.words[count].empty() && reader.word(count) == candidate.words[count]) ++count;
    if (count == 0 || (count < 3 && !candidate.words[count].empty())) continue;
    for (std::size_t i = 0; i < count; ++i) verb.append(" ").append(candidate.words[i]);
    reader.skip(count);
    return candidate.kind;
  }
  return ObjectKind::none;
}

/// DEFINER = root@localhost, 'root'@'%', CURRENT_USER(), role.
void skip_definer(TokenReader& reader) {
  reader.take("=");
  if (reader.at_name()) reader.skip();
  if (reader.token().kind == TokenKind::parameter) {
    reader.skip();  // @localhost
  } else if (reader.take("@")) {
    reader.skip();
  }
  while (reader.word() == "." && reader.at_name(1)) reader.skip(2);  // a host name without quotes
  if (reader.is("(")) reader.skip_parentheses();
}

/// What may stand between CREATE (or ALTER, DROP) and the kind of object.
void take_qualifiers(TokenReader& reader, StatementInfo& info) {
  while (!reader.done()) {
    if (reader.take("OR", "REPLACE")) {
      info.or_replace = true;
    } else if (reader.is("TEMP", "TEMPORARY")) {
      reader.skip();
      info.temporary = true;
    } else if (reader.take("DEFINER")) {
      skip_definer(reader);
    } else if (reader.take("ALGORITHM")) {
      reader.take("=");
      reader.skip();
    } else if (reader.take("SQL", "SECURITY")) {
      reader.skip();
    } else if (reader.is("SPATIAL") && reader.word(1) == "REFERENCE") {
      return;
    } else if (reader.is("UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR", "HASH", "GLOBAL", "LOCAL", "UNLOGGED", "RECURSIVE",
                         "TRUSTED", "PROCEDURAL", "ONLINE", "OFFLINE", "IGNORE", "UNDO") ||
               (reader.is("CONSTRAINT") && reader.word(1) == "TRIGGER") ||
               (reader.is("AGGREGATE") && reader.word(1) == "FUNCTION") ||
               (reader.is("DEFAULT") && reader.word(1) == "CONVERSION")) {
      reader.skip();
    } else {
      return;
    }
  }
}

void take_conditions(TokenReader& reader, StatementInfo& info) {
  while (!reader.done()) {
    if (reader.take("IF", "NOT", "EXISTS")) {
      info.if_not_exists = true;
    } else if (reader.take("IF", "EXISTS")) {
      info.if_exists = true;
    } else if (reader.is("CONCURRENTLY")) {
      // CREATE INDEX concurrently ON t: without a name, or with this one? The server says: without.
      reader.skip();
      info.concurrently = true;
    } else if (!reader.take("ONLY")) {
      return;
    }
  }
}

void destroy(StatementInfo& info, const std::string& what) {
  if (!info.destroys.empty()) info.destroys += ", ";
  info.destroys += what;
}

void read_create(TokenReader& reader, StatementInfo& info) {
  take_conditions(reader, info);
  if (info.object == ObjectKind::schema && reader.is("AUTHORIZATION")) reader.skip();
  const bool unnamed = info.object == ObjectKind::index && reader.is("ON");
  if (!unnamed) info.name = reader.name();
  const bool rule = info.verb == "CREATE RULE";
  if (info.object == ObjectKind::index || info.object == ObjectKind::trigger || info.verb == "CREATE POLICY") {
    if (reader.find("ON")) {
      reader.skip();
      reader.take("ONLY");
      info.table = reader.name();
    }
  } else if (rule && reader.find("TO")) {
    reader.skip();
    info.table = reader.name();
  }
}

/// One action of an ALTER TABLE that begins with DROP.
void read_dropped_part(TokenReader& reader, StatementInfo& info) {
  if (reader.take("PARTITION") || reader.take("SUBPARTITION")) {
    take_conditions(reader, info);
    destroy(info, "partition " + reader.name().name + " of " + info.name.text());
    return;
  }
  if (reader.is("CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK", "PERIOD", "SYSTEM") && reader.at_name(1)) {
    return;  // a column of such a name would be the last word of the action
  }
  reader.take("COLUMN");
  const bool had = info.if_exists;
  take_conditions(reader, info);
  info.if_exists = had;  // it speaks of the column
  if (reader.at_name()) destroy(info, "column " + info.name.text() + "." + reader.name().name);
}

void read_alter(TokenReader& reader, StatementInfo& info) {
  take_conditions(reader, info);
  info.name = reader.name();
  const bool table = info.object == ObjectKind::table;
  bool begins_action = true;
  int depth = 0;
  while (!reader.done()) {
    const std::string_view word = reader.word();
    if (word == "(") ++depth;
    if (word == ")") --depth;
    if (depth > 0 || !begins_action) {
      begins_action = depth == 0 && word == ",";
      if (depth == 0 && word == "CONCURRENTLY") info.concurrently = true;
      reader.skip();
      continue;
    }
    begins_action = false;
    if (reader.take("RENAME")) {
      if (reader.take("TO") || reader.take("AS") || (table && reader.at_name() && reader.size() - reader.at() == 1)) {
        info.renamed_to = reader.name();
      }
    } else if (table && reader.take("DROP")) {
      read_dropped_part(reader, info);
    } else if (table && reader.take("TRUNCATE", "PARTITION")) {
      destroy(info, "all rows of partition " + reader.name().name + " of " + info.name.text());
    } else {
      reader.skip();
    }
  }
}

void read_drop(TokenReader& reader, StatementInfo& info) {
  take_conditions(reader, info);
  if (info.verb == "DROP OWNED") {
    reader.take("BY");
    destroy(info, "everything that " + reader.name().text() + " owns");
    return;
  }
  info.name = reader.name();
  reader.skip_parentheses();
  while (reader.take(",")) {
    info.more.push_back(reader.name());
    reader.skip_parentheses();
  }
  if (reader.take("ON")) info.table = reader.name();
  const bool cascades = reader.find("CASCADE");
  if (info.temporary) return;
  std::vector<QualifiedName> all = {info.name};
  all.insert(all.end(), info.more.begin(), info.more.end());
  const std::string_view temporary = reader.rules().temporary_schema;
  for (const QualifiedName& name : all) {
    if (!temporary.empty() && base::equals_ignoring_case(name.schema, temporary)) continue;
    if (info.object == ObjectKind::table) destroy(info, "table " + name.text());
    if (info.object == ObjectKind::schema) destroy(info, "schema " + name.text());
    if (info.object == ObjectKind::database) destroy(info, "database " + name.text());
    if (info.object == ObjectKind::type && cascades) destroy(info, "columns of type " + name.text());
  }
}

void read_truncate(TokenReader& reader, StatementInfo& info) {
  info.verb = "TRUNCATE";
  info.object = ObjectKind::table;
  reader.take("TABLE");
  do {
    reader.take("ONLY");
    const QualifiedName name = reader.name();
    reader.take("*");
    destroy(info, "all rows of " + name.text());
    if (info.name.empty()) {
      info.name = info.table = name;
    } else {
      info.more.push_back(name);
    }
  } while (reader.take(","));
}

void read_rename(TokenReader& reader, StatementInfo& info) {
  info.object = take_kind(reader, info.verb);
  if (info.verb == "RENAME TABLES") info.verb = "RENAME TABLE";
  take_conditions(reader, info);
  info.name = reader.name();
  if (reader.find("TO")) {
    reader.skip();
    info.renamed_to = reader.name();
  }
  while (reader.take(",")) {
    info.more.push_back(reader.name());
    reader.find(",");
  }
}

/// COMMENT ON COLUMN t.c IS '...'
void read_comment(TokenReader& reader, StatementInfo& info) {
  reader.take("ON");
  std::string words;
  info.object = take_kind(reader, words);
  info.name = reader.name();
}

/// Appends the tokens from the reader's place on, in lower case; a statement's patterns concern its beginning only.
void append_rest(const TokenReader& reader, std::vector<std::string>& subject) {
  for (std::size_t ahead = 0; reader.at() + ahead < reader.size() && ahead < 256; ++ahead) {
    subject.push_back(base::lower(reader.token(ahead).text));
  }
}

}  // namespace

bool read_definition(TokenReader& reader, StatementInfo& info, std::vector<std::string>& subject) {
  const std::string verb(reader.word());
  info.kind = StatementKind::definition;
  info.verb = verb;
  if (verb == "CREATE" || verb == "ALTER" || verb == "DROP") {
    reader.skip();
    take_qualifiers(reader, info);
    info.object = take_kind(reader, info.verb);
    if (info.verb == "DROP TABLES") info.verb = "DROP TABLE";
    for (const std::string_view word : base::words(info.verb)) subject.push_back(base::lower(word));
    if (info.temporary) subject.insert(subject.begin() + 1, "temporary");
    append_rest(reader, subject);
    if (info.object == ObjectKind::none) {
      // DROP PREPARE is a session's; anything else is new to this page.
      if (!reader.is("PREPARE")) info.kind = StatementKind::opaque;
      if (reader.at_name()) info.verb.append(" ").append(reader.word());
      return true;
    }
    if (verb == "CREATE") read_create(reader, info);
    if (verb == "ALTER") read_alter(reader, info);
    if (verb == "DROP") read_drop(reader, info);
    return true;
  }
  append_rest(reader, subject);
  reader.skip();
  if (verb == "TRUNCATE") {
    read_truncate(reader, info);
  } else if (verb == "RENAME") {
    read_rename(reader, info);
  } else if (verb == "COMMENT") {
    read_comment(reader, info);
  } else if (verb == "IMPORT" && reader.is("FOREIGN", "TABLE")) {
    info.verb.append(" ").append(reader.word());
  } else if (verb == "SECURITY" && reader.is("LABEL")) {
    info.verb = "SECURITY LABEL";
  } else if (verb != "GRANT" && verb != "REVOKE" && verb != "REASSIGN" && verb != "INSTALL" && verb != "UNINSTALL") {
    info = StatementInfo{};
    subject.clear();
    reader.seek(0);
    return false;
  }
  return true;
}

}  // namespace dunlin::sql
