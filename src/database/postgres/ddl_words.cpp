// Pieces of statements: columns, keys, checks, references, indexes.
#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/text.hpp"
#include "database/postgres/ddl_writer.hpp"

namespace dunlin::database::postgres {

using schema::Properties;

Statement statement(std::string sql) {
  Statement out;
  out.sql = std::move(sql);
  return out;
}

namespace {

/// In whatever case it was written: models name options as their authors like.
Properties::const_iterator found(const Properties& properties, const std::string& name) {
  const auto exact = properties.find(name);
  if (exact != properties.end()) return exact;
  return std::ranges::find_if(properties,
                              [&](const auto& each) { return base::equals_ignoring_case(each.first, name); });
}

}  // namespace

bool has(const Properties& properties, const std::string& name) { return found(properties, name) != properties.end(); }

std::string value_of(const Properties& properties, const std::string& name) {
  const auto at = found(properties, name);
  return at == properties.end() ? std::string() : at->second;
}

std::string first_number(const Properties& sequence) {
  if (has(sequence, "start")) return value_of(sequence, "start");
  const bool down = value_of(sequence, "increment").starts_with('-');
  const std::string bound = value_of(sequence, down ? "maximum" : "minimum");
  return !bound.empty() ? bound : down ? "-1" : "1";
}

namespace {

struct Range {
  bool down;
  std::int64_t least, most;
};

Range range_of(const Properties& sequence, const std::string& type) {
  const auto of_type = [&](auto number) {
    return type == "smallint"  ? std::int64_t{number(std::int16_t{})}
           : type == "integer" ? std::int64_t{number(std::int32_t{})}
                               : std::int64_t{number(std::int64_t{})};
  };
  const bool down = value_of(sequence, "increment").starts_with('-');
  const auto bound = [&](const char* property, std::int64_t usual) {
    const std::string value = value_of(sequence, property);
    return value.empty() ? usual : static_cast<std::int64_t>(std::stoll(value));
  };
  const auto lowest = of_type([](auto type_) { return std::numeric_limits<decltype(type_)>::min(); });
  const auto highest = of_type([](auto type_) { return std::numeric_limits<decltype(type_)>::max(); });
  return {down, bound("minimum", down ? lowest : 1), bound("maximum", down ? -1 : highest)};
}

}  // namespace

RangeChange range_change(const Properties& old, const std::string& old_type, const Properties& now,
                         const std::string& now_type) {
  const Range before = range_of(old, old_type), after = range_of(now, now_type);
  RangeChange change;
  change.turned = before.down != after.down;
  change.apart = after.least > before.most || after.most < before.least;
  change.minimum = std::to_string(after.least);
  change.maximum = std::to_string(after.most);
  if (after.least > before.least) change.least = std::to_string(after.least);
  if (after.most < before.most) change.most = std::to_string(after.most);
  return change;
}

std::string RangeChange::within(std::string value) const {
  if (!least.empty()) value = "greatest(" + value + ", " + least + ")";
  if (!most.empty()) value = "least(" + value + ", " + most + ")";
  return value;
}

bool is_word_character(char c) {
  return c == '_' || c == '$' || base::is_alpha(c) || base::is_digit(c) || static_cast<unsigned char>(c) >= 128;
}

bool mentions(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos && !word.empty(); at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    const bool ends = at + word.size() == text.size() || !is_word_character(text[at + word.size()]);
    if (begins && ends) return true;
  }
  return false;
}

Properties storage_parameters(const Properties& properties) {
  // What has a clause of its own.
  constexpr std::string_view others[] = {"unlogged",
                                         "tablespace",
                                         "row_security",
                                         "force_row_security",
                                         "of_type",
                                         "cluster",
                                         "replica_identity",
                                         "access_method",
                                         "invalid",
                                         "inherited",
                                         "local",
                                         "only",
                                         "include",
                                         "without_overlaps",
                                         "detach_pending",
                                         "types"};
  Properties out;
  for (const auto& [name, value] : properties) {
    const std::string small = base::lower(name);
    if (name.find(' ') != std::string::npos || std::ranges::find(others, small) != std::end(others)) continue;
    out.emplace(name, value);
  }
  return out;
}

std::string with_parameters(const Properties& properties) {
  std::string with;
  for (const auto& [name, value] : storage_parameters(properties)) {
    // "on", "0.5" and words stand as they are; anything else is a text.
    const bool plain = std::ranges::all_of(
        value, [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '.' || c == '-'; });
    with += (with.empty() ? "" : ", ") + name + (value.empty() ? "" : " = " + (plain ? value : "'" + value + "'"));
  }
  return with.empty() ? "" : " WITH (" + with + ")";
}

std::string PostgresDdl::collate(const std::string& collation) const {
  // One of another schema is written out already.
  return collation.empty() ? "" : " COLLATE " + (collation.starts_with('"') ? collation : quote_name(collation));
}

std::string PostgresDdl::list(const std::vector<std::string>& names) const {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + quote_name(name);
  return out;
}

std::string PostgresDdl::sequence_options(const Properties& properties) const {
  std::string out;
  const auto add = [&](const char* property, const std::string& word) {
    if (has(properties, property)) out += " " + word + " " + value_of(properties, property);
  };
  add("start", "START WITH");
  add("increment", "INCREMENT BY");
  add("minimum", "MINVALUE");
  add("maximum", "MAXVALUE");
  add("cache", "CACHE");
  if (has(properties, "cycle")) out += " CYCLE";
  return out;
}

std::string PostgresDdl::key_and_identity(const schema::Table& table, const schema::Column& column) const {
  std::string out;
  if (column.identity != schema::Identity::none) {
    out = column.identity == schema::Identity::always ? " GENERATED ALWAYS AS IDENTITY"
                                                      : " GENERATED BY DEFAULT AS IDENTITY";
    std::string options;
    if (has(column.properties, "sequence")) {
      options = " SEQUENCE NAME " + quoted(schema::Name(table.name.space, value_of(column.properties, "sequence")));
    }
    options += sequence_options(column.properties);
    if (!options.empty()) out += " (" + options.substr(1) + ")";
  }
  return out + (inline_key(table, column) ? " PRIMARY KEY" : "");
}

std::string PostgresDdl::not_null(const schema::Column& column) const {
  return " " + constraint(value_of(column.properties, "not_null")) + "NOT NULL" +
         (has(column.properties, "not_null_no_inherit") ? " NO INHERIT" : "");
}

std::string PostgresDdl::column(const schema::Table& table, const schema::Column& column) const {
  std::string out = quote_name(column.name) + " " + column.type;
  if (has(column.properties, "options")) out += " OPTIONS (" + value_of(column.properties, "options") + ")";
  out += collate(column.collation);
  if (!column.generated.empty()) {
    out += " GENERATED ALWAYS AS (" + column.generated + ")" + (column.stored ? " STORED" : " VIRTUAL");
  }
  // One that is not valid is added afterwards.
  if (says_not_null(table, column) && !has(column.properties, "not_null_valid")) out += not_null(column);
  if (!column.default_sql.empty()) out += " DEFAULT " + column.default_sql;
  return out + key_and_identity(table, column);
}

std::string PostgresDdl::key_suffix(const schema::Key& key) const {
  std::string out;
  if (!key.include.empty()) out += " INCLUDE " + quoted(key.include);
  out += with_parameters(key.properties);
  if (has(key.properties, "tablespace")) {
    out += " USING INDEX TABLESPACE " + quote_name(value_of(key.properties, "tablespace"));
  }
  if (key.deferrable) out += key.initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  return out;
}

namespace {

std::string without_overlaps(const schema::Key& key, std::string columns) {
  if (has(key.properties, "without_overlaps")) columns.insert(columns.size() - 1, " WITHOUT OVERLAPS");
  return columns;
}

}  // namespace

std::string PostgresDdl::primary_key(const schema::Key& key) const {
  return constraint(key.name) + "PRIMARY KEY " + without_overlaps(key, quoted(key.columns)) + key_suffix(key);
}

std::string PostgresDdl::unique(const schema::Key& key) const {
  return constraint(key.name) + "UNIQUE " + (key.nulls_distinct ? "" : "NULLS NOT DISTINCT ") +
         without_overlaps(key, quoted(key.columns)) + key_suffix(key);
}

std::string PostgresDdl::check(const schema::Check& check) const {
  return DdlWriter::check(check) + (has(check.properties, "no_inherit") ? " NO INHERIT" : "") +
         (!check.enforced    ? " NOT ENFORCED"
          : !check.validated ? " NOT VALID"
                             : "");
}

std::string PostgresDdl::foreign_key(const schema::ForeignKey& key) const {
  using schema::Action;
  const auto columns = [&](const std::vector<std::string>& names) {
    std::string out = quoted(names);
    if (has(key.properties, "period")) out.insert(out.size() - 1 - quote_name(names.back()).size(), "PERIOD ");
    return out;
  };
  std::string out = constraint(key.name) + "FOREIGN KEY " + columns(key.columns) + " REFERENCES " + quoted(key.table);
  if (!key.referenced.empty()) out += " " + columns(key.referenced);
  if (key.match == schema::Match::full) out += " MATCH FULL";
  if (key.on_delete != Action::no_action) out += " ON DELETE " + std::string(sql_word(key.on_delete));
  if (!key.set_columns.empty()) out += " " + quoted(key.set_columns);
  if (key.on_update != Action::no_action) out += " ON UPDATE " + std::string(sql_word(key.on_update));
  if (key.deferrable) out += key.initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  if (!key.enforced) return out + " NOT ENFORCED";
  return out + (key.validated ? "" : " NOT VALID");
}

std::string PostgresDdl::part(const schema::Part& part) const {
  // The base class writes everything in the order that is right here, too, but for these.
  schema::Part plain = part;
  plain.collation.clear();
  plain.operator_class.clear();
  plain.descending = false;
  plain.nulls = schema::Nulls::usual;
  std::string out = DdlWriter::part(plain) + collate(part.collation);
  if (!part.operator_class.empty()) {
    out += " " + part.operator_class;
    const std::string with = with_parameters(part.properties);
    if (!with.empty()) out += with.substr(std::string_view(" WITH").size());
  }
  if (part.descending) out += " DESC";
  if (part.nulls != schema::Nulls::usual) {
    out += part.nulls == schema::Nulls::first ? " NULLS FIRST" : " NULLS LAST";
  }
  return out;
}

std::string PostgresDdl::exclusion(const schema::Exclusion& exclusion) const {
  std::string all;
  for (const auto& each : exclusion.parts) {
    all += (all.empty() ? "" : ", ") + part(each) + " WITH " + each.operator_with;
  }
  std::string out = constraint(exclusion.name) + "EXCLUDE";
  if (!exclusion.method.empty()) out += " USING " + exclusion.method;
  out += " (" + all + ")";
  if (has(exclusion.properties, "include")) out += " INCLUDE (" + value_of(exclusion.properties, "include") + ")";
  out += with_parameters(exclusion.properties);
  if (has(exclusion.properties, "tablespace")) {
    out += " USING INDEX TABLESPACE " + quote_name(value_of(exclusion.properties, "tablespace"));
  }
  if (!exclusion.condition.empty()) out += " WHERE (" + exclusion.condition + ")";
  if (exclusion.deferrable) out += exclusion.initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE";
  return out;
}

std::string PostgresDdl::index(const schema::Name& owner, const schema::Index& index, bool concurrently) const {
  std::string out = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                    (concurrently ? "CONCURRENTLY " : "") + quote_name(index.name) + " ON " +
                    (has(index.properties, "only") ? "ONLY " : "") + quoted(owner) +
                    (index.method.empty() ? "" : " USING " + index.method) + " " + parts(index.parts);
  if (!index.include.empty()) out += " INCLUDE " + quoted(index.include);
  if (!index.nulls_distinct) out += " NULLS NOT DISTINCT";
  out += with_parameters(index.properties);
  if (has(index.properties, "tablespace")) out += " TABLESPACE " + quote_name(value_of(index.properties, "tablespace"));
  if (!index.condition.empty()) out += " WHERE " + index.condition;
  return out;
}

std::string PostgresDdl::create_index(const schema::Name& table_or_view, const schema::Index& each,
                                      const DdlOptions&) const {
  return index(table_or_view, each, false);
}

void PostgresDdl::add_comment(Statements& all, const std::string& target, const std::string& comment) const {
  all.push_back(
      statement("COMMENT ON " + target + " IS " + (comment.empty() ? std::string("NULL") : quote_text(comment))));
}

std::string PostgresDdl::comment_target(const schema::Object& object, const schema::Schema& in) const {
  using schema::ObjectKind;
  const std::string name = quoted(object.name);
  const std::string part = quote_name(object.part);
  switch (object.kind) {
    case ObjectKind::table: {
      const auto* table = schema::find<schema::Table>(in, object);
      return std::string(table != nullptr && !table->definition.empty() ? "FOREIGN " : "") + "TABLE " + name;
    }
    case ObjectKind::column:
      return "COLUMN " + name + "." + part;
    case ObjectKind::primary_key: {
      const auto* key = schema::find<schema::Key>(in, object);
      // Called as the server would call it, where it was given no name.
      return "CONSTRAINT " + quote_name(key->name.empty() ? object.name.name + "_pkey" : key->name) + " ON " + name;
    }
    case ObjectKind::unique:
    case ObjectKind::check:
    case ObjectKind::foreign_key:
    case ObjectKind::exclusion:
      return "CONSTRAINT " + part + " ON " + name;
    case ObjectKind::index:
      return "INDEX " + quoted(schema::Name(object.name.space, object.part));
    case ObjectKind::view: {
      const auto* view = schema::find<schema::View>(in, object);
      return std::string(view->materialized ? "MATERIALIZED " : "") + "VIEW " + name;
    }
    case ObjectKind::routine: {
      const auto* routine = schema::find<schema::Routine>(in, object);
      const auto kind = routine->kind;
      const bool ordered = kind == schema::RoutineKind::aggregate &&
                           value_of(routine->properties, "signature").find("ORDER BY") != std::string::npos;
      std::string arguments = ordered ? value_of(routine->properties, "signature") : object.part;
      if (kind == schema::RoutineKind::aggregate && arguments.empty()) arguments = "*";
      return std::string(kind == schema::RoutineKind::procedure   ? "PROCEDURE "
                         : kind == schema::RoutineKind::aggregate ? "AGGREGATE "
                                                                  : "FUNCTION ") +
             name + "(" + arguments + ")";
    }
    case ObjectKind::trigger:
      return "TRIGGER " + part + " ON " + name;
    case ObjectKind::policy:
      return "POLICY " + part + " ON " + name;
    case ObjectKind::sequence:
      return "SEQUENCE " + name;
    case ObjectKind::type: {
      const auto* type = schema::find<schema::Type>(in, object);
      return std::string(type->kind == schema::TypeKind::domain ? "DOMAIN " : "TYPE ") + name;
    }
    case ObjectKind::other:
    case ObjectKind::grant:
      break;
  }
  return {};
}

}  // namespace dunlin::database::postgres
