#include "schema/schema.hpp"

#include <algorithm>
#include <tuple>

namespace dunlin::schema {

const Table* Schema::table(const Name& name) const {
  // Nearly always they are sorted; of those that declarations or renames have left otherwise, none may be missed.
  auto found = std::ranges::lower_bound(tables, name, {}, &Table::name);
  if (found == tables.end() || found->name != name) found = std::ranges::find(tables, name, &Table::name);
  return found == tables.end() ? nullptr : &*found;
}

const Column* Schema::column(const Name& in, const std::string& name) const {
  const Table* owner = table(in);
  if (owner == nullptr) return nullptr;
  const auto found =
      std::find_if(owner->columns.begin(), owner->columns.end(), [&](const Column& each) { return each.name == name; });
  return found == owner->columns.end() ? nullptr : &*found;
}

namespace {

void sort_by(auto& all, auto key) {
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

}  // namespace

void Schema::sort() {
  const auto name = [](const auto& each) -> const auto& { return each.name; };
  // Constraints without a name (SQLite has them) are told apart by what they say.
  const auto key = [](const Key& each) { return std::tie(each.name, each.columns); };
  sort_by(types, name);
  sort_by(sequences, name);
  sort_by(tables, name);
  sort_by(views, name);
  sort_by(routines, [](const Routine& each) { return std::tie(each.name, each.arguments); });
  sort_by(triggers, [](const Trigger& each) { return std::tie(each.table, each.name); });
  sort_by(policies, [](const Policy& each) { return std::tie(each.table, each.name); });
  sort_by(grants, [](const Grant& each) {
    return std::tie(each.kind, each.object, each.column, each.grantee, each.privilege);
  });
  sort_by(others, [](const Other& each) { return std::tie(each.kind, each.table, each.name); });
  for (auto& table : tables) {
    sort_by(table.uniques, key);
    sort_by(table.checks, [](const Check& each) { return std::tie(each.name, each.expression); });
    sort_by(table.foreign_keys, [](const ForeignKey& each) { return std::tie(each.name, each.columns, each.table); });
    sort_by(table.exclusions, name);
    sort_by(table.indexes, name);
  }
  for (auto& view : views) sort_by(view.indexes, name);
}

}  // namespace dunlin::schema
