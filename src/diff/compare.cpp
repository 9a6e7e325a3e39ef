#include "diff/compare.hpp"

#include <algorithm>
#include <map>

#include "schema/fields.hpp"

namespace dunlin::diff {
namespace {

using schema::Change;
using schema::Name;
using schema::Object;
using schema::Schema;
using schema::Table;
using Kind = Change::Kind;

/// The members that differ, by name. `skip`: those that are compared otherwise.
template <class T>
std::vector<std::string> differing(const T& a, const T& b, std::initializer_list<std::string_view> skip) {
  std::vector<const void*> others;
  schema::visit(
      b, [&](const char*, const auto& member) { others.push_back(&member); }, static_cast<const T*>(nullptr));
  std::vector<std::string> names;
  std::size_t i = 0;
  schema::visit(
      a,
      [&](const char* name, const auto& member) {
        const auto& other = *static_cast<const std::decay_t<decltype(member)>*>(others[i++]);
        if (member == other || std::find(skip.begin(), skip.end(), name) != skip.end()) return;
        names.emplace_back(name);
      },
      static_cast<const T*>(nullptr));
  return names;
}

/// The columns that do not have to move where `from` gets the order of `to`: a longest rising sequence.
std::vector<bool> staying(const std::vector<std::size_t>& positions) {
  std::vector<std::size_t> tails, before(positions.size(), positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto at = std::lower_bound(tails.begin(), tails.end(), positions[i],
                                     [&](std::size_t tail, std::size_t value) { return positions[tail] < value; });
    if (at != tails.begin()) before[i] = *(at - 1);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> stays(positions.size(), false);
  for (std::size_t i = tails.empty() ? positions.size() : tails.back(); i < positions.size(); i = before[i]) {
    stays[i] = true;
  }
  return stays;
}

class Comparison {
 public:
  Comparison(const Schema& from, const Schema& to, const CompareOptions& options)
      : from_(from), to_(to), options_(options) {}

  std::vector<Change> all() {
    wholes(from_.others, to_.others);
    wholes(from_.types, to_.types);
    wholes(from_.sequences, to_.sequences);
    tables();
    views();
    wholes(from_.routines, to_.routines);
    attached(from_.triggers, to_.triggers, [](const auto& each) { return each.table; });
    attached(from_.policies, to_.policies, [](const auto& each) { return each.table; });
    attached(from_.grants, to_.grants, [](const auto& each) { return each.object; });
    return std::move(changes_);
  }

 private:
  void add(Kind kind, const Object& object, std::vector<std::string> attributes = {}) {
    changes_.push_back({kind, object, std::move(attributes), {}});
  }

  /// Objects of one kind on both sides. `created`, `dropped`, `both`: what else there is to do for each.
  template <class T, class Call, class Dropped>
  void sides(const std::vector<T>& from, const std::vector<T>& to, const Call& call, const Dropped& dropped,
             std::initializer_list<std::string_view> skip) {
    std::map<Object, const T*> old;
    for (const auto& each : from) old.emplace(call(each), &each);
    for (const auto& each : to) {
      const Object object = call(each);
      const auto found = old.find(object);
      if (found == old.end()) {
        add(Kind::create, object);
        continue;
      }
      if (auto names = differing(*found->second, each, skip); !names.empty()) {
        add(Kind::alter, object, std::move(names));
      }
      old.erase(found);
    }
    for (const auto& each : from) {  // in their own order
      if (const Object object = call(each); old.contains(object)) dropped(object, each);
    }
  }

  template <class T>
  void wholes(const std::vector<T>& from, const std::vector<T>& to) {
    sides(
        from, to, [](const T& each) { return schema::object_of(each); },
        [&](const Object& object, const T&) { add(Kind::drop, object); }, {"renamed_from"});
  }

  /// What goes by itself with what it belongs to.
  template <class T, class Owner>
  void attached(const std::vector<T>& from, const std::vector<T>& to, const Owner& owner) {
    sides(
        from, to, [](const T& each) { return schema::object_of(each); },
        [&](const Object& object, const T& each) {
          if (!gone_.contains(owner(each))) add(Kind::drop, object);
        },
        {});
  }

  template <class T, class Call>
  void parts(const std::vector<T>& from, const std::vector<T>& to, const Call& call) {
    sides(from, to, call, [&](const Object& object, const T&) { add(Kind::drop, object); }, {"renamed_from"});
  }

  void tables() {
    std::map<Name, const Table*> old, now;
    for (const auto& each : from_.tables) old.emplace(each.name, &each);
    for (const auto& each : to_.tables) now.emplace(each.name, &each);
    for (const auto& table : to_.tables) {
      const auto found = old.find(table.name);
      if (found == old.end()) {
        create(table);
      } else if (!(*found->second == table)) {
        alter(*found->second, table);
      }
    }
    for (const auto& table : from_.tables) {
      if (now.contains(table.name)) continue;
      for (const auto& key : table.foreign_keys) add(Kind::drop, schema::object_of(table.name, key));
      add(Kind::drop, schema::object_of(table));
      gone_.emplace(table.name, true);
    }
  }

  void create(const Table& table) {
    add(Kind::create, schema::object_of(table));
    for (const auto& key : table.foreign_keys) add(Kind::create, schema::object_of(table.name, key));
    for (const auto& index : table.indexes) add(Kind::create, schema::object_of(table.name, index));
  }

  void alter(const Table& from, const Table& to) {
    const auto of = [&](const auto& each) { return schema::object_of(to.name, each); };
    auto own = differing(
        from, to,
        {"columns", "primary_key", "uniques", "checks", "foreign_keys", "exclusions", "indexes", "renamed_from"});
    if (!own.empty()) add(Kind::alter, schema::object_of(to), std::move(own));
    parts(from.columns, to.columns, of);
    if (options_.column_order) positions(from, to);
    primary_key(from, to);
    parts(from.uniques, to.uniques, [&](const schema::Key& key) { return schema::object_of(to.name, key, false); });
    parts(from.checks, to.checks, of);
    parts(from.foreign_keys, to.foreign_keys, of);
    parts(from.exclusions, to.exclusions, of);
    parts(from.indexes, to.indexes, of);
  }

  void primary_key(const Table& from, const Table& to) {
    const auto listed = [](const std::optional<schema::Key>& key) {
      return key ? std::vector<schema::Key>{*key} : std::vector<schema::Key>{};
    };
    parts(listed(from.primary_key), listed(to.primary_key),
          [&](const schema::Key& key) { return schema::object_of(to.name, key, true); });
  }

  void positions(const Table& from, const Table& to) {
    std::vector<const schema::Column*> common;
    std::vector<std::size_t> places;
    for (const auto& column : from.columns) {
      const auto at = std::find_if(to.columns.begin(), to.columns.end(),
                                   [&](const auto& each) { return each.name == column.name; });
      if (at == to.columns.end()) continue;
      common.push_back(&column);
      places.push_back(static_cast<std::size_t>(at - to.columns.begin()));
    }
    const auto stays = staying(places);
    for (std::size_t i = 0; i < common.size(); ++i) {
      if (stays[i]) continue;
      const Object object = schema::object_of(to.name, *common[i]);
      const auto change = std::find_if(changes_.begin(), changes_.end(), [&](const Change& each) {
        return each.kind == Kind::alter && each.object == object;
      });
      if (change == changes_.end()) {
        add(Kind::alter, object, {"position"});
      } else {
        change->attributes.emplace_back("position");
      }
    }
  }

  void views() {
    std::map<Name, const schema::View*> old;
    for (const auto& each : from_.views) old.emplace(each.name, &each);
    sides(
        from_.views, to_.views, [](const schema::View& each) { return schema::object_of(each); },
        [&](const Object& object, const schema::View& each) {
          add(Kind::drop, object);
          gone_.emplace(each.name, true);
        },
        {"uses", "indexes"});
    for (const auto& view : to_.views) {
      const auto found = old.find(view.name);
      parts(found == old.end() ? std::vector<schema::Index>{} : found->second->indexes, view.indexes,
            [&](const schema::Index& index) { return schema::object_of(view.name, index); });
    }
  }

  const Schema& from_;
  const Schema& to_;
  const CompareOptions& options_;
  std::vector<Change> changes_;
  std::map<Name, bool> gone_;  ///< tables and views that go
};

}  // namespace

std::vector<Change> compare(const Schema& from, const Schema& to, const CompareOptions& options) {
  return Comparison(from, to, options).all();
}

}  // namespace dunlin::diff
