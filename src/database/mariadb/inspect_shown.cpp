// What only SHOW CREATE TABLE says: how a table is partitioned, its period, a full-text index's parser, and the options
// of engines that keep some of their own.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/inspection.hpp"

namespace dunlin::database::mariadb {
namespace {

bool is_rare(const schema::Table& table) {
  static const std::set<std::string> common = {"InnoDB", "MyISAM", "Aria", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE"};
  const auto engine = table.properties.find("ENGINE");
  return engine != table.properties.end() && !common.contains(engine->second);
}

/// A period's rule is told as a check that is called like the period: "`since` < `until`", both NOT NULL.
bool may_have_period(const schema::Table& table) {
  return std::any_of(table.checks.begin(), table.checks.end(), [](const schema::Check& check) {
    return check.expression.starts_with('`') && check.expression.ends_with('`') &&
           check.expression.find("` < `") != std::string::npos &&
           std::count(check.expression.begin(), check.expression.end(), '`') == 4;
  });
}

bool has_full_text(const schema::Table& table) {
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const schema::Index& index) { return index.method == "fulltext"; });
}

/// "`a``b` (..." -> "a`b".
std::string leading_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '`') {
      if (i + 1 == text.size() || text[i + 1] != '`') break;
      ++i;
    }
    name += text[i];
  }
  return name;
}

void read_period(const Inspection& from, const std::vector<std::string_view>& lines, schema::Table& table) {
  constexpr std::string_view period = "  PERIOD FOR `";
  const auto line = std::find_if(lines.begin(), lines.end(), [&](auto each) { return each.starts_with(period); });
  if (line == lines.end()) return;
  std::string_view text = line->substr(period.size() - 1);
  if (text.ends_with(',')) text.remove_suffix(1);
  const std::string name = leading_name(text);
  table.properties["PERIOD"] = std::string(text);
  std::erase_if(table.checks, [&](const schema::Check& check) { return check.name == name; });

  const std::string mark = from.quoted(name) + " WITHOUT OVERLAPS)";
  const auto mend = [&](schema::Key& key) {
    // The period's end and start are its last columns.
    if (key.columns.size() >= 2) key.columns.resize(key.columns.size() - 2);
    key.properties["without overlaps"] = name;
  };
  for (const auto each : lines) {
    if (each.find(mark) == std::string_view::npos) continue;
    if (each.starts_with("  PRIMARY KEY") && table.primary_key) mend(*table.primary_key);
    constexpr std::string_view unique = "  UNIQUE KEY ";
    if (!each.starts_with(unique)) continue;
    const std::string key_name = leading_name(each.substr(unique.size()));
    for (auto& key : table.uniques) {
      if (key.name == key_name) mend(key);
    }
  }
}

void read_parsers(const std::vector<std::string_view>& lines, schema::Table& table) {
  constexpr std::string_view full_text = "  FULLTEXT KEY ", with = " WITH PARSER `";
  for (const auto line : lines) {
    const auto at = line.find(with);
    if (!line.starts_with(full_text) || at == std::string_view::npos) continue;
    const std::string name = leading_name(line.substr(full_text.size()));
    for (auto& index : table.indexes) {
      if (index.name == name) index.properties["parser"] = leading_name(line.substr(at + with.size() - 1));
    }
  }
}

/// "RANGE (year(`at`))\n(PARTITION `p0` VALUES LESS THAN (2020),\n ...)": without the engine, which is the table's.
std::string read_partitions(std::string_view tail) {
  constexpr std::string_view by = "PARTITION BY ";
  const auto at = tail.find(by);
  if (at == std::string_view::npos) return {};
  std::string text(tail.substr(at + by.size()));
  // MySQL has it in a comment for those who cannot read it: "/*!50100 PARTITION BY ... */".
  if (tail.substr(0, at).find("/*!") != std::string_view::npos && text.ends_with("*/")) text.resize(text.size() - 2);
  for (const std::string_view mark : {" ENGINE = "}) {
    for (auto found = text.find(mark); found != std::string::npos; found = text.find(mark)) {
      auto end = found + mark.size();
      while (end < text.size() && text[end] != ',' && text[end] != ')' && !base::is_space(text[end])) ++end;
      text.erase(found, end - found);
    }
  }
  return std::string(base::trim(text));
}

}  // namespace

void read_shown(Inspection& from, schema::Schema& into) {
  for (auto& table : into.tables) {
    const bool partitioned = !table.partition_by.empty(), rare = is_rare(table);
    if (!partitioned && !rare && !may_have_period(table) && !has_full_text(table)) continue;
    const std::string text = from.shown("TABLE", table.name.name, 1);
    // Comments and defaults have their newlines escaped: the last line that begins so is the table's end.
    const std::size_t close = std::min(text.rfind("\n)"), text.size());
    const std::string_view head = std::string_view(text).substr(0, close), tail = std::string_view(text).substr(close);
    const auto lines = base::split(head, '\n');
    read_period(from, lines, table);
    read_parsers(lines, table);
    if (partitioned) table.partition_by = read_partitions(tail);
    if (!rare) continue;
    const auto options = tail.substr(std::min<std::size_t>(2, tail.size()));
    for (auto& [name, value] : read_options(options.substr(0, options.find('\n')))) {
      static const std::set<std::string> known = {"ENGINE", "AUTO_INCREMENT", "CHARSET", "COLLATE", "COMMENT"};
      if (!known.contains(name)) table.properties[name] = value;
    }
  }
}

}  // namespace dunlin::database::mariadb
