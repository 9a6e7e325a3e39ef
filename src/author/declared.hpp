// `-- dunlin:renamed-from OLD` in SQL: on the line of what has the new name, or on the line before. Pure.
#pragma once

#include <optional>
#include <vector>

#include "author/renames.hpp"
#include "sql/classify.hpp"
#include "sql/splitter.hpp"

namespace dunlin::author {

/// Takes the comments and statements of one file in their order.
class Declarations {
 public:
  Declarations(const sql::LexRules& rules, std::vector<DeclaredRename>& into) : rules_(rules), into_(into) {}

  /// A comment between statements. Throws Error{config} for another directive of Dunlin's and for one without a name.
  void take_comment(const sql::Item& comment);
  void take_statement(const sql::Item& statement, const sql::StatementInfo& info);

 private:
  void add_whole(const std::string& from);

  const sql::LexRules& rules_;
  std::vector<DeclaredRename>& into_;
  std::optional<std::string> pending_;  ///< of what comes next
  sql::StatementInfo last_;             ///< the statement before
  std::size_t last_line_ = 0;           ///< where it ended
};

}  // namespace dunlin::author
