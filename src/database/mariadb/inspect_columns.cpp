// Columns: their types, defaults, and what is said of them in EXTRA.
#include <array>
#include <set>

#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {
namespace {

/// "int(11)" is INT: MariaDB writes the width that the type has anyway, MySQL none. "tinyint(1)" is a boolean.
std::string canonical_type(std::string type) {
  using Width = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Width, 11> usual = {{{"int(11)", "int"},
                                                   {"int(10) unsigned", "int unsigned"},
                                                   {"tinyint(4)", "tinyint"},
                                                   {"tinyint(3) unsigned", "tinyint unsigned"},
                                                   {"smallint(6)", "smallint"},
                                                   {"smallint(5) unsigned", "smallint unsigned"},
                                                   {"mediumint(9)", "mediumint"},
                                                   {"mediumint(8) unsigned", "mediumint unsigned"},
                                                   {"bigint(20)", "bigint"},
                                                   {"bigint(20) unsigned", "bigint unsigned"},
                                                   {"year(4)", "year"}}};
  for (const auto& [wide, plain] : usual) {
    if (type == wide) return std::string(plain);
    if (type.starts_with(wide) && type.substr(wide.size()) == " zerofill") return std::string(plain) + " zerofill";
  }
  return type;
}

std::string default_of(const Inspection& from, const Value& value, const std::string& type, const std::string& extra) {
  if (is_null(value)) return {};
  const std::string text = to_text(value);
  if (!from.is_mysql()) return text == "NULL" ? std::string() : from.expression(text);
  // MySQL gives the bare value of a literal.
  if (extra.find("DEFAULT_GENERATED") != std::string::npos) {
    const bool now = base::upper(text).starts_with("CURRENT_TIMESTAMP");
    return now ? text : "(" + from.expression(text) + ")";
  }
  static const std::set<std::string> plain = {"tinyint", "smallint", "mediumint", "int", "bigint",
                                              "decimal", "float",    "double",    "bit", "year"};
  if (plain.contains(type)) return text;
  if ((type == "binary" || type == "varbinary") && text.starts_with("0x")) return text;
  return from.quoted_text(text);
}

void read_extra(const Inspection& from, const std::string& extra, bool with_history, schema::Column& column) {
  const std::string small = base::lower(extra);
  const auto says = [&](std::string_view word) { return small.find(word) != std::string::npos; };
  if (says("auto_increment")) column.identity = schema::Identity::by_default;
  if (says("invisible")) column.properties["invisible"] = "";
  if (says("without system versioning") && with_history) column.properties["without system versioning"] = "";
  if (const auto at = small.find("on update "); at != std::string::npos) {
    const auto end = small.find(',', at);
    column.properties["on update"] = from.is_mysql() ? extra.substr(at + 10, extra.find(' ', at + 10) - at - 10)
                                                     : small.substr(at + 10, end - at - 10);
  }
}

/// MariaDB 11.5 lets one choose; "bigint(21)" is the usual one.
void read_sequence_type(schema::Schema& into, const std::string& name, const std::string& type) {
  if (type == "bigint(21)") return;
  for (auto& sequence : into.sequences) {
    if (sequence.name.name == name) sequence.type = canonical_type(type);
  }
}

}  // namespace

void read_columns(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      std::string(
          "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, COLLATION_NAME, "
          "EXTRA, COLUMN_COMMENT, GENERATION_EXPRESSION, ") +
      (from.is_mysql() ? "SRS_ID" : "NULL") +
      " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION");
  const TableFinder tables(into);
  for (const auto& row : rows.rows) {
    schema::Table* table = tables.find(row[0]);
    if (table == nullptr) {  // a view's, a sequence's
      if (to_text(row[1]) == "next_not_cached_value") read_sequence_type(into, to_text(row[0]), to_text(row[5]));
      continue;
    }
    schema::Column column;
    column.name = to_text(row[1]);
    column.nullable = to_text(row[3]) == "YES";
    column.type = canonical_type(to_text(row[5]));
    const std::string extra = to_text(row[7]);
    column.default_sql = default_of(from, row[2], to_text(row[4]), extra);
    const auto own = table->properties.find("COLLATE");
    const std::string collation = to_text(row[6]);
    if (collation != (own == table->properties.end() ? from.collation : own->second)) column.collation = collation;
    read_extra(from, extra, table->properties.contains("WITH SYSTEM VERSIONING"), column);
    column.comment = to_text(row[8]);
    const std::string generated = to_text(row[9]);
    if (generated == "ROW START" || generated == "ROW END") {
      column.generated = generated;
    } else {
      column.generated = from.expression(generated);
    }
    if (!column.generated.empty()) {
      column.default_sql.clear();
      column.stored = extra.find("STORED") != std::string::npos || extra.find("PERSISTENT") != std::string::npos;
    }
    if (!is_null(row[10])) column.properties["srid"] = to_text(row[10]);
    table->columns.push_back(std::move(column));
  }
}

}  // namespace dunlin::database::mariadb
