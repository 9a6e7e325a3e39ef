// What runs in the server: routines, packages, triggers and events.
#include <tuple>

#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {
namespace {

/// "CREATE DEFINER=`a`@`b` PROCEDURE ..." without the definer; quotes are those of the routine's own mode.
std::string without_definer(std::string text) {
  constexpr std::string_view start = "CREATE DEFINER=";
  if (!text.starts_with(start)) return text;
  std::size_t at = start.size();
  while (at < text.size() && text[at] != ' ') {
    const char quote = text[at];
    if (quote != '`' && quote != '"' && quote != '\'') {
      ++at;
      continue;
    }
    for (++at; at < text.size(); ++at) {
      if (text[at] != quote) continue;
      if (at + 1 == text.size() || text[at + 1] != quote) break;
      ++at;
    }
    ++at;
  }
  return "CREATE " + text.substr(std::min(at + 1, text.size()));
}

}  // namespace

void read_routines(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      "SELECT ROUTINE_NAME, ROUTINE_TYPE, DEFINER, SQL_MODE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = "
      "DATABASE()");
  std::set<std::string> functions;
  for (const auto& row : rows.rows) {
    if (to_text(row[1]) == "FUNCTION") functions.insert(to_text(row[0]));
  }
  for (const auto& row : rows.rows) {
    const std::string name = to_text(row[0]), type = to_text(row[1]);
    const std::string definition = without_definer(from.shown(type, name, 2));
    schema::Properties properties;
    from.note_definer(properties, to_text(row[2]));
    from.note_mode(properties, to_text(row[3]));
    if (type != "FUNCTION" && type != "PROCEDURE") {
      schema::Other package;
      package.kind = base::lower(type);  // "package body"
      package.name = name;
      package.definition = definition;
      package.properties = std::move(properties);
      into.others.push_back(std::move(package));
      continue;
    }
    schema::Routine routine;
    routine.name = name;
    routine.kind = type == "PROCEDURE"                           ? schema::RoutineKind::procedure
                   : definition.starts_with("CREATE AGGREGATE ") ? schema::RoutineKind::aggregate
                                                                 : schema::RoutineKind::function;
    // Routines are told apart by name alone, but for a function and a procedure of one name.
    if (type == "PROCEDURE" && functions.contains(name)) routine.arguments = "procedure";
    routine.definition = definition;
    routine.properties = std::move(properties);
    into.routines.push_back(std::move(routine));
  }
}

void read_triggers(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, DEFINER, SQL_MODE "
      "FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, "
      "EVENT_MANIPULATION, ACTION_ORDER");
  using Moment = std::tuple<std::string, std::string, std::string>;
  std::map<Moment, std::string> before;  // the trigger that runs before, at that moment
  for (const auto& row : rows.rows) {
    const std::string name = to_text(row[0]), table = to_text(row[1]);
    if (from.leaves_out(table)) continue;
    const Moment moment = {table, to_text(row[2]), to_text(row[3])};
    schema::Trigger trigger;
    trigger.name = name;
    trigger.table = table;
    trigger.definition = "CREATE TRIGGER " + from.quoted(name) + " " + to_text(row[2]) + " " + to_text(row[3]) +
                         " ON " + from.quoted(table) + " FOR EACH ROW ";
    if (auto& previous = before[moment]; previous.empty()) {
      previous = name;
    } else {
      trigger.definition += "FOLLOWS " + from.quoted(previous) + " ";
      previous = name;
    }
    trigger.definition += to_text(row[4]);
    from.note_definer(trigger.properties, to_text(row[5]));
    from.note_mode(trigger.properties, to_text(row[6]));
    into.triggers.push_back(std::move(trigger));
  }
}

void read_events(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(
      "SELECT EVENT_NAME, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, STATUS, ON_COMPLETION, "
      "EVENT_COMMENT, EVENT_DEFINITION, DEFINER, SQL_MODE, TIME_ZONE, STARTS = CREATED FROM information_schema.EVENTS "
      "WHERE EVENT_SCHEMA = DATABASE()");
  for (const auto& row : rows.rows) {
    schema::Other event;
    event.kind = "event";
    event.name = to_text(row[0]);
    const std::string zone = to_text(row[13]);
    std::string& text = event.definition;
    text = "CREATE EVENT " + from.quoted(event.name.name) + " ON SCHEDULE ";
    if (to_text(row[1]) == "ONE TIME") {
      text += "AT " + from.quoted_text(to_text(row[2]));
    } else {
      const std::string value = to_text(row[3]);
      const bool bare = value.find_first_not_of("0123456789'") != std::string::npos && !value.starts_with('\'');
      text += "EVERY " + (bare ? from.quoted_text(value) : value) + " " + to_text(row[4]);
      // Without a time of its own it starts when it is made.
      const bool starts_when_made = zone == from.time_zone && to_integer(row[14]) == 1;
      if (!is_null(row[5]) && !starts_when_made) text += " STARTS " + from.quoted_text(to_text(row[5]));
      if (!is_null(row[6])) text += " ENDS " + from.quoted_text(to_text(row[6]));
    }
    if (to_text(row[8]) == "PRESERVE") text += " ON COMPLETION PRESERVE";
    const std::string status = to_text(row[7]);
    if (status == "DISABLED") text += " DISABLE";
    if (status == "SLAVESIDE_DISABLED") text += " DISABLE ON SLAVE";
    if (const std::string comment = to_text(row[9]); !comment.empty()) text += " COMMENT " + from.quoted_text(comment);
    text += " DO " + to_text(row[10]);
    from.note_definer(event.properties, to_text(row[11]));
    from.note_mode(event.properties, to_text(row[12]));
    if (zone != from.time_zone) event.properties["time_zone"] = zone;
    into.others.push_back(std::move(event));
  }
}

}  // namespace dunlin::database::mariadb
