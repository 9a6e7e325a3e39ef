// The tools whose tables are read, as data: by which table and columns each is known, and what its rows mean.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "source/layout.hpp"

namespace dunlin::adoption {

/// A row of the other tool's table.
struct Row {
  std::string id;  ///< version or whole name
  std::string name;
  std::string applied_at;  ///< UTC, ISO 8601; empty where it does not say
  bool ok = true;
  std::string extra;  ///< Tool::extra
};

struct Reading {
  std::vector<Row> applied;  ///< in order
  std::vector<std::string> failed;
  std::vector<std::string> notes;
  std::string baseline;  ///< a version up to which everything counts as applied
};

/// Makes of rows what is applied. Most tools have one row for each migration; some do not.
using Resolve = Reading (*)(std::vector<Row> rows, const source::Source& source);

struct Tool {
  std::string_view name;   ///< for --from
  std::string_view title;  ///< for messages
  std::string_view table;
  std::string_view id, at, ok, extra;  ///< columns; empty: it has none
  std::string_view also;               ///< further columns by which it is known, separated by blanks
  std::string_view order;              ///< column
  bool exact = false;                  ///< it has no other columns
  std::string_view companion = {};     ///< a table that stands beside it
  Resolve resolve = nullptr;           ///< null: nothing can be taken over
};

[[nodiscard]] std::span<const Tool> tools();
/// Tables that are told apart from those above: named, not read.
[[nodiscard]] std::span<const Tool> strangers();
[[nodiscard]] bool has_columns(const Tool& tool, const std::vector<std::string>& columns);
/// "alembic_version(version_num)".
[[nodiscard]] std::string table_words(const Tool& tool);

/// The migration that a row is, or null: by its whole name, with or without an ending of any language, else by its
/// version, where the names do not speak against it.
[[nodiscard]] const source::Migration* find_migration(const Row& row, const source::Source& source);

}  // namespace dunlin::adoption
