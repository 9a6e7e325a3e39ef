// Placeholders: ? in the text of whoever writes for all engines, what the engine has in what is sent.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql/lex_rules.hpp"

namespace dunlin::run {

struct Placeholders {
  std::string text;       ///< to be sent
  std::size_t count = 0;  ///< of placeholders
  bool counted = true;    ///< false: they are written in the engine's own way ($1, :name), which only it understands

  /// An offset in `text` as one in the text that was written.
  [[nodiscard]] std::size_t written(std::size_t offset) const;

  std::vector<std::pair<std::size_t, std::size_t>> anchors{};  ///< offsets here and there that belong together
};

/// Each ? becomes $1, $2, ... where the engine numbers its parameters; ?? becomes ?. Text that has parameters of the
/// engine's own is left as it is. Strings, names and comments are never touched.
[[nodiscard]] Placeholders read_placeholders(std::string_view statement, const sql::LexRules& rules, bool numbered);

}  // namespace dunlin::run
