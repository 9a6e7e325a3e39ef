// Views, types, sequences, policies, triggers and whatever else that change where they stand.
#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::Type;
using schema::TypeKind;

Statements PostgresDdl::alter_view(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::View>(at.from, object);
  const auto& now = *find<schema::View>(at.to, object);
  const std::string kind = now.materialized ? "MATERIALIZED VIEW " : "VIEW ";
  const std::string alter = "ALTER " + kind + quoted(now.name);
  Statements all;
  const bool replaced = old.query != now.query;
  if (replaced) {
    all.push_back(statement("CREATE OR REPLACE VIEW " + quoted(now.name) + with_parameters(now.properties) + " AS\n" +
                            now.query));
  } else {
    const auto before = storage_parameters(old.properties), after = storage_parameters(now.properties);
    schema::Properties set;
    std::vector<std::string> reset;
    for (const auto& [name, value] : after) {
      if (value != value_of(before, name) || !has(before, name)) set.emplace(name, value);
    }
    for (const auto& [name, value] : before) {
      if (!after.contains(name)) reset.push_back(name);
    }
    if (!set.empty()) all.push_back(statement(alter + " SET" + with_parameters(set).substr(5)));
    if (!reset.empty()) all.push_back(statement(alter + " RESET (" + base::join(reset, ", ") + ")"));
  }
  if (value_of(old.properties, "tablespace") != value_of(now.properties, "tablespace")) {
    const std::string space = value_of(now.properties, "tablespace");
    all.push_back(statement(alter + " SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
  }
  add_view_details(all, now, &old);
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::add_labels(const Type& old, const Type& now) const {
  Statements all;
  const std::string name = quoted(now.name);
  std::vector<std::string> there = old.labels;
  for (std::size_t i = 0; i < now.labels.size(); ++i) {
    if (i < there.size() && there[i] == now.labels[i]) continue;
    std::string sql = "ALTER TYPE " + name + " ADD VALUE " + quote_text(now.labels[i]);
    if (i < there.size()) {
      sql += i == 0 ? " BEFORE " + quote_text(there[0]) : " AFTER " + quote_text(now.labels[i - 1]);
    }
    there.insert(there.begin() + static_cast<std::ptrdiff_t>(i), now.labels[i]);
    all.push_back(statement(sql));
  }
  return all;
}

namespace {

bool is_array(const std::string& type) { return type.ends_with("[]"); }

}  // namespace

/// The function that makes of an old composite value, or of an array of them, a new one.
std::string PostgresDdl::composite_cast(const Name& type) const {
  return "pg_temp." + quote_name("as_" + type.name.substr(0, 60));
}

Statements PostgresDdl::composite_casts(const DdlContext& at, const Type& old, const Type& now,
                                        const std::string& old_name) const {
  const auto swapped = swapped_types(at.from, at.to);
  std::string fields;
  for (const auto& field : now.fields) {
    const auto before = std::ranges::find(old.fields, field.name, &schema::Column::name);
    std::string value = "($1)." + quote_name(field.name);
    const auto* type = find<Type>(at.to, {schema::ObjectKind::type, field.type_name, {}});
    const bool moved = swapped.contains(field.type_name);
    if (before == old.fields.end()) {
      value = "NULL";
    } else if (moved && before->type_name == field.type_name && type->kind == TypeKind::composite) {
      value = composite_cast(field.type_name) + "(" + value + ")";
    } else if (moved || before->type != field.type) {
      const bool over_text = !before->type_name.empty() || !field.type_name.empty();
      value += (over_text ? is_array(field.type) ? "::text[]" : "::text" : "") + ("::" + field.type);
    }
    fields += (fields.empty() ? "" : ", ") + value;
  }
  const std::string name = quoted(now.name), function = "CREATE FUNCTION " + composite_cast(now.name);
  // (A value that is null, and one whose fields are.)
  Statements all{statement(function + "(" + old_name + ") RETURNS " + name + " LANGUAGE sql AS " +
                           quote_text("SELECT CASE WHEN $1 IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(" + fields +
                                      ")::" + name + " END"))};
  all.push_back(statement(function + "(" + old_name + "[]) RETURNS " + name + "[] LANGUAGE sql STRICT AS " +
                          quote_text("SELECT coalesce(array_agg(" + composite_cast(now.name) +
                                     "($1[i]) ORDER BY i), '{}') FROM generate_subscripts($1, 1) AS i")));
  return all;
}

Statements PostgresDdl::swap_type(const DdlContext& at, const Type& old, const Type& now) const {
  Statements before, after, out;
  const std::string kind = now.kind == TypeKind::domain ? "DOMAIN " : "TYPE ";
  // A range has functions that are called as it is, so the old one has to go first: meanwhile its values are texts.
  const bool apart = now.kind == TypeKind::range;
  const bool composite = now.kind == TypeKind::composite;
  // What it is made of may be another type under the same name, too.
  const bool plain =
      now.kind == TypeKind::domain && find<Type>(at.to, {schema::ObjectKind::type, now.base, {}}) == nullptr;
  const std::string through = plain ? now.base : "text";
  for (const auto& [table, column] : columns_of_type(at.from, now.name)) {
    const auto* wanted = at.to.column(table->name, column->name);
    if (wanted == nullptr || wanted->type_name != now.name) continue;
    const std::string name = quoted(table->name);
    const std::string part = quote_name(column->name), alter = "ALTER COLUMN " + part;
    const std::string array = is_array(column->type) ? "[]" : "";
    if (!column->default_sql.empty()) before.push_back(clause("ONLY " + name, alter + " DROP DEFAULT"));
    if (!has(column->properties, "inherited")) {
      if (apart) before.push_back(clause(name, alter + " TYPE " + through + array));
      const std::string value = composite ? composite_cast(now.name) + "(" + part + ")"
                                          : part + (apart ? "" : "::" + through + array) + "::" + wanted->type;
      after.push_back(clause(name, alter + " TYPE " + wanted->type + " USING " + value));
    }
    if (!wanted->default_sql.empty()) {
      after.push_back(clause("ONLY " + name, alter + " SET DEFAULT " + wanted->default_sql));
    }
  }
  Statements all;
  const auto add = [&](Statements statements) {
    for (auto& each : statements) all.push_back(std::move(each));
  };
  if (apart) {
    add(before);
    all.push_back(statement("DROP " + kind + quoted(now.name)));
    add(make_type(now));
    add(after);
    return all;
  }
  Name gone = now.name;
  gone.name = gone.name.substr(0, 58) + "_old";
  all.push_back(statement("ALTER " + kind + quoted(now.name) + " RENAME TO " + quote_name(gone.name)));
  add(make_type(now));
  if (composite) add(composite_casts(at, old, now, quoted(gone)));
  add(before);
  add(after);
  // The last of these goes first.
  out.push_back(statement("DROP " + kind + quoted(gone)));
  if (composite) {
    for (const char* array : {"", "[]"}) {
      out.push_back(statement("DROP FUNCTION " + composite_cast(now.name) + "(" + quoted(gone) + array + ")"));
    }
  }
  for (auto& each : out) each.remark = swapped_out;
  add(out);
  return all;
}

Statements PostgresDdl::alter_type(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<Type>(at.from, object);
  const auto& now = *find<Type>(at.to, object);
  const std::string name = quoted(now.name);
  Statements all;
  const auto later_comment = [&] {
    if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  };
  if (at.change.alters("type_name")) return swap_type(at, old, now);
  if (now.kind == TypeKind::enumeration) {
    all = add_labels(old, now);
    later_comment();
    return all;
  }
  if (now.kind == TypeKind::domain) {
    const std::string alter = "ALTER DOMAIN " + name + " ";
    const auto same = [](const schema::Check& a, const schema::Check& b) { return a.expression == b.expression; };
    const auto named = [](const std::vector<schema::Check>& all_, const std::string& wanted) {
      const auto found = std::ranges::find(all_, wanted, &schema::Check::name);
      return found == all_.end() ? nullptr : &*found;
    };
    for (const auto& each : old.checks) {
      const auto* kept = named(now.checks, each.name);
      if (kept == nullptr || !same(*kept, each) || (each.validated && !kept->validated)) {
        all.push_back(statement(alter + "DROP CONSTRAINT " + quote_name(each.name)));
      }
    }
    if (old.default_sql != now.default_sql) {
      all.push_back(statement(alter + (now.default_sql.empty() ? "DROP DEFAULT" : "SET DEFAULT " + now.default_sql)));
    }
    if (old.nullable != now.nullable) {
      all.push_back(statement(alter + (now.nullable ? "DROP NOT NULL" : "SET NOT NULL")));
    }
    for (const auto& each : now.checks) {
      const auto* before = named(old.checks, each.name);
      const bool made = before == nullptr || !same(*before, each) || (before->validated && !each.validated);
      if (made) {
        const bool apart = at.options.online && each.validated;
        all.push_back(statement(alter + "ADD " + check(each) + (apart ? " NOT VALID" : "")));
        if (apart) {
          all.back().transactional = false;
          all.push_back(statement(alter + "VALIDATE CONSTRAINT " + quote_name(each.name)));
          all.back().transactional = false;
        }
      } else if (!before->validated && each.validated) {
        all.push_back(statement(alter + "VALIDATE CONSTRAINT " + quote_name(each.name)));
      }
      if (each.comment != (made ? std::string() : before->comment)) {
        add_comment(all, "CONSTRAINT " + quote_name(each.name) + " ON DOMAIN " + name, each.comment);
      }
    }
    later_comment();
    return all;
  }
  if (now.kind == TypeKind::composite) {
    std::vector<std::string> parts;
    const auto named = [](const Type& type, const std::string& wanted) {
      const auto found = std::ranges::find(type.fields, wanted, &schema::Column::name);
      return found == type.fields.end() ? nullptr : &*found;
    };
    for (const auto& field : old.fields) {
      if (named(now, field.name) == nullptr) parts.push_back("DROP ATTRIBUTE " + quote_name(field.name) + " CASCADE");
    }
    for (const auto& field : now.fields) {
      const auto* before = named(old, field.name);
      const std::string type = field.type + collate(field.collation);
      if (before == nullptr) {
        parts.push_back("ADD ATTRIBUTE " + quote_name(field.name) + " " + type + " CASCADE");
      } else if (before->type != field.type || before->collation != field.collation) {
        parts.push_back("ALTER ATTRIBUTE " + quote_name(field.name) + " TYPE " + type + " CASCADE");
      }
    }
    if (!parts.empty()) {
      all.push_back(statement("ALTER TYPE " + name + (parts.size() > 1 ? "\n  " : " ") + base::join(parts, ",\n  ")));
    }
    for (const auto& field : now.fields) {
      const auto* before = named(old, field.name);
      if (field.comment != (before == nullptr ? std::string() : before->comment)) {
        add_comment(all, "COLUMN " + name + "." + quote_name(field.name), field.comment);
      }
    }
    later_comment();
    return all;
  }
  later_comment();
  return all;
}

Statements PostgresDdl::alter_sequence(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::Sequence>(at.from, object);
  const auto& now = *find<schema::Sequence>(at.to, object);
  const std::string name = quoted(now.name);
  const auto changed = [&](const char* property) {
    return has(old.properties, property) != has(now.properties, property) ||
           value_of(old.properties, property) != value_of(now.properties, property);
  };
  const auto range = range_change(old.properties, old.type, now.properties, now.type);
  std::string words;
  if (old.type != now.type) words += " AS " + now.type;
  const auto set = [&](const char* property, const char* word, const char* usual) {
    if (!changed(property)) return;
    words += has(now.properties, property) ? std::string(" ") + word + " " + value_of(now.properties, property)
                                           : std::string(" ") + usual;
  };
  set("increment", "INCREMENT BY", "INCREMENT BY 1");
  if (range.turned) {
    words += " MINVALUE " + range.minimum + " MAXVALUE " + range.maximum;
  } else {
    set("minimum", "MINVALUE", "NO MINVALUE");
    set("maximum", "MAXVALUE", "NO MAXVALUE");
  }
  if (changed("start") || changed("minimum") || changed("maximum") || changed("increment")) {
    words += " START WITH " + first_number(now.properties);
  }
  if (range.apart) words += " RESTART";
  set("cache", "CACHE", "CACHE 1");
  if (changed("cycle")) words += has(now.properties, "cycle") ? " CYCLE" : " NO CYCLE";
  Statements all;
  if (range.narrower()) {
    // Where it stands has to be within the new bounds, and where it is so nothing changes.
    all.push_back(statement("SELECT setval(" + quote_text(name) + ", " + range.within("last_value") +
                            ", is_called) FROM " + name));
  }
  if (!words.empty()) all.push_back(statement("ALTER SEQUENCE " + name + words));
  if (changed("unlogged")) {
    all.push_back(
        statement("ALTER SEQUENCE " + name + (has(now.properties, "unlogged") ? " SET UNLOGGED" : " SET LOGGED")));
  }
  if (old.owner != now.owner || old.owner_column != now.owner_column) {
    // One whose column is still to be made is given to it then.
    const bool there = now.owner.empty() || at.from.column(now.owner, now.owner_column) != nullptr;
    if (there) {
      all.push_back(statement("ALTER SEQUENCE " + name + " OWNED BY " +
                              (now.owner.empty() ? "NONE" : quoted(now.owner) + "." + quote_name(now.owner_column))));
    }
  }
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::alter_policy(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::Policy>(at.from, object);
  const auto& now = *find<schema::Policy>(at.to, object);
  std::string sql;
  if (old.roles != now.roles) {
    std::string roles;
    for (const auto& role : now.roles) {
      roles += (roles.empty() ? "" : ", ") + (role == "PUBLIC" ? role : quote_name(role));
    }
    sql += " TO " + (roles.empty() ? "PUBLIC" : roles);
  }
  if (old.using_sql != now.using_sql) sql += "\n  USING (" + now.using_sql + ")";
  if (old.check_sql != now.check_sql) sql += "\n  WITH CHECK (" + now.check_sql + ")";
  Statements all;
  if (!sql.empty()) {
    all.push_back(statement("ALTER POLICY " + quote_name(now.name) + " ON " + quoted(now.table) + sql));
  }
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::alter_trigger(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::Trigger>(at.from, object);
  const auto& now = *find<schema::Trigger>(at.to, object);
  Statements all;
  const std::string head = "CREATE TRIGGER ";
  const bool replaced = old.definition != now.definition;
  if (replaced) {
    if (version_ >= 14 && old.definition.starts_with(head) && now.definition.starts_with(head)) {
      all.push_back(statement("CREATE OR REPLACE TRIGGER " + now.definition.substr(head.size())));
    } else {
      if (!old.definition.empty()) {
        all.push_back(statement("DROP TRIGGER " + quote_name(now.name) + " ON " + quoted(now.table)));
      }
      for (auto& each : make_trigger(now)) all.push_back(std::move(each));
      return all;
    }
  }
  // A replaced one is enabled as usual.
  if ((replaced ? std::string() : old.enabled) != now.enabled) {
    const std::string word = now.enabled == "disabled"                        ? "DISABLE"
                             : now.enabled.empty() || now.enabled == "origin" ? "ENABLE"
                                                                              : "ENABLE " + base::upper(now.enabled);
    all.push_back(clause(quoted(now.table), word + " TRIGGER " + quote_name(now.name)));
  }
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

}  // namespace dunlin::database::postgres
