// Which changes there are statements for: what there is none for is dropped and made again, with what rests upon it.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

using schema::Change;
using schema::find;
using schema::Object;
using schema::ObjectKind;
using Kind = Change::Kind;

/// The kind of an Other stands in its object's part.
bool is_package(const Object& object) { return object.kind == ObjectKind::other && object.part.starts_with("package"); }

/// Whether a foreign key of `owner` rests upon this column of `table`.
bool uses(const schema::ForeignKey& key, const schema::Name& owner, const schema::Name& table,
          const std::string& column) {
  return (owner == table && contains(key.columns, column)) || (key.table == table && contains(key.referenced, column));
}

bool uses_characters(const schema::Table& table, const std::vector<std::string>& columns) {
  return std::any_of(table.columns.begin(), table.columns.end(), [&](const schema::Column& column) {
    return contains(columns, column.name) && is_character(column.type);
  });
}

/// The columns of a new key or index that come first, as they are.
std::vector<std::string> leading_columns(const schema::Schema& schema, const Object& object) {
  if (const auto* key = find<schema::Key>(schema, object)) return key->columns;
  std::vector<std::string> columns;
  if (const auto* index = find<schema::Index>(schema, object)) {
    for (const auto& part : index->parts) columns.push_back(part.column);
  }
  return columns;
}

/// Indexes that a new one would make vanish are made again with it.
void keep_generated_indexes(std::vector<Change>& changes, const schema::Schema& from, const schema::Schema& to) {
  std::set<Object> again;
  for (const auto& change : changes) {
    if (change.kind != Kind::create) continue;
    const auto *old = from.table(change.object.name), *now = to.table(change.object.name);
    if (old == nullptr || now == nullptr) continue;
    const auto columns = leading_columns(to, change.object);
    for (const auto& key : old->foreign_keys) {
      if (columns.size() < key.columns.size() || !std::equal(key.columns.begin(), key.columns.end(), columns.begin())) {
        continue;
      }
      if (const auto* index = generated_index(*old, *now, key.columns)) {
        again.insert(schema::object_of(old->name, *index));
      }
    }
  }
  for (const auto& object : again) {
    changes.push_back({Kind::drop, object, {}, {}});
    changes.push_back({Kind::create, object, {}, {}});
  }
}

/// Nobody asked for another definer.
bool only_loses_definer(const Change& change, const schema::Schema& from, const schema::Schema& to) {
  const auto *old = properties_of(from, change.object), *now = properties_of(to, change.object);
  if (old == nullptr || now == nullptr || now->contains("definer")) return false;
  auto rest = *old;
  rest.erase("definer");
  return change.attributes == std::vector<std::string>{"properties"} && rest == *now;
}

/// "BEFORE INSERT", and the trigger that it follows, of the definition that inspection writes.
std::pair<std::string, std::string> moment_of(const schema::Trigger& trigger) {
  const auto tick = [](const std::string& name) { return "`" + base::replace_all(name, "`", "``") + "`"; };
  const std::string start = "CREATE TRIGGER " + tick(trigger.name) + " ";
  const std::string& text = trigger.definition;
  const std::string on = " ON " + tick(trigger.table.name) + " FOR EACH ROW ";
  const auto at = text.find(on, start.size());
  if (!text.starts_with(start) || at == std::string::npos) return {};
  std::pair<std::string, std::string> found{text.substr(start.size(), at - start.size()), {}};
  const std::string rest = text.substr(at + on.size());
  constexpr std::string_view follows = "FOLLOWS `";
  if (rest.starts_with(follows)) {
    std::size_t end = follows.size();
    for (; end < rest.size(); ++end) {
      if (rest[end] == '`' && (end + 1 == rest.size() || rest[end + 1] != '`')) break;
      if (rest[end] == '`') ++end;
      found.second += rest[end];
    }
  }
  return found;
}

/// Triggers in the order in which they can be made: each behind the one that it follows.
std::vector<const schema::Trigger*> in_order(const std::vector<schema::Trigger>& triggers) {
  std::vector<const schema::Trigger*> all, left;
  for (const auto& each : triggers) left.push_back(&each);
  while (!left.empty()) {
    const auto next = std::find_if(left.begin(), left.end(), [&](const schema::Trigger* each) {
      const std::string before = moment_of(*each).second;
      return before.empty() || std::none_of(left.begin(), left.end(), [&](const schema::Trigger* other) {
               return other->name == before && other->table == each->table;
             });
    });
    const auto chosen = next == left.end() ? left.begin() : next;
    all.push_back(*chosen);
    left.erase(chosen);
  }
  return all;
}

}  // namespace

bool MariadbDdl::can_modify(const schema::Column& from, const schema::Column& to) const {
  const auto is_virtual = [](const schema::Column& column) { return !column.generated.empty() && !column.stored; };
  if (is_virtual(from) != is_virtual(to)) return false;
  const auto is_row_time = [](const schema::Column& column) { return column.generated.starts_with("ROW "); };
  return is_row_time(from) == is_row_time(to);
}

std::vector<Change> MariadbDdl::adapt(std::vector<Change> changes, const schema::Schema& from,
                                      const schema::Schema& to) const {
  std::vector<Change> all;
  const auto again = [&](const Object& object) {
    all.push_back({Kind::drop, object, {}, {}});
    all.push_back({Kind::create, object, {}, {}});
  };
  std::erase_if(changes, [&](const Change& change) {
    return change.kind == Kind::alter && only_loses_definer(change, from, to);
  });
  std::set<schema::Name> packages;  // made or gone whole: the body comes and goes with its package
  for (const auto& change : changes) {
    if (is_package(change.object) && change.object.part == "package") packages.insert(change.object.name);
  }
  for (auto& change : changes) {
    const auto& object = change.object;
    if (is_package(object) && object.part != "package" && packages.contains(object.name)) continue;
    if (change.kind != Kind::alter) {
      all.push_back(std::move(change));
      continue;
    }
    switch (object.kind) {
      case ObjectKind::primary_key:
      case ObjectKind::unique:
      case ObjectKind::check:
      case ObjectKind::foreign_key:
        again(object);
        break;
      case ObjectKind::index:
        if (change.attributes == std::vector<std::string>{"visible"}) {
          all.push_back(std::move(change));
        } else {
          again(object);
        }
        break;
      case ObjectKind::column: {
        const auto *old = find<schema::Column>(from, object), *now = find<schema::Column>(to, object);
        if (can_modify(*old, *now)) {
          all.push_back(std::move(change));
        } else {
          again(object);
        }
        break;
      }
      case ObjectKind::routine:
      case ObjectKind::other:
        if (mysql_ || change.alters("kind") || object.part == "package") {
          again(object);
        } else {
          all.push_back(std::move(change));
        }
        break;
      case ObjectKind::table: {
        const auto *old = from.table(object.name), *now = to.table(object.name);
        if (changes_collation(old, now)) {
          for (const auto& key : old->foreign_keys) {
            const Object each = schema::object_of(old->name, key);
            const bool said = std::any_of(changes.begin(), changes.end(), [&](const Change& other) {
              return other.object == each && other.kind != Kind::create;
            });
            if (said || !uses_characters(*old, key.columns)) continue;
            all.push_back({Kind::drop, each, {}, {}});
            if (find<schema::ForeignKey>(to, each) != nullptr) all.push_back({Kind::create, each, {}, {}});
          }
        }
        all.push_back(std::move(change));
        break;
      }
      default:
        all.push_back(std::move(change));
    }
  }
  keep_generated_indexes(all, from, to);
  order_triggers(all, from, to);
  return all;
}

void MariadbDdl::order_triggers(std::vector<Change>& changes, const schema::Schema& from,
                                const schema::Schema& to) const {
  // Where one of several that run at one moment changes, all of them are made again in their order.
  using Moment = std::pair<schema::Name, std::string>;
  const auto moment = [](const schema::Trigger& trigger) { return Moment{trigger.table, moment_of(trigger).first}; };
  std::map<Moment, std::size_t> count;
  for (const auto& each : to.triggers) ++count[moment(each)];
  std::set<Moment> touched;
  std::set<Object> created;
  for (const auto& change : changes) {
    if (change.object.kind != ObjectKind::trigger) continue;
    for (const auto* schema : {&from, &to}) {
      if (const auto* trigger = find<schema::Trigger>(*schema, change.object)) touched.insert(moment(*trigger));
    }
  }
  const auto replaced = [&](const schema::Trigger& trigger) {
    const Moment its = moment(trigger);
    return touched.contains(its) && (mysql_ || count[its] > 1);
  };
  std::vector<Change> all;
  for (auto& change : changes) {
    if (change.object.kind != ObjectKind::trigger || change.kind == Kind::drop) {
      all.push_back(std::move(change));
    } else if (change.kind == Kind::create) {
      created.insert(change.object);
    } else {
      const auto *old = find<schema::Trigger>(from, change.object), *now = find<schema::Trigger>(to, change.object);
      // Replacing one moves it to another moment, too; but what stands behind it there must come again.
      if (!replaced(*now) && moment(*old) == moment(*now)) {
        all.push_back(std::move(change));
      } else {
        created.insert(change.object);
        all.push_back({Kind::drop, change.object, {}, {}});
      }
    }
  }
  for (const auto& each : to.triggers) {
    const Object object = schema::object_of(each);
    if (!replaced(each) || created.contains(object)) continue;
    created.insert(object);
    if (find<schema::Trigger>(from, object) != nullptr) all.push_back({Kind::drop, object, {}, {}});
  }
  for (const auto* each : in_order(to.triggers)) {
    const Object object = schema::object_of(*each);
    if (created.contains(object)) all.push_back({Kind::create, object, {}, {}});
  }
  changes = std::move(all);
}

bool MariadbDdl::must_go(const Change& change, const Object& dependent, const schema::Schema& from,
                         const schema::Schema& to) const {
  const auto& object = change.object;
  if (change.alters("name") && (object.kind == ObjectKind::table || object.kind == ObjectKind::column)) {
    // The server leaves the old name in them, and takes none with a name that is not there.
    if (const auto* trigger = find<schema::Trigger>(from, dependent)) return trigger->table == object.name;
    const auto* view = find<schema::View>(from, dependent);
    return view != nullptr && std::find(view->uses.begin(), view->uses.end(), object.name) != view->uses.end();
  }
  if (object.kind == ObjectKind::column) {
    const auto *old = find<schema::Column>(from, object), *now = find<schema::Column>(to, object);
    if (old == nullptr || now == nullptr) return false;
    const bool made_again = change.kind == Kind::drop;
    const bool changed = change.kind == Kind::alter && (change.alters("type") || change.alters("collation"));
    if (const auto* key = find<schema::ForeignKey>(from, dependent)) {
      return (made_again || changed) && uses(*key, dependent.name, object.name, object.part);
    }
    if (dependent.name != object.name) return false;
    if (const auto* index = find<schema::Index>(from, dependent);
        index != nullptr && index->method == "spatial" && changes_reference_system(*old, *now)) {
      return index->parts[0].column == object.part;
    }
    if (!made_again) return false;
    if (const auto* key = find<schema::Key>(from, dependent)) return contains(key->columns, object.part);
    if (const auto* index = find<schema::Index>(from, dependent)) {
      return std::any_of(index->parts.begin(), index->parts.end(),
                         [&](const schema::Part& part) { return part.column == object.part; });
    }
    return dependent.kind == ObjectKind::check;
  }
  if (object.kind == ObjectKind::table && change.kind == Kind::alter && dependent.kind == ObjectKind::foreign_key) {
    const auto* key = find<schema::ForeignKey>(from, dependent);
    const auto* table = from.table(object.name);
    return key != nullptr && key->table == object.name && changes_collation(table, to.table(object.name)) &&
           uses_characters(*table, key->referenced);
  }
  return false;
}

}  // namespace dunlin::database::mariadb
