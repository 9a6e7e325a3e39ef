#include "database/ddl.hpp"

#include <charconv>

#include "base/text.hpp"

namespace dunlin::database {
namespace {

using schema::Action;

/// Where the parenthesis at `from` closes; npos: nowhere. Texts are skipped.
std::size_t closing(std::string_view text, std::size_t from) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\'') in_text = !in_text;  // a doubled quote ends one and begins another
    if (in_text) continue;
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

/// "lower(email)" and nothing else.
bool is_call(std::string_view text) {
  const auto open = text.find('(');
  if (open == std::string_view::npos || !is_plain_name(text.substr(0, open), {})) return false;
  return closing(text, open) == text.size() - 1;
}

}  // namespace

std::string_view sql_word(Action action) {
  switch (action) {
    case Action::restrict:
      return "RESTRICT";
    case Action::cascade:
      return "CASCADE";
    case Action::set_null:
      return "SET NULL";
    case Action::set_default:
      return "SET DEFAULT";
    case Action::no_action:
      break;
  }
  return "NO ACTION";
}

std::string DdlWriter::quoted(const schema::Name& name) const {
  return (name.space.empty() ? "" : quote_name(name.space) + ".") + quote_name(name.name);
}

std::string DdlWriter::quoted(const std::vector<std::string>& names) const {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + quote_name(name);
  return "(" + out + ")";
}

std::string DdlWriter::constraint(const std::string& name) const {
  return name.empty() ? "" : "CONSTRAINT " + quote_name(name) + " ";
}

bool DdlWriter::inline_key(const schema::Table& table, const schema::Column& column) {
  const auto& key = table.primary_key;
  return key && key->name.empty() && key->columns.size() == 1 && key->columns[0] == column.name;
}

Statement DdlWriter::clause(const std::string& quoted_table, std::string clause) {
  Statement statement;
  statement.table = quoted_table;
  statement.clause = std::move(clause);
  return statement;
}

std::string DdlWriter::primary_key(const schema::Key& key) const {
  return constraint(key.name) + "PRIMARY KEY " + quoted(key.columns);
}

std::string DdlWriter::unique(const schema::Key& key) const {
  return constraint(key.name) + "UNIQUE " + quoted(key.columns);
}

std::string DdlWriter::check(const schema::Check& check) const {
  return constraint(check.name) + "CHECK (" + check.expression + ")";
}

std::string DdlWriter::foreign_key(const schema::ForeignKey& key) const {
  std::string out = constraint(key.name) + "FOREIGN KEY " + quoted(key.columns) + " REFERENCES " + quoted(key.table);
  if (!key.referenced.empty()) out += " " + quoted(key.referenced);
  if (key.on_delete != Action::no_action) out += " ON DELETE " + std::string(sql_word(key.on_delete));
  if (key.on_update != Action::no_action) out += " ON UPDATE " + std::string(sql_word(key.on_update));
  if (key.deferrable) out += key.initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  return out;
}

std::string DdlWriter::exclusion(const schema::Exclusion&) const { return {}; }

std::string DdlWriter::part(const schema::Part& part) const {
  std::string out;
  if (part.column.empty()) {
    out = bare_calls() && is_call(part.expression) ? part.expression : "(" + part.expression + ")";
  } else {
    out = quote_name(part.column);
  }
  if (part.prefix > 0) out += "(" + std::to_string(part.prefix) + ")";
  if (!part.collation.empty()) out += " COLLATE " + quote_name(part.collation);
  if (!part.operator_class.empty()) out += " " + part.operator_class;
  if (part.descending) out += " DESC";
  if (part.nulls != schema::Nulls::usual) {
    out += part.nulls == schema::Nulls::first ? " NULLS FIRST" : " NULLS LAST";
  }
  return out;
}

std::string DdlWriter::parts(const std::vector<schema::Part>& all) const {
  std::string out;
  for (const auto& each : all) out += (out.empty() ? "(" : ", ") + part(each);
  return out + ")";
}

std::string DdlWriter::column(const schema::Table& table, const schema::Column& column) const {
  std::string out = quote_name(column.name) + (column.type.empty() ? "" : " " + column.type);
  if (!column.collation.empty()) out += " COLLATE " + quote_name(column.collation);
  if (!column.generated.empty()) {
    out += " GENERATED ALWAYS AS (" + column.generated + ")" + (column.stored ? " STORED" : " VIRTUAL");
  }
  if (says_not_null(table, column)) out += " NOT NULL";
  if (!column.default_sql.empty()) out += " DEFAULT " + column.default_sql;
  return out + key_and_identity(table, column) + column_suffix(column);
}

std::string DdlWriter::create_table(const schema::Table& table,
                                    const std::vector<const schema::ForeignKey*>& foreign_keys,
                                    const std::vector<const schema::Index*>& indexes) const {
  struct Line {
    std::string text, remark;
  };
  std::vector<Line> lines;
  for (const auto& each : table.columns) lines.push_back({column(table, each), remark(each.comment)});
  if (const auto& key = table.primary_key; key && (!key->name.empty() || key->columns.size() != 1)) {
    lines.push_back({primary_key(*key), {}});
  }
  for (const auto& key : table.uniques) lines.push_back({unique(key), {}});
  for (const auto& each : table.checks) lines.push_back({check(each), {}});
  for (const auto& each : table.exclusions) lines.push_back({exclusion(each), {}});
  for (const auto* key : foreign_keys) lines.push_back({foreign_key(*key), {}});
  for (const auto* index : indexes) lines.push_back({inline_index(*index), {}});

  const std::string head = remark(table.comment);
  std::string out =
      (head.empty() ? "" : head + "\n") + "CREATE " + table_prefix(table) + "TABLE " + quoted(table.name) + " (\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += "  " + lines[i].text + (i + 1 < lines.size() ? "," : "");
    out += lines[i].remark.empty() ? "\n" : "  " + lines[i].remark + "\n";
  }
  return out + ")" + table_suffix(table);
}

std::string DdlWriter::remark(const std::string&) const { return {}; }
std::string DdlWriter::table_prefix(const schema::Table&) const { return {}; }
std::string DdlWriter::table_suffix(const schema::Table&) const { return {}; }
std::string DdlWriter::column_suffix(const schema::Column&) const { return {}; }
std::string DdlWriter::inline_index(const schema::Index&) const { return {}; }

bool DdlWriter::says_not_null(const schema::Table& table, const schema::Column& column) const {
  return !column.nullable && !inline_key(table, column);
}

std::string DdlWriter::create_index(const schema::Name& table_or_view, const schema::Index& index,
                                    const DdlOptions&) const {
  std::string out = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " + quote_name(index.name) +
                    " ON " + quoted(table_or_view) + (index.method.empty() ? "" : " USING " + index.method) + " " +
                    parts(index.parts);
  if (!index.include.empty()) out += " INCLUDE " + quoted(index.include);
  if (!index.condition.empty()) out += " WHERE " + index.condition;
  return out;
}

bool is_plain_name(std::string_view name, std::string_view reserved) {
  if (name.empty() || base::is_digit(name[0])) return false;
  for (const char c : name) {
    if (c != '_' && !base::is_digit(c) && !(c >= 'a' && c <= 'z')) return false;
  }
  for (const auto word : base::words(reserved)) {
    if (word == name) return false;
  }
  return true;
}

std::string parenthesized(const std::string& expression) {
  std::string text(base::trim(expression));
  const std::string small = base::lower(text);
  const auto all_of = [&](std::string_view characters) {
    return small.find_first_not_of(characters) == std::string::npos;
  };
  for (const std::string_view word : {"null", "true", "false", "current_timestamp"}) {
    if (small == word || (small.starts_with(std::string(word) + "(") && small.find(')') == small.size() - 1))
      return text;
  }
  if (!small.empty() && all_of("0123456789.+-")) return text;
  if (text.starts_with('(') && closing(text, 0) == text.size() - 1) return text;
  // One text: its quotes are doubled within it.
  if (text.size() > 1 && text.starts_with('\'') && text.ends_with('\'')) {
    const auto inside = base::replace_all(text.substr(1, text.size() - 2), "''", "");
    if (inside.find('\'') == std::string::npos) return text;
  }
  return "(" + text + ")";
}

std::optional<std::string> number_default(const model::Default& value, const model::Type& type) {
  using Kind = model::Type::Kind;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&value)) {
    char buffer[32];
    std::string text(buffer, std::to_chars(buffer, buffer + sizeof buffer, *real).ptr);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }
  const bool number = type.kind == Kind::small_integer || type.kind == Kind::integer ||
                      type.kind == Kind::big_integer || type.kind == Kind::decimal || type.kind == Kind::real;
  const auto* text = std::get_if<std::string>(&value);
  if (number && text != nullptr) return *text;
  return std::nullopt;
}

}  // namespace dunlin::database
