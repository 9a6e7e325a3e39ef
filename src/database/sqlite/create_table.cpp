// Reads CREATE TABLE (sqlite.org/lang_createtable.html).
#include <utility>

#include "base/text.hpp"
#include "database/sqlite/create_statements.hpp"

namespace dunlin::database::sqlite {
namespace {

using schema::Action;
using schema::ForeignKey;
using schema::Key;

class TableReader {
 public:
  TableReader(Tokens tokens, schema::Table& table) : in_(tokens), table_(table) {
    for (const auto& column : table.columns) names_.push_back(column.name);
  }

  bool read() {
    if (!in_.take_head("TABLE") || !in_.take("(")) return false;
    for (auto& column : table_.columns) {
      std::string name;
      if (!in_.take_name(name) || !base::equals_ignoring_case(name, column.name)) return false;
      skip_type();
      if (!column_constraints(column)) return false;
      if (!in_.take(",") && !in_.is(")") && &column != &table_.columns.back()) return false;
    }
    while (!in_.take(")")) {
      if (!table_constraint()) return false;
      in_.take(",");
    }
    return options();
  }

 private:
  void skip_type() {
    while (!in_.done() && is_name(in_.token()) && !in_.is("GENERATED", "ALWAYS")) in_.take(1);
    if (in_.is("(")) (void)in_.take_parentheses();
  }

  [[nodiscard]] std::string declared(const std::string& name) const {
    for (const auto& each : names_) {
      if (base::equals_ignoring_case(each, name)) return each;
    }
    return name;
  }

  /// "replace"; empty for ABORT, which is the usual way.
  std::string conflict() {
    if (!in_.take("ON", "CONFLICT")) return {};
    std::string way = base::lower(in_.token().text);
    in_.take(1);
    return way == "abort" ? "" : way;
  }
  void conflict(schema::Properties& properties, const std::string& name = "on conflict") {
    if (std::string way = conflict(); !way.empty()) properties[name] = std::move(way);
  }

  static void call(schema::Column& column, const std::string& what, std::string& name) {
    if (!name.empty()) column.properties[what] = std::move(name);
    name.clear();
  }

  bool column_constraints(schema::Column& column) {
    std::string name;
    ForeignKey* reference = nullptr;
    while (!in_.done() && !in_.is(",") && !in_.is(")")) {
      if (in_.take("CONSTRAINT")) {
        if (!in_.take_name(name)) return false;
      } else if (in_.take("DEFAULT")) {
        column.default_sql = default_value();
        call(column, "default name", name);
      } else if (in_.take("NULL")) {
        (void)conflict();
        name.clear();
      } else if (in_.take("NOT", "NULL")) {
        conflict(column.properties, "not null on conflict");
        call(column, "not null name", name);
      } else if (in_.take("PRIMARY", "KEY")) {
        Key key = of_column(column, name);
        if (in_.take("DESC")) key.properties["descending 1"] = "";
        in_.take("ASC");
        conflict(key.properties);
        if (in_.take("AUTOINCREMENT")) column.identity = schema::Identity::by_default;
        table_.primary_key = std::move(key);
      } else if (in_.take("UNIQUE")) {
        Key key = of_column(column, name);
        conflict(key.properties);
        table_.uniques.push_back(std::move(key));
      } else if (in_.take("CHECK")) {
        if (!check(name)) return false;
      } else if (in_.take("REFERENCES")) {
        table_.foreign_keys.push_back({});
        reference = &table_.foreign_keys.back();
        reference->name = std::exchange(name, {});
        reference->columns = {column.name};
        if (!references(*reference)) return false;
      } else if (reference != nullptr && deferrable(*reference)) {
        continue;
      } else if (in_.take("COLLATE")) {
        std::string collation;
        if (!in_.take_name(collation)) return false;
        column.collation = canonical_collation(collation);
        call(column, "collate name", name);
      } else if (in_.take("GENERATED", "ALWAYS") || in_.is("AS")) {
        if (!in_.take("AS") || !in_.is("(")) return false;
        column.generated = canonical_expression(in_.take_parentheses(), names_);
        column.stored = in_.take("STORED");
        in_.take("VIRTUAL");
        call(column, "generated name", name);
      } else {
        return false;
      }
    }
    return true;
  }

  static Key of_column(const schema::Column& column, std::string& name) {
    Key key;
    key.name = std::exchange(name, {});
    key.columns = {column.name};
    return key;
  }

  std::string default_value() {
    if (in_.is("(")) {
      Cursor behind = in_;
      (void)behind.take_parentheses();
      const std::size_t length = in_.rest().size() - behind.rest().size();
      return canonical_default(in_.take(length));
    }
    return canonical_default(in_.take(in_.is("-") || in_.is("+") ? 2 : 1));
  }

  bool check(std::string& name) {
    if (!in_.is("(")) return false;
    schema::Check check;
    check.name = std::exchange(name, {});
    check.expression = canonical_expression(in_.take_parentheses(), names_);
    conflict(check.properties);
    table_.checks.push_back(std::move(check));
    return true;
  }

  bool names(std::vector<std::string>& into) {
    if (!in_.is("(")) return false;
    for (const Tokens part : cut_at_commas(in_.take_parentheses())) {
      std::string name;
      Cursor cursor(part);
      if (!cursor.take_name(name) || !cursor.done()) return false;
      into.push_back(name);
    }
    return true;
  }

  /// Behind REFERENCES.
  bool references(ForeignKey& key) {
    if (!in_.take_name(key.table.name)) return false;
    if (in_.is("(") && !names(key.referenced)) return false;
    while (true) {
      if (in_.take("MATCH")) {
        std::string name;
        if (!in_.take_name(name) && !in_.done()) name = in_.take(1)[0].text;
        match(key, base::lower(name));
      } else if (in_.take("ON", "DELETE")) {
        if (!action(key.on_delete)) return false;
      } else if (in_.take("ON", "UPDATE")) {
        if (!action(key.on_update)) return false;
      } else if (in_.take("ON", "INSERT")) {
        Action ignored = Action::no_action;
        const Tokens words = in_.rest();
        if (!action(ignored)) return false;
        key.properties["on insert"] = canonical_type(words.first(words.size() - in_.rest().size()));
      } else {
        return true;
      }
    }
  }

  static void match(ForeignKey& key, const std::string& name) {
    if (name == "full") {
      key.match = schema::Match::full;
    } else if (name == "partial") {
      key.match = schema::Match::partial;
    } else if (name != "simple") {
      key.properties["match"] = name;
    }
  }

  bool action(Action& into) {
    if (in_.take("SET", "NULL")) {
      into = Action::set_null;
    } else if (in_.take("SET", "DEFAULT")) {
      into = Action::set_default;
    } else if (in_.take("CASCADE")) {
      into = Action::cascade;
    } else if (in_.take("RESTRICT")) {
      into = Action::restrict;
    } else if (in_.take("NO", "ACTION")) {
      into = Action::no_action;
    } else {
      return false;
    }
    return true;
  }

  bool deferrable(ForeignKey& key) {
    const bool no = in_.take("NOT", "DEFERRABLE");
    if (!no && !in_.take("DEFERRABLE")) return false;
    const bool deferred = in_.take("INITIALLY", "DEFERRED");
    if (!deferred) in_.take("INITIALLY", "IMMEDIATE");
    key.deferrable = !no;
    key.initially_deferred = !no && deferred;
    return true;
  }

  bool table_constraint() {
    std::string name;
    while (in_.take("CONSTRAINT")) {
      if (!in_.take_name(name)) return false;
    }
    if (in_.take("PRIMARY", "KEY")) {
      Key key;
      if (!key_parts(key)) return false;
      key.name = std::exchange(name, {});
      table_.primary_key = std::move(key);
    } else if (in_.take("UNIQUE")) {
      Key key;
      if (!key_parts(key)) return false;
      key.name = std::exchange(name, {});
      table_.uniques.push_back(std::move(key));
    } else if (in_.take("CHECK")) {
      return check(name);
    } else if (in_.take("FOREIGN", "KEY")) {
      ForeignKey key;
      key.name = std::exchange(name, {});
      if (!names(key.columns) || !in_.take("REFERENCES") || !references(key)) return false;
      for (auto& column : key.columns) column = declared(column);
      (void)deferrable(key);
      table_.foreign_keys.push_back(std::move(key));
    } else {
      return in_.is(",") || in_.is(")");  // a name that names nothing
    }
    return true;
  }

  /// "(a, b COLLATE NOCASE DESC) ON CONFLICT ..."
  bool key_parts(Key& key) {
    if (!in_.is("(")) return false;
    for (const Tokens part : cut_at_commas(in_.take_parentheses())) {
      Cursor cursor(part);
      std::string name;
      if (!cursor.take_name(name)) return false;
      key.columns.push_back(declared(name));
      const std::string number = std::to_string(key.columns.size());
      if (cursor.take("COLLATE")) {
        std::string collation;
        if (!cursor.take_name(collation)) return false;
        collation = canonical_collation(collation);
        const auto* column = table_column(key.columns.back());
        if (column != nullptr && collation != column->collation) {
          key.properties["collation " + number] = collation.empty() ? "BINARY" : collation;
        }
      }
      if (cursor.take("DESC")) key.properties["descending " + number] = "";
      cursor.take("ASC");
      if (cursor.take("AUTOINCREMENT")) {
        for (auto& column : table_.columns) {
          if (column.name == key.columns.back()) column.identity = schema::Identity::by_default;
        }
      }
      if (!cursor.done()) return false;
    }
    // Only DESC behind the column itself keeps it from being the rowid.
    if (key.columns.size() == 1) {
      const auto* column = table_column(key.columns[0]);
      if (column != nullptr && column->type == "INTEGER") key.properties.erase("descending 1");
    }
    conflict(key.properties);
    return true;
  }

  [[nodiscard]] const schema::Column* table_column(const std::string& name) const {
    for (const auto& column : table_.columns) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }

  bool options() {
    while (!in_.done()) {
      if (in_.take("WITHOUT", "ROWID")) {
        table_.properties["without rowid"] = "";
      } else if (in_.take("STRICT")) {
        table_.properties["strict"] = "";
      } else if (!in_.take(",") && !in_.take(";")) {
        return false;
      }
    }
    return true;
  }

  Cursor in_;
  schema::Table& table_;
  std::vector<std::string> names_;
};

bool is_literal(const Token& token) {
  switch (token.kind) {
    case TokenKind::string:
    case TokenKind::number:
    case TokenKind::blob:
      return true;
    default:
      break;
  }
  for (const std::string_view word : {"NULL", "TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"}) {
    if (token.is(word)) return true;
  }
  return false;
}

}  // namespace

std::string canonical_default(Tokens tokens) {
  bool expression = false;
  while (tokens.size() > 1 && tokens[0].is("(") && behind_parentheses(tokens, 0) == tokens.size()) {
    tokens = tokens.subspan(1, tokens.size() - 2);
    expression = true;
  }
  if (tokens.empty()) return {};
  const bool sign = tokens[0].is("-") || tokens[0].is("+");
  if (sign && tokens.size() == 2 && tokens[1].kind == TokenKind::number) {
    return (tokens[0].is("-") ? "-" : "") + std::string(tokens[1].text);
  }
  if (tokens.size() == 1) {
    const Token& token = tokens[0];
    if (is_literal(token)) return token.kind == TokenKind::word ? base::upper(token.text) : std::string(token.text);
    // A name, in quotes or without, is a text here.
    if (!expression || token.text[0] == '"') return written_text(name_of(token));
  }
  return "(" + canonical_expression(tokens, {}) + ")";
}

bool read_create_table(std::string_view sql, schema::Table& table) {
  const std::vector<Token> tokens = tokenize(sql);
  return TableReader(tokens, table).read();
}

}  // namespace dunlin::database::sqlite
