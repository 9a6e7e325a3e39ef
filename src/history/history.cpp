#include "history/history.hpp"

#include <algorithm>
#include <span>

#include "base/text.hpp"
#include "history/columns.hpp"

namespace dunlin::history {
namespace {

using database::Command;

/// Builds a command's text and arguments together, in the placeholder style of the database.
class Writer {
 public:
  explicit Writer(const database::HistorySql& sql) : sql_(sql) {}
  Writer& operator<<(std::string_view text) {
    command_.sql += text;
    return *this;
  }
  Writer& value(Value value) {
    command_.arguments.push_back(std::move(value));
    command_.sql += sql_.numbered_parameters ? "$" + std::to_string(command_.arguments.size()) : "?";
    return *this;
  }
  Writer& text_or_null(const std::string& text) { return value(text.empty() ? Value{Null{}} : Value{text}); }
  [[nodiscard]] Command take() { return std::move(command_); }

 private:
  const database::HistorySql& sql_;
  Command command_;
};

/// Milliseconds that the migration took: as measured by the caller, or by the server from the transaction's begin.
void write_duration(Writer& writer, const database::HistorySql& sql, std::int64_t measured) {
  if (measured >= 0 || sql.elapsed.empty()) {
    writer.value(std::max<std::int64_t>(measured, 0));
  } else {
    writer << sql.elapsed;
  }
}

State state_of(std::string_view text) {
  for (const State state : {State::running, State::failed, State::undoing}) {
    if (text == to_string(state)) return state;
  }
  return State::applied;
}

constexpr std::size_t script_limit = 1 << 20;

Value script_value(const std::string& script) {
  return script.size() > script_limit ? Value{Null{}} : Value{script};
}

}  // namespace

const char* to_string(State state) {
  switch (state) {
    case State::applied: return "applied";
    case State::running: return "running";
    case State::failed: return "failed";
    case State::undoing: return "undoing";
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
  std::vector<std::string> columns = {"version",         "name",           "kind",       "checksum",
                                      "state",           "statements_done", "statements_total", "statement_begun",
                                      "observed",        "statements_digest", "batch_position", "batch_rows",
                                      "applied_at"};
  if (details) {
    for (const char* more : {"started_at", "duration_ms", "applied_by", "tool_version", "error", "file", "layout"}) {
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
    if (details) {
      record.started_at = to_text(row[13]);
      record.duration_ms = is_null(row[14]) ? -1 : to_integer(row[14]);
      record.applied_by = to_text(row[15]);
      record.tool_version = to_text(row[16]);
      record.error = to_text(row[17]);
      record.file = to_text(row[18]);
      record.layout = to_text(row[19]);
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
  const Rows rows = select(names_.log,
                           {"id", "at", "event", "version", "name", "duration_ms", "done_by", "tool_version", "detail"},
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

void History::prepare_table(const std::string& table, bool log) {
  const auto& sql = connection_.history_sql();
  const std::span<const Column> columns =
      log ? std::span<const Column>(log_columns) : std::span<const Column>(migration_columns);
  const auto definition = [&](const Column& column) {
    std::string text(column.name);
    text += ' ';
    switch (column.type) {
      case ColumnType::key: return text + std::string(sql.key_type) + " NOT NULL PRIMARY KEY";
      case ColumnType::text: return text + std::string(sql.text_type);
      case ColumnType::integer: return text + std::string(sql.integer_type);
      case ColumnType::timestamp: return text + std::string(sql.timestamp_type);
      case ColumnType::identity: return text + std::string(sql.identity_column);
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
    connection_.execute(text + ")" + std::string(sql.table_options));
    return;
  }
  for (const auto& column : columns) {
    if (std::ranges::find(present, column.name) == present.end()) {
      connection_.execute("ALTER TABLE " + qualified(table) + " ADD COLUMN " + definition(column));
    }
  }
}

void History::prepare() {
  prepare_table(names_.table, false);
  prepare_table(names_.log, true);
}

Command History::applied(const Record& record, const Scripts& scripts) const {
  const auto& sql = connection_.history_sql();
  Writer writer(sql);
  writer << "INSERT INTO " << qualified(names_.table)
         << " (version, name, kind, checksum, state, statements_done, statements_total, started_at, applied_at,"
            " duration_ms, applied_by, tool_version, file, layout, up_script, down_script) VALUES (";
  writer.value(record.version) << ", ";
  writer.value(record.name) << ", ";
  writer.value(record.kind) << ", ";
  writer.value(record.checksum) << ", ";
  writer.value(std::string(to_string(State::applied))) << ", ";
  writer.value(record.statements_total) << ", ";
  writer.value(record.statements_total) << ", ";
  writer << (sql.started.empty() ? sql.now : sql.started) << ", " << sql.now << ", ";
  write_duration(writer, sql, record.duration_ms);
  writer << ", ";
  writer.value(record.applied_by) << ", ";
  writer.value(record.tool_version) << ", ";
  writer.value(record.file) << ", ";
  writer.value(record.layout) << ", ";
  writer.value(script_value(scripts.up)) << ", ";
  writer.value(scripts.has_down ? script_value(scripts.down) : Value{Null{}}) << ")";
  return writer.take();
}

Command History::begun(const Record& record, const Scripts& scripts) const {
  const auto& sql = connection_.history_sql();
  Writer writer(sql);
  writer << "INSERT INTO " << qualified(names_.table)
         << " (version, name, kind, checksum, state, statements_done, statements_total, statement_begun, batch_rows,"
            " started_at, applied_by, tool_version, file, layout, up_script, down_script) VALUES (";
  writer.value(record.version) << ", ";
  writer.value(record.name) << ", ";
  writer.value(record.kind) << ", ";
  writer.value(record.checksum) << ", ";
  writer.value(std::string(to_string(State::running))) << ", ";
  writer.value(std::int64_t{0}) << ", ";
  writer.value(record.statements_total) << ", ";
  writer.value(std::int64_t{0}) << ", ";
  writer.value(std::int64_t{0}) << ", " << sql.now << ", ";
  writer.value(record.applied_by) << ", ";
  writer.value(record.tool_version) << ", ";
  writer.value(record.file) << ", ";
  writer.value(record.layout) << ", ";
  writer.value(script_value(scripts.up)) << ", ";
  writer.value(scripts.has_down ? script_value(scripts.down) : Value{Null{}}) << ")";
  return writer.take();
}

Command History::progress(const Record& record) const {
  Writer writer(connection_.history_sql());
  writer << "UPDATE " << qualified(names_.table) << " SET state = ";
  writer.value(std::string(to_string(record.state))) << ", checksum = ";
  writer.value(record.checksum) << ", statements_done = ";
  writer.value(record.statements_done) << ", statements_total = ";
  writer.value(record.statements_total) << ", statement_begun = ";
  writer.value(record.statement_begun) << ", observed = ";
  writer.text_or_null(record.observed) << ", statements_digest = ";
  writer.text_or_null(record.statements_digest) << ", batch_position = ";
  writer.text_or_null(record.batch_position) << ", batch_rows = ";
  writer.value(record.batch_rows) << ", error = ";
  writer.text_or_null(record.error) << " WHERE version = ";
  writer.value(record.version);
  return writer.take();
}

Command History::finished(const Record& record) const {
  const auto& sql = connection_.history_sql();
  Writer writer(sql);
  writer << "UPDATE " << qualified(names_.table) << " SET state = ";
  writer.value(std::string(to_string(State::applied))) << ", checksum = ";
  writer.value(record.checksum) << ", statements_done = ";
  writer.value(record.statements_total) << ", statements_total = ";
  writer.value(record.statements_total) << ", statement_begun = ";
  writer.value(std::int64_t{0}) << ", observed = NULL, statements_digest = NULL, batch_position = NULL, error = NULL,"
         << " applied_at = " << sql.now << ", duration_ms = ";
  writer.value(std::max<std::int64_t>(record.duration_ms, 0)) << " WHERE version = ";
  writer.value(record.version);
  return writer.take();
}

Command History::removed(const std::string& version) const {
  Writer writer(connection_.history_sql());
  writer << "DELETE FROM " << qualified(names_.table) << " WHERE version = ";
  writer.value(version);
  return writer.take();
}

Command History::rewritten(const Record& record, const Scripts& scripts) const {
  Writer writer(connection_.history_sql());
  writer << "UPDATE " << qualified(names_.table) << " SET checksum = ";
  writer.value(record.checksum) << ", name = ";
  writer.value(record.name) << ", file = ";
  writer.value(record.file) << ", layout = ";
  writer.value(record.layout) << ", up_script = ";
  writer.value(script_value(scripts.up)) << ", down_script = ";
  writer.value(scripts.has_down ? script_value(scripts.down) : Value{Null{}}) << " WHERE version = ";
  writer.value(record.version);
  return writer.take();
}

Command History::logged(const Entry& entry) const {
  const auto& sql = connection_.history_sql();
  Writer writer(sql);
  writer << "INSERT INTO " << qualified(names_.log)
         << " (at, event, version, name, duration_ms, done_by, tool_version, detail) VALUES (" << sql.now << ", ";
  writer.value(entry.event) << ", ";
  writer.text_or_null(entry.version) << ", ";
  writer.text_or_null(entry.name) << ", ";
  if (entry.server_measures && !sql.elapsed.empty()) {
    writer << sql.elapsed;
  } else if (entry.duration_ms >= 0) {
    writer.value(entry.duration_ms);
  } else {
    writer << "NULL";
  }
  writer << ", ";
  writer.value(entry.by) << ", ";
  writer.value(entry.tool_version) << ", ";
  writer.text_or_null(entry.detail) << ")";
  return writer.take();
}

}  // namespace dunlin::history
