// Reads CREATE INDEX, VIEW, TRIGGER and VIRTUAL TABLE.
#include "base/text.hpp"
#include "database/sqlite/create_statements.hpp"

namespace dunlin::database::sqlite {
namespace {

Tokens without_parentheses(Tokens tokens) {
  while (tokens.size() > 1 && tokens[0].is("(") && behind_parentheses(tokens, 0) == tokens.size()) {
    tokens = tokens.subspan(1, tokens.size() - 2);
  }
  return tokens;
}

/// "expression COLLATE name" without its end.
bool take_collation(Tokens& tokens, std::string& collation) {
  if (tokens.size() < 3 || !tokens[tokens.size() - 2].is("COLLATE")) return false;
  if (collation.empty()) collation = name_of(tokens.back());
  tokens = tokens.first(tokens.size() - 2);
  return true;
}

schema::Part part_of(Tokens tokens, const schema::Table& table, const std::vector<std::string>& names) {
  schema::Part part;
  if (tokens.size() > 1 && tokens.back().is("DESC")) {
    part.descending = true;
    tokens = tokens.first(tokens.size() - 1);
  } else if (tokens.size() > 1 && tokens.back().is("ASC")) {
    tokens = tokens.first(tokens.size() - 1);
  }
  std::string collation;  // the outermost
  tokens = without_parentheses(tokens);
  while (take_collation(tokens, collation)) tokens = without_parentheses(tokens);
  if (tokens.size() == 1 && is_name(tokens[0])) {
    const std::string name = name_of(tokens[0]);
    for (const auto& column : table.columns) {
      if (!base::equals_ignoring_case(column.name, name)) continue;
      part.column = column.name;
      const std::string canonical = canonical_collation(collation);
      if (!collation.empty() && canonical != column.collation) {
        part.collation = canonical.empty() ? "BINARY" : canonical;
      }
      return part;
    }
  }
  part.expression = canonical_expression(tokens, names);
  if (!collation.empty()) {
    const std::string canonical = canonical_collation(collation);
    part.collation = canonical.empty() ? "BINARY" : canonical;
  }
  return part;
}

/// Where the body begins: a column may be called "begin".
std::size_t find_body(Tokens tokens) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!tokens[i].is("BEGIN")) continue;
    for (const std::string_view first : {"INSERT", "UPDATE", "DELETE", "SELECT", "REPLACE", "WITH", "VALUES"}) {
      if (tokens[i + 1].is(first)) return i;
    }
  }
  return tokens.size();
}

}  // namespace

bool read_create_index(std::string_view sql, const schema::Table& table, schema::Index& index) {
  const std::vector<Token> tokens = tokenize(sql);
  Cursor in(tokens);
  if (!in.take("CREATE")) return false;
  index.unique = in.take("UNIQUE");
  if (!in.take("INDEX")) return false;
  if (in.take("IF", "NOT")) in.take("EXISTS");
  std::string name;
  if (!in.take_name(name) || (in.take(".") && !in.take_name(name))) return false;
  if (!in.take("ON") || !in.take_name(name) || !in.is("(")) return false;
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  for (const Tokens part : cut_at_commas(in.take_parentheses())) {
    if (part.empty()) return false;
    index.parts.push_back(part_of(part, table, names));
  }
  if (in.take("WHERE")) index.condition = canonical_expression(in.take(in.rest().size()), names);
  return in.done();
}

bool read_create_view(std::string_view sql, schema::View& view, std::vector<std::string>& uses) {
  const std::vector<Token> tokens = tokenize(sql);
  Cursor in(tokens);
  if (!in.take_head("VIEW")) return false;
  if (in.is("(")) {
    for (const Tokens part : cut_at_commas(in.take_parentheses())) {
      if (part.size() != 1 || !is_name(part[0])) return false;
      view.columns.push_back(name_of(part[0]));
    }
  }
  if (!in.take("AS")) return false;
  Tokens query = in.rest();
  if (!query.empty() && query.back().is(";")) query = query.first(query.size() - 1);
  view.query = canonical_query(query, &uses);
  return !query.empty();
}

bool read_create_trigger(std::string_view sql, schema::Trigger& trigger) {
  const std::vector<Token> tokens = tokenize(sql);
  Cursor in(tokens);
  if (!in.take_head("TRIGGER")) return false;
  std::string out = "CREATE TRIGGER " + written_name(trigger.name);
  if (in.take("AFTER")) {
    out += " AFTER";
  } else if (in.take("INSTEAD", "OF")) {
    out += " INSTEAD OF";
  } else {
    in.take("BEFORE");
    out += " BEFORE";
  }
  const Token event = in.token();
  if (!in.take("DELETE") && !in.take("INSERT") && !in.take("UPDATE")) return false;
  out += " " + std::string(event.reserved);
  std::string name;
  for (bool first = in.take("OF"), more = first; more; more = in.take(","), first = false) {
    if (!in.take_name(name)) return false;
    out += (first ? " OF " : ", ") + written_name(name);
  }
  if (!in.take("ON") || !in.take_name(name) || (in.take(".") && !in.take_name(name))) return false;
  out += " ON " + written_name(trigger.table.name);
  if (in.take("FOR", "EACH")) in.take("ROW");
  const std::size_t body = find_body(in.rest());
  if (in.is("WHEN") && body > 0) {
    in.take("WHEN");
    out += " WHEN " + canonical_query(in.take(body - 1));
  }
  if (!in.take("BEGIN")) return false;
  out += "\nBEGIN\n";
  Tokens rest = in.rest();
  if (!rest.empty() && rest.back().is(";")) rest = rest.first(rest.size() - 1);
  if (rest.empty() || !rest.back().is("END")) return false;
  rest = rest.first(rest.size() - 1);
  for (std::size_t begin = 0, i = 0; i < rest.size(); ++i) {
    if (!rest[i].is(";")) continue;
    out += "  " + base::replace_all(canonical_query(rest.subspan(begin, i - begin)), "\n", "\n    ") + ";\n";
    begin = i + 1;
  }
  if (rest.empty() || !rest.back().is(";")) return false;
  trigger.definition = out + "END";
  return true;
}

bool read_create_virtual(std::string_view sql, schema::Table& table) {
  const std::vector<Token> tokens = tokenize(sql);
  Cursor in(tokens);
  if (!in.take("CREATE", "VIRTUAL") || !in.take("TABLE")) return false;
  if (in.take("IF", "NOT")) in.take("EXISTS");
  std::string name;
  std::string module;
  if (!in.take_name(name) || (in.take(".") && !in.take_name(name))) return false;
  if (!in.take("USING") || !in.take_name(module)) return false;
  table.definition = "CREATE VIRTUAL TABLE " + written_name(table.name.name) + " USING " + written_name(module);
  if (in.done() || in.is(";")) return true;
  const char* begin = in.token().text.data();
  std::string_view arguments = base::trim(sql.substr(static_cast<std::size_t>(begin - sql.data())));
  if (arguments.ends_with(';')) arguments.remove_suffix(1);
  table.definition += std::string(arguments);
  return true;
}

}  // namespace dunlin::database::sqlite
