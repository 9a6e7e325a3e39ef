// What refers to what, by structure and by the words that texts have. Words are taken from texts whole, strings and
// comments included: a sequence is named in the string of nextval('...'), a table in the body of a function. Too much
// is harmless, because what is only likely is given up where it goes round in a circle.
#include <algorithm>
#include <unordered_map>

#include "base/text.hpp"
#include "schema/object.hpp"

namespace dunlin::schema {
namespace {

bool is_word(char c) {
  return c == '_' || c == '$' || base::is_digit(c) || base::is_alpha(c) || static_cast<unsigned char>(c) >= 128;
}

class Finder {
 public:
  explicit Finder(const Schema& schema) : schema_(schema) {
    const auto names = [&](const auto& all) {
      for (const auto& each : all) named_[base::lower(each.name.name)].push_back(object_of(each));
    };
    names(schema.types);
    names(schema.sequences);
    names(schema.tables);
    names(schema.views);
    names(schema.routines);
    names(schema.others);
    for (const auto& table : schema.tables) tables_.emplace(table.name, &table);
    for (const auto& table : schema.tables) {
      if (!table.partition_of.empty()) partitions_.emplace(table.partition_of, table.name);
    }
    // Names that are not one word have to be looked for one by one.
    for (const auto& [name, all] : named_) {
      if (!std::all_of(name.begin(), name.end(), is_word)) odd_.push_back(name);
    }
  }

  Dependencies all() {
    for (const auto& type : schema_.types) of_type(type);
    for (const auto& table : schema_.tables) of_table(table);
    for (const auto& view : schema_.views) {
      const Object self = object_of(view);
      text(self, view.query);
      for (const auto& used : view.uses) text(self, used.name);
      for (const auto& index : view.indexes) of_index(view.name, index, self);
    }
    for (const auto& routine : schema_.routines) {
      text(object_of(routine), routine.definition);
      text(object_of(routine), routine.arguments);
    }
    for (const auto& trigger : schema_.triggers) {
      certain(object_of(trigger), relation(trigger.table));
      text(object_of(trigger), trigger.definition);
    }
    for (const auto& policy : schema_.policies) {
      certain(object_of(policy), relation(policy.table));
      text(object_of(policy), policy.using_sql + " " + policy.check_sql);
    }
    for (const auto& grant : schema_.grants) of_grant(grant);
    for (const auto& other : schema_.others) {
      if (!other.table.empty()) certain(object_of(other), relation(other.table));
      if (other.kind != "schema") text(object_of(other), other.definition);
    }
    in_schemas();
    return std::move(found_);
  }

 private:
  void certain(const Object& from, const Object& on) {
    if (from != on) found_.certain[from].insert(on);
  }
  void likely(const Object& from, const Object& on) {
    if (from != on) found_.likely[from].insert(on);
  }

  [[nodiscard]] Object relation(const Name& name) const {
    return {tables_.contains(name) ? ObjectKind::table : ObjectKind::view, name, {}};
  }
  [[nodiscard]] const Table* table_of(const Name& name) const {
    const auto found = tables_.find(name);
    return found == tables_.end() ? nullptr : found->second;
  }

  /// Whatever of the schema is named in it, and of the table's columns.
  void text(const Object& from, std::string_view words, const Table* table = nullptr) {
    if (words.empty()) return;
    const auto known = [&](const std::string& word) {
      if (const auto found = named_.find(word); found != named_.end()) {
        for (const auto& each : found->second) {
          if (!from.is_part() || each.name != from.name) likely(from, each);
        }
      }
      if (table == nullptr) return;
      for (const auto& column : table->columns) {
        if (base::lower(column.name) == word) likely(from, object_of(table->name, column));
      }
    };
    const std::string small = base::lower(words);
    for (std::size_t i = 0; i < small.size();) {
      std::size_t end = i;
      while (end < small.size() && is_word(small[end])) ++end;
      if (end > i) known(small.substr(i, end - i));
      i = std::max(end, i + 1);
    }
    for (const auto& name : odd_) {
      if (small.find(name) != std::string::npos) known(name);
    }
  }

  /// What is in a schema that is an object itself needs it.
  void in_schemas() {
    std::map<std::string, Object> spaces;
    for (const auto& other : schema_.others) {
      if (other.kind == "schema") spaces.emplace(other.name.name, object_of(other));
    }
    if (spaces.empty()) return;
    for (const auto& object : objects(schema_)) {
      const auto space = spaces.find(object.name.space);
      if (space != spaces.end() && !object.is_part()) certain(object, space->second);
    }
  }

  void of_type(const Type& type) {
    const Object self = object_of(type);
    text(self, type.base + " " + type.default_sql + " " + type.collation);
    for (const auto& check : type.checks) text(self, check.expression);
    for (const auto& field : type.fields) {
      if (!field.type_name.empty()) certain(self, {ObjectKind::type, field.type_name, {}});
      text(self, field.type);
    }
    for (const auto& [name, value] : type.properties) text(self, value);
  }

  void of_column(const Table& table, const Column& column) {
    const Object self = object_of(table.name, column);
    if (!column.type_name.empty()) certain(self, {ObjectKind::type, column.type_name, {}});
    text(self, column.type + " " + column.default_sql + " " + column.collation);
    text(self, column.generated, &table);
  }

  void of_columns(const Table& table, const Object& self, const std::vector<std::string>& columns) {
    for (const auto& column : columns) certain(self, {ObjectKind::column, table.name, column});
  }

  void of_parts(const Object& self, const std::vector<Part>& parts, const Table* table) {
    for (const auto& part : parts) {
      if (part.column.empty()) {
        text(self, part.expression, table);
      } else if (table != nullptr) {
        certain(self, {ObjectKind::column, table->name, part.column});
      }
      text(self, part.collation + " " + part.operator_class);
    }
  }

  void of_index(const Name& owner, const Index& index, const Object& whole) {
    const Object self = object_of(owner, index);
    const Table* table = table_of(owner);
    if (table == nullptr) certain(self, whole);
    of_parts(self, index.parts, table);
    if (table != nullptr) of_columns(*table, self, index.include);
    text(self, index.condition, table);
    // A partition's index is one of its parent's.
    for (const auto& [name, value] : index.properties) text(self, value);
  }

  /// Whoever refers to a partitioned table refers to all that it consists of.
  void partitions_of(const Name& table, const Object& self) {
    for (auto [at, end] = partitions_.equal_range(table); at != end; ++at) {
      certain(self, {ObjectKind::table, at->second, {}});
      partitions_of(at->second, self);
    }
  }

  void of_foreign_key(const Table& table, const ForeignKey& key) {
    const Object self = object_of(table.name, key);
    of_columns(table, self, key.columns);
    certain(self, {ObjectKind::table, key.table, {}});
    partitions_of(key.table, self);
    const Table* parent = table_of(key.table);
    if (parent == nullptr) return;
    of_columns(*parent, self, key.referenced);
    // The key that it refers to, in whatever order its columns stand there.
    const auto same = [&](std::vector<std::string> columns) {
      auto wanted = key.referenced;
      std::sort(wanted.begin(), wanted.end());
      std::sort(columns.begin(), columns.end());
      return wanted == columns;
    };
    if (parent->primary_key && same(parent->primary_key->columns)) {
      certain(self, object_of(parent->name, *parent->primary_key, true));
    }
    for (const auto& unique : parent->uniques) {
      if (same(unique.columns)) certain(self, object_of(parent->name, unique, false));
    }
    for (const auto& index : parent->indexes) {
      std::vector<std::string> columns;
      for (const auto& part : index.parts) columns.push_back(part.column);
      if (index.unique && same(columns)) certain(self, object_of(parent->name, index));
    }
  }

  void of_table(const Table& table) {
    const Object self = object_of(table);
    if (!table.partition_of.empty()) certain(self, {ObjectKind::table, table.partition_of, {}});
    for (const auto& parent : table.inherits) certain(self, {ObjectKind::table, parent, {}});
    text(self, table.partition_by);
    text(self, table.definition);
    for (const auto& column : table.columns) of_column(table, column);
    if (const auto& key = table.primary_key) of_columns(table, object_of(table.name, *key, true), key->columns);
    for (const auto& key : table.uniques) of_columns(table, object_of(table.name, key, false), key.columns);
    for (const auto& check : table.checks) text(object_of(table.name, check), check.expression, &table);
    for (const auto& key : table.foreign_keys) of_foreign_key(table, key);
    for (const auto& exclusion : table.exclusions) {
      of_parts(object_of(table.name, exclusion), exclusion.parts, &table);
      text(object_of(table.name, exclusion), exclusion.condition, &table);
    }
    for (const auto& index : table.indexes) of_index(table.name, index, self);
  }

  void of_grant(const Grant& grant) {
    const Object self = object_of(grant);
    const auto found = named_.find(base::lower(grant.object.name));
    if (found == named_.end()) return;
    for (const auto& each : found->second) {
      if (each.name == grant.object) certain(self, each);
    }
  }

  const Schema& schema_;
  std::unordered_map<std::string, std::vector<Object>> named_;
  std::map<Name, const Table*> tables_;
  std::multimap<Name, Name> partitions_;  ///< by their parents
  std::vector<std::string> odd_;
  Dependencies found_;
};

}  // namespace

Dependencies dependencies(const Schema& schema) { return Finder(schema).all(); }

}  // namespace dunlin::schema
