#include "database/postgres/ddl.hpp"

#include "base/text.hpp"
#include "database/postgres/connection.hpp"

namespace dunlin::database::postgres {
namespace {

using Kind = model::Type::Kind;

// pg_get_keywords(): reserved in some place, in any version from 13 on.
constexpr std::string_view reserved =
    "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both "
    "case cast char character check coalesce collate collation column concurrently constraint create cross "
    "current_catalog current_date current_role current_schema current_time current_timestamp current_user dec "
    "decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign "
    "freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect "
    "interval into is isnull join lateral leading least left like limit localtime localtimestamp national "
    "natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps "
    "overlay placing position precision primary real references returning right row select session_user setof "
    "similar smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true "
    "union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat "
    "xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable ";

schema::Abilities abilities_of(const Capabilities* server) {
  schema::Abilities can;
  can.driver = "postgres";
  can.names = {"postgres"};
  can.products = {"cockroachdb", "yugabytedb"};
  can.title = server != nullptr ? server->product + " " + server->version : "PostgreSQL";
  if (server != nullptr && server->product != "PostgreSQL") can.names.push_back(base::lower(server->product));
  can.longest_name = 63;
  can.longest_in_bytes = true;
  can.named_enumerations = true;
  can.deferrable = true;
  can.partial_indexes = true;
  can.included_columns = true;
  can.expression_indexes = true;
  can.operator_classes = true;
  can.virtual_columns = server == nullptr || server->version_number >= 18'000'000;
  can.set_default = true;
  can.long_keys = true;
  can.identity_anywhere = true;
  can.merged_clauses = true;
  can.index_methods = {"btree", "hash", "gin", "gist", "spgist", "brin", "bloom", "hnsw", "ivfflat"};
  return can;
}

class PostgresDdl final : public DdlWriter {
 public:
  explicit PostgresDdl(const Capabilities* server) : abilities_(abilities_of(server)) {}

  [[nodiscard]] const schema::Abilities& abilities() const override { return abilities_; }

  [[nodiscard]] std::string quote_name(std::string_view name) const override {
    return is_plain_name(name, reserved) ? std::string(name) : quote_identifier(name);
  }
  [[nodiscard]] std::string quote_text(std::string_view text) const override { return quote_literal(text); }

  [[nodiscard]] schema::Spelled spell(const model::ColumnData& column, const schema::ResolvedTable&) const override {
    const auto& type = column.type;
    switch (type.kind) {
      case Kind::small_integer:
        return {"smallint"};
      case Kind::integer:
        return {"integer"};
      case Kind::big_integer:
        return {"bigint"};
      case Kind::decimal:
        return {"numeric(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")"};
      case Kind::real:
        return {"double precision"};
      case Kind::boolean:
        return {"boolean"};
      case Kind::string:
        return {"varchar(" + std::to_string(type.length) + ")"};
      case Kind::blob:
        return {"bytea"};
      case Kind::date:
        return {"date"};
      case Kind::time:
        return {"time"};
      case Kind::timestamp:
        return {"timestamp"};
      case Kind::timestamp_tz:
        return {"timestamptz"};
      case Kind::json:
        return {"jsonb"};
      case Kind::uuid:
        return {"uuid"};
      case Kind::enumeration:
        return {quote_name(type.name)};
      case Kind::native:
        return {type.name};
      case Kind::text:
        break;
    }
    return {"text"};
  }

  [[nodiscard]] std::string spell_default(const model::Default& value, const model::Type& type) const override {
    if (const auto number = number_default(value, type)) return *number;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* text = std::get_if<std::string>(&value)) {
      return type.kind == Kind::blob ? "convert_to(" + quote_text(*text) + ", 'UTF8')" : quote_text(*text);
    }
    const std::string& expression = std::get<model::Sql>(value).text;
    // A time without a zone is in UTC, as on the engines whose present time is.
    if (type.kind == Kind::timestamp && base::equals_ignoring_case(expression, "CURRENT_TIMESTAMP")) {
      return "(now() AT TIME ZONE 'UTC')";
    }
    return expression;
  }

 protected:
  [[nodiscard]] Statements create(const DdlContext& at) const override {
    const auto& object = at.change.object;
    if (object.kind == schema::ObjectKind::type) return create_type(*schema::find<schema::Type>(at.to, object));
    Statements all = DdlWriter::create(at);
    if (object.kind == schema::ObjectKind::table) add_comments(all, *schema::find<schema::Table>(at.to, object));
    if (object.kind == schema::ObjectKind::index) {
      const auto* index = schema::find<schema::Index>(at.to, object);
      add_comment(all, "INDEX " + quoted(schema::Name{object.name.space, index->name}), index->comment);
    }
    return all;
  }
  [[nodiscard]] std::string table_prefix(const schema::Table& table) const override {
    return option(table, "unlogged") != nullptr ? "UNLOGGED " : "";
  }
  [[nodiscard]] std::string table_suffix(const schema::Table& table) const override {
    std::string with;
    for (const auto& [name, value] : table.properties) {
      if (base::equals_ignoring_case(name, "unlogged") || base::equals_ignoring_case(name, "tablespace")) continue;
      with += (with.empty() ? "" : ", ") + name + (value.empty() ? "" : " = " + value);
    }
    std::string out = with.empty() ? "" : " WITH (" + with + ")";
    if (const auto* space = option(table, "tablespace")) out += " TABLESPACE " + quote_name(*space);
    return out;
  }
  [[nodiscard]] std::string key_and_identity(const schema::Table& table, const schema::Column& column) const override {
    std::string out;
    if (column.identity == schema::Identity::by_default) out = " GENERATED BY DEFAULT AS IDENTITY";
    if (column.identity == schema::Identity::always) out = " GENERATED ALWAYS AS IDENTITY";
    return out + (inline_key(table, column) ? " PRIMARY KEY" : "");
  }

 private:
  [[nodiscard]] Statements create_type(const schema::Type& type) const {
    if (type.kind != schema::TypeKind::enumeration) return {};
    std::string labels;
    for (const auto& label : type.labels) labels += (labels.empty() ? "" : ", ") + quote_text(label);
    Statement statement;
    statement.sql = "CREATE TYPE " + quoted(type.name) + " AS ENUM (" + labels + ")";
    return {statement};
  }
  void add_comment(Statements& all, const std::string& what, const std::string& comment) const {
    if (comment.empty()) return;
    Statement statement;
    statement.sql = "COMMENT ON " + what + " IS " + quote_text(comment);
    all.push_back(std::move(statement));
  }
  void add_comments(Statements& all, const schema::Table& table) const {
    const std::string name = quoted(table.name);
    add_comment(all, "TABLE " + name, table.comment);
    for (const auto& column : table.columns) {
      add_comment(all, "COLUMN " + name + "." + quote_name(column.name), column.comment);
    }
  }

  static const std::string* option(const schema::Table& table, std::string_view wanted) {
    for (const auto& [name, value] : table.properties) {
      if (base::equals_ignoring_case(name, wanted)) return &value;
    }
    return nullptr;
  }

  schema::Abilities abilities_;
};

}  // namespace

std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities* server) { return std::make_unique<PostgresDdl>(server); }

}  // namespace dunlin::database::postgres
