#include "database/postgres/inspect_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "database/postgres/connection.hpp"

namespace dunlin::database::postgres {

Address Fields::address() {
  const std::int64_t catalogue = number();
  return {catalogue, number()};
}

std::vector<std::string> Fields::texts() { return read_array(text()); }

std::vector<std::string> read_array(std::string_view text) {
  std::vector<std::string> out;
  if (text.size() < 2 || text == "{}") return out;
  text = text.substr(1, text.size() - 2);
  std::string element;
  bool quoted = false, was_quoted = false;
  const auto end = [&] {
    out.push_back(!was_quoted && element == "NULL" ? std::string() : element);
    element.clear();
    was_quoted = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      element += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
      was_quoted = true;
    } else if (c == ',' && !quoted) {
      end();
    } else {
      element += c;
    }
  }
  end();
  return out;
}

std::string without_parentheses(std::string_view expression) {
  if (!expression.starts_with('(') || !expression.ends_with(')')) return std::string(expression);
  std::size_t depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote != 0) {
      // The server writes a text with backslashes as E'...', with both doubled.
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '\'' || c == '"') quote = c;
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0 && i + 1 < expression.size()) return std::string(expression);
  }
  return std::string(expression.substr(1, expression.size() - 2));
}

void read_options(const std::vector<std::string>& options, schema::Properties& properties, const std::string& prefix) {
  for (const auto& option : options) {
    const std::size_t equals = option.find('=');
    properties[prefix + option.substr(0, equals)] = equals == std::string::npos ? "" : option.substr(equals + 1);
  }
}

Inspection::Inspection(int version, std::string current, std::string current_quoted, const InspectOptions& options)
    : version_(version), current_(std::move(current)), current_quoted_(std::move(current_quoted)), options_(options) {
  schema.engine = "postgres";
}

std::string Inspection::in_scope(std::string_view space) const {
  const std::string wanted =
      options_.all_schemas ? "nspname !~ '^(pg_|dunlin_sandbox_)' AND nspname <> 'information_schema' OR nspname = " +
                                 quote_literal(current_)
                           : "nspname = " + quote_literal(current_);
  return fmt::format("{} = ANY (ARRAY(SELECT oid FROM pg_namespace WHERE {}))", space, wanted);
}

std::string Inspection::since(int version, std::string_view sql, std::string_view otherwise) const {
  return std::string(version_ >= version ? sql : otherwise);
}

schema::Name Inspection::name(const std::string& space, const std::string& name) const {
  return space == current_ ? schema::Name(name) : schema::Name(space, name);
}

std::string Inspection::local(const std::string& space, const std::string& name) const {
  if (space == current_ || space == "pg_catalog" || name.empty()) return name;
  return quote_identifier(space) + "." + quote_identifier(name);
}

std::string Inspection::unqualified(std::string definition, std::string_view head) const {
  const std::string qualified = std::string(head) + current_quoted_ + ".";
  if (definition.starts_with(qualified)) definition.replace(0, qualified.size(), head);
  return definition;
}

std::string Inspection::comment(Address address, std::int64_t part) const {
  const auto found = comments.find(address);
  if (found == comments.end()) return {};
  const auto text = found->second.find(part);
  return text == found->second.end() ? std::string() : text->second;
}

schema::Table* Inspection::table(std::int64_t number) {
  const auto found = tables.find(number);
  return found == tables.end() ? nullptr : &schema.tables[found->second];
}

schema::View* Inspection::view(std::int64_t number) {
  const auto found = views.find(number);
  return found == views.end() ? nullptr : &schema.views[found->second];
}

bool Inspection::unwanted(const std::string& space, const std::string& table) const {
  // The lease's table is a runner's own as well (lease.cpp).
  return space == current_ &&
         (table == "dunlin_lock" || std::ranges::find(options_.without, table) != options_.without.end());
}

std::string any(std::string_view rows) { return fmt::format("EXISTS (SELECT FROM {})", rows); }

std::string any_made(std::string_view catalogue, std::string_view condition) {
  return any(fmt::format("{} WHERE oid >= 16384{}{}", catalogue, condition.empty() ? "" : " AND ", condition));
}

std::string function_name(std::string_view number) {
  return fmt::format(
      "(SELECT CASE WHEN pg_function_is_visible(fp.oid) THEN '' ELSE quote_ident(fn.nspname) || '.' END || "
      "quote_ident(fp.proname) FROM pg_proc fp JOIN pg_namespace fn ON fn.oid = fp.pronamespace WHERE fp.oid = {})",
      number);
}

std::string operator_name(std::string_view number) {
  return fmt::format(
      "(SELECT CASE WHEN pg_operator_is_visible(op.oid) THEN op.oprname::text ELSE 'OPERATOR(' || "
      "quote_ident(opn.nspname) || '.' || op.oprname || ')' END FROM pg_operator op JOIN pg_namespace opn ON opn.oid "
      "= op.oprnamespace WHERE op.oid = {})",
      number);
}

std::string qualified_name(std::string_view space, std::string_view name, const Inspection& inspection) {
  return fmt::format("CASE WHEN {0} = {2} THEN '' ELSE quote_ident({0}) || '.' END || quote_ident({1})", space, name,
                     quote_literal(inspection.current()));
}

}  // namespace dunlin::database::postgres
