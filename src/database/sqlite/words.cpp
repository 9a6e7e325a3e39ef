#include "database/sqlite/words.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"

namespace dunlin::database::sqlite {
namespace {

// Sorted. Those that are never names, and those that are names where no keyword fits (%fallback in SQLite's parse.y).
constexpr std::string_view kReserved[] = {
    "ADD",     "ALL",     "ALTER",      "AND",    "AS",      "AUTOINCREMENT", "BETWEEN", "CASE",       "CHECK",
    "COLLATE", "COMMIT",  "CONSTRAINT", "CREATE", "DEFAULT", "DEFERRABLE",    "DELETE",  "DISTINCT",   "DROP",
    "ELSE",    "ESCAPE",  "EXCEPT",     "EXISTS", "FOREIGN", "FROM",          "GROUP",   "HAVING",     "IN",
    "INDEX",   "INSERT",  "INTERSECT",  "INTO",   "IS",      "ISNULL",        "JOIN",    "LIMIT",      "NOT",
    "NOTHING", "NOTNULL", "NULL",       "ON",     "OR",      "ORDER",         "PRIMARY", "REFERENCES", "RETURNING",
    "SELECT",  "SET",     "TABLE",      "THEN",   "TO",      "TRANSACTION",   "UNION",   "UNIQUE",     "UPDATE",
    "USING",   "VALUES",  "WHEN",       "WHERE"};
constexpr std::string_view kFallback[] = {"ABORT",
                                          "ACTION",
                                          "AFTER",
                                          "ALWAYS",
                                          "ANALYZE",
                                          "ASC",
                                          "ATTACH",
                                          "BEFORE",
                                          "BEGIN",
                                          "BY",
                                          "CASCADE",
                                          "CAST",
                                          "COLUMN",
                                          "CONFLICT",
                                          "CROSS",
                                          "CURRENT",
                                          "CURRENT_DATE",
                                          "CURRENT_TIME",
                                          "CURRENT_TIMESTAMP",
                                          "DATABASE",
                                          "DEFERRED",
                                          "DESC",
                                          "DETACH",
                                          "DO",
                                          "EACH",
                                          "END",
                                          "EXCLUDE",
                                          "EXCLUSIVE",
                                          "EXPLAIN",
                                          "FAIL",
                                          "FILTER",
                                          "FIRST",
                                          "FOLLOWING",
                                          "FOR",
                                          "FULL",
                                          "GENERATED",
                                          "GLOB",
                                          "GROUPS",
                                          "IF",
                                          "IGNORE",
                                          "IMMEDIATE",
                                          "INDEXED",
                                          "INITIALLY",
                                          "INNER",
                                          "INSTEAD",
                                          "KEY",
                                          "LAST",
                                          "LEFT",
                                          "LIKE",
                                          "MATCH",
                                          "MATERIALIZED",
                                          "NATURAL",
                                          "NO",
                                          "NULLS",
                                          "OF",
                                          "OFFSET",
                                          "OTHERS",
                                          "OUTER",
                                          "OVER",
                                          "PARTITION",
                                          "PLAN",
                                          "PRAGMA",
                                          "PRECEDING",
                                          "QUERY",
                                          "RAISE",
                                          "RANGE",
                                          "RECURSIVE",
                                          "REGEXP",
                                          "REINDEX",
                                          "RELEASE",
                                          "RENAME",
                                          "REPLACE",
                                          "RESTRICT",
                                          "RIGHT",
                                          "ROLLBACK",
                                          "ROW",
                                          "ROWS",
                                          "SAVEPOINT",
                                          "TEMP",
                                          "TEMPORARY",
                                          "TIES",
                                          "TRIGGER",
                                          "UNBOUNDED",
                                          "VACUUM",
                                          "VIEW",
                                          "VIRTUAL",
                                          "WINDOW",
                                          "WITH",
                                          "WITHIN",
                                          "WITHOUT"};
constexpr std::string_view kFunctions[] = {"abs",
                                           "acos",
                                           "acosh",
                                           "asin",
                                           "asinh",
                                           "atan",
                                           "atan2",
                                           "atanh",
                                           "avg",
                                           "bm25",
                                           "ceil",
                                           "ceiling",
                                           "changes",
                                           "char",
                                           "coalesce",
                                           "concat",
                                           "concat_ws",
                                           "cos",
                                           "cosh",
                                           "count",
                                           "cume_dist",
                                           "date",
                                           "datetime",
                                           "degrees",
                                           "dense_rank",
                                           "exp",
                                           "first_value",
                                           "floor",
                                           "format",
                                           "glob",
                                           "group_concat",
                                           "hex",
                                           "highlight",
                                           "ifnull",
                                           "iif",
                                           "instr",
                                           "json",
                                           "json_array",
                                           "json_array_length",
                                           "json_each",
                                           "json_error_position",
                                           "json_extract",
                                           "json_group_array",
                                           "json_group_object",
                                           "json_insert",
                                           "json_object",
                                           "json_patch",
                                           "json_pretty",
                                           "json_quote",
                                           "json_remove",
                                           "json_replace",
                                           "json_set",
                                           "json_tree",
                                           "json_type",
                                           "json_valid",
                                           "jsonb",
                                           "jsonb_array",
                                           "jsonb_extract",
                                           "jsonb_group_array",
                                           "jsonb_group_object",
                                           "jsonb_insert",
                                           "jsonb_object",
                                           "jsonb_patch",
                                           "jsonb_remove",
                                           "jsonb_replace",
                                           "jsonb_set",
                                           "julianday",
                                           "lag",
                                           "last_insert_rowid",
                                           "last_value",
                                           "lead",
                                           "length",
                                           "like",
                                           "likelihood",
                                           "likely",
                                           "ln",
                                           "log",
                                           "log10",
                                           "log2",
                                           "lower",
                                           "ltrim",
                                           "max",
                                           "min",
                                           "mod",
                                           "nth_value",
                                           "ntile",
                                           "nullif",
                                           "octet_length",
                                           "percent_rank",
                                           "pi",
                                           "pow",
                                           "power",
                                           "printf",
                                           "quote",
                                           "radians",
                                           "random",
                                           "randomblob",
                                           "rank",
                                           "replace",
                                           "round",
                                           "row_number",
                                           "rtrim",
                                           "sign",
                                           "sin",
                                           "sinh",
                                           "snippet",
                                           "sqrt",
                                           "strftime",
                                           "string_agg",
                                           "substr",
                                           "substring",
                                           "sum",
                                           "tan",
                                           "tanh",
                                           "time",
                                           "timediff",
                                           "total",
                                           "total_changes",
                                           "trim",
                                           "trunc",
                                           "typeof",
                                           "unhex",
                                           "unicode",
                                           "unistr",
                                           "unixepoch",
                                           "unlikely",
                                           "upper"};
// The longest first.
constexpr std::string_view kOperators[] = {"->>", "||", "->", "<=", ">=", "<>", "!=", "==", "<<", ">>"};

constexpr std::size_t kLongest = 18;

bool is_listed(std::span<const std::string_view> sorted, std::string_view word) {
  return std::ranges::binary_search(sorted, word);
}

/// The entry of a sorted list of words in capitals; empty: none.
std::string_view find(std::span<const std::string_view> sorted, std::string_view word) {
  if (word.size() < 2 || word.size() > kLongest) return {};
  std::array<char, kLongest> capitals{};
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    capitals[i] = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  const std::string_view wanted(capitals.data(), word.size());
  const auto found = std::ranges::lower_bound(sorted, wanted);
  return found != sorted.end() && *found == wanted ? *found : std::string_view();
}

bool starts_word(char c) { return base::is_alpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool in_word(char c) { return starts_word(c) || base::is_digit(c) || c == '$'; }

/// Cuts one token after the other, as SQLite's tokenize.c does.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  bool next(Token& token) {
    skip_space();
    if (at_ >= text_.size()) return false;
    const std::size_t begin = at_;
    token.reserved = {};
    token.kind = cut();
    token.text = text_.substr(begin, at_ - begin);
    if (token.kind == TokenKind::word) token.reserved = find(kReserved, token.text);
    return true;
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip_while(auto&& wanted) {
    while (at_ < text_.size() && wanted(text_[at_])) ++at_;
  }
  void skip_past(std::string_view end, std::size_t from) {
    const std::size_t found = text_.find(end, from);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void skip_space() {
    while (at_ < text_.size()) {
      if (base::is_space(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        skip_past("\n", at_);
      } else if (peek() == '/' && peek(1) == '*') {
        skip_past("*/", at_ + 2);
      } else {
        return;
      }
    }
  }

  TokenKind cut() {
    const char c = peek();
    if (c == '\'' || c == '"' || c == '`') return quoted(c);
    if (c == '[') {
      skip_past("]", at_);
      return TokenKind::quoted_name;
    }
    if ((c == 'x' || c == 'X') && peek(1) == '\'') {
      skip_past("'", at_ + 2);
      return TokenKind::blob;
    }
    if (starts_word(c)) {
      skip_while(in_word);
      return TokenKind::word;
    }
    if (base::is_digit(c) || (c == '.' && base::is_digit(peek(1)))) return number();
    if (c == '?' || c == '$' || c == '@' || c == '#' || c == ':') {
      ++at_;
      skip_while(in_word);
      return TokenKind::parameter;
    }
    for (const std::string_view each : kOperators) {
      if (text_.substr(at_).starts_with(each)) {
        at_ += each.size();
        return TokenKind::symbol;
      }
    }
    ++at_;
    return TokenKind::symbol;
  }

  TokenKind quoted(char quote) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != quote) continue;
      ++at_;
      if (peek() != quote) break;
    }
    return quote == '\'' ? TokenKind::string : TokenKind::quoted_name;
  }

  TokenKind number() {
    const bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    for (bool more = true; more;) {
      skip_while(in_word);
      more = false;
      if (!hex && peek() == '.') more = true;
      const bool sign = peek() == '+' || peek() == '-';
      if (!hex && sign && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E') && base::is_digit(peek(1))) more = true;
      if (more) ++at_;
    }
    return TokenKind::number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool Token::is(std::string_view word_or_symbol) const {
  if (kind == TokenKind::symbol) return text == word_or_symbol;
  return kind == TokenKind::word && base::equals_ignoring_case(text, word_or_symbol);
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> all;
  all.reserve(text.size() / 5);
  Cutter cutter(text);
  for (Token token; cutter.next(token);) all.push_back(token);
  return all;
}

bool is_name(const Token& token) {
  switch (token.kind) {
    case TokenKind::word:
      return token.reserved.empty();
    case TokenKind::quoted_name:
    case TokenKind::string:
      return true;
    default:
      return false;
  }
}

std::string name_of(const Token& token) {
  const std::string_view text = token.text;
  if (text.empty() || token.kind == TokenKind::word) return std::string(text);
  const char close = text[0] == '[' ? ']' : text[0];
  std::string name;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == close && (close == ']' || i + 1 == text.size() || text[++i] != close)) break;
    name += text[i];
  }
  return name;
}

std::string written_name(std::string_view name) {
  bool plain = !name.empty() && !base::is_digit(name[0]);
  for (const char c : name) plain = plain && (base::is_alpha(c) || base::is_digit(c) || c == '_');
  if (plain && find(kReserved, name).empty() && find(kFallback, name).empty()) return std::string(name);
  return '"' + base::replace_all(std::string(name), "\"", "\"\"") + '"';
}

std::string written_text(std::string_view text) {
  return '\'' + base::replace_all(std::string(text), "'", "''") + '\'';
}

bool is_function(std::string_view name) { return is_listed(kFunctions, name); }

}  // namespace dunlin::database::sqlite
