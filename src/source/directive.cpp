#include "source/directive.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace dunlin::source {
namespace {

constexpr std::string_view duration_form = "a time such as 500ms, 3s, 5min or 1h";

struct Names {
  std::vector<std::string> parts;
  bool ok = false;
};

// A name in one to three parts, quoted or not, as the database spells names.
Names read_name(std::string_view text, const sql::LexRules& rules) {
  Names names;
  const std::vector<sql::Token> tokens = sql::tokens(text, rules, 8);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const sql::Token& token = tokens[i];
    if (i % 2 == 1) {
      if (token.text != ".") return names;
      continue;
    }
    // A "double-quoted" text is a string to MariaDB; where a name is wanted, it is the name.
    const bool is_string = token.kind == sql::TokenKind::string && token.text.size() > 2;
    if (is_string) {
      names.parts.emplace_back(token.text.substr(1, token.text.size() - 2));
    } else if (token.kind == sql::TokenKind::word || token.kind == sql::TokenKind::quoted_name) {
      names.parts.push_back(sql::name_of(token, rules));
    } else {
      return names;
    }
  }
  names.ok = tokens.size() % 2 == 1 && names.parts.size() <= 3;
  return names;
}

constexpr std::array<std::string_view, 8> kinds = {"table", "column",  "index",    "constraint",
                                                   "view",  "trigger", "function", "type"};

bool belongs_to_table(std::string_view kind) { return kind == "column" || kind == "constraint" || kind == "trigger"; }

Condition read_condition(std::string_view name, std::string_view rest, const sql::LexRules& rules,
                         const sql::Position& at, const std::string& file) {
  const std::string directive = "dunlin:" + std::string(name);
  const std::size_t gap = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string kind = base::lower(rest.substr(0, gap));
  const std::string_view object = base::trim(rest.substr(gap));
  const std::string form = "Write -- " + directive +
                           " KIND NAME, where KIND is table, column, index, constraint, view, "
                           "trigger, function or type";
  if (rest.empty()) throw config_error(file, at, directive + " needs a kind and a name", form);
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    const std::string near = base::nearest(kind, std::vector<std::string>(kinds.begin(), kinds.end()));
    throw config_error(file, at, directive + " does not know the kind \"" + base::printable(kind) + "\"",
                       near.empty() ? form : "Did you mean \"" + near + "\"? " + form);
  }
  const std::string right = belongs_to_table(kind)
                                ? "Write -- " + directive + " " + kind + " TABLE.NAME, or SCHEMA.TABLE.NAME"
                                : "Write -- " + directive + " " + kind + " NAME, or SCHEMA.NAME";
  const Names names = read_name(object, rules);
  const std::size_t least = belongs_to_table(kind) ? 2 : 1;
  if (!names.ok || names.parts.size() < least || names.parts.size() > least + 1) {
    throw config_error(file, at, directive + " " + kind + " cannot make a name of \"" + base::printable(object) + "\"",
                       right);
  }
  Condition condition;
  condition.wanted = name == "if-exists";
  condition.kind = sql::object_kind(kind);
  condition.text = kind + " " + std::string(object);
  condition.place = at;
  condition.name.name = names.parts.back();
  const std::string* const before = names.parts.size() > 1 ? &names.parts[names.parts.size() - 2] : nullptr;
  if (belongs_to_table(kind)) {
    condition.table.name = *before;
    if (names.parts.size() == 3) condition.table.schema = names.parts[0];
  } else if (before != nullptr) {
    condition.name.schema = *before;
  }
  return condition;
}

Batch read_batch(std::string_view rest, const sql::LexRules& rules, const sql::Position& at, const std::string& file) {
  const std::string form =
      "Write -- dunlin:batch 1000, or -- dunlin:batch 1000 by TABLE.KEY; behind either may stand "
      "pause 50ms";
  std::vector<std::string_view> words = base::words(rest);
  Batch batch;
  std::uint64_t size = 0;
  if (words.empty()) throw config_error(file, at, "dunlin:batch needs a number of rows", form);
  if (!base::parse_number(words[0], size) || size == 0 || size > 1'000'000'000) {
    throw config_error(file, at, "dunlin:batch cannot make a number of rows of \"" + base::printable(words[0]) + "\"",
                       form);
  }
  batch.size = static_cast<std::int64_t>(size);
  std::size_t i = 1;
  if (i < words.size() && base::equals_ignoring_case(words[i], "by")) {
    if (i + 1 >= words.size()) throw config_error(file, at, "dunlin:batch by needs a table and its key", form);
    // A quoted name may hold spaces: the key ends where "pause" or the line does.
    const std::size_t from = static_cast<std::size_t>(words[i + 1].data() - rest.data());
    std::size_t to = rest.size();
    if (words.size() > i + 3 && base::equals_ignoring_case(words[words.size() - 2], "pause")) {
      to = static_cast<std::size_t>(words[words.size() - 2].data() - rest.data());
    }
    const std::string_view text = base::trim(rest.substr(from, to - from));
    const Names names = read_name(text, rules);
    if (!names.ok || names.parts.size() < 2) {
      throw config_error(file, at, "dunlin:batch by cannot make TABLE.KEY of \"" + base::printable(text) + "\"", form);
    }
    batch.key = names.parts.back();
    batch.table = sql::QualifiedName{names.parts.size() == 3 ? names.parts[0] : std::string(),
                                     names.parts[names.parts.size() - 2]};
    while (i < words.size() && static_cast<std::size_t>(words[i].data() - rest.data()) < to) ++i;
  }
  if (i < words.size()) {
    const bool pause = base::equals_ignoring_case(words[i], "pause") && i + 2 == words.size();
    if (!pause) {
      throw config_error(file, at, "dunlin:batch does not understand \"" + base::printable(words[i]) + "\"", form);
    }
    if (!base::parse_duration(words[i + 1], batch.pause_ms) || batch.pause_ms < 0) {
      throw config_error(file, at, "dunlin:batch cannot make a pause of \"" + base::printable(words[i + 1]) + "\"",
                         "Write " + std::string(duration_form) + " behind pause");
    }
  }
  return batch;
}

bool holds_parameter(const Statement& statement, std::string_view name) {
  std::size_t at = 0;
  while ((at = statement.text.find(name, at)) != std::string::npos) {
    const std::size_t end = at + name.size();
    const char next = end < statement.text.size() ? statement.text[end] : ' ';
    if (!base::is_alpha(next) && !base::is_digit(next) && next != '_') return true;
    at = end;
  }
  return false;
}

}  // namespace

Place place_of(const std::string& file, const sql::Position& at) { return Place{file, at.line, at.column}; }

Error config_error(const std::string& file, const sql::Position& at, std::string message, std::string hint) {
  Error error(ErrorKind::config, std::move(message), std::move(hint));
  error.place = place_of(file, at);
  return error;
}

bool is_statement_directive(std::string_view name) {
  return name == "if-exists" || name == "unless-exists" || name == "batch" || name == "log";
}

void read_statement_directive(std::string_view name, std::string_view rest, const sql::LexRules& rules,
                              const sql::Position& at, const std::string& file, Attached& into) {
  if (name == "log") {
    if (rest.empty()) {
      throw config_error(file, at, "dunlin:log has nothing to say", "Write -- dunlin:log TEXT");
    }
    into.log.emplace_back(rest);
    into.log_place = at;
    return;
  }
  if (name == "batch") {
    if (into.batch) {
      throw config_error(file, at, "A statement has two dunlin:batch", "Leave one of them");
    }
    into.batch = read_batch(rest, rules, at, file);
    into.batch_place = at;
  } else {
    into.conditions.push_back(read_condition(name, rest, rules, at, file));
  }
  into.last = name;
  into.last_place = at;
}

void read_file_directive(std::string_view name, std::string_view rest, const sql::Position& at, const std::string& file,
                         std::vector<std::string>& seen, Body& into) {
  const std::string directive = "dunlin:" + std::string(name);
  const bool list = name == "requires" || name == "environment";
  if (!list && std::find(seen.begin(), seen.end(), name) != seen.end()) {
    throw config_error(file, at, directive + " is said twice", "Leave one of them");
  }
  seen.emplace_back(name);
  if (list) {
    std::vector<std::string>& items = name == "requires" ? into.requires_versions : into.environments;
    const std::size_t before = items.size();
    for (const std::string_view part : base::split(rest, ',')) {
      for (const std::string_view word : base::words(part)) {
        if (std::find(items.begin(), items.end(), word) == items.end()) items.emplace_back(word);
      }
    }
    if (items.size() == before && base::trim(rest).find_first_not_of(", \t") == std::string_view::npos) {
      throw config_error(file, at, directive + (name == "requires" ? " needs a version" : " needs a name"),
                         name == "requires" ? "Write -- dunlin:requires VERSION, or several with spaces between them"
                                            : "Write -- dunlin:environment NAME, or several with spaces between them");
    }
    return;
  }
  if (name == "irreversible") {
    if (rest.empty()) {
      throw config_error(file, at, "dunlin:irreversible needs a reason, which down then tells",
                         "Write -- dunlin:irreversible WHY, for instance: the old values are gone");
    }
    into.irreversible = std::string(rest);
    return;
  }
  std::int64_t milliseconds = 0;
  if (!base::parse_duration(rest, milliseconds) || milliseconds < 0) {
    throw config_error(file, at,
                       rest.empty() ? directive + " needs a time"
                                    : directive + " cannot make a time of \"" + base::printable(rest) + "\"",
                       "Write -- " + directive + " and " + std::string(duration_form));
  }
  (name == "lock-timeout" ? into.lock_timeout_ms : into.statement_timeout_ms) = milliseconds;
}

void check_batch(const Statement& statement, const sql::Position& at, const std::string& file) {
  if (!statement.batch) return;
  const sql::StatementKind kind = statement.info.kind;
  if (kind != sql::StatementKind::change && kind != sql::StatementKind::opaque) {
    throw config_error(file, at,
                       "dunlin:batch repeats a statement that changes rows, and " +
                           (statement.info.verb.empty() ? std::string("this one") : statement.info.verb) + " does not",
                       "Put it right before the UPDATE, DELETE or INSERT that it means");
  }
  if (!statement.batch->table) {
    if (holds_parameter(statement, ":batch_size")) return;
    throw config_error(file, at, "The statement behind dunlin:batch does not say how many rows it changes at a time",
                       "Limit it by :batch_size, for instance WHERE id IN (SELECT id FROM t WHERE ... LIMIT "
                       ":batch_size), or walk a key with -- dunlin:batch N by TABLE.KEY");
  }
  if (!holds_parameter(statement, ":batch_from") || !holds_parameter(statement, ":batch_to")) {
    throw config_error(file, at, "The statement behind dunlin:batch by does not use :batch_from and :batch_to",
                       "Bound it with WHERE " + statement.batch->key +
                           " BETWEEN :batch_from AND :batch_to, or it would "
                           "do all rows again for each range");
  }
}

std::string replace_variables(std::string_view text, const Variables& variables) {
  std::string result;
  std::size_t from = 0;
  while (!variables.empty()) {
    const std::size_t begin = text.find("${", from);
    if (begin == std::string_view::npos) break;
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) break;
    const std::string_view name = text.substr(begin + 2, end - begin - 2);
    const auto found = std::find_if(variables.begin(), variables.end(), [&](const auto& v) { return v.first == name; });
    if (found == variables.end()) {
      // "${a${NAME}": what does not name a variable may hold one.
      result += text.substr(from, begin + 2 - from);
      from = begin + 2;
      continue;
    }
    result += text.substr(from, begin - from);
    result += found->second;
    from = end + 1;
  }
  result += text.substr(from);
  return result;
}

}  // namespace dunlin::source
