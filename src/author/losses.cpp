#include "author/losses.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"

namespace dunlin::author {
namespace {

using schema::Change;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;

struct TypeWords {
  std::string base;                    ///< lower case, without what stands in parentheses
  std::vector<std::uint64_t> numbers;  ///< in parentheses
};

TypeWords read_type(std::string_view type) {
  TypeWords words;
  const std::string lower = base::lower(type);
  const auto open = lower.find('('), close = lower.find(')');
  if (open == std::string::npos || close == std::string::npos || close < open) {
    words.base = base::trim(lower);
    return words;
  }
  words.base = std::string(base::trim(lower.substr(0, open))) + lower.substr(close + 1);
  for (const auto part : base::split(std::string_view(lower).substr(open + 1, close - open - 1), ',')) {
    std::uint64_t number = 0;
    if (base::parse_number(base::trim(part), number)) words.numbers.push_back(number);
  }
  return words;
}

/// The integer types, each wider than those before it; the same number: the same width.
int integer_width(const std::string& type) {
  static const std::map<std::string, int> widths = {{"tinyint", 1},   {"smallint", 2}, {"int2", 2},
                                                    {"mediumint", 3}, {"int", 4},      {"integer", 4},
                                                    {"int4", 4},      {"bigint", 8},   {"int8", 8}};
  const auto found = widths.find(type);
  return found == widths.end() ? 0 : found->second;
}

bool is_string(const std::string& type) {
  return type == "varchar" || type == "character varying" || type == "char" || type == "character";
}

constexpr std::array<std::string_view, 5> texts{"tinytext", "text", "mediumtext", "longtext", "clob"};

bool is_text(const std::string& type) { return std::ranges::count(texts, type) > 0; }

/// enum('a','b') and set('a','b'): the labels, quoted.
std::vector<std::string_view> labels_of(std::string_view type) {
  std::vector<std::string_view> labels;
  for (std::size_t at = type.find('\''); at != std::string_view::npos; at = type.find('\'', at)) {
    std::size_t end = at + 1;
    while (end < type.size() && (type[end] != '\'' || (end + 1 < type.size() && type[end + 1] == '\''))) {
      end += type[end] == '\'' ? std::size_t{2} : std::size_t{1};
    }
    end = std::min(end + 1, type.size());
    labels.push_back(type.substr(at, end - at));
    at = end;
  }
  return labels;
}

/// Whether its values end where their spaces do.
bool is_padded(const std::string& type) { return type == "char" || type == "character"; }

/// "enum" or "set", where the type is one of labels; else nothing.
std::string_view labelled(std::string_view type) {
  for (const std::string_view word : {"enum", "set"}) {
    if (type.size() > word.size() && type[word.size()] == '(' &&
        base::equals_ignoring_case(type.substr(0, word.size()), word)) {
      return word;
    }
  }
  return {};
}

bool keeps_labels(std::string_view from, std::string_view to) {
  const auto after = labels_of(to);
  return std::ranges::all_of(labels_of(from), [&](const auto label) { return std::ranges::count(after, label) > 0; });
}

/// Without a number these have as good as nothing of what it counts: microseconds, bits, characters.
constexpr std::array<std::string_view, 8> least_by_default{"datetime", "timestamp", "time",      "bit",
                                                           "char",     "binary",    "character", "varbinary"};

/// The numbers that stand in parentheses, each as large or larger.
bool grows(const TypeWords& from, const TypeWords& to) {
  if (to.numbers.empty()) return from.numbers.empty() || std::ranges::count(least_by_default, to.base) == 0;
  if (from.numbers.empty() && std::ranges::count(least_by_default, to.base) > 0) return true;
  if (from.numbers.size() != to.numbers.size()) return false;
  for (std::size_t i = 0; i < to.numbers.size(); ++i) {
    if (to.numbers[i] < from.numbers[i]) return false;
  }
  // decimal(10, 2) -> decimal(10, 4) leaves less before the point.
  return to.numbers.size() != 2 || to.numbers[0] - to.numbers[1] >= from.numbers[0] - from.numbers[1];
}

/// A column of a table, or an attribute of a composite type.
bool is_narrowed(const schema::Column& before, const schema::Column& after) {
  if (before.type == after.type || !before.generated.empty()) return false;
  if (!before.type_name.empty() && before.type_name == after.type_name) return false;
  return !widens(before.type, after.type);
}

std::string narrowed_text(const std::string& what, const schema::Column& before, const schema::Column& after) {
  return "values of " + what + " that do not fit: " + before.type + " becomes " + after.type;
}

void add(std::vector<Destroyed>& losses, std::string what, schema::Name table = {}) {
  const auto same = [&](const Destroyed& each) { return each.loss.what == what; };
  if (std::ranges::none_of(losses, same)) losses.push_back({{std::move(what), -1, false}, std::move(table)});
}

void add_of_column(std::vector<Destroyed>& losses, const Object& object, const Schema& from, const Schema& to) {
  const auto* before = schema::find<schema::Column>(from, object);
  const auto* after = schema::find<schema::Column>(to, object);
  if (before == nullptr || after == nullptr) return;
  if (is_narrowed(*before, *after)) add(losses, narrowed_text(object.text(), *before, *after), object.name);
  if (before->generated.empty() && !after->generated.empty()) {
    add(losses, "values of " + object.text() + ", which becomes a generated one", object.name);
  }
}

/// Labels that go, and attributes as with columns.
void add_of_type(std::vector<Destroyed>& losses, const Object& object, const Schema& from, const Schema& to) {
  const auto* before = schema::find<schema::Type>(from, object);
  const auto* after = schema::find<schema::Type>(to, object);
  if (before == nullptr || after == nullptr) return;
  for (const auto& label : before->labels) {
    if (std::ranges::count(after->labels, label) == 0) add(losses, "label " + label + " of " + object.text());
  }
  for (const auto& field : before->fields) {
    const std::string what = "attribute " + field.name + " of " + object.text();
    const auto same = std::ranges::find(after->fields, field.name, &schema::Column::name);
    if (same == after->fields.end()) {
      add(losses, what);
    } else if (is_narrowed(field, *same)) {
      add(losses, narrowed_text(what, field, *same));
    }
  }
}

/// Rows as they were before, which such a table keeps.
void add_history(std::vector<Destroyed>& losses, const Object& object, const Schema& from, const Schema& to) {
  const auto keeps = [&](const Schema& schema) {
    const auto* table = schema.table(object.name);
    return table != nullptr && table->properties.contains("WITH SYSTEM VERSIONING");
  };
  if (keeps(from) && !keeps(to)) add(losses, "former rows of " + object.text(), object.name);
}

/// How far it has counted is in no schema. One that a column owns goes with what the column holds.
bool counts_alone(const schema::Sequence* sequence) { return sequence != nullptr && sequence->owner.empty(); }

bool holds_data(const schema::Column* column) { return column != nullptr && column->generated.empty(); }

}  // namespace

bool widens(std::string_view from, std::string_view to) {
  if (from == to) return true;
  if (const auto word = labelled(from); !word.empty() && word == labelled(to)) return keeps_labels(from, to);
  auto before = read_type(from), after = read_type(to);
  constexpr std::string_view positive = " unsigned";
  if (before.base.ends_with(positive) && after.base.ends_with(positive)) {
    for (auto* each : {&before, &after}) each->base.resize(each->base.size() - positive.size());
  }
  if (before.base == after.base) return grows(before, after);
  const int width = integer_width(before.base);
  if (width > 0 && integer_width(after.base) >= width) return true;
  if (is_string(before.base) && is_text(after.base)) return after.base != "tinytext";
  if (is_string(before.base) && is_string(after.base)) {
    return grows(before, after) && (!is_padded(after.base) || is_padded(before.base));
  }
  if (is_text(before.base) && is_text(after.base)) {
    return std::ranges::find(texts, before.base) <= std::ranges::find(texts, after.base);
  }
  return false;
}

std::vector<Destroyed> losses_of(const std::vector<Change>& changes, const Schema& from, const Schema& to) {
  std::vector<Destroyed> losses;
  for (const auto& change : changes) {
    const auto& object = change.object;
    switch (change.kind) {
      case Change::Kind::drop:
        if (object.kind == ObjectKind::table) add(losses, object.text(), object.name);
        if (object.kind == ObjectKind::column && holds_data(schema::find<schema::Column>(from, object))) {
          add(losses, object.text(), object.name);
        }
        if (counts_alone(schema::find<schema::Sequence>(from, object))) add(losses, object.text());
        break;
      case Change::Kind::alter:
        if (object.kind == ObjectKind::column) add_of_column(losses, object, from, to);
        if (object.kind == ObjectKind::table) add_history(losses, object, from, to);
        if (object.kind == ObjectKind::type) add_of_type(losses, object, from, to);
        break;
      case Change::Kind::rebuild:
        for (const auto& each : change.with) {
          const bool stays = schema::find<schema::Column>(to, each) != nullptr;
          add(losses, (stays ? "values of " : "") + each.text(), object.name);
        }
        break;
      case Change::Kind::create:
        break;
    }
  }
  return losses;
}

void count_rows(std::vector<Destroyed>& losses, database::Connection& connection) {
  for (auto& [loss, table] : losses) {
    if (table.empty()) continue;
    if (const auto size = connection.catalogue().table({table.space, table.name})) {
      loss.rows = size->rows;
      loss.exact = size->exact;
    }
  }
}

}  // namespace dunlin::author
