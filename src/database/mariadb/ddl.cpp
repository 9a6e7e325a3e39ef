#include "database/mariadb/ddl.hpp"

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

using Kind = model::Type::Kind;

// What cannot name a table or column without quotes: tried on MariaDB 10.11, and MySQL's own from its manual (9.x).
constexpr std::string_view reserved =
    "accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade "
    "case change char character check collate column condition constraint continue convert create cross cube "
    "cume_dist current_date current_role current_time current_timestamp current_user cursor database databases "
    "day_hour day_microsecond day_minute day_second dec decimal declare default delayed delete delete_domain_id "
    "dense_rank desc describe deterministic distinct distinctrow div do_domain_ids double drop dual each else elseif "
    "empty enclosed escaped except exists exit explain external false fetch first_value float float4 float8 for "
    "force foreign from fulltext function generated get grant group grouping groups having high_priority "
    "hour_microsecond hour_minute hour_second if ignore ignore_domain_ids in index infile inner inout insensitive "
    "insert int int1 int2 int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate "
    "join json_table key keys kill lag last_value lateral lead leading leave left library like limit linear lines "
    "load localtime localtimestamp lock long longblob longtext loop low_priority manual master_bind "
    "master_demote_to_replica master_demote_to_slave master_ssl_verify_server_cert match maxvalue mediumblob "
    "mediumint mediumtext middleint minute_microsecond minute_second mod modifies natural no_write_to_binlog not "
    "nth_value ntile null numeric of offset on optimize optimizer_costs option optionally or order out outer outfile "
    "over page_checksum parallel parse_vcol_expr partition percent_rank portion precision primary procedure purge "
    "qualify range rank read read_write reads real recursive ref_system_id references regexp release rename repeat "
    "replace require resignal restrict return returning revoke right rlike row row_number rows schema schemas "
    "second_microsecond select sensitive separator set show signal smallint spatial specific sql sql_big_result "
    "sql_calc_found_rows sql_small_result sqlexception sqlstate sqlwarning ssl starting stats_auto_recalc "
    "stats_persistent stats_sample_pages stored straight_join system table tablesample terminated then tinyblob "
    "tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage use using utc_date "
    "utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where while window with write "
    "xor year_month zerofill ";

bool is_mysql(const Capabilities* server) { return server != nullptr && server->product != "MariaDB"; }

schema::Abilities abilities_of(const Capabilities* server) {
  schema::Abilities can;
  can.driver = "mariadb";
  can.names = {"mariadb"};
  can.products = {"mysql"};
  if (is_mysql(server)) can.names.emplace_back("mysql");
  can.title = server != nullptr ? server->product + " " + server->version : "MariaDB";
  can.longest_name = 64;
  can.expression_indexes = is_mysql(server) && server->version_number >= 8'000'013;
  can.prefixes = true;
  can.virtual_columns = true;
  can.one_check_namespace = is_mysql(server);
  can.named_primary_keys = false;
  can.indexes_in_tables = true;
  can.column_order = true;
  can.index_methods = {"btree", "hash", "fulltext", "spatial"};
  return can;
}

}  // namespace

MariadbDdl::MariadbDdl(const Capabilities* server)
    : abilities_(abilities_of(server)),
      mysql_(is_mysql(server)),
      has_uuid_(!mysql_ && (server == nullptr || server->version_number >= 10'007'000)) {}

std::string MariadbDdl::quote_name(std::string_view name) const {
  if (is_plain_name(name, reserved)) return std::string(name);
  return "`" + base::replace_all(std::string(name), "`", "``") + "`";
}
std::string MariadbDdl::quote_text(std::string_view text) const {
  return "'" + base::replace_all(base::replace_all(std::string(text), "\\", "\\\\"), "'", "''") + "'";
}

schema::Spelled MariadbDdl::spell(const model::ColumnData& column, const schema::ResolvedTable&) const {
  const auto& type = column.type;
  switch (type.kind) {
    case Kind::small_integer:
      return {"SMALLINT"};
    case Kind::integer:
      return {"INT"};
    case Kind::big_integer:
      return {"BIGINT"};
    case Kind::decimal:
      return {"DECIMAL(" + std::to_string(type.precision) + ", " + std::to_string(type.scale) + ")"};
    case Kind::real:
      return {"DOUBLE"};
    case Kind::boolean:
      return {"BOOLEAN"};
    case Kind::string:
      return {"VARCHAR(" + std::to_string(type.length) + ")"};
    case Kind::blob:
      return {"LONGBLOB"};
    case Kind::date:
      return {"DATE"};
    case Kind::time:
      return {"TIME(6)"};
    case Kind::timestamp:
    case Kind::timestamp_tz:  // TIMESTAMP ends in 2038 and changes with the session's zone
      return {"DATETIME(6)"};
    case Kind::json:
      return {"JSON"};
    case Kind::uuid:
      return {has_uuid_ ? "UUID" : "CHAR(36) CHARACTER SET ascii"};
    case Kind::enumeration: {
      std::string labels;
      for (const auto& label : type.labels) labels += (labels.empty() ? "" : ", ") + quote_text(label);
      return {"ENUM(" + labels + ")"};
    }
    case Kind::native:
      return {type.name};
    case Kind::text:
      break;
  }
  return {"LONGTEXT"};
}

std::string MariadbDdl::spell_default(const model::Default& value, const model::Type& type) const {
  if (const auto number = number_default(value, type)) return *number;
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "TRUE" : "FALSE";
  if (const auto* text = std::get_if<std::string>(&value)) {
    // MySQL takes no literal as the default of a column without a limit, but an expression.
    const bool is_long = type.kind == Kind::text || type.kind == Kind::blob || type.kind == Kind::json;
    return is_long ? "(" + quote_text(*text) + ")" : quote_text(*text);
  }
  const std::string& expression = std::get<model::Sql>(value).text;
  if (base::equals_ignoring_case(expression, "CURRENT_TIMESTAMP")) {
    // The session's zone may be any; what is kept is UTC.
    if (type.kind == Kind::timestamp || type.kind == Kind::timestamp_tz) return "(UTC_TIMESTAMP(6))";
    if (type.kind == Kind::date) return "(UTC_DATE())";
    if (type.kind == Kind::time) return "(UTC_TIME(6))";
  }
  return parenthesized(expression);
}

void MariadbDdl::judge(const schema::ResolvedTable& table, schema::Problems& problems) const {
  judge_key_lengths(table, problems);
  for (const auto& column : table.columns) {
    const std::string title = schema::column_title(table.name, column.name);
    if (column.type.kind == Kind::string && column.type.length > 16383) {
      problems.add(column.where, title + ": a string has at most 16383 characters on " + abilities_.title,
                   "text() has no limit");
    }
    if (column.type.kind == Kind::decimal && column.type.scale > 30) {
      problems.add(column.where, title + ": a decimal has at most 30 digits behind the point on " + abilities_.title);
    }
    // Neither engine lets a generated column say NOT NULL on both, and a check says the same.
    if (!column.computed.empty() && !column.nullable && !mysql_) {
      problems.add(column.where, title + " is generated and NOT NULL, which " + abilities_.title + " does not know",
                   "leave not_null() away, or say it in a check");
    }
  }
}

/// InnoDB's keys have at most 3072 bytes, four for a character; another character set is the author's to count.
void MariadbDdl::judge_key_lengths(const schema::ResolvedTable& table, schema::Problems& problems) const {
  constexpr int longest = 3072;
  for (const auto& option : table.options) {
    const std::string name = base::lower(option.name);
    if (name.find("char") != std::string::npos || name.find("collate") != std::string::npos) return;
  }
  const auto bytes = [&](const std::string& column, int prefix) {
    const auto* data = table.column(column);
    if (prefix > 0) return 4 * prefix;
    return data != nullptr && data->type.kind == Kind::string ? 4 * data->type.length : 8;
  };
  const auto judge_length = [&](int length, const std::string& what, const model::Where& where) {
    if (length <= longest) return;
    problems.add(where, what + " of the table " + base::printable(table.name) + " is too long for " + abilities_.title,
                 "a key has at most 3072 bytes, four for each character; use shorter strings, or prefix()");
  };
  const auto judge_key = [&](const model::KeyData& key, const std::string& what) {
    int length = 0;
    for (const auto& column : key.columns) length += bytes(column, 0);
    judge_length(length, what, key.where);
  };
  for (const auto& key : table.primary_keys) judge_key(key, "the primary key");
  for (const auto& key : table.uniques) judge_key(key, "the unique constraint " + base::printable(key.name));
  for (const auto& index : table.indexes) {
    if (!index.method.empty()) continue;
    int length = 0;
    for (const auto& part : index.parts) length += bytes(part.column, part.prefix);
    judge_length(length, "the index " + base::printable(index.name), index.where);
  }
}

std::unique_ptr<DdlWriter> make_ddl_writer(const Capabilities* server) { return std::make_unique<MariadbDdl>(server); }

}  // namespace dunlin::database::mariadb
