// What makes tables, columns, constraints and indexes, with all that is said of them beside their statements.
#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"
#include "database/postgres/inspect.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::ObjectKind;
using schema::Schema;
using schema::Table;

std::string PostgresDdl::table_options(const Table& table) const {
  std::string out;
  if (!table.partition_by.empty()) out += " PARTITION BY " + table.partition_by;
  if (has(table.properties, "access_method"))
    out += " USING " + quote_name(value_of(table.properties, "access_method"));
  out += with_parameters(table.properties);
  if (has(table.properties, "tablespace")) out += " TABLESPACE " + quote_name(value_of(table.properties, "tablespace"));
  return out;
}

namespace {

/// What the server calls an index or key that it makes for a partition.
std::string derived_name(const Table& table, const std::vector<std::string>& columns, const char* end) {
  return table.name.name + "_" + (columns.empty() ? "" : base::join(columns, "_") + "_") + end;
}

/// Whether the partition is nothing but what PARTITION OF makes.
bool plain_partition(const Schema& schema, const Table& table, int version) {
  const Table* parent = schema.table(table.partition_of);
  if (parent == nullptr || !table.definition.empty() || parent->columns.size() != table.columns.size()) return false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    auto own = table.columns[i], theirs = parent->columns[i];
    own.properties.erase("inherited");
    theirs.properties.erase("inherited");
    theirs.properties.erase("not_null");
    own.comment = theirs.comment;
    if (version < 17 && own.identity == schema::Identity::none) theirs.identity = own.identity;
    if (!(own == theirs) || !own.properties.empty()) return false;
  }
  const auto key = [](const schema::Key& each, const std::string& name) {
    return each.properties == schema::Properties{{"inherited", ""}} && each.name == name;
  };
  if (table.primary_key && !key(*table.primary_key, derived_name(table, {}, "pkey"))) return false;
  for (const auto& each : table.uniques) {
    if (!key(each, derived_name(table, each.columns, "key"))) return false;
  }
  for (const auto& each : table.indexes) {
    if (!has(each.properties, "inherited")) continue;
    std::vector<std::string> columns;
    for (const auto& part : each.parts) {
      if (part.column.empty()) return false;
      columns.push_back(part.column);
    }
    for (const auto& column : each.include) columns.push_back(column);
    if (each.name != derived_name(table, columns, "idx") || !each.comment.empty() || each.properties.size() > 1)
      return false;
  }
  const auto inherited = [](const auto& each) { return has(each.properties, "inherited") && each.comment.empty(); };
  return table.exclusions.empty() && std::ranges::all_of(table.checks, inherited) &&
         std::ranges::all_of(table.foreign_keys, inherited);
}

}  // namespace

Statements PostgresDdl::make_table(const DdlContext& at) const {
  const auto& table = *find<Table>(at.to, at.change.object);
  const std::string name = quoted(table.name);
  const bool partition = !table.partition_of.empty();
  // A partition is made whole and attached; what a child inherits otherwise comes from its parents.
  const auto comes_along = [&](const schema::Properties& properties) {
    return !partition && has(properties, "inherited") && !has(properties, "local");
  };
  const bool typed = has(table.properties, "of_type");
  const bool plain = partition && plain_partition(at.to, table, version_);
  std::vector<std::string> lines;
  Statements later;
  for (auto each : table.columns) {
    if (comes_along(each.properties)) {
      if (has(each.properties, "not_null_local")) {
        lines.push_back(constraint(not_null_name(at.to, table, each)) + "NOT NULL " + quote_name(each.name));
      }
      continue;
    }
    // Its own name becomes that of a partition's only by word: what is attached keeps the name that it has.
    if (partition && version_ >= 18 && !each.nullable) {
      each.properties["not_null"] = not_null_name(at.to, table, each);
    }
    if (partition && version_ >= 17 && has(each.properties, "inherited")) each.identity = schema::Identity::none;
    if (typed) {
      std::string options = (each.nullable ? "" : not_null(each)) +
                            (each.default_sql.empty() ? std::string() : " DEFAULT " + each.default_sql);
      if (!options.empty()) lines.push_back(quote_name(each.name) + " WITH OPTIONS" + options);
    } else {
      lines.push_back(column(table, as_serial(at, table, each)));
    }
  }
  // Inherited keys are partitions' only: others' children have none.
  if (const auto& key = table.primary_key; key && (!key->name.empty() || key->columns.size() != 1)) {
    lines.push_back(primary_key(*key));
  }
  for (const auto& key : table.uniques) lines.push_back(unique(key));
  for (const auto& each : table.checks) {
    if (comes_along(each.properties)) continue;
    if (each.validated || !each.enforced) {
      lines.push_back(check(each));
    } else {
      later.push_back(clause(name, "ADD " + check(each)));
    }
  }
  for (const auto& each : table.exclusions) lines.push_back(exclusion(each));
  for (const auto& object : at.change.with) {
    const auto* key = find<schema::ForeignKey>(at.to, object);
    if (key == nullptr || has(key->properties, "inherited")) continue;
    if (key->validated || !key->enforced) {
      lines.push_back(foreign_key(*key));
    } else {
      later.push_back(clause(name, "ADD " + foreign_key(*key)));
    }
  }
  const bool foreign = !table.definition.empty();
  std::string sql = std::string("CREATE ") + (has(table.properties, "unlogged") ? "UNLOGGED " : "") +
                    (foreign ? "FOREIGN " : "") + "TABLE " + name;
  if (typed) sql += " OF " + value_of(table.properties, "of_type");
  if (plain) {
    sql += " PARTITION OF " + quoted(table.partition_of) + "\n  " + table.partition_bound;
    later.clear();
  }
  if (!plain && (!typed || !lines.empty()))
    sql += lines.empty() ? " ()" : " (\n  " + base::join(lines, ",\n  ") + "\n)";
  if (!table.inherits.empty()) {
    std::string parents;
    for (const auto& parent : table.inherits) parents += (parents.empty() ? "" : ", ") + quoted(parent);
    sql += " INHERITS (" + parents + ")";
  }
  if (foreign) sql += " " + table.definition;
  Statements all{statement(sql + table_options(table))};
  for (auto& each : later) all.push_back(std::move(each));

  for (const auto& each : table.columns) {
    // What a child says otherwise than its parents.
    if (comes_along(each.properties)) {
      for (const auto& parent : table.inherits) {
        const auto* inherited = at.to.column(parent, each.name);
        if (inherited == nullptr) continue;
        const std::string change = "ALTER COLUMN " + quote_name(each.name);
        if (inherited->default_sql != each.default_sql) {
          all.push_back(
              clause(name, change + (each.default_sql.empty() ? " DROP DEFAULT" : " SET DEFAULT " + each.default_sql)));
        }
        const bool said = has(each.properties, "not_null_local");
        if (inherited->nullable && !each.nullable && !said) all.push_back(clause(name, change + " SET NOT NULL"));
        break;
      }
    }
    if (has(each.properties, "not_null_valid")) {
      all.push_back(clause(name, "ADD " + constraint(value_of(each.properties, "not_null")) + "NOT NULL " +
                                     quote_name(each.name) + " NOT VALID"));
    }
    add_column_settings(all, table, each, nullptr);
  }
  if (has(table.properties, "row_security")) all.push_back(clause(name, "ENABLE ROW LEVEL SECURITY"));
  if (has(table.properties, "force_row_security")) all.push_back(clause(name, "FORCE ROW LEVEL SECURITY"));
  if (has(table.properties, "replica_identity")) {
    all.push_back(clause(name, "REPLICA IDENTITY " + base::upper(value_of(table.properties, "replica_identity"))));
  }
  const auto of_key = [&](const schema::Properties& properties, const std::string& key) {
    if (has(properties, "replica_identity")) {
      all.push_back(clause(name, "REPLICA IDENTITY USING INDEX " + quote_name(key)));
    }
    if (has(properties, "cluster")) all.push_back(clause(name, "CLUSTER ON " + quote_name(key)));
  };
  if (table.primary_key) of_key(table.primary_key->properties, table.primary_key->name);
  for (const auto& key : table.uniques) of_key(key.properties, key.name);
  for (const auto& each : table.exclusions) of_key(each.properties, each.name);

  const auto remark = [&](const schema::Object& object, const std::string& comment) {
    if (!comment.empty()) add_comment(all, comment_target(object, at.to), comment);
  };
  remark(schema::object_of(table), table.comment);
  for (const auto& each : table.columns) {
    remark(schema::object_of(table.name, each), each.comment);
    if (has(each.properties, "not_null_comment")) add_not_null_comment(all, at.to, table, each);
  }
  if (table.primary_key) remark(schema::object_of(table.name, *table.primary_key, true), table.primary_key->comment);
  for (const auto& key : table.uniques) remark(schema::object_of(table.name, key, false), key.comment);
  for (const auto& each : table.checks) remark(schema::object_of(table.name, each), each.comment);
  for (const auto& each : table.exclusions) remark(schema::object_of(table.name, each), each.comment);
  for (const auto& object : at.change.with) {
    const auto* key = find<schema::ForeignKey>(at.to, object);
    if (key != nullptr && !has(key->properties, "inherited")) remark(object, key->comment);
  }
  add_owned(all, at, {});
  if (partition && !plain) {
    // Those that are like its parent's become parts of them when it is attached, under their own names.
    for (const auto& each : table.indexes) {
      if (!has(each.properties, "inherited")) continue;
      all.push_back(statement(index(table.name, each, false)));
      add_index_settings(all, table.name, each);
      if (!each.comment.empty()) remark(schema::object_of(table.name, each), each.comment);
    }
    all.push_back(statement("ALTER TABLE " + quoted(table.partition_of) + " ATTACH PARTITION " + name + " " +
                            table.partition_bound));
  }
  return all;
}

void PostgresDdl::add_column_settings(Statements& all, const Table& table, const schema::Column& column,
                                      const schema::Column* before) const {
  const std::string name = "ONLY " + quoted(table.name);
  const std::string alter = "ALTER COLUMN " + quote_name(column.name);
  const auto old = [&](const char* property) {
    return before == nullptr ? std::string() : value_of(before->properties, property);
  };
  const auto set = [&](const char* property, const std::string& words, const std::string& otherwise) {
    const std::string now = value_of(column.properties, property);
    if (now != old(property))
      all.push_back(clause(name, alter + " SET " + words + " " + (now.empty() ? otherwise : now)));
  };
  // What a type's own storage is has no name before version 16.
  const std::string now = value_of(column.properties, "storage");
  if (now != old("storage") && (!now.empty() || before != nullptr)) {
    if (!now.empty()) {
      all.push_back(clause(name, alter + " SET STORAGE " + base::upper(now)));
    } else if (version_ >= 16) {
      all.push_back(clause(name, alter + " SET STORAGE DEFAULT"));
    } else {
      all.push_back(
          clause(name, alter + " SET STORAGE " +
                           (column.type.starts_with("numeric") || column.type == "inet" ? "MAIN" : "EXTENDED")));
    }
  }
  set("compression", "COMPRESSION", "default");
  set("statistics", "STATISTICS", "-1");
  for (const char* property : {"n_distinct", "n_distinct_inherited"}) {
    const std::string value = value_of(column.properties, property);
    if (value == old(property)) continue;
    all.push_back(clause(name, alter + (value.empty() ? std::string(" RESET (") + property + ")"
                                                      : std::string(" SET (") + property + " = " + value + ")")));
  }
}

std::string serial_type(const Schema& schema, const Table& table, const schema::Column& column, int version) {
  const std::string name = table.name.name + "_" + column.name + "_seq";
  const auto* sequence = find<schema::Sequence>(schema, {ObjectKind::sequence, Name(table.name.space, name), {}});
  schema::Properties made;
  if (version >= 15 && has(table.properties, "unlogged")) made["unlogged"] = "";
  const bool own = sequence != nullptr && sequence->owner == table.name && sequence->owner_column == column.name &&
                   sequence->type == column.type && sequence->comment.empty() && sequence->properties == made;
  const bool usual = own && !column.nullable && column.default_sql.starts_with("nextval('") &&
                     mentions(column.default_sql, name) && column.properties.empty() && column.collation.empty();
  if (!usual) return {};
  return column.type == "integer"    ? "serial"
         : column.type == "bigint"   ? "bigserial"
         : column.type == "smallint" ? "smallserial"
                                     : "";
}

schema::Column PostgresDdl::as_serial(const DdlContext& at, const Table& table, schema::Column column) const {
  const std::string type = serial_type(at.to, table, column, version_);
  const Name sequence(table.name.space, table.name.name + "_" + column.name + "_seq");
  if (type.empty() || find<schema::Sequence>(at.from, {ObjectKind::sequence, sequence, {}}) != nullptr) return column;
  column.type = type;
  column.default_sql.clear();
  column.nullable = true;
  return column;
}

void PostgresDdl::add_owned(Statements& all, const DdlContext& at, const std::string& column) const {
  const auto& table = *find<Table>(at.to, at.change.object);
  for (const auto& sequence : at.to.sequences) {
    if (sequence.owner != table.name || (!column.empty() && sequence.owner_column != column)) continue;
    const auto* owner = at.to.column(table.name, sequence.owner_column);
    if (owner != nullptr && as_serial(at, table, *owner).type != owner->type) continue;
    all.push_back(statement("ALTER SEQUENCE " + quoted(sequence.name) + " OWNED BY " + quoted(table.name) + "." +
                            quote_name(sequence.owner_column)));
  }
}

Statements PostgresDdl::make_column(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& table = *find<Table>(at.to, object);
  const auto& made = *find<schema::Column>(at.to, object);
  const std::string name = quoted(table.name);
  Statements all{clause(name, "ADD COLUMN " + column(table, as_serial(at, table, made)))};
  add_column_settings(all, table, made, nullptr);
  if (!made.comment.empty()) add_comment(all, comment_target(object, at.to), made.comment);
  if (has(made.properties, "not_null_comment")) add_not_null_comment(all, at.to, table, made);
  add_owned(all, at, made.name);
  return all;
}

void PostgresDdl::take_up(Statements& all, const DdlContext& at) const {
  const auto* made = find<schema::Key>(at.to, at.change.object);
  if (made == nullptr) return;
  const bool primary = at.change.object.kind == ObjectKind::primary_key;
  for (const auto& table : at.to.tables) {
    const auto* there = at.from.table(table.name);
    if (table.partition_of != at.change.object.name || there == nullptr) continue;
    std::vector<const schema::Key*> keys;
    if (primary && table.primary_key) keys.push_back(&*table.primary_key);
    if (!primary) {
      for (const auto& key : table.uniques) keys.push_back(&key);
    }
    for (const auto* key : keys) {
      if (!has(key->properties, "inherited") || key->columns != made->columns) continue;
      const auto object = schema::object_of(table.name, *key, primary);
      if (find<schema::Key>(at.from, object) != nullptr) continue;
      const schema::Change change{schema::Change::Kind::create, object, {}, {}};
      for (auto& each : make_constraint({at.from, at.to, at.options, change})) all.push_back(std::move(each));
    }
  }
}

Statements PostgresDdl::make_constraint(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& table = *find<Table>(at.to, object);
  const std::string name = quoted(table.name);
  const bool online = at.options.online && at.from.table(table.name) != nullptr && table.partition_by.empty();
  const auto apart = [](Statement statement) {
    statement.transactional = false;
    return statement;
  };
  Statements all;
  take_up(all, at);
  std::string comment;
  const auto add = [&](const std::string& text, bool holds, const std::string& constraint) {
    if (!online || !holds) {
      all.push_back(clause(name, "ADD " + text));
      return;
    }
    all.push_back(apart(clause(name, "ADD " + text + " NOT VALID")));
    all.push_back(apart(statement("ALTER TABLE " + name + " VALIDATE CONSTRAINT " + quote_name(constraint))));
  };
  if (const auto* key = find<schema::Key>(at.to, object)) {
    const bool primary = object.kind == ObjectKind::primary_key;
    if (online && !key->name.empty() && !has(key->properties, "without_overlaps")) {
      schema::Index index;
      index.name = key->name;
      index.unique = true;
      for (const auto& column : key->columns) {
        schema::Part part;
        part.column = column;
        index.parts.push_back(std::move(part));
      }
      index.include = key->include;
      index.nulls_distinct = key->nulls_distinct;
      index.properties = key->properties;
      all.push_back(apart(statement(this->index(table.name, index, true))));
      std::string text = "ADD CONSTRAINT " + quote_name(key->name) + (primary ? " PRIMARY KEY" : " UNIQUE") +
                         " USING INDEX " + quote_name(key->name);
      if (key->deferrable) text += key->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
      all.push_back(apart(clause(name, text)));
    } else {
      all.push_back(clause(name, "ADD " + (primary ? primary_key(*key) : unique(*key))));
    }
    if (has(key->properties, "replica_identity")) {
      all.push_back(clause(name, "REPLICA IDENTITY USING INDEX " + quote_name(key->name)));
    }
    if (has(key->properties, "cluster")) all.push_back(clause(name, "CLUSTER ON " + quote_name(key->name)));
    comment = key->comment;
  } else if (const auto* check = find<schema::Check>(at.to, object)) {
    add(this->check(*check), check->validated && check->enforced, check->name);
    comment = check->comment;
  } else if (const auto* foreign = find<schema::ForeignKey>(at.to, object)) {
    add(foreign_key(*foreign), foreign->validated && foreign->enforced, foreign->name);
    comment = foreign->comment;
  } else if (const auto* exclusion = find<schema::Exclusion>(at.to, object)) {
    all.push_back(clause(name, "ADD " + this->exclusion(*exclusion)));
    comment = exclusion->comment;
  }
  if (!comment.empty()) add_comment(all, comment_target(object, at.to), comment);
  return all;
}

void PostgresDdl::add_index_settings(Statements& all, const Name& owner, const schema::Index& index) const {
  for (const auto& [name, value] : index.properties) {
    if (!name.starts_with("statistics ")) continue;
    all.push_back(statement("ALTER INDEX " + quoted(Name(owner.space, index.name)) + " ALTER COLUMN " +
                            name.substr(11) + " SET STATISTICS " + value));
  }
  if (has(index.properties, "replica_identity")) {
    all.push_back(clause(quoted(owner), "REPLICA IDENTITY USING INDEX " + quote_name(index.name)));
  }
  if (has(index.properties, "cluster")) all.push_back(clause(quoted(owner), "CLUSTER ON " + quote_name(index.name)));
}

Statements PostgresDdl::make_index(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& made = *find<schema::Index>(at.to, object);
  const auto* table = at.to.table(object.name);
  const auto* view = find<schema::View>(at.from, {ObjectKind::view, object.name, {}});
  const bool there = at.from.table(object.name) != nullptr || view != nullptr;
  const bool concurrently = at.options.online && there && (table == nullptr || table->partition_by.empty());
  Statements all{statement(index(object.name, made, concurrently))};
  all[0].transactional = !concurrently;
  add_index_settings(all, object.name, made);
  if (!made.comment.empty()) add_comment(all, comment_target(object, at.to), made.comment);
  return all;
}

}  // namespace dunlin::database::postgres
