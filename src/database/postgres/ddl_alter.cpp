// Tables, columns, constraints and indexes that change where they stand.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::ObjectKind;
using schema::Properties;
using schema::Table;

namespace {

/// SET (a = b), RESET (c): from one set of parameters to another.
std::vector<std::string> parameter_clauses(const Properties& old, const Properties& now) {
  const auto before = storage_parameters(old), after = storage_parameters(now);
  Properties set;
  std::vector<std::string> reset;
  for (const auto& [name, value] : after) {
    if (const auto found = before.find(name); found == before.end() || found->second != value) set.emplace(name, value);
  }
  for (const auto& [name, value] : before) {
    if (!after.contains(name)) reset.push_back(name);
  }
  std::vector<std::string> out;
  if (!set.empty()) out.push_back("SET" + with_parameters(set).substr(std::string_view(" WITH").size()));
  if (!reset.empty()) out.push_back("RESET (" + base::join(reset, ", ") + ")");
  return out;
}

/// A type without its modifiers: "numeric(10,2)" -> "numeric".
std::string bare(std::string_view type) {
  std::string out;
  int depth = 0;
  for (const char c : type) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')') --depth;
  }
  return std::string(base::trim(out));
}

/// Whether the server changes one into the other without being told how: there is a cast by assignment.
bool casts_by_itself(const std::string& old, const std::string& now) {
  const std::string from = bare(old), to = bare(now);
  if (from == to) return true;
  if (from.ends_with("[]") || to.ends_with("[]")) return false;
  const auto one_of = [](const std::string& type, std::initializer_list<std::string_view> all) {
    return std::ranges::find(all, std::string_view(type)) != all.end();
  };
  const auto text = [&](const std::string& type) {
    return one_of(type, {"text", "character varying", "character", "name"});
  };
  const auto number = [&](const std::string& type) {
    return one_of(type, {"smallint", "integer", "bigint", "numeric", "real", "double precision"});
  };
  const auto moment = [&](const std::string& type) {
    return one_of(type, {"date", "timestamp without time zone", "timestamp with time zone"});
  };
  if (text(to)) return true;  // anything can be written down
  return (number(from) && number(to)) || (moment(from) && moment(to)) || (from == "json" && to == "jsonb") ||
         (from == "jsonb" && to == "json");
}

/// Tables that are there and have the column from this one.
void add_heirs(const DdlContext& at, const Name& table, const std::string& column, std::vector<Name>& out) {
  for (const auto& each : at.to.tables) {
    const bool child = each.partition_of == table || std::ranges::find(each.inherits, table) != each.inherits.end();
    if (!child || at.from.column(each.name, column) == nullptr || at.to.column(each.name, column) == nullptr) continue;
    if (std::ranges::find(out, each.name) != out.end()) continue;
    out.push_back(each.name);
    add_heirs(at, each.name, column, out);
  }
}

/// Whether the table says itself, or by another index, how its rows are told apart.
bool identified_otherwise(const Table& table) {
  const auto says = [](const auto& each) { return has(each.properties, "replica_identity"); };
  return says(table) || (table.primary_key && says(*table.primary_key)) || std::ranges::any_of(table.uniques, says) ||
         std::ranges::any_of(table.indexes, says);
}

}  // namespace

Statements PostgresDdl::alter(const DdlContext& at) const {
  const auto& object = at.change.object;
  switch (object.kind) {
    case ObjectKind::table:
      return alter_table(at);
    case ObjectKind::column:
      return alter_column(at);
    case ObjectKind::primary_key:
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return alter_constraint(at);
    case ObjectKind::index:
      return alter_index(at);
    case ObjectKind::view:
      return alter_view(at);
    case ObjectKind::type:
      return alter_type(at);
    case ObjectKind::sequence:
      return alter_sequence(at);
    case ObjectKind::routine: {
      const auto& old = *find<schema::Routine>(at.from, object);
      const auto& now = *find<schema::Routine>(at.to, object);
      Statements all;
      if (old.definition != now.definition) all.push_back(statement(now.definition));
      if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
      return all;
    }
    case ObjectKind::trigger:
      return alter_trigger(at);
    case ObjectKind::policy:
      return alter_policy(at);
    case ObjectKind::grant: {
      const auto& now = *find<schema::Grant>(at.to, object);
      if (now.grantable) return {grant(now, true)};
      Statement statement = grant(now, false);
      statement.sql.insert(std::string_view("REVOKE ").size(), "GRANT OPTION FOR ");
      return {statement};
    }
    case ObjectKind::other:
      return alter_other(at);
  }
  return {};
}

Statements PostgresDdl::alter_table(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<Table>(at.from, object);
  const auto& now = *find<Table>(at.to, object);
  const std::string name = quoted(now.name);
  Statements all;
  const auto changed = [&](const char* property) {
    return has(old.properties, property) != has(now.properties, property) ||
           value_of(old.properties, property) != value_of(now.properties, property);
  };
  const bool moves = old.partition_of != now.partition_of || old.partition_bound != now.partition_bound;
  if (moves && !old.partition_of.empty()) {
    Statement detach = statement("ALTER TABLE " + quoted(old.partition_of) + " DETACH PARTITION " + name);
    if (at.options.online && version_ >= 14) {
      detach.sql += " CONCURRENTLY";
      detach.transactional = false;
    }
    all.push_back(std::move(detach));
  }
  for (const auto& parent : old.inherits) {
    if (std::ranges::find(now.inherits, parent) == now.inherits.end()) {
      all.push_back(clause(name, "NO INHERIT " + quoted(parent)));
    }
  }
  if (changed("access_method")) {
    const std::string method = value_of(now.properties, "access_method");
    all.push_back(clause(name, "SET ACCESS METHOD " + (method.empty() ? "heap" : quote_name(method))));
  }
  if (changed("of_type")) {
    const std::string type = value_of(now.properties, "of_type");
    all.push_back(clause(name, type.empty() ? "NOT OF" : "OF " + type));
  }
  if (changed("unlogged")) {
    all.push_back(clause(name, has(now.properties, "unlogged") ? "SET UNLOGGED" : "SET LOGGED"));
  }
  for (auto& each : parameter_clauses(old.properties, now.properties)) all.push_back(clause(name, std::move(each)));
  if (changed("tablespace")) {
    const std::string space = value_of(now.properties, "tablespace");
    all.push_back(clause(name, "SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
  }
  if (changed("row_security")) {
    all.push_back(
        clause(name, std::string(has(now.properties, "row_security") ? "ENABLE" : "DISABLE") + " ROW LEVEL SECURITY"));
  }
  if (changed("force_row_security")) {
    all.push_back(clause(
        name, std::string(has(now.properties, "force_row_security") ? "FORCE" : "NO FORCE") + " ROW LEVEL SECURITY"));
  }
  if (changed("replica_identity")) {
    const std::string identity = value_of(now.properties, "replica_identity");
    // (By an index: that one says so.)
    if (!identity.empty() || !identified_otherwise(now))
      all.push_back(clause(name, "REPLICA IDENTITY " + (identity.empty() ? "DEFAULT" : base::upper(identity))));
  }
  for (const auto& parent : now.inherits) {
    if (std::ranges::find(old.inherits, parent) == old.inherits.end()) {
      all.push_back(clause(name, "INHERIT " + quoted(parent)));
    }
  }
  if (moves && !now.partition_of.empty()) {
    all.push_back(
        statement("ALTER TABLE " + quoted(now.partition_of) + " ATTACH PARTITION " + name + " " + now.partition_bound));
  }
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::alter_column(const DdlContext& at) const {
  const auto& change = at.change;
  const auto& table = *find<Table>(at.to, change.object);
  const auto& old = *find<schema::Column>(at.from, change.object);
  const auto& now = *find<schema::Column>(at.to, change.object);
  const std::string name = quoted(table.name);
  // What is the same for parent and children is said once, of the parent.
  const bool inherited = has(now.properties, "inherited") && has(old.properties, "inherited");
  const std::string alter = "ALTER COLUMN " + quote_name(now.name);
  Statements all;
  const auto add = [&](const std::string& words) { all.push_back(clause(name, alter + " " + words)); };
  const auto only = [&](const std::string& words) { all.push_back(clause("ONLY " + name, alter + " " + words)); };

  const bool becomes_plain = !old.generated.empty() && now.generated.empty();
  if (becomes_plain) add("DROP EXPRESSION");
  // (Where a sequence takes its place it was dropped with that one's making.)
  const auto owned = [&](const schema::Schema& in, const schema::Schema& not_in) {
    std::vector<Name> names;
    for (const auto& sequence : in.sequences) {
      if (sequence.owner != table.name || sequence.owner_column != now.name) continue;
      if (find<schema::Sequence>(not_in, schema::object_of(sequence)) == nullptr) names.push_back(sequence.name);
    }
    return names;
  };
  const bool counts_no_more = old.identity != schema::Identity::none && now.identity == schema::Identity::none;
  if (counts_no_more && owned(at.to, at.from).empty() && !inherited) add("DROP IDENTITY");

  const bool retyped = old.type != now.type || old.collation != now.collation;
  bool default_gone = false;
  // Children take the parent's new type, and each has a default of its own.
  std::vector<Name> heirs;
  if (retyped && !inherited) {
    const bool otherwise = bare(old.type) != bare(now.type);
    add_heirs(at, table.name, now.name, heirs);
    if (otherwise && now.generated.empty()) {
      const auto drop_default = [&](const Name& heir) {
        const auto* column = at.from.column(heir, now.name);
        if (column->default_sql.empty()) return;
        all.push_back(clause("ONLY " + quoted(heir), alter + " DROP DEFAULT"));
      };
      drop_default(table.name);
      for (const auto& heir : heirs) drop_default(heir);
      default_gone = !old.default_sql.empty();
    }
    // (Without a word of a collation the type's own is taken.)
    std::string words = "TYPE " + now.type + collate(now.collation);
    if (otherwise && !casts_by_itself(old.type, now.type) && now.generated.empty()) {
      // Over text, where there may be no way from one to the other.
      const bool over_text = !old.type_name.empty() || !now.type_name.empty();
      const bool array = now.type.ends_with("[]");
      words += " USING " + quote_name(now.name) +
               (over_text && bare(old.type) != "text" ? (array ? "::text[]" : "::text") : "") + "::" + now.type;
    }
    add(words);
    for (const auto& heir : heirs) {
      const auto* column = at.to.column(heir, now.name);
      if (column->default_sql.empty()) continue;
      all.push_back(clause("ONLY " + quoted(heir), alter + " SET DEFAULT " + column->default_sql));
    }
  }
  if (!now.generated.empty() && !old.generated.empty() && old.generated != now.generated) {
    add("SET EXPRESSION AS (" + now.generated + ")");
  }
  const bool had_default = !old.default_sql.empty() && !default_gone;
  const bool by_parent = retyped && inherited;
  if ((old.default_sql != now.default_sql || default_gone || retyped) && !by_parent) {
    if (!now.default_sql.empty()) {
      only("SET DEFAULT " + now.default_sql);
    } else if (had_default) {
      only("DROP DEFAULT");
    }
  }
  if (old.nullable && !now.nullable && !inherited) {
    const std::string not_null = value_of(now.properties, "not_null");
    if (has(now.properties, "not_null_valid")) {
      all.push_back(clause(name, "ADD " + constraint(not_null) + "NOT NULL " + quote_name(now.name) + " NOT VALID"));
    } else if (at.options.online && at.from.table(table.name) != nullptr) {
      // The table is looked through without a lock that anybody waits for, and the last statement takes the check's
      // word.
      const std::string check = quote_name((table.name.name + "_" + now.name).substr(0, 50) + "_there");
      const auto apart = [&](const std::string& sql) {
        all.push_back(statement("ALTER TABLE " + name + " " + sql));
        all.back().transactional = false;
      };
      apart("ADD CONSTRAINT " + check + " CHECK (" + quote_name(now.name) + " IS NOT NULL) NOT VALID");
      apart("VALIDATE CONSTRAINT " + check);
      apart(alter + " SET NOT NULL");
      apart("DROP CONSTRAINT " + check);
    } else if (!not_null.empty()) {
      all.push_back(clause(name, "ADD " + constraint(not_null) + "NOT NULL " + quote_name(now.name)));
    } else {
      add("SET NOT NULL");
    }
  } else if (!old.nullable && now.nullable && !inherited) {
    add("DROP NOT NULL");
  } else if (!now.nullable && !old.nullable) {
    const auto called = [&](const schema::Column& column) {
      const std::string given = value_of(column.properties, "not_null");
      return given.empty() ? table.name.name + "_" + column.name + "_not_null" : given;
    };
    if (has(old.properties, "not_null_valid") && !has(now.properties, "not_null_valid")) {
      all.push_back(statement("ALTER TABLE " + name + " VALIDATE CONSTRAINT " + quote_name(called(old))));
      if (at.options.online) all.back().transactional = false;
    }
    if (called(old) != called(now)) {
      all.push_back(statement("ALTER TABLE " + name + " RENAME CONSTRAINT " + quote_name(called(old)) + " TO " +
                              quote_name(called(now))));
    }
  }
  // (A partition's columns count with their parent's.)
  if (now.identity != schema::Identity::none && !inherited) {
    const std::string kind = now.identity == schema::Identity::always ? "ALWAYS" : "BY DEFAULT";
    if (old.identity == schema::Identity::none) {
      for (const auto& sequence : owned(at.from, at.to)) {
        all.push_back(statement("DROP SEQUENCE " + quoted(sequence)));
      }
      add("ADD" + key_and_identity({}, now));
      // The rows that are there have numbers, which must not come again.
      if (!has(now.properties, "increment")) {
        all.push_back(statement(
            "SELECT setval(pg_get_serial_sequence(" + quote_text(name) + ", " + quote_text(now.name) +
            "), greatest(coalesce(max(" + quote_name(now.name) + ")::bigint, 0) + 1, " +
            (has(now.properties, "start") ? value_of(now.properties, "start") : "1") + "), false) FROM " + name));
      }
    } else {
      std::string words;
      if (old.identity != now.identity) words += "SET GENERATED " + kind;
      const std::array<std::pair<const char*, const char*>, 4> options = {
          {{"increment", "INCREMENT BY"}, {"minimum", "MINVALUE"}, {"maximum", "MAXVALUE"}, {"cache", "CACHE"}}};
      const auto differs = [&](const char* property) {
        return value_of(now.properties, property) != value_of(old.properties, property);
      };
      const bool bounds = differs("minimum") || differs("maximum");
      if (bounds) {
        // Where it stands has to be within the new bounds, and where it is so nothing changes.
        const std::string least = value_of(now.properties, "minimum"), most = value_of(now.properties, "maximum");
        const std::string sequence =
            "pg_get_serial_sequence(" + quote_text(name) + ", " + quote_text(now.name) + ")::regclass";
        const std::string last = "pg_sequence_last_value(" + sequence + ")";
        std::string value = "coalesce(" + last + ", " + first_number(old.properties) + ")";
        if (!least.empty()) value = "greatest(" + value + ", " + least + ")";
        if (!most.empty()) value = "least(" + value + ", " + most + ")";
        if (!least.empty() || !most.empty()) {
          all.push_back(statement("SELECT setval(" + sequence + ", " + value + ", " + last + " IS NOT NULL)"));
        }
      }
      if (bounds || differs("start") || differs("increment")) {
        words += (words.empty() ? "SET START WITH " : " SET START WITH ") + first_number(now.properties);
      }
      for (const auto& [property, word] : options) {
        const std::string value = value_of(now.properties, property);
        if (value == value_of(old.properties, property)) continue;
        const std::string name_ = property;
        words += (words.empty() ? "SET " : " SET ") + (!value.empty() ? std::string(word) + " " + value
                                                       : name_ == "minimum" || name_ == "maximum"
                                                           ? std::string("NO ") + word
                                                           : std::string(word) + " 1");
      }
      if (has(old.properties, "cycle") != has(now.properties, "cycle")) {
        words += (words.empty() ? "SET " : " SET ") + std::string(has(now.properties, "cycle") ? "CYCLE" : "NO CYCLE");
      }
      if (!words.empty()) add(words);
    }
  }
  if (value_of(old.properties, "options") != value_of(now.properties, "options")) {
    // OPTIONS knows SET, ADD and DROP of each; all are said anew.
    std::string words;
    const auto names = [](const std::string& options) {
      std::vector<std::pair<std::string, std::string>> out;
      for (const auto each : base::split(options, ',')) {
        const std::string option(base::trim(each));
        const std::size_t space = option.find(' ');
        if (space != std::string::npos) out.emplace_back(option.substr(0, space), option.substr(space + 1));
      }
      return out;
    };
    for (const auto& [option, value] : names(value_of(old.properties, "options"))) {
      words += (words.empty() ? "DROP " : ", DROP ") + option;
    }
    for (const auto& [option, value] : names(value_of(now.properties, "options"))) {
      words += (words.empty() ? "ADD " : ", ADD ") + option + " " + value;
    }
    all.push_back(statement("ALTER FOREIGN TABLE " + name + " " + alter + " OPTIONS (" + words + ")"));
  }
  add_column_settings(all, table, now, &old);
  if (old.comment != now.comment) add_comment(all, comment_target(change.object, at.to), now.comment);
  return all;
}

Statements PostgresDdl::alter_constraint(const DdlContext& at) const {
  const auto& object = at.change.object;
  const std::string name = quoted(object.name);
  Statements all;
  const auto validate = [&](bool old, bool now, const std::string& constraint) {
    if (old || !now) return;
    all.push_back(statement("ALTER TABLE " + name + " VALIDATE CONSTRAINT " + quote_name(constraint)));
    if (at.options.online) all.back().transactional = false;
  };
  if (const auto* check = find<schema::Check>(at.to, object)) {
    validate(find<schema::Check>(at.from, object)->validated, check->validated, check->name);
  } else if (const auto* key = find<schema::ForeignKey>(at.to, object)) {
    const auto& old = *find<schema::ForeignKey>(at.from, object);
    if (old.deferrable != key->deferrable || old.initially_deferred != key->initially_deferred) {
      all.push_back(clause(name, "ALTER CONSTRAINT " + quote_name(key->name) +
                                     (!key->deferrable          ? " NOT DEFERRABLE"
                                      : key->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED"
                                                                : " DEFERRABLE INITIALLY IMMEDIATE")));
    }
    validate(old.validated, key->validated, key->name);
  } else {
    // The index of a key: its parameters and its part in the table can change.
    const auto properties = [&](const schema::Schema& in, std::string& called) -> std::optional<Properties> {
      if (const auto* each = find<schema::Key>(in, object)) {
        called = each->name;
        return each->properties;
      }
      if (const auto* each = find<schema::Exclusion>(in, object)) {
        called = each->name;
        return each->properties;
      }
      return std::nullopt;
    };
    std::string called;
    const auto old = properties(at.from, called);
    const std::string before = called;
    const auto now = properties(at.to, called);
    if (before != called) {
      all.push_back(
          statement("ALTER TABLE " + name + " RENAME CONSTRAINT " + quote_name(before) + " TO " + quote_name(called)));
    }
    const std::string index = quoted(Name(object.name.space, called));
    for (const auto& each : parameter_clauses(*old, *now)) {
      all.push_back(statement("ALTER INDEX " + index + " " + each));
    }
    if (value_of(*old, "tablespace") != value_of(*now, "tablespace")) {
      const std::string space = value_of(*now, "tablespace");
      all.push_back(
          statement("ALTER INDEX " + index + " SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
    }
    if (has(*now, "replica_identity") && !has(*old, "replica_identity")) {
      all.push_back(clause(name, "REPLICA IDENTITY USING INDEX " + quote_name(called)));
    } else if (has(*old, "replica_identity") && !has(*now, "replica_identity") &&
               !identified_otherwise(*at.to.table(object.name))) {
      all.push_back(clause(name, "REPLICA IDENTITY DEFAULT"));
    }
    if (has(*now, "cluster") && !has(*old, "cluster")) {
      all.push_back(clause(name, "CLUSTER ON " + quote_name(called)));
    } else if (has(*old, "cluster") && !has(*now, "cluster")) {
      all.push_back(clause(name, "SET WITHOUT CLUSTER"));
    }
  }
  if (at.change.alters("comment")) {
    std::string comment;
    if (const auto* key = find<schema::Key>(at.to, object)) comment = key->comment;
    if (const auto* check = find<schema::Check>(at.to, object)) comment = check->comment;
    if (const auto* key = find<schema::ForeignKey>(at.to, object)) comment = key->comment;
    if (const auto* exclusion = find<schema::Exclusion>(at.to, object)) comment = exclusion->comment;
    add_comment(all, comment_target(object, at.to), comment);
  }
  return all;
}

Statements PostgresDdl::alter_index(const DdlContext& at) const {
  const auto& object = at.change.object;
  const auto& old = *find<schema::Index>(at.from, object);
  const auto& now = *find<schema::Index>(at.to, object);
  const std::string name = quoted(Name(object.name.space, object.part));
  const std::string table = quoted(object.name);
  Statements all;
  // Whether it is the same but for what can be set.
  auto like = old;
  like.properties = now.properties;
  like.comment = now.comment;
  const bool same = like == now && has(old.properties, "only") == has(now.properties, "only") &&
                    has(old.properties, "invalid") == has(now.properties, "invalid") &&
                    has(old.properties, "inherited") == has(now.properties, "inherited");
  if (!same) {
    const auto* owner = at.to.table(object.name);
    const bool online = at.options.online && (owner == nullptr || owner->partition_by.empty());
    if (online) {
      // The old one serves until the new one is there.
      auto next = now;
      next.name = now.name.substr(0, 58) + "_next";
      const auto apart = [&](std::string sql) {
        all.push_back(statement(std::move(sql)));
        all.back().transactional = false;
      };
      apart(index(object.name, next, true));
      apart("DROP INDEX CONCURRENTLY " + name);
      all.push_back(statement("ALTER INDEX " + quoted(Name(object.name.space, next.name)) + " RENAME TO " +
                              quote_name(now.name)));
    } else {
      all.push_back(statement("DROP INDEX " + name));
      all.push_back(statement(index(object.name, now, false)));
    }
    add_index_settings(all, object.name, now);
    if (!now.comment.empty()) add_comment(all, comment_target(object, at.to), now.comment);
    return all;
  }
  for (const auto& each : parameter_clauses(old.properties, now.properties)) {
    all.push_back(statement("ALTER INDEX " + name + " " + each));
  }
  if (value_of(old.properties, "tablespace") != value_of(now.properties, "tablespace")) {
    const std::string space = value_of(now.properties, "tablespace");
    all.push_back(
        statement("ALTER INDEX " + name + " SET TABLESPACE " + (space.empty() ? "pg_default" : quote_name(space))));
  }
  const auto* whole = at.to.table(object.name);
  if (has(old.properties, "replica_identity") && !has(now.properties, "replica_identity") && whole != nullptr &&
      !identified_otherwise(*whole)) {
    all.push_back(clause(table, "REPLICA IDENTITY DEFAULT"));
  }
  if (has(old.properties, "cluster") && !has(now.properties, "cluster")) {
    all.push_back(clause(table, "SET WITHOUT CLUSTER"));
  }
  for (const auto& [property, value] : old.properties) {
    if (property.starts_with("statistics ") && !has(now.properties, property)) {
      all.push_back(statement("ALTER INDEX " + name + " ALTER COLUMN " + property.substr(11) + " SET STATISTICS -1"));
    }
  }
  auto settings = now;
  std::erase_if(settings.properties, [&](const auto& each) {
    return has(old.properties, each.first) && value_of(old.properties, each.first) == each.second;
  });
  add_index_settings(all, object.name, settings);
  if (old.comment != now.comment) add_comment(all, comment_target(object, at.to), now.comment);
  return all;
}

}  // namespace dunlin::database::postgres
