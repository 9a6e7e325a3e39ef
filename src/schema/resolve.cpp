#include "schema/resolve.hpp"

#include <algorithm>

#include "base/sha256.hpp"
#include "base/text.hpp"

namespace dunlin::schema {
namespace {

bool applies(const std::string& engine, const std::vector<std::string>& engines) {
  return engine.empty() || std::find(engines.begin(), engines.end(), engine) != engines.end();
}

void apply(model::ColumnData& column, const model::ColumnData::Change& change) {
  if (const auto* type = std::get_if<model::Type>(&change)) {
    column.type = *type;
  } else if (const auto* expression = std::get_if<model::Sql>(&change)) {
    column.default_value = {model::Default(*expression)};
  } else if (const auto* computed = std::get_if<model::Computed>(&change)) {
    column.computed = {*computed};
  } else if (const auto* collation = std::get_if<model::Collation>(&change)) {
    column.collation = collation->name;
  }
}

class Resolver {
 public:
  Resolver(const model::Table& from, const std::vector<std::string>& engines) : engines_(engines) {
    table_.name = from.name;
    for (const auto& [engine, part] : from.parts) {
      if (std::holds_alternative<model::Column>(part) && !engine.empty()) table_.engine_columns = true;
      if (applies(engine, engines_)) std::visit([&](const auto& each) { take(each); }, part);
    }
    // The keys make their columns NOT NULL, wherever they stand.
    for (auto& column : table_.columns) {
      for (const auto& key : table_.primary_keys) {
        if (std::find(key.columns.begin(), key.columns.end(), column.name) != key.columns.end())
          column.nullable = false;
      }
      if (column.identity) column.nullable = false;
    }
  }

  [[nodiscard]] ResolvedTable take_table() { return std::move(table_); }

 private:
  void seen(const model::Where& where) {
    if (table_.where.line == 0) table_.where = where;
  }
  void take(const model::Column& column) {
    model::ColumnData data = column.data();
    seen(data.where);
    for (const auto& [engine, change] : data.changes) {
      if (applies(engine, engines_)) apply(data, change);
    }
    if (data.primary_key) table_.primary_keys.push_back({{}, {data.name}, data.where});
    if (data.unique) {
      table_.uniques.push_back({derived_name("uq", table_.name, {data.name}), {data.name}, data.where});
    }
    table_.columns.push_back(std::move(data));
  }
  void take(const model::PrimaryKey& key) {
    seen(key.where);
    table_.primary_keys.push_back(key);
  }
  void take(const model::Unique& key) {
    seen(key.where);
    table_.uniques.push_back(key);
    if (key.name.empty()) table_.uniques.back().name = derived_name("uq", table_.name, key.columns);
  }
  void take(const model::Check& check) {
    seen(check.where);
    table_.checks.push_back(check);
  }
  void take(const model::ForeignKey& key) {
    seen(key.data().where);
    table_.foreign_keys.push_back(key.data());
    if (key.data().name.empty()) {
      table_.foreign_keys.back().name = derived_name("fk", table_.name, key.data().columns);
    }
  }
  void take(const model::Index& index) {
    seen(index.data().where);
    table_.indexes.push_back(index.data());
  }
  void take(const model::Comment& comment) { table_.comments.push_back(comment.text); }
  void take(const model::RenamedFrom& renamed) { table_.renamed_from.push_back(renamed.name); }
  void take(const model::TableOption& option) { table_.options.push_back(option); }

  const std::vector<std::string>& engines_;
  ResolvedTable table_;
};

}  // namespace

const model::ColumnData* ResolvedTable::column(const std::string& wanted) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const model::ColumnData& each) { return each.name == wanted; });
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> ResolvedTable::column_names() const {
  std::vector<std::string> names;
  for (const auto& each : columns) names.push_back(each.name);
  return names;
}

const ResolvedTable* Resolved::table(const std::string& wanted) const {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const ResolvedTable& each) { return each.name == wanted; });
  return found == tables.end() ? nullptr : &*found;
}

Resolved resolve(const dunlin::Schema& schema, const std::vector<std::string>& engines) {
  Resolved resolved;
  for (const auto& table : schema.tables()) resolved.tables.push_back(Resolver(table, engines).take_table());
  for (const auto& view : schema.views()) {
    ResolvedView each{view.name, view.query, view.where};
    for (const auto& [engine, query] : view.queries) {
      if (applies(engine, engines)) each.query = query;
    }
    resolved.views.push_back(std::move(each));
  }
  return resolved;
}

std::vector<std::string> engines_named(const dunlin::Schema& schema) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& table : schema.tables()) {
    for (const auto& [engine, part] : table.parts) {
      add(engine);
      if (const auto* column = std::get_if<model::Column>(&part)) {
        for (const auto& change : column->data().changes) add(change.first);
      }
    }
  }
  for (const auto& view : schema.views()) {
    for (const auto& query : view.queries) add(query.first);
  }
  return names;
}

std::string derived_name(std::string_view kind, const std::string& table, const std::vector<std::string>& columns) {
  constexpr std::size_t longest = 60;  // bytes; the smallest limit of an engine is 63
  std::string name = std::string(kind) + "_" + table + "_" + base::join(columns, "_");
  if (name.size() <= longest) return name;
  std::size_t cut = longest - 9;
  while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0U) == 0x80U) --cut;  // not within a character
  return name.substr(0, cut) + "_" + base::sha256_hex(name).substr(0, 8);
}

}  // namespace dunlin::schema
