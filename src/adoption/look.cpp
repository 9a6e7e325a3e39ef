#include "adoption/look.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "dunlin/adopt.hpp"

namespace dunlin {
inline namespace v0 {

std::vector<std::string> adoptable_tools() {
  std::vector<std::string> names;
  for (const auto& tool : adoption::tools()) names.emplace_back(tool.name);
  return names;
}

}  // namespace v0

namespace adoption {
namespace {

/// Empty: there is no such table.
std::vector<std::string> columns_of(database::Connection& connection, std::string_view table) {
  if (!connection.catalogue().exists(sql::ObjectKind::table, {{}, std::string(table)}, {})) return {};
  return connection.query("SELECT * FROM " + connection.quote_name(table) + " WHERE 1 = 0").columns;
}

bool is_there(database::Connection& connection, const Tool& tool) {
  return has_columns(tool, columns_of(connection, tool.table)) &&
         (tool.companion.empty() || !columns_of(connection, tool.companion).empty());
}

/// "there is a table migrations(id, migration, batch): that is Laravel's", for each table that looks like one.
std::string lookalikes(database::Connection& connection) {
  std::vector<std::string_view> tables;
  for (const auto list : {tools(), strangers()}) {
    for (const auto& tool : list) {
      if (std::ranges::find(tables, tool.table) == tables.end()) tables.push_back(tool.table);
    }
  }
  std::string words;
  for (const auto table : tables) {
    const auto columns = columns_of(connection, table);
    if (columns.empty()) continue;
    words += (words.empty() ? "" : "\n") + std::string("there is a table ") + std::string(table) + "(" +
             base::printable(base::join(columns, ", ")) + "): ";
    const auto list = strangers();
    const auto* const stranger = std::ranges::find_if(list.data(), list.data() + list.size(), [&](const Tool& tool) {
      return tool.table == table && has_columns(tool, columns);
    });
    words += stranger != list.data() + list.size()
                 ? "that is " + std::string(stranger->title) + ", which adopt does not read"
                 : "those are not the columns of a tool that adopt reads";
  }
  return words;
}

std::string iso_time(const std::string& text) {
  const auto time = base::parse_time(text);
  return time ? base::format_utc(*time) : std::string();
}

bool is_true(const Value& value) {
  const std::string word = base::lower(to_text(value));
  return word == "t" || word == "true" || word == "1" || word == "yes" || word == "success";
}

}  // namespace

const Tool& find_tool(database::Connection& connection, const std::string& wanted) {
  if (!wanted.empty()) {
    const auto list = tools();
    const auto found = std::ranges::find(list, std::string_view(wanted), &Tool::name);
    if (found == list.end()) {
      const std::string near = base::nearest(wanted, adoptable_tools());
      throw Error(ErrorKind::usage, "adopt knows no tool '" + base::printable(wanted) + "'",
                  near.empty() ? "there are " + base::join(adoptable_tools(), ", ") : "did you mean " + near + "?");
    }
    if (is_there(connection, *found)) return *found;
    Error error(ErrorKind::refused,
                "there is no table " + table_words(*found) + ", as " + std::string(found->title) + " has it, in " +
                    connection.current_schema(),
                "without --from adopt looks for the tables of all tools that it reads");
    error.detail = lookalikes(connection);
    error.state = "nothing was changed";
    throw error;
  }
  std::vector<const Tool*> found;
  for (const auto& tool : tools()) {
    if (!is_there(connection, tool)) continue;
    // Tables of one name are one: the first that fits, as the list goes from what is told apart best.
    if (std::ranges::none_of(found, [&](const Tool* other) { return other->table == tool.table; })) {
      found.push_back(&tool);
    }
  }
  if (found.size() == 1) return *found.front();
  Error error(ErrorKind::refused, "");
  error.state = "nothing was changed";
  if (found.empty()) {
    error.message = "there is no table of a tool that adopt reads";
    error.detail = lookalikes(connection);
    error.hint = "it reads those of " + base::join(adoptable_tools(), ", ") +
                 "; `dunlin baseline REV` starts from any database that has its tables";
  } else {
    error.message = "there are tables of several tools: ";
    for (const auto* tool : found) error.message += (tool == found.front() ? "" : ", ") + table_words(*tool);
    error.hint = "say which one counts: --from " + std::string(found.front()->name) + " or --from " +
                 std::string(found.back()->name);
  }
  throw error;
}

std::vector<Row> read_rows(database::Connection& connection, const Tool& tool) {
  const auto column = [&](std::string_view name) {
    return name.empty() ? std::string("NULL") : connection.quote_name(name.substr(name.starts_with('!') ? 1 : 0));
  };
  const auto also = base::words(tool.also);
  const std::string_view name = also.empty() ? std::string_view() : also.front();
  const Rows rows = connection.query("SELECT " + column(tool.id) + ", " + column(name) + ", " + column(tool.at) + ", " +
                                     column(tool.ok) + ", " + column(tool.extra) + " FROM " +
                                     connection.quote_name(tool.table) + " ORDER BY " + column(tool.order));
  std::vector<Row> read;
  for (const auto& row : rows.rows) {
    Row one{to_text(row[0]), to_text(row[1]), iso_time(to_text(row[2])), true, to_text(row[4])};
    if (!tool.ok.empty()) one.ok = is_true(row[3]) != tool.ok.starts_with('!');
    read.push_back(std::move(one));
  }
  return read;
}

}  // namespace adoption
}  // namespace dunlin
