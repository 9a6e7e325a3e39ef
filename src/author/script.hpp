// What a difference is written down as: one migration, or several where some statements have to be outside of
// transactions and others are better within.
#pragma once

#include <string>
#include <vector>

#include "database/ddl.hpp"
#include "dunlin/plan.hpp"
#include "sql/lex_rules.hpp"

namespace dunlin::author {

/// One migration.
struct ScriptPart {
  database::Statements up, down;
};

struct Script {
  std::vector<ScriptPart> parts;

  [[nodiscard]] database::Statements up() const;
  [[nodiscard]] database::Statements down() const;  ///< the last part's first
};

/// Neighbours that are all in a transaction, or all not. `transactional`: whether that is a question here at all.
[[nodiscard]] std::vector<database::Statements> grouped(const database::Statements& statements, bool transactional);

/// A half's text has to be run outside a transaction.
[[nodiscard]] bool outside_transaction(const database::Statements& statements);

/// The text of a half; `losses` come first as comments: of an up what it destroys, of a down what it does not bring
/// back.
[[nodiscard]] std::string half_text(const database::Statements& statements, const sql::LexRules& rules,
                                    const std::vector<Loss>& losses, Direction direction);

}  // namespace dunlin::author
