// What writes the history, as commands: rows are lists of cells, and each command is one of three forms.
#include <algorithm>
#include <variant>

#include "history/history.hpp"

namespace dunlin::history {
namespace {

using database::Command;
using database::HistorySql;

/// SQL that the database evaluates, in place of a value.
struct Expression {
  std::string_view sql;
};
/// A time as the history's readers have it, which the database is given in its own form.
struct Time {
  std::string text;
};
using Content = std::variant<Value, Expression, Time>;
struct Cell {
  std::string_view column;
  Content content;
};
using Cells = std::vector<Cell>;

void put(Command& command, const HistorySql& sql, Value value) {
  command.arguments.push_back(std::move(value));
  command.sql += sql.numbered_parameters ? "$" + std::to_string(command.arguments.size()) : "?";
}

/// Appends a cell's content to the text, in the placeholder style of the database.
void put(Command& command, const HistorySql& sql, const Content& content) {
  if (const auto* expression = std::get_if<Expression>(&content)) {
    command.sql += expression->sql;
  } else if (const auto* time = std::get_if<Time>(&content)) {
    const auto at = sql.write_timestamp.find("{}");
    command.sql += sql.write_timestamp.substr(0, at);
    put(command, sql, Value{time->text});
    command.sql += sql.write_timestamp.substr(at + 2);
  } else {
    put(command, sql, std::get<Value>(content));
  }
}

Command insert(const HistorySql& sql, const std::string& table, const Cells& cells) {
  Command command{"INSERT INTO " + table + " (", {}};
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) command.sql += ", ";
    command.sql += cell.column;
  }
  command.sql += ") VALUES (";
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) command.sql += ", ";
    put(command, sql, cell.content);
  }
  command.sql += ")";
  return command;
}

Command update(const HistorySql& sql, const std::string& table, const Cells& cells, const std::string& version) {
  Command command{"UPDATE " + table + " SET ", {}};
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) command.sql += ", ";
    command.sql += cell.column;
    command.sql += " = ";
    put(command, sql, cell.content);
  }
  command.sql += " WHERE version = ";
  put(command, sql, Value{version});
  return command;
}

Value text_or_null(const std::string& text) { return text.empty() ? Value{Null{}} : Value{text}; }
Value state(State state) { return std::string(to_string(state)); }
Value number(std::int64_t value) { return value; }

constexpr std::size_t script_limit = 1 << 20;
Value script(const std::string& text) { return text.size() > script_limit ? Value{Null{}} : Value{text}; }

void add_origin(Cells& cells, const Record& record) {
  cells.insert(cells.end(), {{"applied_by", record.applied_by},
                             {"tool_version", record.tool_version},
                             {"file", record.file},
                             {"layout", record.layout}});
}

void add_scripts(Cells& cells, const Scripts& scripts) {
  cells.push_back({"up_script", script(scripts.up)});
  cells.push_back({"down_script", scripts.has_down ? script(scripts.down) : Value{Null{}}});
}

Cells whole_row(const Record& record, const Scripts& scripts, const Content& started, const Content& applied,
                const Content& duration) {
  Cells cells = {
      {"version", record.version},
      {"name", record.name},
      {"kind", record.kind},
      {"checksum", record.checksum},
      {"state", state(State::applied)},
      {"statements_done", number(record.statements_total)},
      {"statements_total", number(record.statements_total)},
      {"started_at", started},
      {"applied_at", applied},
      {"duration_ms", duration},
  };
  add_origin(cells, record);
  add_scripts(cells, scripts);
  return cells;
}

}  // namespace

Command History::applied(const Record& record, const Scripts& scripts) const {
  const auto& sql = connection_.history_sql();
  // Measured by the caller, or by the server since the transaction's begin.
  const bool measured = record.duration_ms >= 0 || sql.elapsed.empty();
  return insert(sql, qualified(names_.table),
                whole_row(record, scripts, Expression{sql.started.empty() ? sql.now : sql.started}, Expression{sql.now},
                          measured ? Content(number(std::max<std::int64_t>(record.duration_ms, 0)))
                                   : Content(Expression{sql.elapsed})));
}

Command History::taken_over(const Record& record, const Scripts& scripts) const {
  const auto& sql = connection_.history_sql();
  const Content at = record.applied_at.empty() ? Content(Expression{sql.now}) : Content(Time{record.applied_at});
  return insert(sql, qualified(names_.table), whole_row(record, scripts, at, at, Value{Null{}}));
}

Command History::begun(const Record& record, const Scripts& scripts) const {
  const auto& sql = connection_.history_sql();
  Cells cells = {
      {"version", record.version},
      {"name", record.name},
      {"kind", record.kind},
      {"checksum", record.checksum},
      {"state", state(State::running)},
      {"statements_done", number(0)},
      {"statements_total", number(record.statements_total)},
      {"statement_begun", number(record.statement_begun)},
      {"batch_rows", number(0)},
      {"started_at", Expression{sql.now}},
  };
  add_origin(cells, record);
  add_scripts(cells, scripts);
  return insert(sql, qualified(names_.table), cells);
}

Command History::progress(const Record& record) const {
  return update(connection_.history_sql(), qualified(names_.table),
                {{"state", state(record.state)},
                 {"checksum", record.checksum},
                 {"statements_done", number(record.statements_done)},
                 {"statements_total", number(record.statements_total)},
                 {"statement_begun", number(record.statement_begun)},
                 {"observed", text_or_null(record.observed)},
                 {"statements_digest", text_or_null(record.statements_digest)},
                 {"batch_position", text_or_null(record.batch_position)},
                 {"batch_rows", number(record.batch_rows)},
                 {"error", text_or_null(record.error)}},
                record.version);
}

Command History::finished(const Record& record) const {
  const auto& sql = connection_.history_sql();
  return update(sql, qualified(names_.table),
                {{"state", state(State::applied)},
                 {"checksum", record.checksum},
                 {"statements_done", number(record.statements_total)},
                 {"statements_total", number(record.statements_total)},
                 {"statement_begun", number(0)},
                 {"observed", Null{}},
                 {"statements_digest", Null{}},
                 {"batch_position", Null{}},
                 {"error", Null{}},
                 {"applied_at", Expression{sql.now}},
                 {"duration_ms", number(std::max<std::int64_t>(record.duration_ms, 0))}},
                record.version);
}

Command History::removed(const std::string& version) const {
  Command command{"DELETE FROM " + qualified(names_.table) + " WHERE version = ", {}};
  put(command, connection_.history_sql(), Value{version});
  return command;
}

Command History::rewritten(const Record& record, const Scripts& scripts) const {
  Cells cells = {
      {"checksum", record.checksum}, {"name", record.name}, {"file", record.file}, {"layout", record.layout}};
  add_scripts(cells, scripts);
  return update(connection_.history_sql(), qualified(names_.table), cells, record.version);
}

Command History::logged(const Entry& entry) const {
  const auto& sql = connection_.history_sql();
  Content duration = entry.duration_ms >= 0 ? number(entry.duration_ms) : Value{Null{}};
  if (entry.server_measures && !sql.elapsed.empty()) duration = Expression{sql.elapsed};
  return insert(sql, qualified(names_.log),
                {{"at", Expression{sql.now}},
                 {"event", entry.event},
                 {"version", text_or_null(entry.version)},
                 {"name", text_or_null(entry.name)},
                 {"duration_ms", duration},
                 {"done_by", entry.by},
                 {"tool_version", entry.tool_version},
                 {"detail", text_or_null(entry.detail)}});
}

}  // namespace dunlin::history
