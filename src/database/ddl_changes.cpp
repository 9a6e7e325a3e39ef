// Changes as statements, as the standard has them. A database overrides what it says otherwise.
#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "database/ddl.hpp"

namespace dunlin::database {
namespace {

using schema::Change;
using schema::find;
using schema::ObjectKind;

Statement whole(std::string sql) {
  Statement statement;
  statement.sql = std::move(sql);
  return statement;
}

std::string_view routine_word(schema::RoutineKind kind) {
  switch (kind) {
    case schema::RoutineKind::procedure:
      return "PROCEDURE ";
    case schema::RoutineKind::aggregate:
      return "AGGREGATE ";
    case schema::RoutineKind::function:
    case schema::RoutineKind::window:
      break;
  }
  return "FUNCTION ";
}

}  // namespace

std::vector<Change> DdlWriter::adapt(std::vector<Change> changes, const schema::Schema&, const schema::Schema&) const {
  return changes;
}

bool DdlWriter::must_go(const Change&, const schema::Object&, const schema::Schema&, const schema::Schema&) const {
  return false;
}

Statements DdlWriter::create(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string table = quoted(object.name);
  switch (object.kind) {
    case ObjectKind::table: {
      std::vector<const schema::ForeignKey*> keys;
      std::vector<const schema::Index*> indexes;
      for (const auto& each : at.change.with) {
        if (const auto* key = find<schema::ForeignKey>(at.to, each)) keys.push_back(key);
        if (const auto* index = find<schema::Index>(at.to, each)) indexes.push_back(index);
      }
      return {whole(create_table(*find<schema::Table>(at.to, object), keys, indexes))};
    }
    case ObjectKind::column:
      return {clause(
          table, "ADD COLUMN " + column(*find<schema::Table>(at.to, object), *find<schema::Column>(at.to, object)))};
    case ObjectKind::primary_key:
      return {clause(table, "ADD " + primary_key(*find<schema::Key>(at.to, object)))};
    case ObjectKind::unique:
      return {clause(table, "ADD " + unique(*find<schema::Key>(at.to, object)))};
    case ObjectKind::check:
      return {clause(table, "ADD " + check(*find<schema::Check>(at.to, object)))};
    case ObjectKind::foreign_key:
      return {clause(table, "ADD " + foreign_key(*find<schema::ForeignKey>(at.to, object)))};
    case ObjectKind::exclusion:
      return {clause(table, "ADD " + exclusion(*find<schema::Exclusion>(at.to, object)))};
    case ObjectKind::index:
      return {whole(create_index(object.name, *find<schema::Index>(at.to, object), at.options))};
    case ObjectKind::view: {
      const auto& view = *find<schema::View>(at.to, object);
      return {whole(std::string("CREATE ") + (view.materialized ? "MATERIALIZED " : "") + "VIEW " + table +
                    (view.columns.empty() ? "" : " " + quoted(view.columns)) + " AS\n" + view.query)};
    }
    case ObjectKind::routine:
      return {whole(find<schema::Routine>(at.to, object)->definition)};
    case ObjectKind::trigger:
      return {whole(find<schema::Trigger>(at.to, object)->definition)};
    case ObjectKind::other:
      return {whole(find<schema::Other>(at.to, object)->definition)};
    case ObjectKind::type:
    case ObjectKind::sequence:
    case ObjectKind::policy:
    case ObjectKind::grant:
      break;
  }
  throw Error(ErrorKind::internal, "there is no statement that makes the " + base::printable(object.text()));
}

Statements DdlWriter::drop(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string name = quoted(object.name);
  switch (object.kind) {
    case ObjectKind::table:
      return {whole("DROP TABLE " + name)};
    case ObjectKind::column:
      return {clause(name, "DROP COLUMN " + quote_name(object.part))};
    case ObjectKind::primary_key:
      return {clause(name, "DROP CONSTRAINT " + quote_name(find<schema::Key>(at.from, object)->name))};
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return {clause(name, "DROP CONSTRAINT " + quote_name(object.part))};
    case ObjectKind::index:
      return {whole("DROP INDEX " + quoted(schema::Name{object.name.space, object.part}))};
    case ObjectKind::view: {
      const auto* view = find<schema::View>(at.from, object);
      return {whole(std::string("DROP ") + (view->materialized ? "MATERIALIZED " : "") + "VIEW " + name)};
    }
    case ObjectKind::routine: {
      const auto* routine = find<schema::Routine>(at.from, object);
      return {whole("DROP " + std::string(routine_word(routine->kind)) + name + "(" + routine->arguments + ")")};
    }
    case ObjectKind::trigger:
      return {whole("DROP TRIGGER " + quoted(schema::Name{object.name.space, object.part}))};
    case ObjectKind::type:
      return {whole("DROP TYPE " + name)};
    case ObjectKind::sequence:
      return {whole("DROP SEQUENCE " + name)};
    case ObjectKind::policy:
    case ObjectKind::grant:
    case ObjectKind::other:
      break;
  }
  throw Error(ErrorKind::internal, "there is no statement that drops the " + base::printable(object.text()));
}

Statements DdlWriter::alter(const DdlContext& at) const {
  throw Error(ErrorKind::internal, "there is no statement for it: " + base::printable(at.change.text()));
}

Statements DdlWriter::rebuild(const DdlContext& at) const { return alter(at); }

Statements DdlWriter::rename(const schema::Rename& rename, const schema::Schema&) const {
  const std::string name = quoted(rename.object.name), to = quote_name(rename.to);
  switch (rename.object.kind) {
    case ObjectKind::table:
      return {clause(name, "RENAME TO " + to)};
    case ObjectKind::column:
      return {clause(name, "RENAME COLUMN " + quote_name(rename.object.part) + " TO " + to)};
    default:
      return {};
  }
}

Statements DdlWriter::rename_all(const std::vector<schema::Rename>& renames, const schema::Schema& from,
                                 const DdlOptions&) const {
  Statements all;
  for (const auto& each : renames) {
    for (auto& statement : rendered(rename(each, from))) all.push_back(std::move(statement));
  }
  return all;
}

Statements DdlWriter::write(const std::vector<Change>& ordered, const schema::Schema& from, const schema::Schema& to,
                            const DdlOptions& options) const {
  Statements all;
  for (const auto& change : ordered) {
    const DdlContext at{from, to, options, change};
    Statements made;
    switch (change.kind) {
      case Change::Kind::create:
        made = create(at);
        break;
      case Change::Kind::drop:
        made = drop(at);
        break;
      case Change::Kind::alter:
        made = alter(at);
        break;
      case Change::Kind::rebuild:
        made = rebuild(at);
        break;
    }
    // One that cannot be in a transaction takes the change's others along: between them is no state to stop in.
    const bool within = std::ranges::all_of(made, [](const Statement& each) { return each.transactional; });
    for (auto& statement : made) {
      statement.transactional = within;
      const bool joins = !statement.table.empty() && !all.empty() && all.back().table == statement.table &&
                         abilities().merged_clauses && statement.transactional == all.back().transactional;
      if (joins) {
        all.back().clause += ",\n  " + statement.clause;
        if (all.back().remark.empty()) all.back().remark = statement.remark;
      } else {
        all.push_back(std::move(statement));
      }
    }
  }
  return rendered(finish(std::move(all)));
}

Statements DdlWriter::rendered(Statements statements) {
  for (auto& statement : statements) {
    if (statement.table.empty()) continue;
    const bool several = statement.clause.find(",\n  ") != std::string::npos;
    statement.sql = "ALTER TABLE " + std::exchange(statement.table, {}) + (several ? "\n  " : " ") +
                    std::exchange(statement.clause, {});
  }
  return statements;
}

}  // namespace dunlin::database
