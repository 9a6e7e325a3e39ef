// PostgreSQL shows an array of literals that was cast as a whole, `s IN ('a', 'b')` of a varchar, as
// (ARRAY['a'::character varying, ...])::text[], and reads that back as a cast of each element. What it reads back is
// what is kept here, so that an expression and the same one made again have the same words. Likewise a constant of a
// select list that got its type from elsewhere has no name at first, and its type's when it was read back.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "database/postgres/inspect.hpp"

namespace dunlin::database::postgres {
namespace {

/// Behind the quoted text that begins at `at`.
std::size_t after_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] != quote) continue;
    if (i + 1 < text.size() && text[i + 1] == quote) {
      ++i;
    } else {
      return i + 1;
    }
  }
  return text.size();
}

struct Elements {
  std::vector<std::string_view> all;
  std::size_t end = 0;  ///< behind the bracket that closes
};

/// The elements of an array, from behind its opening bracket.
std::optional<Elements> elements(std::string_view text, std::size_t from) {
  Elements found;
  int depth = 0;
  std::size_t begin = from;
  for (std::size_t i = from; i < text.size();) {
    const char c = text[i];
    if (c == '\'' || c == '"') {
      i = after_quoted(text, i);
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if ((c == ',' || c == ']') && depth == 0) {
      found.all.push_back(base::trim(text.substr(begin, i - begin)));
      begin = i + 1;
      if (c == ']') {
        found.end = i + 1;
        return found;
      }
    }
    if (c == ')' || c == ']') --depth;
    ++i;
  }
  return std::nullopt;
}

/// "text" of "text[]" at this place; nothing where another thing stands there.
std::string_view element_type(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '[') {
      const bool one = text.substr(i).starts_with("[]") && !text.substr(i).starts_with("[][");
      return one ? text.substr(0, i) : std::string_view();
    }
    if (c == '"') {
      i = after_quoted(text, i);
      continue;
    }
    const bool of_a_type =
        base::is_alpha(c) || base::is_digit(c) || c == ' ' || c == '_' || c == '.' || c == '(' || c == ')' || c == ',';
    if (!of_a_type) return {};
    ++i;
  }
  return {};
}

/// Whether the cast may stand right behind it.
bool is_simple(std::string_view element) {
  if (element.starts_with('\'')) return true;
  return std::ranges::all_of(element, [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '_'; });
}

/// With each cast of an array as casts of its elements.
void settle(std::string& text) {
  constexpr std::string_view array = "ARRAY[", cast = "::";
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\'' || text[at] == '"') {
      at = after_quoted(text, at);
      continue;
    }
    const std::string_view all = text;
    if (!all.substr(at).starts_with(array)) {
      ++at;
      continue;
    }
    const auto inside = elements(all, at + array.size());
    at += array.size();
    if (!inside || inside->all.empty() || inside->all.front().empty()) continue;
    // Where casts are shown in short, the parentheses are not there.
    const std::size_t begin = at - array.size();
    const bool parted = begin > 0 && all[begin - 1] == '(' && all.substr(inside->end).starts_with(")");
    const std::size_t behind = inside->end + (parted ? 1 : 0);
    if (!all.substr(behind).starts_with(cast)) continue;
    const auto type = element_type(all.substr(behind + cast.size()));
    if (type.empty()) continue;
    if (std::ranges::any_of(inside->all, [&](const auto each) { return each.starts_with(array); })) continue;
    std::string made(array);
    for (const auto each : inside->all) {
      const bool bare = !parted && is_simple(each);
      made += (made.size() == array.size() ? "" : ", ") + std::string(bare ? "" : "(") + std::string(each) +
              (bare ? "" : ")") + "::" + std::string(type);
    }
    made += "]";
    const std::size_t first = begin - (parted ? 1 : 0);
    text.replace(first, behind + cast.size() + type.size() + 2 - first, made);
    at = first + array.size();
  }
}

/// What a column is called that is nothing but a cast to the type: "timestamp(3) with time zone[]" -> "timestamptz".
std::string name_by_type(std::string_view type) {
  std::string bare;
  int depth = 0;
  for (const char c : type) {
    if (c == '(' || c == '[') ++depth;
    if (depth == 0 && c != '"') bare += c;
    if (c == ')' || c == ']') --depth;
  }
  constexpr std::pair<std::string_view, std::string_view> names[] = {{"integer", "int4"},
                                                                     {"bigint", "int8"},
                                                                     {"smallint", "int2"},
                                                                     {"boolean", "bool"},
                                                                     {"real", "float4"},
                                                                     {"double precision", "float8"},
                                                                     {"character varying", "varchar"},
                                                                     {"character", "bpchar"},
                                                                     {"bit varying", "varbit"},
                                                                     {"timestamp without time zone", "timestamp"},
                                                                     {"timestamp with time zone", "timestamptz"},
                                                                     {"time without time zone", "time"},
                                                                     {"time with time zone", "timetz"}};
  for (const auto& [shown, name] : names) {
    if (bare == shown) return std::string(name);
  }
  const std::size_t dot = bare.rfind('.');
  return dot == std::string::npos ? bare : bare.substr(dot + 1);
}

/// A line of a select list, `NULL::integer AS int4,`: without the name, if it is a constant that has it anyway.
std::string without_usual_name(const std::string& line) {
  constexpr std::string_view select = "SELECT ", as = " AS ", cast = "::";
  const std::size_t named = line.rfind(as);
  if (named == std::string::npos) return line;
  const std::size_t word = line.find(select);
  const std::size_t begin = word == std::string::npos ? line.find_first_not_of(' ') : word + select.size();
  if (begin >= named) return line;
  const std::string_view item = std::string_view(line).substr(begin, named - begin);
  const std::size_t constant = item[0] == '\'' ? after_quoted(item, 0) : item.find(cast);
  if (constant == std::string_view::npos || !is_simple(item.substr(0, constant))) return line;
  if (!item.substr(constant).starts_with(cast)) return line;
  const std::string_view type = item.substr(constant + cast.size());
  if (type.find(cast) != std::string_view::npos || type.find('\'') != std::string_view::npos) return line;
  std::string name = line.substr(named + as.size());
  const bool more = name.ends_with(',');
  if (more) name.pop_back();
  std::erase(name, '"');
  return name == name_by_type(type) ? line.substr(0, named) + (more ? "," : "") : line;
}

void settle_names(std::string& query) {
  std::string settled;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= query.size();) {
    if (i < query.size() && (query[i] == '\'' || query[i] == '"')) {
      i = after_quoted(query, i);
      continue;
    }
    if (i == query.size() || query[i] == '\n') {
      settled += without_usual_name(query.substr(begin, i - begin)) + (i == query.size() ? "" : "\n");
      begin = i + 1;
    }
    ++i;
  }
  query = std::move(settled);
}

void settle(schema::Index& index) {
  settle(index.condition);
  for (auto& part : index.parts) settle(part.expression);
}

}  // namespace

void settle_expressions(schema::Schema& schema) {
  for (auto& table : schema.tables) {
    for (auto& column : table.columns) {
      settle(column.default_sql);
      settle(column.generated);
    }
    for (auto& check : table.checks) settle(check.expression);
    for (auto& index : table.indexes) settle(index);
    for (auto& exclusion : table.exclusions) {
      settle(exclusion.condition);
      for (auto& part : exclusion.parts) settle(part.expression);
    }
  }
  for (auto& type : schema.types) {
    settle(type.default_sql);
    for (auto& check : type.checks) settle(check.expression);
  }
  for (auto& view : schema.views) {
    settle(view.query);
    settle_names(view.query);
    for (auto& index : view.indexes) settle(index);
  }
  for (auto& policy : schema.policies) {
    settle(policy.using_sql);
    settle(policy.check_sql);
  }
  for (auto& trigger : schema.triggers) settle(trigger.definition);
  for (auto& other : schema.others) {
    if (other.kind == "rule" || other.kind == "statistics") settle(other.definition);
  }
  // A body that stands in quotes is the author's own text.
  for (auto& routine : schema.routines) {
    if (routine.definition.find("\nAS $") == std::string::npos) settle(routine.definition);
  }
}

}  // namespace dunlin::database::postgres
