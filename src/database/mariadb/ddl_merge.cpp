// Clauses of one table in as few statements as will do: most of what ALTER TABLE does costs the same for one clause as
// for ten. The main statement stands where the first of its clauses stood that makes or changes something: what goes
// only hinders nobody for so long, and what is made is needed by what comes after.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

using Group = std::pair<std::string, int>;  // table, stage

bool only_takes_away(const Statement& clause) { return clause.place < columns; }

/// Where each group's statement stands.
std::map<Group, std::size_t> positions(const Statements& all) {
  std::map<Group, std::size_t> first, last, making;
  // A column's default may be a sequence's next value; a table that goes takes its foreign keys along.
  std::vector<std::size_t> waited_for;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].table.empty()) {
      if (all[i].sql.starts_with("CREATE SEQUENCE ") || all[i].sql.starts_with("DROP TABLE ")) waited_for.push_back(i);
      continue;
    }
    const Group group{all[i].table, all[i].stage};
    first.emplace(group, i);
    last[group] = i;
    if (!only_takes_away(all[i])) making.emplace(group, i);
  }
  std::map<Group, std::size_t> found;
  for (const auto& [group, i] : last) {
    const auto made = making.find(group);
    std::size_t at = i;
    if (group.second == freeing) {
      at = 0;  // nothing is in its way, and whatever it is in the way of may have moved
    } else if (group.second == unpartitioning) {
      at = first[group];
    } else if (group.second == main && made != making.end()) {
      at = made->second;
      for (const std::size_t each : waited_for) {
        if (each > at && each < i) at = each;
      }
    }
    // A table's statements stand in the order of their stages.
    for (int stage = freeing; stage < group.second; ++stage) {
      if (const auto before = found.find({group.first, stage}); before != found.end())
        at = std::max(at, before->second);
    }
    found[group] = at;
  }
  return found;
}

/// Foreign keys that may go with the rest do so, where there is a rest.
void join_freed(Statements& all) {
  for (auto& each : all) {
    if (each.table.empty() || each.stage != freeing || each.place != drop_foreign_key) continue;
    const bool rest = std::any_of(all.begin(), all.end(), [&](const Statement& other) {
      return other.table == each.table && other.stage == main && other.place >= 0;
    });
    if (rest) each.stage = main;
  }
}

/// One column is changed once: by the clause that says more. What two changes ask for alike is done once.
void leave_out_twice_said(Statements& clauses) {
  for (std::size_t i = 1; i < clauses.size();) {
    const auto& a = clauses[i - 1];
    const auto& b = clauses[i];
    const bool same = a.place == b.place && a.clause.starts_with("MODIFY ") && b.clause.starts_with("MODIFY ");
    if (!same && (a.clause != b.clause || a.place < 0)) {
      ++i;
      continue;
    }
    clauses.erase(clauses.begin() + static_cast<std::ptrdiff_t>(a.clause.size() > b.clause.size() ? i : i - 1));
  }
}

Statements statement_of(Statements clauses, bool mysql) {
  std::stable_sort(clauses.begin(), clauses.end(),
                   [](const Statement& a, const Statement& b) { return a.place < b.place; });
  leave_out_twice_said(clauses);
  AlterTable alter{.table = clauses.front().table};
  std::string remark;
  std::size_t full_text = 0;
  bool history = false, dates = false, least_blocking = false;
  for (const auto& each : clauses) {
    if (remark.empty()) remark = each.remark;
    if (each.place == keeps_history) {
      history = true;
    } else if (each.place == zero_dates) {
      dates = true;
    } else if (each.place == online) {
      least_blocking = true;
    } else if (each.place == partitions) {
      alter.partitions = each.clause;
    } else {
      if (each.clause.starts_with("ADD FULLTEXT ")) ++full_text;
      alter.clauses.push_back(each.clause);
    }
  }
  if (alter.clauses.empty() && alter.partitions.empty()) return {};
  Statement statement;
  statement.remark = remark;
  if (least_blocking) statement.forms = forms_of(alter, remark);
  // In place MySQL makes one at a time, and says so instead of copying.
  if (mysql && full_text > 1) alter.clauses.emplace_back("ALGORITHM=COPY");
  statement.sql = alter.sql();
  Statements all;
  const auto keep_history = [&](const char* value) {
    if (!history) return;
    all.emplace_back();
    all.back().sql = std::string("SET SESSION system_versioning_alter_history = ") + value;
  };
  keep_history("KEEP");
  all.push_back(std::move(statement));
  keep_history("DEFAULT");
  return dates ? taking_zero_dates(std::move(all)) : all;
}

/// "SET SESSION sql_mode = DEFAULT" before "SET SESSION sql_mode = 'ANSI_QUOTES'" is not worth a statement.
Statements with_fewer_settings(Statements statements) {
  const auto name = [](const Statement& each) {
    return each.sql.starts_with("SET SESSION ") ? each.sql.substr(0, each.sql.find(" = ")) : std::string();
  };
  Statements all;
  std::map<std::string, std::string> current;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const std::string setting = name(statements[i]);
    if (!setting.empty()) {
      if (i + 1 < statements.size() && name(statements[i + 1]) == setting) continue;
      const std::string value = statements[i].sql.substr(setting.size());
      if (current.emplace(setting, " = DEFAULT").first->second == value) continue;
      current[setting] = value;
    }
    all.push_back(std::move(statements[i]));
  }
  return all;
}

}  // namespace

Statements taking_zero_dates(Statements all) {
  Statement set;
  set.sql = "SET SESSION sql_mode = 'STRICT_ALL_TABLES'";
  all.insert(all.begin(), set);
  set.sql = "SET SESSION sql_mode = DEFAULT";
  all.push_back(set);
  return all;
}

Statements merge(Statements statements, bool mysql) {
  join_freed(statements);
  const auto where = positions(statements);
  std::map<Group, Statements> groups;
  for (const auto& each : statements) {
    if (!each.table.empty()) groups[{each.table, each.stage}].push_back(each);
  }
  std::map<std::size_t, std::vector<Group>> starting;
  for (const auto& [group, at] : where) starting[at].push_back(group);
  Statements all;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (statements[i].table.empty()) all.push_back(std::move(statements[i]));
    const auto here = starting.find(i);
    if (here == starting.end()) continue;
    for (const auto& group : here->second) {
      for (auto& each : statement_of(std::move(groups[group]), mysql)) all.push_back(std::move(each));
    }
  }
  return with_fewer_settings(std::move(all));
}

Statements MariadbDdl::finish(Statements statements) const { return merge(std::move(statements), mysql_); }

}  // namespace dunlin::database::mariadb
