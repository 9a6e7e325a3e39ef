#include "schema/from_model.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace dunlin::schema {
namespace {

using Kind = model::Type::Kind;

bool is_long(Kind kind) { return kind == Kind::text || kind == Kind::blob || kind == Kind::json; }

/// What is wrong with the models on this engine.
class Judge {
 public:
  Judge(const ModelTarget& target, Problems& problems)
      : target_(target), can_(target.abilities()), problems_(problems) {}

  void judge(const Resolved& models) {
    for (const auto& table : models.tables) judge(table);
    for (const auto& view : models.views) name(view.name, view.where);
  }

 private:
  void judge(const ResolvedTable& table) {
    table_ = &table;
    name(table.name, table.where);
    for (const auto& column : table.columns) judge(column);
    for (const auto& key : table.primary_keys) {
      name(key.name, key.where);
      keys(key.columns, "the primary key", key.where);
    }
    for (const auto& key : table.uniques) {
      name(key.name, key.where);
      keys(key.columns, "the unique constraint " + key.name, key.where);
    }
    for (const auto& check : table.checks) {
      name(check.name, check.where);
      if (can_.one_check_namespace && !checks_.insert(base::lower(check.name)).second) {
        problems_.add(check.where, "the check " + check.name + " is declared twice",
                      "on " + can_.title + " their names are unique in the whole database");
      }
    }
    for (const auto& key : table.foreign_keys) judge(key);
    for (const auto& index : table.indexes) judge(index);
    target_.judge(table, problems_);
  }

  void name(const std::string& text, const model::Where& where) {
    const std::size_t length = can_.longest_in_bytes ? text.size() : base::count_characters(text);
    if (can_.longest_name == 0 || length <= can_.longest_name) return;
    problems_.add(where, "the name " + base::printable(text) + " is too long",
                  can_.title + " takes " + std::to_string(can_.longest_name) +
                      (can_.longest_in_bytes ? " bytes" : " characters") + ", and it has " + std::to_string(length));
  }

  void lacks(const model::Where& where, const std::string& who, const std::string& what, const std::string& hint = {}) {
    problems_.add(where, can_.title + " has no " + what + ": " + who + " of the table " + base::printable(table_->name),
                  hint.empty() ? "say it with on(\"ENGINE\", ...) for the engines that have them" : hint);
  }

  void judge(const model::ColumnData& column) {
    name(column.name, column.where);
    if (column.type.kind == Kind::enumeration && can_.named_enumerations) name(column.type.name, column.where);
    if (!column.computed.empty() && !column.computed[0].stored && !can_.virtual_columns) {
      lacks(column.where, "the column " + base::printable(column.name), "virtual generated columns",
            "generated() keeps the value");
    }
    if (!column.identity || can_.identity_anywhere) return;
    const bool is_key =
        table_->primary_keys.size() == 1 && table_->primary_keys[0].columns == std::vector<std::string>{column.name};
    if (!is_key) {
      problems_.add(column.where,
                    column_title(table_->name, column.name) + " counts by itself and is not the primary key",
                    "on " + can_.title + " only the primary key's one column can");
    }
  }

  void keys(const std::vector<std::string>& columns, const std::string& what, const model::Where& where) {
    for (const auto& column : columns) key(column, 0, what, where);
  }

  void key(const std::string& column, int prefix, const std::string& what, const model::Where& where) {
    const auto* data = table_->column(column);
    if (can_.long_keys || prefix > 0 || data == nullptr || !is_long(data->type.kind)) return;
    problems_.add(where,
                  what + " of the table " + base::printable(table_->name) + ": " + column_title(table_->name, column) +
                      " has no limit in length, and " + can_.title + " takes no such column into a key",
                  "use string(n), or an index on prefix(\"" + base::printable(column) + "\", n)");
  }

  void judge(const model::ForeignKeyData& key) {
    name(key.name, key.where);
    const std::string who = "the foreign key " + base::printable(key.name);
    if (key.deferrable && !can_.deferrable) lacks(key.where, who, "deferrable constraints");
    const bool set_default = key.on_delete == model::set_default || key.on_update == model::set_default;
    if (set_default && !can_.set_default) lacks(key.where, who, "SET DEFAULT for foreign keys");
  }

  void judge(const model::IndexData& index) {
    name(index.name, index.where);
    const std::string who = "the index " + base::printable(index.name);
    if (index.unique && !index.condition.empty() && !can_.partial_indexes) {
      lacks(index.where, who, "partial indexes, and unique for all rows is another rule");
    }
    if (!index.method.empty() && std::find(can_.index_methods.begin(), can_.index_methods.end(),
                                           base::lower(index.method)) == can_.index_methods.end()) {
      lacks(index.where, who, "index method " + base::printable(index.method));
    }
    for (const auto& part : index.parts) {
      if (!part.expression.empty() && !can_.expression_indexes) lacks(index.where, who, "indexes on expressions");
      if (!part.operator_class.empty() && !can_.operator_classes) lacks(index.where, who, "operator classes");
      if (part.prefix > 0 && !can_.prefixes) lacks(index.where, who, "indexes on prefixes");
      if (!part.column.empty() && index.method.empty()) key(part.column, part.prefix, who, index.where);
    }
  }

  const ModelTarget& target_;
  const Abilities& can_;
  Problems& problems_;
  const ResolvedTable* table_ = nullptr;
  std::set<std::string> checks_;
};

Action action(model::Action from) { return static_cast<Action>(from); }
static_assert(static_cast<int>(model::Action::set_default) == static_cast<int>(Action::set_default));

class Converter {
 public:
  explicit Converter(const ModelTarget& target) : target_(target), can_(target.abilities()) {}

  Schema convert(const Resolved& models) {
    schema_.engine = can_.driver;
    for (const auto& table : models.tables) schema_.tables.push_back(convert(table));
    for (const auto& view : models.views) {
      View into;
      into.name = view.name;
      into.query = std::string(base::trim(view.query));
      if (into.query.ends_with(';')) into.query.pop_back();
      schema_.views.push_back(std::move(into));
    }
    return std::move(schema_);
  }

 private:
  Table convert(const ResolvedTable& from) {
    Table table;
    table.name = from.name;
    if (!from.comments.empty()) table.comment = from.comments[0];
    if (!from.renamed_from.empty()) table.renamed_from = from.renamed_from[0];
    for (const auto& option : from.options) table.properties[option.name] = option.value;
    for (const auto& key : from.primary_keys) {
      table.primary_key = convert(key);
      if (!can_.named_primary_keys) table.primary_key->name.clear();
    }
    for (const auto& key : from.uniques) table.uniques.push_back(convert(key));
    for (const auto& column : from.columns) table.columns.push_back(convert(column, from, table));
    for (const auto& check : from.checks) {
      Check into;
      into.name = check.name;
      into.expression = check.expression;
      table.checks.push_back(std::move(into));
    }
    for (const auto& key : from.foreign_keys) table.foreign_keys.push_back(convert(key));
    for (const auto& index : from.indexes) table.indexes.push_back(convert(index, from));
    return table;
  }

  static Key convert(const model::KeyData& from) {
    Key key;
    key.name = from.name;
    key.columns = from.columns;
    return key;
  }

  Column convert(const model::ColumnData& from, const ResolvedTable& owner, Table& table) {
    const Spelled spelled = target_.spell(from, owner);
    Column column;
    column.name = from.name;
    column.type = spelled.type;
    column.nullable = from.nullable;
    column.identity = from.identity ? Identity::by_default : Identity::none;
    if (!from.computed.empty()) {
      column.generated = from.computed[0].expression;
      column.stored = from.computed[0].stored;
    }
    if (!from.default_value.empty()) column.default_sql = target_.spell_default(from.default_value[0], from.type);
    column.collation = from.collation;
    column.comment = from.comment;
    column.renamed_from = from.renamed_from;
    if (from.type.kind == Kind::enumeration && can_.named_enumerations) {
      column.type_name = from.type.name;
      add_enumeration(from.type);
    }
    if (!spelled.check.empty()) {
      Check check;
      check.name = derived_name("ck", owner.name, {from.name, spelled.check_kind});
      check.expression = base::replace_all(spelled.check, "{}", target_.quote_name(from.name));
      table.checks.push_back(std::move(check));
    }
    return column;
  }

  void add_enumeration(const model::Type& from) {
    const auto same = [&](const Type& type) { return type.name.name == from.name; };
    if (std::any_of(schema_.types.begin(), schema_.types.end(), same)) return;
    Type type;
    type.name = from.name;
    type.labels = from.labels;
    schema_.types.push_back(std::move(type));
  }

  static ForeignKey convert(const model::ForeignKeyData& from) {
    ForeignKey key;
    key.name = from.name;
    key.columns = from.columns;
    key.table = from.table;
    key.referenced = from.referenced;
    key.on_delete = action(from.on_delete);
    key.on_update = action(from.on_update);
    key.deferrable = from.deferrable;
    key.initially_deferred = from.initially_deferred;
    return key;
  }

  Index convert(const model::IndexData& from, const ResolvedTable& owner) const {
    Index index;
    index.name = from.name;
    index.unique = from.unique;
    index.method = from.method;
    index.comment = from.comment;
    for (const auto& part : from.parts) {
      Part into;
      into.column = part.column;
      into.expression = part.expression;
      into.descending = part.descending;
      into.operator_class = part.operator_class;
      into.prefix = part.prefix;
      index.parts.push_back(std::move(into));
    }
    if (can_.partial_indexes) index.condition = from.condition;
    if (can_.included_columns) {
      index.include = from.include;
    } else if (!from.unique) {
      for (const auto& column : from.include) {
        // It is there to be read from the index; where that cannot be, the index is as good without it.
        if (!can_.long_keys && is_long(owner.column(column)->type.kind)) continue;
        index.parts.emplace_back().column = column;
      }
    }
    return index;
  }

  const ModelTarget& target_;
  const Abilities& can_;
  Schema schema_;
};

}  // namespace

void ModelTarget::judge(const ResolvedTable&, Problems&) const {}

Schema from_model(const dunlin::Schema& models, const ModelTarget& target, const std::vector<std::string>& known) {
  Problems problems;
  for (const auto& engine : engines_named(models)) {
    if (std::find(known.begin(), known.end(), engine) == known.end()) {
      problems.add({}, "on() names an engine that is not known, " + base::printable(engine), suggestion(engine, known));
    }
  }
  const Resolved resolved = resolve(models, target.abilities().names);
  Judge(target, problems).judge(resolved);
  problems.raise();
  return Converter(target).convert(resolved);
}

}  // namespace dunlin::schema
