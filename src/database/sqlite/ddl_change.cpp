// Which changes ALTER TABLE can make, and which need the table to be made anew (sqlite.org/lang_altertable.html).
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "database/sqlite/ddl_writer.hpp"
#include "database/sqlite/words.hpp"

namespace dunlin::database::sqlite {
namespace {

using schema::Change;
using schema::Name;
using schema::Object;
using schema::ObjectKind;
using schema::Schema;
using schema::Table;
using Kind = Change::Kind;

/// Whether a text names it, as a name or a word.
bool mentions(const std::string& text, const std::string& name) {
  const std::vector<Token> tokens = tokenize(text);
  return std::ranges::any_of(tokens, [&](const Token& token) {
    const bool named = token.kind == TokenKind::word || token.kind == TokenKind::quoted_name;
    return named && base::equals_ignoring_case(name_of(token), name);
  });
}

bool mentions(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::any_of(names, [&](const auto& each) { return base::equals_ignoring_case(each, name); });
}

bool mentions(const schema::Index& index, const std::string& name) {
  return mentions(index.condition, name) || std::ranges::any_of(index.parts, [&](const schema::Part& part) {
           return base::equals_ignoring_case(part.column, name) || mentions(part.expression, name);
         });
}

/// The changes to one table that is there before and after.
struct Work {
  const Table& from;
  const Table& to;
  const Schema& schema;   ///< before
  const Schema& desired;  ///< after
  std::vector<Change> changes{};
  std::vector<Change> indexes{};
};

bool is_constant(const std::string& value) { return !value.starts_with('(') && !value.starts_with("CURRENT_"); }

bool can_add(const Work& work, const schema::Column& column) {
  if (!column.generated.empty()) return !column.stored;
  if (!column.default_sql.empty() && !is_constant(column.default_sql)) return false;
  if (!column.nullable && column.default_sql == "NULL") return false;
  const auto& key = work.to.primary_key;
  if (column.identity != schema::Identity::none || (key && mentions(key->columns, column.name))) return false;
  // Spelled otherwise it is the same column.
  return std::ranges::none_of(work.from.columns, [&](const schema::Column& each) {
    return base::equals_ignoring_case(each.name, column.name);
  });
}

bool can_add(const Work& work, const schema::ForeignKey& key, const std::vector<std::string>& added) {
  if (key.columns.size() != 1 || !mentions(added, key.columns[0])) return false;
  for (const auto& column : work.to.columns) {
    // With enforcement on, SQLite takes no such column that has a value at once.
    if (column.name == key.columns[0]) return column.default_sql.empty() || column.default_sql == "NULL";
  }
  return false;
}

/// Nothing may refer to it, or to the table in a way that has to be read anew.
bool can_drop(const Work& work, const std::string& name) {
  const auto& table = work.from;
  if (table.primary_key && mentions(table.primary_key->columns, name)) return false;
  for (const auto& key : table.uniques) {
    if (mentions(key.columns, name)) return false;
  }
  for (const auto& check : table.checks) {
    if (mentions(check.expression, name)) return false;
  }
  for (const auto& column : table.columns) {
    if (mentions(column.generated, name)) return false;
  }
  for (const auto& index : table.indexes) {
    if (mentions(index, name)) return false;
  }
  for (const auto& key : table.foreign_keys) {
    if (mentions(key.columns, name)) return false;
  }
  for (const auto& other : work.schema.tables) {
    for (const auto& key : other.foreign_keys) {
      if (key.table == table.name && mentions(key.referenced, name)) return false;
    }
  }
  // SQLite reads every view and trigger again, also new ones, and refuses where one is broken, whatever it is of.
  return work.schema.views.empty() && work.schema.triggers.empty() && work.desired.views.empty() &&
         work.desired.triggers.empty();
}

/// The changes as ALTER TABLE makes them; none where the table has to be made anew.
std::vector<Change> native(const Work& work) {
  std::vector<Change> all;
  std::vector<std::string> added;
  std::size_t last = 0;
  for (const auto& change : work.changes) {
    if (change.object.kind != ObjectKind::column) continue;
    const std::string& name = change.object.part;
    if (change.kind == Kind::drop) {
      if (!can_drop(work, name)) return {};
    } else if (change.kind == Kind::create) {
      const auto found = std::ranges::find(work.to.columns, name, &schema::Column::name);
      if (found == work.to.columns.end() || !can_add(work, *found)) return {};
      added.push_back(name);
    } else {
      return {};
    }
    all.push_back(change);
    if (change.kind == Kind::create) last = all.size();
  }
  for (const auto& change : work.changes) {
    if (change.object.kind == ObjectKind::column) continue;
    if (change.kind != Kind::create || last == 0) return {};
    if (change.object.kind == ObjectKind::foreign_key) {
      const auto found = std::ranges::find_if(work.to.foreign_keys, [&](const schema::ForeignKey& key) {
        return schema::object_of(work.to.name, key) == change.object;
      });
      if (found == work.to.foreign_keys.end() || !can_add(work, *found, added)) return {};
      for (auto& each : all) {
        if (each.kind == Kind::create && each.object.part == found->columns[0]) each.with.push_back(change.object);
      }
    } else if (change.object.kind == ObjectKind::check) {
      all[last - 1].with.push_back(change.object);  // by then all columns are there
    } else {
      return {};
    }
  }
  return all;
}

/// Tables whose names differ only in their case, each by the name of the other.
std::map<Name, Name> find_respelled(const Schema& from, const Schema& to) {
  std::map<std::string, Name> before;
  for (const auto& table : from.tables) before.emplace(base::lower(table.name.name), table.name);
  std::map<Name, Name> found;
  for (const auto& table : to.tables) {
    const auto same = before.find(base::lower(table.name.name));
    if (same == before.end() || same->second == table.name) continue;
    found.emplace(same->second, table.name);
    found.emplace(table.name, same->second);
  }
  return found;
}

/// What a view or trigger says.
std::string text_of(const Schema& schema, const Object& object) {
  if (const auto* view = schema::find<schema::View>(schema, object)) return view->query;
  if (const auto* trigger = schema::find<schema::Trigger>(schema, object)) return trigger->definition;
  return {};
}

/// Whether it may name a column that a view or another query has from a table, and not only the table's.
bool reads_indirectly(const Schema& schema, const Object& object, const std::string& text) {
  const auto names = [&](const schema::View& view) { return mentions(text, view.name.name); };
  if (std::ranges::any_of(schema.views, names)) return true;
  const auto* view = schema::find<schema::View>(schema, object);
  const auto tokens = tokenize(text);
  return view != nullptr && std::ranges::count_if(tokens, [](const Token& each) { return each.is("SELECT"); }) > 1;
}

/// SQLite gives a column its new name wherever it stands, and refuses where a view of a view then finds it no more.
bool hinders(const Schema& schema, const Change& rename, const Object& dependent) {
  if (dependent.kind != ObjectKind::view && dependent.kind != ObjectKind::trigger) return false;
  if (!mentions(text_of(schema, dependent), rename.object.part)) return false;
  return std::ranges::any_of(schema::objects(schema), [&](const Object& each) {
    const std::string text = text_of(schema, each);
    return mentions(text, rename.object.part) && reads_indirectly(schema, each, text);
  });
}

void replace(std::vector<Change>& into, const Object& object) {
  into.push_back({Kind::drop, object, {}, {}});
  into.push_back({Kind::create, object, {}, {}});
}

/// "fts", "rtree_i32": what the rows of a virtual table are to its module.
std::string virtual_rows(const Table& table) {
  const std::string head = "CREATE VIRTUAL TABLE " + written_name(table.name.name) + " USING ";
  const std::string module = base::lower(table.definition.substr(std::min(head.size(), table.definition.size())));
  return module.starts_with("fts") ? "fts" : module.substr(0, module.find('('));
}

bool can_copy_virtual(const Table& from, const Table& to) {
  return !virtual_columns(from).empty() && !virtual_columns(to).empty() && virtual_rows(from) == virtual_rows(to);
}

/// Columns whose values do not come along, and are not named by changes of their own.
std::vector<Object> left_behind(const Table& from, const Table& to) {
  std::vector<Object> all;
  const auto add = [&](const std::string& column) { all.push_back({ObjectKind::column, to.name, column}); };
  const auto now = virtual_columns(to);
  for (const auto& column : virtual_columns(from)) {
    if (!mentions(now, column)) add(column);
  }
  // ANY is what was put there only in a STRICT table; elsewhere it makes a number of what looks like one.
  const bool loosened = from.properties.contains("strict") && !to.properties.contains("strict");
  for (const auto& column : from.columns) {
    if (loosened && column.type == "ANY" && column.generated.empty()) add(column.name);
  }
  return all;
}

/// With its indexes, which go with the old table.
void make_anew(std::vector<Change>& into, const Table& table, std::vector<std::string> why,
               std::vector<Object> left_behind) {
  into.push_back({Kind::rebuild, schema::object_of(table), std::move(why), std::move(left_behind)});
  for (const auto& index : table.indexes) into.push_back({Kind::create, schema::object_of(table.name, index), {}, {}});
}

}  // namespace

std::vector<Change> SqliteDdl::adapt(std::vector<Change> changes, const Schema& from, const Schema& to) const {
  std::vector<Change> all;
  std::map<Name, Work> tables;
  const auto respelled = find_respelled(from, to);
  for (auto& change : changes) {
    const Object& object = change.object;
    if (const auto found = respelled.find(object.name);
        found != respelled.end() && object.kind != ObjectKind::trigger && object.kind != ObjectKind::view) {
      // To SQLite it is one table, which has to be made anew to be called otherwise.
      if (change.kind == Kind::create && object.kind == ObjectKind::table) {
        make_anew(all, *to.table(object.name), {"rename table " + found->second.name + " to " + object.name.name},
                  left_behind(*from.table(found->second), *to.table(object.name)));
      }
      continue;
    }
    const bool of_table = object.kind == ObjectKind::table || (object.is_part() && object.kind != ObjectKind::trigger);
    const Table* before = of_table ? from.table(object.name) : nullptr;
    const Table* after = of_table ? to.table(object.name) : nullptr;
    if (before == nullptr || after == nullptr) {
      if (change.kind == Kind::alter) {
        replace(all, object);  // views, triggers, and what is only known by its definition
      } else {
        all.push_back(std::move(change));
      }
      continue;
    }
    Work& work = tables.try_emplace(object.name, Work{*before, *after, from, to}).first->second;
    (object.kind == ObjectKind::index ? work.indexes : work.changes).push_back(std::move(change));
  }
  for (auto& [name, work] : tables) {
    if (!work.from.definition.empty() || !work.to.definition.empty()) {
      if (!can_copy_virtual(work.from, work.to)) {
        replace(all, schema::object_of(work.to));
        for (auto& change : work.indexes) {
          if (change.kind == Kind::create) all.push_back(std::move(change));
        }
      } else {
        make_anew(all, work.to, {"definition"}, left_behind(work.from, work.to));
      }
      continue;
    }
    std::vector<Change> made = native(work);
    if (made.empty() && !work.changes.empty()) {
      std::vector<std::string> why;
      for (const auto& change : work.changes) why.push_back(change.text());
      make_anew(all, work.to, std::move(why), left_behind(work.from, work.to));
      continue;
    }
    for (auto& change : made) all.push_back(std::move(change));
    for (auto& change : work.indexes) {
      if (change.kind == Kind::alter) {
        replace(all, change.object);
      } else {
        all.push_back(std::move(change));
      }
    }
  }
  return all;
}

Statements SqliteDdl::rename(const schema::Rename& rename, const Schema& from) const {
  const std::string& name = rename.object.name.name;
  if (rename.object.kind != ObjectKind::table || !base::equals_ignoring_case(name, rename.to)) {
    return DdlWriter::rename(rename, from);
  }
  // SQLite finds that there is one of that name already.
  const std::string between = quote_name("dunlin_old_" + name);
  return {clause(quote_name(name), "RENAME TO " + between), clause(between, "RENAME TO " + quote_name(rename.to))};
}

bool SqliteDdl::must_go(const Change& change, const Object& dependent, const Schema& from, const Schema&) const {
  if (change.alters("name")) return change.object.kind == ObjectKind::column && hinders(from, change, dependent);
  // Views and other tables' triggers are only read when they are used. A table's own triggers go with it.
  const bool anew = change.kind == Kind::rebuild || change.kind == Kind::drop;
  const bool whole = change.object.kind == ObjectKind::table || change.object.kind == ObjectKind::view;
  return anew && whole && dependent.kind == ObjectKind::trigger && dependent.name == change.object.name;
}

}  // namespace dunlin::database::sqlite
