#include "database/mariadb/inspection.hpp"

#include "base/text.hpp"

namespace dunlin::database::mariadb {
namespace {

/// MySQL's catalogue escapes an expression as if it were a text, over the escapes within it.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (const char next = text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case '0':
        out += '\0';
        break;
      case 'Z':
        out += '\x1a';
        break;
      default:
        out += next;
    }
  }
  return out;
}

/// MySQL's catalogue takes an expression's bytes for characters of Latin-1 and encodes them once more.
std::string encoded_once(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out += text[i];
      continue;
    }
    if ((byte != 0xC2 && byte != 0xC3) || i + 1 == text.size()) return text;
    out += static_cast<char>(static_cast<unsigned char>(text[++i]) + (byte == 0xC3 ? 0x40 : 0));
  }
  return base::find_invalid_utf8(out) == std::string::npos ? out : text;
}

}  // namespace

Inspection::Inspection(Connection& connection, const InspectOptions& options)
    : connection_(connection),
      mysql_(connection.capabilities().product != "MariaDB"),
      without_(options.without.begin(), options.without.end()) {
  const Rows rows =
      ask("SELECT DATABASE(), @@collation_database, @@default_storage_engine, CURRENT_USER(), @@sql_mode, @@time_zone, "
          "@@sql_quote_show_create");
  const auto& row = rows[0];
  database = to_text(row[0]);
  collation = to_text(row[1]);
  engine = to_text(row[2]);
  user = to_text(row[3]);
  mode = to_text(row[4]);
  time_zone = to_text(row[5]);
  quotes_names_ = to_text(row[6]);
  if (database.empty()) throw Error(ErrorKind::config, "the session is in no database, so that there is no schema");
  if (quotes_names_ == "1" && mode.find("ANSI") == std::string::npos && mode.find("NO_") == std::string::npos &&
      mode.find("ORACLE") == std::string::npos) {
    return;
  }
  // ANSI_QUOTES, NO_BACKSLASH_ESCAPES and their like change how the catalogue writes expressions.
  connection_.execute("SET SESSION sql_mode = '', sql_quote_show_create = 1");
  changed_ = true;
}

Inspection::~Inspection() {
  if (!changed_ || connection_.lost()) return;
  try {
    connection_.execute("SET SESSION sql_mode = " + connection_.quote_text(mode) +
                        ", sql_quote_show_create = " + quotes_names_);
  } catch (const Error&) {
    // Lost: the session's settings are gone with it.
  }
}

std::string Inspection::shown(const std::string& what, const std::string& name, std::size_t column) {
  const Rows rows = ask("SHOW CREATE " + what + " " + quoted(name));
  if (!rows.empty() && column < rows[0].size() && !is_null(rows[0][column])) return to_text(rows[0][column]);
  throw Error(ErrorKind::refused,
              connection_.user() + " may not see the definition of the " + base::lower(what) + " " + name,
              "grant SELECT on mysql.proc, SHOW_ROUTINE, or SHOW VIEW, or inspect as the definer");
}

std::string Inspection::expression(std::string text, std::set<std::string>* uses) const {
  if (mysql_) {
    text = encoded_once(unescaped(text));
    // "(`a` > 0)", but not "(`a` > 0) or (`b` > 0)".
    int depth = 0;
    bool around = text.starts_with('(') && text.ends_with(')');
    for (std::size_t i = 0; around && i + 1 < text.size(); ++i) {
      if (text[i] == '(') ++depth;
      if (text[i] == ')') --depth;
      if (depth == 0) around = false;
    }
    if (around) text = text.substr(1, text.size() - 2);
  }
  return without_qualifier(text, database, uses);
}

void Inspection::note_definer(schema::Properties& properties, const std::string& definer) const {
  if (definer != user) properties["definer"] = definer;
}

void Inspection::note_mode(schema::Properties& properties, const std::string& its) const {
  if (its != mode) properties["sql_mode"] = its;
}

std::string without_qualifier(std::string_view text, std::string_view name, std::set<std::string>* uses) {
  // The end of what begins with a quote at `from`: doubled quotes and, in strings, backslashes belong to it.
  const auto end_of = [&](std::size_t from) {
    for (std::size_t i = from + 1; i < text.size(); ++i) {
      if (text[i] == '\\' && text[from] != '`') {
        ++i;
      } else if (text[i] == text[from]) {
        if (i + 1 == text.size() || text[i + 1] != text[from]) return i + 1;
        ++i;
      }
    }
    return text.size();
  };
  std::string quoted = "`";
  quoted += base::replace_all(std::string(name), "`", "``");
  quoted += "`";
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '\'' && text[i] != '"' && text[i] != '`') {
      out += text[i++];
      continue;
    }
    const std::size_t end = end_of(i);
    const auto token = text.substr(i, end - i);
    if (token == quoted && end + 1 < text.size() && text[end] == '.' && (i == 0 || text[i - 1] != '.')) {
      i = end + 1;
      if (uses != nullptr && text[i] == '`') {
        const auto used = text.substr(i + 1, end_of(i) - i - 2);
        uses->insert(base::replace_all(std::string(used), "``", "`"));
      }
      // What follows is copied as it stands, so that a table called like its database keeps its name.
      if (text[i] == '`') {
        const std::size_t last = end_of(i);
        out += text.substr(i, last - i);
        i = last;
      }
      continue;
    }
    out += token;
    i = end;
  }
  return out;
}

}  // namespace dunlin::database::mariadb
