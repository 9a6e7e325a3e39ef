// The public calls: dunlin/difference.hpp.
#include "dunlin/difference.hpp"

#include <algorithm>

#include "author/compare.hpp"
#include "author/statements.hpp"
#include "base/text.hpp"
#include "database/url.hpp"
#include "diff/write.hpp"

namespace dunlin {
inline namespace v0 {
namespace {

using Kind = SchemaSource::Kind;

bool is_url(std::string_view words) {
  const auto colon = words.find(':');
  if (colon == std::string_view::npos || colon < 2) return false;
  const auto scheme = base::lower(words.substr(0, colon));
  return words.substr(colon).starts_with("://") || std::ranges::any_of(database::drivers(), [&](const auto* driver) {
           return std::ranges::count(driver->schemes, scheme) > 0;
         });
}

/// Only the objects of this name, and what belongs to them.
schema::Schema only(const schema::Schema& schema, const std::string& object) {
  const auto is = [&](const schema::Name& name) { return name.text() == object || name.name == object; };
  schema::Schema out = schema;
  std::erase_if(out.types, [&](const auto& each) { return !is(each.name); });
  std::erase_if(out.sequences, [&](const auto& each) { return !is(each.name) && !is(each.owner); });
  std::erase_if(out.tables, [&](const auto& each) { return !is(each.name); });
  std::erase_if(out.views, [&](const auto& each) { return !is(each.name); });
  std::erase_if(out.routines, [&](const auto& each) { return !is(each.name); });
  std::erase_if(out.triggers, [&](const auto& each) { return !is(each.table) && each.name != object; });
  std::erase_if(out.policies, [&](const auto& each) { return !is(each.table); });
  std::erase_if(out.grants, [&](const auto& each) { return !is(each.object); });
  std::erase_if(out.others, [&](const auto& each) { return !is(each.name) && !is(each.table); });
  return out;
}

std::vector<std::string> names_of(const schema::Schema& schema) {
  std::vector<std::string> names;
  for (const auto& object : schema::objects(schema)) {
    if (!object.is_part()) names.push_back(object.name.text());
  }
  return names;
}

}  // namespace

SchemaSource SchemaSource::parse(std::string_view words) {
  if (words.empty() || words == "database") return {Kind::database, {}};
  if (words == "models") return {Kind::models, {}};
  if (words == "migrations") return {Kind::migrations, {}};
  if (words == "history") return {Kind::history, {}};
  if (words == "desired") return {Kind::desired, {}};
  constexpr std::string_view up_to = "migrations:";
  if (words.starts_with(up_to)) return {Kind::migrations, std::string(words.substr(up_to.size()))};
  if (is_url(words)) return {Kind::database, std::string(words)};
  if (words.ends_with(".json")) return {Kind::json, std::string(words)};
  return {Kind::sql, std::string(words)};
}

std::string SchemaSource::words() const {
  switch (kind) {
    case Kind::database:
      return text.empty() ? "the database" : database::Url::parse(text).redacted();
    case Kind::models:
      return "the models";
    case Kind::migrations:
      return text.empty() ? "the migrations" : "the migrations up to " + text;
    case Kind::history:
      return "what the history has applied";
    case Kind::desired:
      return "the schema as it should be";
    case Kind::sql:
    case Kind::json:
      break;
  }
  return text;
}

std::string RenameQuestion::text() const {
  return kind + " " + (table.empty() ? "" : table + ".") + from + " is now " + to;
}

std::string show_schema(const Options& options, const SchemaSource& source, SchemaFormat format,
                        const std::string& object) {
  author::Workshop workshop(options);
  auto schema = author::load(workshop, source).schema;
  if (!object.empty()) {
    const auto names = names_of(schema);
    schema = only(schema, object);
    if (schema::objects(schema).empty()) {
      const auto near = base::nearest(object, names);
      throw Error(ErrorKind::usage, "there is no '" + base::printable(object) + "' in " + source.words(),
                  near.empty() ? std::string() : "did you mean " + base::printable(near) + "?");
    }
  }
  if (format == SchemaFormat::text) return schema::to_text(schema);
  if (format == SchemaFormat::json) return schema::to_json(schema);
  schema::Schema nothing;
  nothing.engine = schema.engine;
  return author::text_of(diff::write(nothing, schema, workshop.writer()), workshop.connection().lex_rules());
}

Difference difference(const Options& options, const SchemaSource& from, const SchemaSource& to,
                      const DifferenceOptions& how) {
  author::Workshop workshop(options);
  return author::compare(workshop, from, to, how).difference;
}

Difference drift(const Options& options) {
  author::Workshop workshop(options);
  DifferenceOptions how;
  how.ask_rename = [](const RenameQuestion&) { return false; };
  return author::compare_leniently(workshop, {Kind::history, {}}, {Kind::database, {}}, how).difference;
}

}  // namespace v0
}  // namespace dunlin
