// Columns that change where they stand.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"
#include "database/postgres/inspect.hpp"

namespace dunlin::database::postgres {

using schema::find;
using schema::Name;
using schema::Table;

/// A column on both sides, and how it is called.
struct PostgresDdl::ColumnChange {
  const DdlContext& at;
  const Table& table;
  const schema::Column &old, &now;
  std::string name;   ///< the table's, quoted
  std::string alter;  ///< "ALTER COLUMN a"
  bool inherited;     ///< what is the same for parent and children is said once, of the parent

  [[nodiscard]] Statement clause(const std::string& words) const {
    return DdlWriter::clause(name, alter + " " + words);
  }
  [[nodiscard]] Statement only(const std::string& words) const {
    return DdlWriter::clause("ONLY " + name, alter + " " + words);
  }
  [[nodiscard]] bool retyped() const { return old.type != now.type || old.collation != now.collation; }
  /// Sequences that are the column's in the one schema and not there in the other.
  [[nodiscard]] std::vector<Name> owned(const schema::Schema& in, const schema::Schema& not_in) const {
    std::vector<Name> names;
    for (const auto& sequence : in.sequences) {
      if (sequence.owner != table.name || sequence.owner_column != now.name) continue;
      if (find<schema::Sequence>(not_in, schema::object_of(sequence)) == nullptr) names.push_back(sequence.name);
    }
    return names;
  }
};

namespace {

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

/// Whether a parent's NOT NULL holds for the column of its child too.
bool by_parent(const schema::Schema& in, const Table& table, const schema::Column& column) {
  const auto parents = schema::parents_of(table);
  return std::ranges::any_of(parents, [&](const Name& parent) {
    const auto* theirs = in.column(parent, column.name);
    return theirs != nullptr && !theirs->nullable && !has(theirs->properties, "not_null_no_inherit");
  });
}

}  // namespace

Statements PostgresDdl::alter_column(const DdlContext& at) const {
  const auto& table = *find<Table>(at.to, at.change.object);
  const auto& old = *find<schema::Column>(at.from, at.change.object);
  const auto& now = *find<schema::Column>(at.to, at.change.object);
  const ColumnChange of{at,
                        table,
                        old,
                        now,
                        quoted(table.name),
                        "ALTER COLUMN " + quote_name(now.name),
                        has(now.properties, "inherited") && has(old.properties, "inherited")};
  Statements all;
  if (!old.generated.empty() && now.generated.empty()) all.push_back(of.clause("DROP EXPRESSION"));
  // (Where a sequence takes its place it was dropped with that one's making.)
  const bool counts_no_more = old.identity != schema::Identity::none && now.identity == schema::Identity::none;
  if (counts_no_more && of.owned(at.to, at.from).empty() && !of.inherited) all.push_back(of.clause("DROP IDENTITY"));
  alter_type_and_default(all, of);
  alter_nullability(all, of);
  alter_identity(all, of);
  alter_foreign_options(all, of);
  add_column_settings(all, table, now, &old);
  if (old.comment != now.comment) add_comment(all, comment_target(at.change.object, at.to), now.comment);
  return all;
}

void PostgresDdl::alter_type_and_default(Statements& all, const ColumnChange& of) const {
  const auto &old = of.old, &now = of.now;
  const auto& at = of.at;
  const auto& table = of.table;
  const auto& alter = of.alter;
  const bool inherited = of.inherited;
  const bool retyped = of.retyped();
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
    all.push_back(of.clause(words));
    for (const auto& heir : heirs) {
      const auto* column = at.to.column(heir, now.name);
      if (column->default_sql.empty()) continue;
      all.push_back(clause("ONLY " + quoted(heir), alter + " SET DEFAULT " + column->default_sql));
    }
  }
  if (!now.generated.empty() && !old.generated.empty() && old.generated != now.generated) {
    all.push_back(of.clause("SET EXPRESSION AS (" + now.generated + ")"));
  }
  const bool had_default = !old.default_sql.empty() && !default_gone;
  const bool by_parent = retyped && inherited;
  if ((old.default_sql != now.default_sql || default_gone || retyped) && !by_parent) {
    if (!now.default_sql.empty()) {
      all.push_back(of.only("SET DEFAULT " + now.default_sql));
    } else if (had_default) {
      all.push_back(of.only("DROP DEFAULT"));
    }
  }
}

void PostgresDdl::alter_nullability(Statements& all, const ColumnChange& of) const {
  const auto &old = of.old, &now = of.now;
  const auto& at = of.at;
  const auto& table = of.table;
  const auto& name = of.name;
  const auto& alter = of.alter;
  const auto& before = *find<Table>(at.from, at.change.object);
  const bool parent_said = by_parent(at.from, before, old), parent_says = by_parent(at.to, table, now);
  const auto constraint_of = [&] { return not_null_name(at.from, before, old); };
  const auto add = [&](const std::string& called) {
    std::string words = "ADD " + constraint(called) + "NOT NULL " + quote_name(now.name);
    if (has(now.properties, "not_null_no_inherit")) words += " NO INHERIT";
    if (has(now.properties, "not_null_valid")) words += " NOT VALID";
    all.push_back(clause(name, words));
  };
  // One that will be a partition's has the name then that it has from here on.
  const bool named = has(now.properties, "not_null") || (version_ >= 18 && !table.partition_of.empty());
  const std::string called = named ? not_null_name(at.to, table, now) : std::string();
  const bool taken = of.inherited && parent_said && !parent_says && !has(old.properties, "not_null_local");
  bool made = false;
  if (!now.nullable && (old.nullable || taken)) {
    if (of.inherited && parent_says && !parent_said) return;
    made = true;
    const bool valid = !has(now.properties, "not_null_valid");
    const bool by_word = named || !valid || has(now.properties, "not_null_no_inherit");
    if (at.options.online && valid && !by_word && at.from.table(table.name) != nullptr) {
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
    } else if (by_word) {
      add(called);
    } else {
      all.push_back(of.clause("SET NOT NULL"));
    }
  } else if (!old.nullable && now.nullable) {
    // Since version 18 what a child says itself stays when its parent says it no more.
    const auto parents = schema::parents_of(table);
    const bool kept = std::ranges::any_of(parents, [&](const Name& parent) {
      const auto* theirs = at.to.column(parent, now.name);
      return theirs != nullptr && !theirs->nullable;
    });
    const bool stays = version_ >= 18 && (kept || has(old.properties, "not_null_local"));
    if (!of.inherited || !parent_said || stays) all.push_back(of.clause("DROP NOT NULL"));
  } else if (!now.nullable && !(of.inherited && parent_said && parent_says)) {
    const bool was_valid = !has(old.properties, "not_null_valid"), is_valid = !has(now.properties, "not_null_valid");
    const bool kept = has(old.properties, "not_null_no_inherit"), keeps = has(now.properties, "not_null_no_inherit");
    if (was_valid && !is_valid) {
      all.push_back(of.clause("DROP NOT NULL"));
      add(called);
      made = true;
    } else {
      if (!was_valid && is_valid) {
        all.push_back(statement("ALTER TABLE " + name + " VALIDATE CONSTRAINT " + quote_name(constraint_of())));
        if (at.options.online) all.back().transactional = false;
      }
      if (kept != keeps) {
        all.push_back(
            clause(name, "ALTER CONSTRAINT " + quote_name(constraint_of()) + (keeps ? " NO INHERIT" : " INHERIT")));
      }
      if (schema::parents_of(before) == schema::parents_of(table)) rename_not_null(all, at, table, old, now);
    }
  }
  const std::string remark = value_of(now.properties, "not_null_comment");
  const bool remarked = !made && remark != value_of(old.properties, "not_null_comment");
  if (remarked || (made && !remark.empty())) add_not_null_comment(all, at.to, table, now);
}

void PostgresDdl::add_not_null_comment(Statements& all, const schema::Schema& in, const Table& table,
                                       const schema::Column& column) const {
  const std::string comment = value_of(column.properties, "not_null_comment");
  const std::string target = "CONSTRAINT " + quote_name(not_null_name(in, table, column)) + " ON " + quoted(table.name);
  add_comment(all, target, comment);
}

void PostgresDdl::rename_not_null(Statements& all, const DdlContext& at, const Table& table, const schema::Column& old,
                                  const schema::Column& now) const {
  const std::string before = not_null_name(at.from, *at.from.table(table.name), old);
  const std::string after = not_null_name(at.to, table, now);
  if (version_ < 18 || before == after) return;
  all.push_back(statement("ALTER TABLE " + quoted(table.name) + " RENAME CONSTRAINT " + quote_name(before) + " TO " +
                          quote_name(after)));
}

void PostgresDdl::alter_identity(Statements& all, const ColumnChange& of) const {
  const auto &old = of.old, &now = of.now;
  const auto& at = of.at;
  const auto& name = of.name;
  const bool inherited = of.inherited;
  // (A partition's columns count with their parent's.)
  if (now.identity != schema::Identity::none && !inherited) {
    const std::string kind = now.identity == schema::Identity::always ? "ALWAYS" : "BY DEFAULT";
    if (old.identity == schema::Identity::none) {
      for (const auto& sequence : of.owned(at.from, at.to)) {
        all.push_back(statement("DROP SEQUENCE " + quoted(sequence)));
      }
      all.push_back(of.clause("ADD" + key_and_identity({}, now)));
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
      const auto range = range_change(old.properties, old.type, now.properties, now.type);
      const bool bounds = differs("minimum") || differs("maximum");
      if (range.narrower()) {
        // Where it stands has to be within the new bounds, and where it is so nothing changes.
        const std::string sequence =
            "pg_get_serial_sequence(" + quote_text(name) + ", " + quote_text(now.name) + ")::regclass";
        const std::string last = "pg_sequence_last_value(" + sequence + ")";
        const std::string value = range.within("coalesce(" + last + ", " + first_number(old.properties) + ")");
        all.push_back(statement("SELECT setval(" + sequence + ", " + value + ", " + last + " IS NOT NULL)"));
      }
      if (bounds || differs("start") || differs("increment")) {
        words += (words.empty() ? "SET START WITH " : " SET START WITH ") + first_number(now.properties);
      }
      for (const auto& [property, word] : options) {
        std::string value = value_of(now.properties, property);
        const std::string name_ = property;
        const bool bound = name_ == "minimum" || name_ == "maximum";
        if (bound && range.turned) {
          value = name_ == "minimum" ? range.minimum : range.maximum;
        } else if (value == value_of(old.properties, property)) {
          continue;
        }
        words += (words.empty() ? "SET " : " SET ") + (!value.empty() ? std::string(word) + " " + value
                                                       : bound        ? std::string("NO ") + word
                                                                      : std::string(word) + " 1");
      }
      if (range.apart) words += (words.empty() ? "" : " ") + std::string("RESTART");
      if (has(old.properties, "cycle") != has(now.properties, "cycle")) {
        words += (words.empty() ? "SET " : " SET ") + std::string(has(now.properties, "cycle") ? "CYCLE" : "NO CYCLE");
      }
      if (!words.empty()) all.push_back(of.clause(words));
    }
  }
}

void PostgresDdl::alter_foreign_options(Statements& all, const ColumnChange& of) const {
  const auto &old = of.old, &now = of.now;
  const auto& name = of.name;
  const auto& alter = of.alter;
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
}

}  // namespace dunlin::database::postgres
