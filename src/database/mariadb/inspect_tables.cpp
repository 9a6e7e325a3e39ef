// Tables and their options; the names of sequences.
#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {

schema::Properties read_options(std::string_view text) {
  schema::Properties options;
  std::size_t at = 0;
  const auto quoted_end = [&](std::size_t from) {
    std::size_t end = from + 1;
    while (end < text.size() && (text[end] != text[from] || (end + 1 < text.size() && text[end + 1] == text[from]))) {
      end += text[end] == text[from] || text[end] == '\\' ? 2U : 1U;
    }
    return end < text.size() ? end + 1 : text.size();
  };
  while (at < text.size()) {
    if (base::is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && text[end] != '=' && !base::is_space(text[end])) ++end;
    std::string name = base::upper(base::replace_all(std::string(text.substr(at, end - at)), "`", ""));
    at = end;
    if (at == text.size() || text[at] != '=') {
      // "DATA DIRECTORY='...'" has two words.
      if ((name == "DATA" || name == "INDEX") && text.substr(at).starts_with(" DIRECTORY=")) {
        name += " DIRECTORY";
        at += 10;
      } else {
        continue;
      }
    }
    end = ++at;
    while (end < text.size() && !base::is_space(text[end])) {
      if (text[end] == '\'' || text[end] == '`' || text[end] == '"') {
        end = quoted_end(end);
      } else {
        ++end;
      }
    }
    options[name] = text.substr(at, end - at);
    at = end;
  }
  return options;
}

void read_tables(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      "SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT FROM "
      "information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()");
  for (const auto& row : rows.rows) {
    const std::string name = to_text(row[0]), type = to_text(row[1]), engine = to_text(row[2]);
    if (from.leaves_out(name)) continue;
    if (type == "SEQUENCE") {
      schema::Sequence sequence;
      sequence.name = name;
      if (engine != from.engine) sequence.properties["engine"] = engine;
      into.sequences.push_back(std::move(sequence));
      continue;
    }
    if (type != "BASE TABLE" && type != "SYSTEM VERSIONED") continue;  // views; temporary ones
    schema::Table table;
    table.name = name;
    table.comment = to_text(row[5]);
    table.properties = read_options(to_text(row[4]));
    if (engine != from.engine) table.properties["ENGINE"] = engine;
    // Said or not, and left behind where the engine was another one, depending on how the table came to be.
    for (const char* option : {"TRANSACTIONAL", "PAGE_CHECKSUM"}) {
      const auto at = table.properties.find(option);
      if (at != table.properties.end() && (engine != "Aria" || at->second == "1")) table.properties.erase(at);
    }
    const std::string collation = to_text(row[3]);
    if (collation != from.collation) table.properties["COLLATE"] = collation;
    if (type == "SYSTEM VERSIONED") table.properties["WITH SYSTEM VERSIONING"] = "";
    if (base::lower(to_text(row[4])).find("partitioned") != std::string::npos) table.partition_by = "?";
    into.tables.push_back(std::move(table));
  }
}

}  // namespace dunlin::database::mariadb
