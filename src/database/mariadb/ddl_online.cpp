// Which clauses are known to run without copying the table or blocking those who write to it: asked for explicitly,
// so that a server that cannot do it says so instead of blocking.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

using schema::Change;
using schema::find;
using schema::ObjectKind;

constexpr const char* instant = "INSTANT";
constexpr const char* in_place = "INPLACE, LOCK=NONE";

/// Tables of which nothing is known: another engine, with history, compressed, with full-text or spatial indexes.
bool is_plain(const schema::Table& table) {
  for (const char* option : {"ENGINE", "WITH SYSTEM VERSIONING", "PERIOD", "ROW_FORMAT", "KEY_BLOCK_SIZE"}) {
    if (table.properties.contains(option)) return false;
  }
  return table.partition_by.empty() && std::all_of(table.indexes.begin(), table.indexes.end(),
                                                   [](const auto& index) { return index.method.empty(); });
}

bool is_literal(const std::string& expression) {
  return expression.find('(') == std::string::npos || expression.starts_with('\'');
}

bool is_indexed(const schema::Table& table, const std::string& column) {
  const auto names = [&](const std::vector<std::string>& all) {
    return std::find(all.begin(), all.end(), column) != all.end();
  };
  if (table.primary_key && names(table.primary_key->columns)) return true;
  for (const auto& key : table.uniques) {
    if (names(key.columns)) return true;
  }
  for (const auto& key : table.foreign_keys) {
    if (names(key.columns)) return true;
  }
  return std::any_of(table.indexes.begin(), table.indexes.end(), [&](const schema::Index& index) {
    return std::any_of(index.parts.begin(), index.parts.end(),
                       [&](const schema::Part& part) { return part.column == column; });
  });
}

/// Beside a virtual column none is added or dropped in place, unless it is all that is done and no index has any.
bool has_virtual(const schema::Table& table) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [](const schema::Column& column) { return !column.generated.empty() && !column.stored; });
}

bool is_bare(const schema::Column& column) {
  return column.generated.empty() && column.identity == schema::Identity::none && !column.properties.contains("check");
}

/// Whether the columns of a key are there already, and not computed.
bool are_stored(const schema::Schema& from, const schema::Name& table, const std::vector<std::string>& columns) {
  return std::all_of(columns.begin(), columns.end(), [&](const std::string& name) {
    const auto* column = from.column(table, name);
    return column != nullptr && column->generated.empty();
  });
}

}  // namespace

std::string MariadbDdl::algorithm(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto *from = at.from.table(object.name), *to = at.to.table(object.name);
  if (from == nullptr || to == nullptr || !is_plain(*from) || !is_plain(*to)) return {};
  const bool making = at.change.kind == Change::Kind::create;
  switch (object.kind) {
    case ObjectKind::column: {
      if (mysql_) return {};  // depends on the version, and on how often it was done before
      if (at.change.kind != Change::Kind::alter && (has_virtual(*from) || has_virtual(*to))) return {};
      const auto *old = find<schema::Column>(at.from, object), *now = find<schema::Column>(at.to, object);
      if (making) return old == nullptr && is_bare(*now) && is_literal(now->default_sql) ? instant : "";
      if (at.change.kind == Change::Kind::drop) {
        return now == nullptr && is_bare(*old) && !is_indexed(*from, object.part) ? instant : "";
      }
      const auto only = [&](const char* name) { return at.change.attributes == std::vector<std::string>{name}; };
      return is_bare(*old) && is_bare(*now) && (only("comment") || (only("default") && is_literal(now->default_sql)))
                 ? instant
                 : "";
    }
    case ObjectKind::unique:
      if (!making) return in_place;
      return are_stored(at.from, object.name, find<schema::Key>(at.to, object)->columns) ? in_place : "";
    case ObjectKind::index: {
      if (!making) return in_place;
      std::vector<std::string> columns;
      for (const auto& part : find<schema::Index>(at.to, object)->parts) columns.push_back(part.column);
      return are_stored(at.from, object.name, columns) ? in_place : "";
    }
    case ObjectKind::table:
      return at.change.attributes == std::vector<std::string>{"comment"} ? in_place : "";
    default:
      return {};
  }
}

}  // namespace dunlin::database::mariadb
