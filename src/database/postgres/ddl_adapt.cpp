// What PostgreSQL has no statement for becomes drop and create, what comes along with something else is left to it, and
// what stands in the way of a change goes and is made again.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::Change;
using schema::find;
using schema::Name;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;
using schema::Table;
using Kind = Change::Kind;

bool only_more_labels(const schema::Type& old, const schema::Type& now) {
  std::size_t next = 0;
  for (const auto& label : now.labels) {
    if (next < old.labels.size() && old.labels[next] == label) ++next;
  }
  return next == old.labels.size();
}

bool replaces(const schema::View& old, const schema::View& now) {
  if (old.materialized != now.materialized) return false;
  const std::string before = value_of(old.properties, "types"), after = value_of(now.properties, "types");
  if (now.materialized) {
    return old.query == now.query && old.columns == now.columns && before == after &&
           value_of(old.properties, "access_method") == value_of(now.properties, "access_method");
  }
  // Columns can only be added, at the end.
  return now.columns.size() >= old.columns.size() &&
         std::equal(old.columns.begin(), old.columns.end(), now.columns.begin()) &&
         (after == before || after.starts_with(before + ", ") || before.empty());
}

namespace {

/// "a integer, b text DEFAULT 'x'" -> "a integer, b text", and how many defaults there were.
std::pair<std::string, int> without_defaults(const std::string& signature) {
  std::string out;
  int defaults = 0, depth = 0;
  bool text = false, skipping = false;
  for (std::size_t i = 0; i < signature.size(); ++i) {
    const char c = signature[i];
    if (c == '\'') text = !text;
    if (!text && (c == '(' || c == '[')) ++depth;
    if (!text && (c == ')' || c == ']')) --depth;
    if (!text && depth == 0 && signature.compare(i, 9, " DEFAULT ") == 0) {
      skipping = true;
      ++defaults;
    }
    if (!text && depth == 0 && c == ',') skipping = false;
    if (!skipping) out += c;
  }
  return {out, defaults};
}

}  // namespace

bool replaces(const schema::Routine& old, const schema::Routine& now) {
  if (old.kind != now.kind) return false;
  if (old.kind == schema::RoutineKind::aggregate) return old.definition == now.definition;
  if (value_of(old.properties, "returns") != value_of(now.properties, "returns")) return false;
  const auto before = without_defaults(value_of(old.properties, "signature"));
  const auto after = without_defaults(value_of(now.properties, "signature"));
  return before.first == after.first && after.second >= before.second;
}

std::vector<ColumnOf> columns_of_type(const Schema& schema, const Name& type) {
  std::vector<ColumnOf> out;
  for (const auto& table : schema.tables) {
    for (const auto& column : table.columns) {
      if (column.type_name == type) out.push_back({&table, &column});
    }
  }
  return out;
}

std::vector<ColumnOf> defaults_calling(const Schema& schema, const Name& routine) {
  std::vector<ColumnOf> out;
  for (const auto& table : schema.tables) {
    for (const auto& column : table.columns) {
      if (mentions(column.default_sql, routine.name)) out.push_back({&table, &column});
    }
  }
  return out;
}

namespace {

/// Whether the type is made of one of these.
bool made_of(const schema::Type& type, const std::set<Name>& others) {
  return std::ranges::any_of(others, [&](const Name& each) {
    return mentions(type.base, each.name) ||
           std::ranges::any_of(type.fields, [&](const schema::Column& field) { return field.type_name == each; });
  });
}

/// Whether fields have to change in a way that there is no statement for: the order, or the type while rows have it.
bool swaps_fields(const schema::Type& old, const schema::Type& now, const Schema& from) {
  const auto named = [](const schema::Type& type, const std::string& name) {
    return std::ranges::find(type.fields, name, &schema::Column::name);
  };
  std::vector<std::string> altered, wanted;
  bool retyped = false;
  for (const auto& field : old.fields) {
    const auto kept = named(now, field.name);
    if (kept == now.fields.end()) continue;
    altered.push_back(field.name);
    retyped = retyped || kept->type != field.type || kept->collation != field.collation;
  }
  for (const auto& field : now.fields) {
    wanted.push_back(field.name);
    if (named(old, field.name) == old.fields.end()) altered.push_back(field.name);
  }
  const auto is_of_it = [&](const schema::Type& each) { return made_of(each, {old.name}); };
  return altered != wanted ||
         (retyped && (!columns_of_type(from, old.name).empty() || std::ranges::any_of(from.types, is_of_it)));
}

bool swaps(const schema::Type& old, const schema::Type& now, const Schema& from) {
  switch (now.kind) {
    case schema::TypeKind::enumeration:
      return !only_more_labels(old, now);
    case schema::TypeKind::domain:
      return old.base != now.base || old.collation != now.collation;
    case schema::TypeKind::composite:
      return swaps_fields(old, now, from);
    case schema::TypeKind::range:
      break;
  }
  auto like = old;
  like.comment = now.comment;
  return !(like == now);
}

}  // namespace

std::set<Name> swapped_types(const Schema& from, const Schema& to) {
  std::set<Name> all;
  const auto look = [&](const auto& is_swapped) {
    for (const auto& now : to.types) {
      const auto* old = find<schema::Type>(from, schema::object_of(now));
      if (old != nullptr && old->kind == now.kind && !all.contains(now.name) && is_swapped(*old, now)) {
        all.insert(now.name);
      }
    }
  };
  look([&](const schema::Type& old, const schema::Type& now) { return !(old == now) && swaps(old, now, from); });
  for (std::size_t before = 0; before != all.size();) {
    before = all.size();
    look([&](const schema::Type& old, const schema::Type& now) { return made_of(old, all) && made_of(now, all); });
  }
  return all;
}

bool alters_only(const Change& change, std::initializer_list<std::string_view> attributes) {
  return std::ranges::all_of(change.attributes, [&](const std::string& each) {
    return std::ranges::find(attributes, std::string_view(each)) != attributes.end();
  });
}

namespace {

class Adaptation {
 public:
  Adaptation(std::vector<Change> changes, const Schema& from, const Schema& to, int version)
      : changes_(std::move(changes)), from_(from), to_(to), version_(version) {}

  std::vector<Change> all() {
    std::erase_if(changes_, [&](Change& change) { return only_descent(change); });
    children_stay_not_null();
    for (const auto& change : changes_) {
      if (change.kind == Kind::create) made_.insert(change.object);
      if (change.kind == Kind::drop) gone_.insert(change.object);
      if (change.kind == Kind::alter && anew(change)) again_.insert(change.object);
    }
    for (auto& change : changes_) take(change);
    swapped();
    children_first();
    others_in_order();
    return std::move(out_);
  }

 private:
  [[nodiscard]] static Object table_of(const Object& part) { return {ObjectKind::table, part.name, {}}; }

  /// Whether the object has to be dropped and made again.
  [[nodiscard]] bool anew(const Change& change) const {
    const auto& object = change.object;
    switch (object.kind) {
      case ObjectKind::table:
        return change.alters("partition_by") || change.alters("definition");
      case ObjectKind::column: {
        const auto& old = *find<schema::Column>(from_, object);
        const auto& now = *find<schema::Column>(to_, object);
        if (now.generated.empty()) return false;
        return old.generated.empty() || old.stored != now.stored || (old.generated != now.generated && version_ < 17);
      }
      case ObjectKind::primary_key:
        return !alters_only(change, {"comment", "properties", "name"});
      case ObjectKind::unique:
      case ObjectKind::exclusion:
        return !alters_only(change, {"comment", "properties"});
      case ObjectKind::check: {
        const auto& now = *find<schema::Check>(to_, object);
        return !alters_only(change, {"comment", "validated"}) || (change.alters("validated") && !now.validated);
      }
      case ObjectKind::foreign_key: {
        const auto& now = *find<schema::ForeignKey>(to_, object);
        return !alters_only(change, {"comment", "validated", "deferrable", "initially_deferred"}) ||
               (change.alters("validated") && !now.validated);
      }
      case ObjectKind::view:
        return !replaces(*find<schema::View>(from_, object), *find<schema::View>(to_, object));
      case ObjectKind::routine:
        return !replaces(*find<schema::Routine>(from_, object), *find<schema::Routine>(to_, object));
      case ObjectKind::type:
        return change.alters("kind");
      case ObjectKind::policy: {
        const auto& old = *find<schema::Policy>(from_, object);
        const auto& now = *find<schema::Policy>(to_, object);
        return change.alters("command") || change.alters("permissive") ||
               (!old.using_sql.empty() && now.using_sql.empty()) || (!old.check_sql.empty() && now.check_sql.empty());
      }
      case ObjectKind::other: {
        const auto& now = *find<schema::Other>(to_, object);
        return change.alters("definition") && now.kind != "rule" && now.kind != "extension" && now.kind != "comment";
      }
      default:
        return false;
    }
  }

  /// Whether the table has the same parents on both sides, which do the same to it as to themselves.
  [[nodiscard]] bool same_parents(const Name& name) const {
    const Table* old = from_.table(name);
    const Table* now = to_.table(name);
    return old != nullptr && now != nullptr && old->inherits == now->inherits &&
           old->partition_of == now->partition_of && !again_.contains({ObjectKind::table, name, {}});
  }

  /// Whether a part is one's own or comes from a parent is not a thing that could be changed. Takes it out of the
  /// change; whether nothing is left of it.
  [[nodiscard]] bool only_descent(Change& change) const {
    if (change.kind != Kind::alter || !change.object.is_part() || !change.alters("properties")) return false;
    const auto* old = properties_of(from_, change.object);
    const auto* now = properties_of(to_, change.object);
    if (old == nullptr || now == nullptr) return false;
    // Neither is the name of a NOT NULL that is inherited; where parents come or go the table's change gives it.
    const bool inherited = has(*old, "inherited") && has(*now, "inherited");
    const bool named = !inherited && same_parents(change.object.name);
    const auto rest = [&](schema::Properties properties) {
      std::erase_if(properties, [&](const auto& each) {
        return each.first == "inherited" || each.first == "local" || each.first == "not_null_local" ||
               (each.first == "not_null" && !named);
      });
      return properties;
    };
    if (rest(*old) != rest(*now)) return false;
    std::erase(change.attributes, "properties");
    return change.attributes.empty();
  }

  /// A parent that says NOT NULL no more takes it from its children too, which may say it themselves from then on.
  void children_stay_not_null() {
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const Object object = changes_[i].object;
      if (object.kind != ObjectKind::column || !changes_[i].alters("nullable")) continue;
      if (!find<schema::Column>(to_, object)->nullable) continue;
      for (const auto& child : to_.tables) {
        const auto *old = from_.column(child.name, object.part), *now = to_.column(child.name, object.part);
        if (old == nullptr || now == nullptr || old->nullable || now->nullable) continue;
        if (!same_parents(child.name) || !schema::parents_of(child).contains(object.name)) continue;
        const Object column = schema::object_of(child.name, *now);
        const auto is = [&](const Change& each) { return each.object == column; };
        if (std::ranges::none_of(changes_, is)) changes_.push_back({Kind::alter, column, {"nullable"}, {}});
      }
    }
  }

  /// Whether a table that is there becomes a partition: its statement has the keys and indexes that its parent has.
  [[nodiscard]] bool attached(const Name& name) const {
    const Table *old = from_.table(name), *now = to_.table(name);
    return old != nullptr && now != nullptr && !now->partition_of.empty() && old->partition_of != now->partition_of;
  }

  /// Whether a parent on both sides has the column or check in this schema, and so brings or takes it.
  [[nodiscard]] bool by_parent(const Object& object, const Schema& in) const {
    const Table *old = from_.table(object.name), *now = to_.table(object.name);
    if (old == nullptr || now == nullptr) return false;
    return std::ranges::any_of(old->inherits, [&](const Name& parent) {
      const Object theirs{object.kind, parent, object.part};
      return std::ranges::find(now->inherits, parent) != now->inherits.end() && properties_of(in, theirs) != nullptr;
    });
  }

  /// Whether the index is on a column that its table has from a parent, and that goes there.
  [[nodiscard]] bool goes_with_column(const Change& change) const {
    const auto* index = find<schema::Index>(from_, change.object);
    if (change.kind != Kind::drop || index == nullptr) return false;
    return std::ranges::any_of(index->parts, [&](const schema::Part& part) {
      const Object column{ObjectKind::column, change.object.name, part.column};
      const auto* old = find<schema::Column>(from_, column);
      return old != nullptr && find<schema::Column>(to_, column) == nullptr &&
             comes_along({Kind::drop, column, {}, {}});
    });
  }

  [[nodiscard]] bool comes_along(const Change& change) const {
    const auto& object = change.object;
    if (!object.is_part()) return false;
    if (goes_with_column(change)) return true;
    const Schema& in = change.kind == Kind::drop ? from_ : to_;
    const auto* properties = properties_of(in, object);
    if (properties == nullptr || !has(*properties, "inherited")) return false;
    if (change.kind == Kind::create) {
      // A new partition has them in its own statements; for one that is there its parent's take them up.
      const bool table_made = made_.contains(table_of(object)) || again_.contains(table_of(object));
      const bool taken_up = object.kind == ObjectKind::index || object.kind == ObjectKind::primary_key ||
                            object.kind == ObjectKind::unique;
      if (taken_up && attached(object.name)) return true;
      if (object.kind == ObjectKind::index) return table_made;
      return object.kind == ObjectKind::foreign_key ||
             (!table_made && (same_parents(object.name) || by_parent(object, in)));
    }
    if (!same_parents(object.name) && !by_parent(object, in)) return false;
    if (change.kind == Kind::drop) return !has(*properties, "local");
    return object.kind != ObjectKind::column && !alters_only(change, {"comment", "properties"});
  }

  [[nodiscard]] bool goes_with_its_owner(const Change& change) const {
    if (change.kind != Kind::drop || change.object.kind != ObjectKind::sequence) return false;
    const auto& sequence = *find<schema::Sequence>(from_, change.object);
    if (sequence.owner.empty()) return false;
    // One that is counted by itself from now on drops it, so that its own can have the name.
    const auto* counted = to_.column(sequence.owner, sequence.owner_column);
    if (counted != nullptr && counted->identity != schema::Identity::none) return true;
    const Object table{ObjectKind::table, sequence.owner, {}};
    const Object column{ObjectKind::column, sequence.owner, sequence.owner_column};
    return gone_.contains(table) || gone_.contains(column) || again_.contains(table) || again_.contains(column);
  }

  /// The sequence of a new column that is written as "serial".
  [[nodiscard]] bool comes_with_its_owner(const Change& change) const {
    if (change.kind != Kind::create || change.object.kind != ObjectKind::sequence) return false;
    const auto& sequence = *find<schema::Sequence>(to_, change.object);
    const Object table{ObjectKind::table, sequence.owner, {}};
    const Object column{ObjectKind::column, sequence.owner, sequence.owner_column};
    const auto* owner = find<schema::Column>(to_, column);
    const bool made =
        made_.contains(table) || made_.contains(column) || again_.contains(table) || again_.contains(column);
    return made && owner != nullptr && sequence.name.name == sequence.owner.name + "_" + owner->name + "_seq" &&
           !serial_type(to_, *to_.table(sequence.owner), *owner, version_).empty();
  }

  void add(Kind kind, const Object& object) { out_.push_back({kind, object, {}, {}}); }

  void take(Change& change) {
    const auto& object = change.object;
    // All of a table that is made anew is a part of that.
    if (object.is_part() && again_.contains(table_of(object)) && object.kind != ObjectKind::trigger &&
        object.kind != ObjectKind::policy) {
      return;
    }
    if (comes_along(change) || goes_with_its_owner(change) || comes_with_its_owner(change)) return;
    if (change.kind != Kind::alter || !again_.contains(object)) {
      out_.push_back(std::move(change));
      return;
    }
    if (object.kind == ObjectKind::table) {
      again_table(object);
      return;
    }
    if (object.kind == ObjectKind::column && has(find<schema::Column>(to_, object)->properties, "inherited") &&
        same_parents(object.name)) {
      return;
    }
    add(Kind::drop, object);
    add(Kind::create, object);
  }

  void again_table(const Object& object) {
    for (const auto& key : from_.table(object.name)->foreign_keys) add(Kind::drop, schema::object_of(object.name, key));
    add(Kind::drop, object);
    add(Kind::create, object);
    const Table& now = *to_.table(object.name);
    for (const auto& key : now.foreign_keys) {
      if (!has(key.properties, "inherited")) add(Kind::create, schema::object_of(now.name, key));
    }
    for (const auto& index : now.indexes) {
      if (!has(index.properties, "inherited")) add(Kind::create, schema::object_of(now.name, index));
    }
  }

  /// Something that is called as before is of another type from now on.
  void retype(const Object& object) {
    const auto there = std::ranges::find_if(
        out_, [&](const Change& each) { return each.object == object && each.kind != Kind::create; });
    if (there == out_.end()) {
      out_.push_back({Kind::alter, object, {"type_name"}, {}});
    } else if (there->kind == Kind::alter && !there->alters("type_name")) {
      there->attributes.emplace_back("type_name");
    }
  }

  /// Types that are swapped, whatever of them differs, and columns of them.
  void swapped() {
    for (const auto& name : swapped_types(from_, to_)) {
      retype({ObjectKind::type, name, {}});
      for (const auto& [table, column] : columns_of_type(from_, name)) {
        const Object object = schema::object_of(table->name, *column);
        if (find<schema::Column>(to_, object) != nullptr) retype(object);
      }
    }
  }

  /// Keys and indexes of partitions before those of their parents, which take them up under their names.
  void children_first() {
    const auto depth = [&](const Change& change) {
      const auto kind = change.object.kind;
      const bool taken_up = kind == ObjectKind::index || kind == ObjectKind::primary_key || kind == ObjectKind::unique;
      // Their triggers are copies of their parents'.
      if (change.kind != Kind::create || !(taken_up || kind == ObjectKind::trigger)) return 0;
      int deep = 0;
      for (const Table* table = to_.table(change.object.name); table != nullptr && !table->partition_of.empty();
           table = to_.table(table->partition_of)) {
        ++deep;
      }
      return taken_up ? deep : -deep;
    };
    std::ranges::stable_sort(out_, [&](const Change& a, const Change& b) { return depth(a) > depth(b); });
  }

  /// Things of the server's own, as one needs the other where their words do not tell.
  void others_in_order() {
    constexpr std::string_view order[] = {"schema",
                                          "extension",
                                          "language",
                                          "collation",
                                          "base type",
                                          "operator",
                                          "operator family",
                                          "operator class",
                                          "cast",
                                          "transform",
                                          "access method",
                                          "conversion",
                                          "text search parser",
                                          "text search template",
                                          "text search dictionary",
                                          "text search configuration",
                                          "foreign data wrapper",
                                          "server",
                                          "user mapping"};
    const auto place = [&](const Change& change) -> std::ptrdiff_t {
      if (change.object.kind != ObjectKind::other) return 0;
      const std::string kind = change.object.part.substr(0, change.object.part.find(" of "));
      std::ptrdiff_t at = 0;
      for (const auto each : order) {
        if (kind == each || kind.ends_with(" " + std::string(each)) || kind.starts_with(std::string(each) + " ("))
          break;
        ++at;
      }
      return change.kind == Kind::drop ? -at : at;
    };
    std::ranges::stable_sort(out_, [&](const Change& a, const Change& b) { return place(a) < place(b); });
  }

  std::vector<Change> changes_;
  const Schema& from_;
  const Schema& to_;
  int version_;
  std::set<Object> made_, gone_, again_;
  std::vector<Change> out_;
};

}  // namespace

std::vector<Change> PostgresDdl::adapt(std::vector<Change> changes, const Schema& from, const Schema& to) const {
  return Adaptation(std::move(changes), from, to, version_).all();
}

}  // namespace dunlin::database::postgres
