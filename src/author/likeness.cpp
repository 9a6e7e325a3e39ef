// How likely it is that one thing is another one under a new name. The weights are such that the type alone is not
// enough, and the name alone neither.
#include <algorithm>

#include "author/renames.hpp"
#include "base/text.hpp"

namespace dunlin::author {
namespace {

using schema::Column;
using schema::Table;

/// 0 to 100.
int similar(const std::string& a, const std::string& b) {
  const auto longest = std::max(a.size(), b.size());
  if (longest == 0) return 100;
  if (a.find(b) != std::string::npos || b.find(a) != std::string::npos) return 80;
  const auto distance = std::min(base::edit_distance(base::lower(a), base::lower(b)), longest);
  return static_cast<int>(100 * (longest - distance) / longest);
}

/// "character varying(20)" -> "character varying"
std::string_view kind_of(std::string_view type) { return base::trim(type.substr(0, type.find('('))); }

std::size_t place(const Table& table, const Column& column) {
  return static_cast<std::size_t>(&column - table.columns.data());
}

/// In how many keys and indexes it is, and of which sort.
std::vector<int> roles(const Table& table, const std::string& name) {
  const auto count = [&](const auto& keys) {
    return static_cast<int>(
        std::ranges::count_if(keys, [&](const auto& key) { return std::ranges::count(key.columns, name) > 0; }));
  };
  const bool primary = table.primary_key && std::ranges::count(table.primary_key->columns, name) > 0;
  const auto indexes = std::ranges::count_if(table.indexes, [&](const auto& index) {
    return std::ranges::any_of(index.parts, [&](const auto& part) { return part.column == name; });
  });
  return {primary ? 1 : 0, count(table.uniques), count(table.foreign_keys), static_cast<int>(indexes)};
}

}  // namespace

int likeness(const Table& in_from, const Column& from, const Table& in_to, const Column& to) {
  if (from.generated.empty() != to.generated.empty()) return 0;
  int points = 0;
  if (from.type == to.type) {
    points += 45;
  } else if (kind_of(from.type) == kind_of(to.type)) {
    points += 30;
  }
  if (from.nullable == to.nullable) points += 10;
  if (from.default_sql == to.default_sql) points += 10;
  if (from.identity != to.identity) points -= 20;
  if (place(in_from, from) == place(in_to, to)) points += 15;
  const auto before = roles(in_from, from.name);
  const auto after = roles(in_to, to.name);
  const bool any = std::ranges::any_of(before, [](int number) { return number > 0; });
  if (before == after && any) points += 10;
  points += similar(from.name, to.name) / 5;
  return std::clamp(points, 0, 100);
}

int likeness(const Table& from, const Table& to) {
  if (from.definition.empty() != to.definition.empty()) return 0;
  const auto total = from.columns.size() + to.columns.size();
  if (total == 0) return 0;
  std::size_t shared = 0;
  for (const auto& column : from.columns) {
    shared += static_cast<std::size_t>(std::ranges::count_if(to.columns, [&](const Column& other) {
      return other.name == column.name && kind_of(other.type) == kind_of(column.type);
    }));
  }
  const auto columns = static_cast<int>(85 * 2 * shared / total);
  return std::clamp(columns + similar(from.name.name, to.name.name) * 15 / 100, 0, 100);
}

}  // namespace dunlin::author
