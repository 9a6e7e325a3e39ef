// The database is changed to be as it is declared, under the runner lock.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "author/compare.hpp"

namespace dunlin::author {

struct Application {
  const SchemaSource& desired;
  const DifferenceOptions& how;
  std::string_view command = "schema apply";  ///< for words
  /// Asked under the lock, with what is about to be done. Not set: yes.
  std::function<bool(const Difference&)> confirm{};
  /// Under the lock, before the first statement. `whole`: all of it is one transaction, with what is recorded.
  std::function<void(bool whole)> begin{};
  /// What is recorded of it: committed with the statements, or, where these commit by themselves, right after them.
  std::function<std::vector<database::Command>()> record{};
};

/// Returns what was done; nothing, and nothing recorded, where there was nothing to do and `record` is not set.
Difference apply(Workshop& workshop, const Application& what);

}  // namespace dunlin::author
