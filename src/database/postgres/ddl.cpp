#include "database/postgres/ddl.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "database/postgres/connection.hpp"
#include "database/postgres/ddl_writer.hpp"

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

}  // namespace

PostgresDdl::PostgresDdl(const Capabilities* server)
    : abilities_(abilities_of(server)),
      version_(server == nullptr ? 18 : static_cast<int>(server->version_number / 1'000'000)) {}

std::string PostgresDdl::quote_name(std::string_view name) const {
  return is_plain_name(name, reserved) ? std::string(name) : quote_identifier(name);
}

std::string PostgresDdl::quote_text(std::string_view text) const { return quote_literal(text); }

schema::Spelled PostgresDdl::spell(const model::ColumnData& column, const schema::ResolvedTable&) const {
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

std::string PostgresDdl::spell_default(const model::Default& value, const model::Type& type) const {
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

Statements PostgresDdl::finish(Statements statements) const {
  // A label that was added can be used when its transaction is over. All of them come first then: one cut will do.
  constexpr std::string_view added = " ADD VALUE ";
  const auto adds = [&](const Statement& each) {
    return each.sql.starts_with("ALTER TYPE ") && each.sql.find(added) != std::string::npos;
  };
  bool used = false;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (!adds(statements[i])) continue;
    const std::string& sql = statements[i].sql;
    std::string label = sql.substr(sql.find(added) + added.size());
    label.resize(std::min({label.size(), label.find(" BEFORE "), label.find(" AFTER ")}));
    for (std::size_t later = i + 1; later < statements.size(); ++later) {
      const auto& next = statements[later];
      if (next.sql.starts_with("ALTER TYPE ")) continue;
      used = used || next.sql.find(label) != std::string::npos || next.clause.find(label) != std::string::npos;
    }
  }
  if (used) {
    const auto rest = std::stable_partition(statements.begin(), statements.end(), adds);
    std::for_each(statements.begin(), rest, [](Statement& each) { each.transactional = false; });
  }
  // Partitions make room for each other before any of them gets its new place.
  const auto detaches = [](const Statement& each) { return each.sql.find(" DETACH PARTITION ") != std::string::npos; };
  const auto attached = std::ranges::find_if(statements, [&](const Statement& each) {
    return detaches(each) || each.sql.find(" ATTACH PARTITION ") != std::string::npos ||
           each.sql.find(" PARTITION OF ") != std::string::npos;
  });
  const auto moved = std::stable_partition(attached, statements.end(), detaches);
  // Those that stay come back at once: what their parent becomes, they become with it.
  std::vector<std::string> back;
  for (auto each = attached; each != moved; ++each) {
    back.push_back(base::replace_all(base::replace_all(each->sql, " CONCURRENTLY", ""), " DETACH ", " ATTACH ") + " ");
  }
  std::stable_partition(moved, statements.end(), [&](const Statement& each) {
    return std::ranges::any_of(back, [&](const std::string& head) { return each.sql.starts_with(head); });
  });
  for (std::size_t i = 1; i < statements.size();) {
    if (statements[i].sql != kUncheckedBodies || statements[i - 1].sql != kCheckedBodies) {
      ++i;
      continue;
    }
    const auto first = statements.begin() + static_cast<std::ptrdiff_t>(i) - 1;
    statements.erase(first, first + 2);
  }
  // A child that becomes independent changes by itself, not with its parents.
  std::ranges::stable_partition(statements, [](const Statement& each) {
    return each.sql.starts_with("ALTER TABLE ") && each.sql.find(" NO INHERIT ") != std::string::npos &&
           each.sql.find('\n') == std::string::npos && each.sql.find(" CHECK ") == std::string::npos;
  });
  // The one that was swapped last may be made of those before it.
  const auto out =
      std::ranges::stable_partition(statements, [](const auto& each) { return each.remark != swapped_out; });
  std::ranges::reverse(out);
  for (auto& each : out) each.remark.clear();
  std::ranges::stable_partition(statements, [](const Statement& each) { return each.remark == taken_first; });
  std::ranges::stable_partition(statements, [](const Statement& each) { return each.remark != made_last; });
  return statements;
}

std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities* server) { return std::make_unique<PostgresDdl>(server); }

}  // namespace dunlin::database::postgres
