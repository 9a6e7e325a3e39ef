#include "author/script.hpp"

#include <algorithm>

#include "author/statements.hpp"
#include "base/text.hpp"

namespace dunlin::author {

using database::Statements;

Statements Script::up() const {
  Statements all;
  for (const auto& part : parts) all.insert(all.end(), part.up.begin(), part.up.end());
  return all;
}

Statements Script::down() const {
  Statements all;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    all.insert(all.end(), part->down.begin(), part->down.end());
  }
  return all;
}

std::vector<Statements> grouped(const Statements& statements, bool transactional) {
  std::vector<Statements> groups;
  for (const auto& statement : statements) {
    const bool joins =
        !groups.empty() && (!transactional || groups.back().back().transactional == statement.transactional);
    if (!joins) groups.emplace_back();
    groups.back().push_back(statement);
  }
  return groups;
}

bool outside_transaction(const Statements& statements) {
  return std::ranges::any_of(statements, [](const auto& statement) { return !statement.transactional; });
}

std::string half_text(const Statements& statements, const sql::LexRules& rules, const std::vector<Loss>& losses,
                      Direction direction) {
  std::string text;
  for (const auto& loss : losses) {
    std::string line = (direction == Direction::up ? "Destroys " : "Does not bring back ") + base::printable(loss.what);
    if (direction == Direction::up && loss.rows >= 0) {
      line +=
          std::string(" (") + (loss.exact ? "" : "about ") + base::plural(loss.rows, "row") + " when it was written)";
    }
    text += comment(line);
  }
  return text + text_of(statements, rules);
}

}  // namespace dunlin::author
