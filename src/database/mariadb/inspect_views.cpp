// Views and sequences.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {
namespace {

/// Whether a table, view or alias is called like the database: then only the server can tell which is meant.
bool is_ambiguous(const Inspection& from, const std::string& query, const std::set<std::string>& names) {
  if (names.contains(from.database)) return true;
  const std::string own = "`" + base::replace_all(from.database, "`", "``") + "`";
  for (auto at = query.find(own); at != std::string::npos; at = query.find(own, at + 1)) {
    const auto end = at + own.size();
    if (end == query.size() || query[end] != '.') return true;
  }
  return false;
}

/// What SHOW CREATE VIEW has behind AS, without the check option.
std::string query_of(const std::string& shown, const std::string& option) {
  const auto at = shown.find(" AS ", shown.find(" VIEW "));
  std::string query = at == std::string::npos ? shown : shown.substr(at + 4);
  const std::string end = " WITH " + option + " CHECK OPTION";
  if (option != "NONE" && query.ends_with(end)) query.resize(query.size() - end.size());
  return query;
}

std::string algorithm_of(const std::string& shown) {
  constexpr std::string_view word = "ALGORITHM=";
  const auto at = shown.find(word);
  if (at == std::string::npos) return "UNDEFINED";
  return shown.substr(at + word.size(), shown.find(' ', at) - at - word.size());
}

}  // namespace

void read_views(Inspection& from, schema::Schema& into) {
  const Rows rows = from.ask(std::string("SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, DEFINER, SECURITY_TYPE, ") +
                             (from.is_mysql() ? "NULL" : "ALGORITHM") +
                             " FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()");
  std::set<std::string> names;
  for (const auto& table : into.tables) names.insert(table.name.name);
  for (const auto& sequence : into.sequences) names.insert(sequence.name.name);
  for (const auto& row : rows.rows) names.insert(to_text(row[0]));
  for (const auto& row : rows.rows) {
    schema::View view;
    view.name = to_text(row[0]);
    std::string query = to_text(row[1]), algorithm = to_text(row[5]);
    const std::string option = to_text(row[2]);
    std::set<std::string> uses;
    view.query = without_qualifier(query, from.database, &uses);
    // Of a text, information_schema leaves out the character set ("_latin1'x'").
    const bool has_texts = query.find('\'') != std::string::npos;
    const bool ambiguous = is_ambiguous(from, query, names);
    if (query.empty() || algorithm.empty() || has_texts || ambiguous) {
      const std::string shown = from.shown("VIEW", view.name.name, 1);
      algorithm = algorithm_of(shown);
      view.query = query_of(shown, option);
      // Names are bare, but for a view of what is not there.
      if (!ambiguous) view.query = without_qualifier(view.query, from.database);
    }
    for (const auto& used : uses) view.uses.emplace_back(used);
    if (algorithm != "UNDEFINED") view.properties["algorithm"] = algorithm;
    if (option != "NONE") view.properties["check option"] = option;
    if (to_text(row[4]) != "DEFINER") view.properties["security"] = to_text(row[4]);
    from.note_definer(view.properties, to_text(row[3]));
    into.views.push_back(std::move(view));
  }
}

void read_sequences(Inspection& from, schema::Schema& into) {
  // A sequence is a table of one row, and there is nowhere else to look before MariaDB 11.
  constexpr std::size_t together = 100;
  static constexpr const char* names[] = {"start", "minimum", "maximum", "increment", "cache", "cycle"};
  for (std::size_t first = 0; first < into.sequences.size(); first += together) {
    std::string sql;
    const std::size_t end = std::min(first + together, into.sequences.size());
    for (std::size_t i = first; i < end; ++i) {
      const std::string& name = into.sequences[i].name.name;
      sql += std::string(sql.empty() ? "" : " UNION ALL ") + "SELECT " + std::to_string(i) +
             ", start_value, minimum_value, maximum_value, increment, cache_size, cycle_option FROM " +
             from.quoted(name);
    }
    for (const auto& row : from.ask(sql).rows) {
      auto& properties = into.sequences[static_cast<std::size_t>(to_integer(row[0]))].properties;
      for (std::size_t i = 0; i < 6; ++i) properties[names[i]] = to_text(row[i + 1]);
    }
  }
}

}  // namespace dunlin::database::mariadb
