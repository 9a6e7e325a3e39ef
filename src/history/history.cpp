#include "history/history.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "history/columns.hpp"

namespace dunlin::history {
namespace {

using database::Command;

State state_of(std::string_view text) {
  for (const State state : {State::running, State::failed, State::undoing}) {
    if (text == to_string(state)) return state;
  }
  return State::applied;
}

}  // namespace

const char* to_string(State state) {
  switch (state) {
    case State::applied:
      return "applied";
    case State::running:
      return "running";
    case State::failed:
      return "failed";
    case State::undoing:
      return "undoing";
  }
  return "";
}

History::History(database::Connection& connection, Names names) : connection_(connection), names_(std::move(names)) {
  if (names_.schema.empty()) names_.schema = connection.current_schema();
}

std::string History::qualified(const std::string& table) const {
  // Always qualified: a migration may change the search path or the current database.
  const std::string name = connection_.quote_name(table);
  return names_.schema.empty() ? name : connection_.quote_name(names_.schema) + "." + name;
}

std::vector<std::string> History::columns_of(const std::string& table) {
  if (!connection_.catalogue().exists(sql::ObjectKind::table, {names_.schema, table}, {})) return {};
  return connection_.query("SELECT * FROM " + qualified(table) + " WHERE 1 = 0").columns;
}

Rows History::select(const std::string& table, const std::vector<std::string>& columns, const std::string& rest,
                     std::vector<Value> arguments) {
  const auto& sql = connection_.history_sql();
  const auto statement = [&](const std::vector<std::string>* present) {
    std::string text = "SELECT ";
    for (const auto& column : columns) {
      if (&column != &columns.front()) text += ", ";
      const bool missing = present != nullptr && std::ranges::find(*present, column) == present->end();
      const bool is_time = column == "at" || column.ends_with("_at");
      if (missing) {
        text += "NULL";
      } else if (is_time) {
        text += base::replace_all(std::string(sql.read_timestamp), "{}", column);
      } else {
        text += column;
      }
    }
    return text + " FROM " + qualified(table) + " " + rest;
  };
  try {
    return connection_.query(statement(nullptr), arguments);
  } catch (const Error& error) {
    // Asked for only now, so that the usual start costs one round trip.
    if (error.kind != ErrorKind::sql) throw;
    const auto present = columns_of(table);
    if (present.empty()) return {};
    if (std::ranges::find(present, columns.front()) == present.end()) {
      throw Error(ErrorKind::config, "table " + qualified(table) + " is not a history of Dunlin's",
                  "name another one with history_table and log_table in dunlin.toml");
    }
    return connection_.query(statement(&present), arguments);
  }
}

std::vector<Record> History::read(bool details) {
  std::vector<std::string> columns = {"version",
                                      "name",
                                      "kind",
                                      "checksum",
                                      "state",
                                      "statements_done",
                                      "statements_total",
                                      "statement_begun",
                                      "observed",
                                      "statements_digest",
                                      "batch_position",
                                      "batch_rows",
                                      "applied_at",
                                      "layout"};
  if (details) {
    for (const char* more : {"started_at", "duration_ms", "applied_by", "tool_version", "error", "file"}) {
      columns.emplace_back(more);
    }
  }
  const Rows rows = select(names_.table, columns, "");
  std::vector<Record> records;
  records.reserve(rows.size());
  for (const auto& row : rows.rows) {
    Record record;
    record.version = to_text(row[0]);
    record.name = to_text(row[1]);
    record.kind = to_text(row[2]);
    record.checksum = to_text(row[3]);
    record.state = state_of(to_text(row[4]));
    record.statements_done = to_integer(row[5]);
    record.statements_total = to_integer(row[6]);
    record.statement_begun = to_integer(row[7]);
    record.observed = to_text(row[8]);
    record.statements_digest = to_text(row[9]);
    record.batch_position = to_text(row[10]);
    record.batch_rows = to_integer(row[11]);
    record.applied_at = to_text(row[12]);
    record.layout = to_text(row[13]);
    if (details) {
      record.started_at = to_text(row[14]);
      record.duration_ms = is_null(row[15]) ? -1 : to_integer(row[15]);
      record.applied_by = to_text(row[16]);
      record.tool_version = to_text(row[17]);
      record.error = to_text(row[18]);
      record.file = to_text(row[19]);
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::optional<Record> History::read_one(const std::string& version) {
  for (auto& record : read(true)) {
    if (record.version == version) return std::move(record);
  }
  return std::nullopt;
}

std::optional<Scripts> History::scripts(const std::string& version) {
  const std::string where =
      std::string("WHERE version = ") + (connection_.history_sql().numbered_parameters ? "$1" : "?");
  const Rows rows = select(names_.table, {"version", "up_script", "down_script"}, where, {version});
  if (rows.empty()) return std::nullopt;
  return Scripts{to_text(rows[0][1]), to_text(rows[0][2]), !is_null(rows[0][2])};
}

std::vector<Entry> History::log() {
  const Rows rows =
      select(names_.log, {"id", "at", "event", "version", "name", "duration_ms", "done_by", "tool_version", "detail"},
             "ORDER BY id");
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const auto& row : rows.rows) {
    Entry entry;
    entry.id = to_integer(row[0]);
    entry.at = to_text(row[1]);
    entry.event = to_text(row[2]);
    entry.version = to_text(row[3]);
    entry.name = to_text(row[4]);
    entry.duration_ms = is_null(row[5]) ? -1 : to_integer(row[5]);
    entry.by = to_text(row[6]);
    entry.tool_version = to_text(row[7]);
    entry.detail = to_text(row[8]);
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<Command> History::changes_to(const std::string& table, bool log) {
  const auto& sql = connection_.history_sql();
  const std::span<const Column> columns =
      log ? std::span<const Column>(log_columns) : std::span<const Column>(migration_columns);
  const auto definition = [&](const Column& column) {
    std::string text(column.name);
    text += ' ';
    switch (column.type) {
      case ColumnType::key:
        return text + std::string(sql.key_type) + " NOT NULL PRIMARY KEY";
      case ColumnType::text:
        return text + std::string(sql.text_type);
      case ColumnType::integer:
        return text + std::string(sql.integer_type);
      case ColumnType::timestamp:
        return text + std::string(sql.timestamp_type);
      case ColumnType::identity:
        return text + std::string(sql.identity_column);
    }
    return text;
  };
  const auto present = columns_of(table);
  if (present.empty()) {
    std::string text = "CREATE TABLE ";
    if (sql.if_not_exists) text += "IF NOT EXISTS ";
    text += qualified(table) + " (";
    for (const auto& column : columns) {
      if (&column != &columns.front()) text += ", ";
      text += definition(column);
    }
    return {Command{text + ")" + std::string(sql.table_options), {}}};
  }
  std::vector<Command> commands;
  for (const auto& column : columns) {
    if (std::ranges::find(present, column.name) == present.end()) {
      commands.push_back({"ALTER TABLE " + qualified(table) + " ADD COLUMN " + definition(column), {}});
    }
  }
  return commands;
}

void History::prepare() {
  auto changes = changes_to(names_.table, false);
  for (auto& change : changes_to(names_.log, true)) changes.push_back(std::move(change));
  if (changes.empty()) return;
  if (!connection_.capabilities().transactional_ddl) {
    connection_.execute_all(changes);
    return;
  }
  // Both tables or none, and one flush for both.
  auto commands = connection_.begin({});
  for (auto& change : changes) commands.push_back(std::move(change));
  commands.push_back(connection_.commit());
  try {
    connection_.execute_all(commands);
  } catch (const Error&) {
    connection_.rollback();
    throw;
  }
}

}  // namespace dunlin::history
