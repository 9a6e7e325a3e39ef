// The statements for one change: most are clauses of ALTER TABLE, which ddl_merge.cpp puts together.
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

Statement whole(std::string sql) {
  Statement statement;
  statement.sql = std::move(sql);
  return statement;
}

bool has_history(const schema::Table* table) {
  return table != nullptr && table->properties.contains("WITH SYSTEM VERSIONING");
}

std::size_t index_of(const schema::Table& table, const std::string& column) {
  const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                               [&](const schema::Column& each) { return each.name == column; });
  return static_cast<std::size_t>(at - table.columns.begin());
}

/// What is dropped with DROP TABLE's like: "EVENT", "PACKAGE BODY".
std::string word_of(const schema::Schema& schema, const Object& object) {
  if (const auto* routine = find<schema::Routine>(schema, object)) {
    return routine->kind == schema::RoutineKind::procedure ? "PROCEDURE" : "FUNCTION";
  }
  return base::upper(object.part);
}

/// Aria's own, which no other engine takes; left behind, and not read, where the engine has become another one.
bool of_aria(const std::string& option) { return option == "TRANSACTIONAL" || option == "PAGE_CHECKSUM"; }

/// How an option is taken back.
std::string usual_value(const std::string& option) {
  static const std::map<std::string, std::string> usual = {
      {"ENGINE", "InnoDB"},
      {"CHECKSUM", "0"},
      {"DELAY_KEY_WRITE", "0"},
      {"MAX_ROWS", "0"},
      {"MIN_ROWS", "0"},
      {"AVG_ROW_LENGTH", "0"},
      {"KEY_BLOCK_SIZE", "0"},
      {"UNION", "()"},
      {"INSERT_METHOD", "NO"},
      {"CONNECTION", "''"},
      {"ENCRYPTION", "'N'"},
      {"COMPRESSION", "''"},
      {"SECONDARY_ENGINE", "NULL"},
      {"TRANSACTIONAL", "1"},
      {"PAGE_CHECKSUM", "1"},
      {"AUTOEXTEND_SIZE", "0"},
  };
  const auto found = usual.find(option);
  return found == usual.end() ? "DEFAULT" : found->second;
}

/// Those of `to`; where it names no definer, the one that there is stays.
schema::Properties with_definer(const DdlContext& at) {
  const auto *old = properties_of(at.from, at.change.object), *now = properties_of(at.to, at.change.object);
  schema::Properties all = *now;
  if (old != nullptr && old->contains("definer")) all.emplace("definer", old->at("definer"));
  return all;
}

}  // namespace

Statement MariadbDdl::at_place(const DdlContext& at, int place, std::string text) const {
  Statement statement = clause(quoted(at.change.object.name), std::move(text));
  statement.place = place;
  statement.stage = main;
  return statement;
}

Statements MariadbDdl::clauses(const DdlContext& at, int place, std::string text) const {
  Statements all{at_place(at, place, std::move(text))};
  const auto *from = at.from.table(at.change.object.name), *to = at.to.table(at.change.object.name);
  if (has_history(from)) all.push_back(at_place(at, keeps_history, {}));
  if (mysql_ && (has_zero_date(from) || has_zero_date(to))) all.push_back(at_place(at, zero_dates, {}));
  if (at.options.online) all.push_back(at_place(at, online, {}));
  return all;
}

Statements MariadbDdl::create(const DdlContext& at) const {
  const auto& object = at.change.object;
  switch (object.kind) {
    case ObjectKind::table: {
      auto all = DdlWriter::create(at);
      return mysql_ && has_zero_date(at.to.table(object.name)) ? taking_zero_dates(std::move(all)) : all;
    }
    case ObjectKind::column: {
      const auto& table = *at.to.table(object.name);
      const auto& made = *find<schema::Column>(at.to, object);
      const std::size_t index = index_of(table, made.name);
      // At the end it comes anyway.
      const bool last =
          std::none_of(table.columns.begin() + static_cast<std::ptrdiff_t>(index), table.columns.end(),
                       [&](const schema::Column& each) { return at.from.column(object.name, each.name) != nullptr; });
      auto all = column_clauses(at, table, made, "ADD COLUMN ", last ? "" : place_of(table, made));
      if (made.generated == "ROW END") {
        const auto since = std::find_if(table.columns.begin(), table.columns.end(),
                                        [](const schema::Column& each) { return each.generated == "ROW START"; });
        if (since != table.columns.end()) {
          all.push_back(
              at_place(at, add_period,
                       "ADD PERIOD FOR SYSTEM_TIME " + quoted(std::vector<std::string>{since->name, made.name})));
        }
      }
      return all;
    }
    case ObjectKind::primary_key:
      return clauses(at, add_key, "ADD " + primary_key(*find<schema::Key>(at.to, object)));
    case ObjectKind::unique:
      return clauses(at, add_key, "ADD " + unique(*find<schema::Key>(at.to, object)));
    case ObjectKind::index:
      return clauses(at, add_key, "ADD " + inline_index(*find<schema::Index>(at.to, object)));
    case ObjectKind::check:
      return clauses(at, add_check, "ADD " + check(*find<schema::Check>(at.to, object)));
    case ObjectKind::foreign_key: {
      const auto& key = *find<schema::ForeignKey>(at.to, object);
      auto all = clauses(at, add_check, "ADD " + foreign_key(key));
      const auto* table = at.from.table(object.name);
      if (const auto* index =
              table == nullptr ? nullptr : generated_index(*table, *at.to.table(object.name), key.columns)) {
        // The table is copied anyway.
        all.push_back(at_place(at, drop_key, "DROP KEY " + quote_name(index->name)));
        all.push_back(at_place(at, add_key, "ADD " + inline_index(*index)));
      }
      for (auto& each : all) each.stage = referring;
      return all;
    }
    case ObjectKind::view:
      return {whole(view(*find<schema::View>(at.to, object), false))};
    case ObjectKind::sequence:
      return {whole(sequence(*find<schema::Sequence>(at.to, object), false))};
    case ObjectKind::routine: {
      const auto& routine = *find<schema::Routine>(at.to, object);
      return program(routine.definition, with_definer(at), false);
    }
    case ObjectKind::trigger: {
      const auto& trigger = *find<schema::Trigger>(at.to, object);
      return program(trigger.definition, with_definer(at), false);
    }
    case ObjectKind::other: {
      const auto& other = *find<schema::Other>(at.to, object);
      auto all = program(other.definition, with_definer(at), false);
      if (object.part == "package") {
        const auto* body = find<schema::Other>(at.to, {ObjectKind::other, object.name, "package body"});
        if (body == nullptr) return all;
        for (auto& each : program(body->definition, body->properties, false)) all.push_back(std::move(each));
      }
      return all;
    }
    default:
      return DdlWriter::create(at);
  }
}

Statements MariadbDdl::drop(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string part = quote_name(object.part);
  switch (object.kind) {
    case ObjectKind::column: {
      auto all = clauses(at, drop_column, "DROP COLUMN " + part);
      const auto* old = find<schema::Column>(at.from, object);
      const auto* now = find<schema::Column>(at.to, object);
      if (now != nullptr && !old->generated.empty() && now->generated.empty()) {
        all[0].remark = "the values that " + object.part + " was computed to have are not kept";
      }
      return all;
    }
    case ObjectKind::primary_key:
      return clauses(at, drop_key, "DROP PRIMARY KEY");
    case ObjectKind::unique:
      return clauses(at, drop_key, "DROP KEY " + part);
    case ObjectKind::index: {
      auto all = clauses(at, drop_key, "DROP KEY " + part);
      // MySQL changes a column's reference system only where no spatial index is left before the statement.
      const auto* index = find<schema::Index>(at.from, object);
      const auto* now = at.to.column(object.name, index->parts[0].column);
      const bool first = now != nullptr && changes_reference_system(*at.from.column(object.name, now->name), *now);
      for (auto& each : all) each.stage = first ? freeing : main;
      return all;
    }
    case ObjectKind::check:
      return clauses(at, drop_check, "DROP CONSTRAINT " + part);
    case ObjectKind::foreign_key: {
      auto all = clauses(at, drop_foreign_key, "DROP FOREIGN KEY " + part);
      const auto* key = find<schema::ForeignKey>(at.from, object);
      const auto *parent = at.from.table(key->table), *later = at.to.table(key->table);
      const auto *own = at.from.table(object.name), *own_later = at.to.table(object.name);
      const bool parent_stays =
          key->table == object.name || (parent != nullptr && later != nullptr && *parent == *later);
      // Partitions and most engines know no foreign keys.
      const bool stays_such = own_later != nullptr && own->partition_by == own_later->partition_by &&
                              value_of(own->properties, "ENGINE") == value_of(own_later->properties, "ENGINE");
      // One that comes again under its name, or on which more depends, has to go before everything else.
      const bool apart = find<schema::ForeignKey>(at.to, object) != nullptr || !parent_stays || !stays_such;
      for (auto& each : all) {
        each.stage = freeing;
        if (apart && each.place == drop_foreign_key) each.place = drop_check;
      }
      return all;
    }
    case ObjectKind::routine:
      return {whole("DROP " + word_of(at.from, object) + " " + quoted(object.name))};
    case ObjectKind::other:
      // In the mode that it was made in: a package is known in Oracle's only.
      return program("DROP " + word_of(at.from, object) + " " + quoted(object.name), *properties_of(at.from, object),
                     false);
    default:
      return DdlWriter::drop(at);
  }
}

Statements MariadbDdl::alter(const DdlContext& at) const {
  const auto& object = at.change.object;
  switch (object.kind) {
    case ObjectKind::table:
      return alter_table(at);
    case ObjectKind::column:
      return alter_column(at);
    case ObjectKind::index: {
      const bool visible = find<schema::Index>(at.to, object)->visible;
      const std::string word = mysql_ ? (visible ? " VISIBLE" : " INVISIBLE") : (visible ? " NOT IGNORED" : " IGNORED");
      return clauses(at, options, "ALTER INDEX " + quote_name(object.part) + word);
    }
    case ObjectKind::view: {
      auto made = *find<schema::View>(at.to, object);
      made.properties = with_definer(at);
      return {whole(view(made, true))};
    }
    case ObjectKind::sequence:
      return {whole(sequence(*find<schema::Sequence>(at.to, object), true))};
    case ObjectKind::routine: {
      const auto& routine = *find<schema::Routine>(at.to, object);
      return program(routine.definition, with_definer(at), true);
    }
    case ObjectKind::trigger: {
      const auto& trigger = *find<schema::Trigger>(at.to, object);
      return program(trigger.definition, with_definer(at), true);
    }
    case ObjectKind::other: {
      const auto& other = *find<schema::Other>(at.to, object);
      return program(other.definition, with_definer(at), true);
    }
    default:
      return DdlWriter::alter(at);
  }
}

Statements MariadbDdl::column_clauses(const DdlContext& at, const schema::Table& table, const schema::Column& column,
                                      const std::string& word, const std::string& where) const {
  const int place = columns + static_cast<int>(index_of(table, column.name));
  const bool later = !has_history(at.from.table(table.name)) && has_history(&table) &&
                     column.properties.contains("without system versioning");
  if (!later) return clauses(at, place, word + definition(table, column, false) + where);
  // Only when there is history can a column be left out of it.
  auto first = column;
  first.properties.erase("without system versioning");
  auto all = clauses(at, place, word + definition(table, first, false) + where);
  all.push_back(at_place(at, place, "MODIFY COLUMN " + definition(table, column, false)));
  all.push_back(at_place(at, keeps_history, {}));
  for (auto each = all.end() - 2; each != all.end(); ++each) each->stage = excepting;
  return all;
}

Statements MariadbDdl::alter_column(const DdlContext& at) const {
  const auto& table = *at.to.table(at.change.object.name);
  const auto& column = *find<schema::Column>(at.to, at.change.object);
  return column_clauses(at, table, column, "MODIFY COLUMN ",
                        at.change.alters("position") ? place_of(table, column) : "");
}

Statements MariadbDdl::alter_table(const DdlContext& at) const {
  const auto &from = *at.from.table(at.change.object.name), &to = *at.to.table(at.change.object.name);
  Statements all;
  const auto add = [&](int place, std::string text) {
    for (auto& each : clauses(at, place, std::move(text))) all.push_back(std::move(each));
  };
  if (from.comment != to.comment) add(options, "COMMENT=" + quote_text(to.comment));
  std::set<std::string> names;
  for (const auto* table : {&from, &to}) {
    for (const auto& [name, value] : table->properties) names.insert(name);
  }
  for (const auto& name : names) {
    const bool said = to.properties.contains(name);
    const std::string old = value_of(from.properties, name), value = value_of(to.properties, name);
    if (said == from.properties.contains(name) && old == value) continue;
    if (name == "WITH SYSTEM VERSIONING") {
      add(said ? options : drop_period, said ? "ADD SYSTEM VERSIONING" : "DROP SYSTEM VERSIONING");
    } else if (name == "PERIOD") {
      if (!old.empty()) add(drop_period, "DROP PERIOD FOR " + old.substr(0, old.find(" (")));
      if (said) add(add_period, "ADD PERIOD FOR " + value);
    } else if (name == "COLLATE") {
      add(options, said     ? "COLLATE=" + value
                   : mysql_ ? "CONVERT TO CHARACTER SET DEFAULT"
                            : "DEFAULT CHARACTER SET DEFAULT");
      // Columns that have the table's collation keep what it was until they are told.
      for (const auto& column : to.columns) {
        const auto* old_column = at.from.column(from.name, column.name);
        // What has its own keeps it, but for MySQL's CONVERT, after which it gets it back.
        const bool own = !column.collation.empty(), back = own && mysql_ && !said;
        if (old_column == nullptr || (own && !back) || !is_character(column.type)) continue;
        if (!can_modify(*old_column, column)) continue;
        const std::size_t begin = all.size();
        add(columns + static_cast<int>(index_of(to, column.name)), "MODIFY COLUMN " + definition(to, column, false));
        for (std::size_t i = begin; back && i < all.size(); ++i) all[i].stage = excepting;
      }
    } else if (said || !of_aria(name) || value_of(from.properties, "ENGINE") == value_of(to.properties, "ENGINE")) {
      add(options, name + "=" + (said ? value : usual_value(name)));
    }
  }
  if (from.partition_by != to.partition_by) {
    if (!to.partition_by.empty()) {
      add(partitions, "PARTITION BY " + to.partition_by);
    } else {
      // Partitions by time must go before the history that they divide.
      const bool first = from.partition_by.starts_with("SYSTEM_TIME") && !has_history(&to);
      const std::size_t begin = all.size();
      add(partitions, "REMOVE PARTITIONING");
      for (std::size_t i = begin; first && i < all.size(); ++i) all[i].stage = unpartitioning;
    }
  }
  return all;
}

}  // namespace dunlin::database::mariadb
