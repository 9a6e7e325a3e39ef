// ALTER TABLE in all its forms, from the least blocking one on. What a server can do without a copy, and without those
// who write to the table having to wait, depends on its version, the table and its other clauses: no list of ours would
// be right. A server that is asked for a form that it does not have for this refuses it, and has changed nothing.
#include <algorithm>

#include "base/text.hpp"
#include "database/mariadb/ddl_writer.hpp"

namespace dunlin::database::mariadb {
namespace {

/// MariaDB takes ALGORITHM=INSTANT for these, and copies all the same.
bool copies(const AlterTable& alter) {
  return !alter.partitions.empty() ||
         std::ranges::any_of(alter.clauses, [](const auto& each) { return each.starts_with("ENGINE="); });
}

}  // namespace

std::string AlterTable::sql() const {
  const std::string between = clauses.size() > 1 ? "\n  " : clauses.empty() ? "" : " ";
  return "ALTER TABLE " + table + between + base::join(clauses, ",\n  ") +
         (partitions.empty() ? "" : "\n" + partitions);
}

std::vector<Form> forms_of(const AlterTable& alter, const std::string& remark) {
  std::vector<Form> all;
  const auto add = [&](const char* request, const std::string& wait) {
    AlterTable form = alter;
    if (*request != '\0') form.clauses.emplace_back(request);
    all.push_back({form.sql(), remark + (remark.empty() || wait.empty() ? "" : "; ") + wait});
  };
  if (!copies(alter)) add("ALGORITHM=INSTANT", {});
  add("ALGORITHM=INPLACE, LOCK=NONE", {});
  add("ALGORITHM=COPY, LOCK=NONE", {});  // MariaDB has it since 11.2
  add("ALGORITHM=INPLACE, LOCK=SHARED", "writers of " + alter.table + " wait meanwhile");
  add("ALGORITHM=COPY, LOCK=SHARED", "writers of " + alter.table + " wait while it is copied");
  add("", "the server decides who waits for " + alter.table + " meanwhile");
  return all;
}

}  // namespace dunlin::database::mariadb
