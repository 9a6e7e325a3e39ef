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

/// Whether the type has to be made anew beside the old one, and its columns changed to it.
bool swaps(const schema::Type& old, const schema::Type& now) {
  if (now.kind == schema::TypeKind::enumeration) return !only_more_labels(old, now);
  if (now.kind == schema::TypeKind::domain) return old.base != now.base || old.collation != now.collation;
  if (now.kind == schema::TypeKind::composite) return false;
  auto like = old;
  like.comment = now.comment;
  return !(like == now);
}

bool only(const Change& change, std::initializer_list<std::string_view> attributes) {
  return std::ranges::all_of(change.attributes, [&](const std::string& each) {
    return std::ranges::find(attributes, std::string_view(each)) != attributes.end();
  });
}

/// The properties of a part of a table.
const schema::Properties* properties_of(const Schema& in, const Object& object) {
  if (const auto* each = find<schema::Column>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Key>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Check>(in, object)) return &each->properties;
  if (const auto* each = find<schema::ForeignKey>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Exclusion>(in, object)) return &each->properties;
  if (const auto* each = find<schema::Index>(in, object)) return &each->properties;
  return nullptr;
}

class Adaptation {
 public:
  Adaptation(std::vector<Change> changes, const Schema& from, const Schema& to, int version)
      : changes_(std::move(changes)), from_(from), to_(to), version_(version) {}

  std::vector<Change> all() {
    std::erase_if(changes_, [&](Change& change) { return only_descent(change); });
    for (const auto& change : changes_) {
      if (change.kind == Kind::create) made_.insert(change.object);
      if (change.kind == Kind::drop) gone_.insert(change.object);
      if (change.kind == Kind::alter && anew(change)) again_.insert(change.object);
    }
    for (auto& change : changes_) take(change);
    swapped_columns();
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
        return !only(change, {"comment", "properties", "name"});
      case ObjectKind::unique:
      case ObjectKind::exclusion:
        return !only(change, {"comment", "properties"});
      case ObjectKind::check: {
        const auto& now = *find<schema::Check>(to_, object);
        return !only(change, {"comment", "validated"}) || (change.alters("validated") && !now.validated);
      }
      case ObjectKind::foreign_key: {
        const auto& now = *find<schema::ForeignKey>(to_, object);
        return !only(change, {"comment", "validated", "deferrable", "initially_deferred"}) ||
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
        return change.alters("definition") && now.kind != "rule" && now.kind != "extension";
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
    const auto rest = [](schema::Properties properties) {
      std::erase_if(properties, [](const auto& each) { return each.first == "inherited" || each.first == "local"; });
      return properties;
    };
    if (rest(*old) != rest(*now)) return false;
    std::erase(change.attributes, "properties");
    return change.attributes.empty();
  }

  [[nodiscard]] bool comes_along(const Change& change) const {
    const auto& object = change.object;
    if (!object.is_part()) return false;
    const Schema& in = change.kind == Kind::drop ? from_ : to_;
    const auto* properties = properties_of(in, object);
    if (properties == nullptr || !has(*properties, "inherited")) return false;
    if (change.kind == Kind::create) {
      // A new partition has them in its own statements; for one that is there its parent's take them up.
      const bool table_made = made_.contains(table_of(object)) || again_.contains(table_of(object));
      if (object.kind == ObjectKind::index) return table_made;
      return object.kind == ObjectKind::foreign_key || (!table_made && same_parents(object.name));
    }
    if (!same_parents(object.name)) return false;
    if (change.kind == Kind::drop) return !has(*properties, "local");
    return object.kind != ObjectKind::column && !only(change, {"comment", "properties"});
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
           !serial_type(to_, *to_.table(sequence.owner), *owner).empty();
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

  /// Columns of a type that is swapped change, though they are called as before.
  void swapped_columns() {
    const auto changes = out_;
    for (const auto& change : changes) {
      if (change.kind != Kind::alter || change.object.kind != ObjectKind::type) continue;
      const auto& now = *find<schema::Type>(to_, change.object);
      if (!swaps(*find<schema::Type>(from_, change.object), now)) continue;
      for (const auto& [table, column] : columns_of_type(from_, now.name)) {
        const Object object = schema::object_of(table->name, *column);
        if (find<schema::Column>(to_, object) == nullptr) continue;
        const auto there = std::ranges::find_if(
            out_, [&](const Change& each) { return each.object == object && each.kind != Kind::create; });
        if (there == out_.end()) {
          out_.push_back({Kind::alter, object, {"type_name"}, {}});
        } else if (there->kind == Kind::alter && !there->alters("type_name")) {
          there->attributes.emplace_back("type_name");
        }
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

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// The words of what may depend on something.
std::string words_of(const Schema& in, const Object& object) {
  std::string out;
  const auto parts = [&](const std::vector<schema::Part>& all) {
    for (const auto& part : all) out += " " + part.column + " " + part.expression + " " + part.operator_class;
  };
  if (const auto* view = find<schema::View>(in, object)) return view->query;
  if (const auto* policy = find<schema::Policy>(in, object)) return policy->using_sql + " " + policy->check_sql;
  if (const auto* trigger = find<schema::Trigger>(in, object)) return trigger->definition;
  if (const auto* routine = find<schema::Routine>(in, object)) return routine->definition;
  if (const auto* other = find<schema::Other>(in, object)) return other->definition;
  if (const auto* check = find<schema::Check>(in, object)) return check->expression;
  if (const auto* index = find<schema::Index>(in, object)) {
    parts(index->parts);
    for (const auto& name : index->include) out += " " + name;
    return out + " " + index->condition;
  }
  if (const auto* exclusion = find<schema::Exclusion>(in, object)) {
    parts(exclusion->parts);
    return out + " " + exclusion->condition;
  }
  return out;
}

/// Whether the server knows what the routine's body refers to: it is not only a text.
bool has_parsed_body(const schema::Routine& routine) {
  return routine.definition.find("BEGIN ATOMIC") != std::string::npos ||
         routine.definition.find("\n RETURN ") != std::string::npos ||
         routine.definition.find("\nRETURN ") != std::string::npos;
}

/// Whether the foreign key refers to these columns of the table.
bool refers_to(const schema::ForeignKey& key, const Name& table, std::vector<std::string> columns) {
  auto wanted = key.referenced;
  std::ranges::sort(wanted);
  std::ranges::sort(columns);
  return key.table == table && wanted == columns;
}

/// What depends on a column whose type changes or that goes.
bool on_column(const Change& change, const Object& dependent, const Schema& from, const Schema& to) {
  const std::string& column = change.object.part;
  const std::string& table = change.object.name.name;
  const std::string words = words_of(from, dependent);
  const bool same_table = dependent.name == change.object.name;
  const bool gone = change.kind == Kind::drop;
  switch (dependent.kind) {
    case ObjectKind::view:
      return mentions(words, table) && (mentions(words, column) || words.find(".*") != std::string::npos);
    case ObjectKind::policy:
    case ObjectKind::trigger:
      return mentions(words, column) && (same_table || mentions(words, table));
    case ObjectKind::routine:
      return has_parsed_body(*find<schema::Routine>(from, dependent)) && mentions(words, table) &&
             mentions(words, column);
    case ObjectKind::other: {
      const auto& other = *find<schema::Other>(from, dependent);
      const bool rule = other.kind == "rule" || (other.kind == "statistics" && gone) || other.kind == "publication";
      return rule && mentions(words, column);
    }
    case ObjectKind::check:
    case ObjectKind::exclusion:
    case ObjectKind::index: {
      if (!same_table || !mentions(words, column)) return false;
      if (gone) return true;
      // Where the type is swapped under the same name, expressions hold on to the old one; plain columns do not.
      const auto* old = find<schema::Column>(from, change.object);
      const auto* now = find<schema::Column>(to, change.object);
      if (now == nullptr || old->type != now->type) return false;
      if (const auto* index = find<schema::Index>(from, dependent)) {
        return mentions(index->condition, column) ||
               std::ranges::any_of(index->parts, [&](const auto& part) { return mentions(part.expression, column); });
      }
      return true;
    }
    case ObjectKind::primary_key:
    case ObjectKind::unique: {
      const auto& key = *find<schema::Key>(from, dependent);
      return gone && same_table && (holds(key.columns, column) || holds(key.include, column));
    }
    case ObjectKind::foreign_key: {
      const auto& key = *find<schema::ForeignKey>(from, dependent);
      // Both sides may change, and between that they cannot be compared.
      return (gone || change.alters("type")) && ((same_table && holds(key.columns, column)) ||
                                                 (key.table == change.object.name && holds(key.referenced, column)));
    }
    default:
      return false;
  }
}

}  // namespace

std::vector<Change> PostgresDdl::adapt(std::vector<Change> changes, const Schema& from, const Schema& to) const {
  return Adaptation(std::move(changes), from, to, version_).all();
}

bool PostgresDdl::must_go(const Change& change, const Object& dependent, const Schema& from, const Schema& to) const {
  const auto& object = change.object;
  const bool gone = change.kind == Kind::drop;
  // What comes from a parent goes and comes with the parent's.
  const auto* properties = dependent.is_part() ? properties_of(from, dependent) : nullptr;
  if (properties != nullptr && has(*properties, "inherited") && !has(*properties, "local")) return false;
  switch (object.kind) {
    case ObjectKind::column:
      if (!gone && !change.alters("type") && !change.alters("collation") && !change.alters("type_name")) return false;
      return on_column(change, dependent, from, to);
    case ObjectKind::primary_key:
    case ObjectKind::unique: {
      if (!gone) return false;
      const auto& key = *find<schema::Key>(from, object);
      if (const auto* foreign = find<schema::ForeignKey>(from, dependent)) {
        return refers_to(*foreign, object.name, key.columns);
      }
      // Columns that the key decides need not be grouped by.
      return dependent.kind == ObjectKind::view && object.kind == ObjectKind::primary_key &&
             words_of(from, dependent).find("GROUP BY") != std::string::npos;
    }
    case ObjectKind::index: {
      const auto* index = find<schema::Index>(from, object);
      const auto* foreign = find<schema::ForeignKey>(from, dependent);
      const bool stays = !gone && only(change, {"comment", "properties"});
      if (index == nullptr || foreign == nullptr || !index->unique || stays) return false;
      std::vector<std::string> columns;
      for (const auto& part : index->parts) columns.push_back(part.column);
      return refers_to(*foreign, object.name, columns);
    }
    case ObjectKind::type: {
      const auto* routine = find<schema::Routine>(from, dependent);
      if (routine == nullptr) return false;
      const auto* old = find<schema::Type>(from, object);
      const auto* now = find<schema::Type>(to, object);
      if (!gone && (old == nullptr || now == nullptr || !swaps(*old, *now))) return false;
      return mentions(routine->arguments, object.name.name) ||
             mentions(value_of(routine->properties, "returns"), object.name.name) || has_parsed_body(*routine);
    }
    case ObjectKind::table:
    case ObjectKind::view:
      if (!gone) return false;
      switch (dependent.kind) {
        case ObjectKind::view:
        case ObjectKind::policy:
          return mentions(words_of(from, dependent), object.name.name);
        case ObjectKind::foreign_key:
          return find<schema::ForeignKey>(from, dependent)->table == object.name;
        case ObjectKind::routine: {
          const auto& routine = *find<schema::Routine>(from, dependent);
          return mentions(routine.arguments, object.name.name) ||
                 mentions(value_of(routine.properties, "returns"), object.name.name) ||
                 (has_parsed_body(routine) && mentions(routine.definition, object.name.name));
        }
        case ObjectKind::other: {
          const auto& other = *find<schema::Other>(from, dependent);
          return other.kind == "rule" || other.kind == "statistics" || other.kind == "publication";
        }
        default:
          return false;
      }
    case ObjectKind::routine:
      if (!gone) return false;
      switch (dependent.kind) {
        case ObjectKind::view:
        case ObjectKind::policy:
        case ObjectKind::trigger:
        case ObjectKind::check:
        case ObjectKind::index:
        case ObjectKind::exclusion:
          return mentions(words_of(from, dependent), object.name.name);
        case ObjectKind::routine: {
          const auto& routine = *find<schema::Routine>(from, dependent);
          return (routine.kind == schema::RoutineKind::aggregate || has_parsed_body(routine)) &&
                 mentions(routine.definition, object.name.name);
        }
        case ObjectKind::other: {
          const auto& other = *find<schema::Other>(from, dependent);
          return other.kind != "schema" && other.kind != "extension" && mentions(other.definition, object.name.name);
        }
        default:
          return false;
      }
    default:
      return false;
  }
}

}  // namespace dunlin::database::postgres
