// What one statement is and what it touches, read from its leading tokens. Not a parser: what it does not know it
// calls opaque, and callers must then assume the worst.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lex_rules.hpp"
#include "sql/object.hpp"

namespace dunlin::sql {

enum class StatementKind : std::uint8_t {
  empty,        ///< nothing but comments
  definition,   ///< CREATE, ALTER, DROP, RENAME, TRUNCATE, COMMENT, GRANT, ...
  change,       ///< INSERT, UPDATE, DELETE, REPLACE, MERGE (also behind WITH)
  query,        ///< SELECT, VALUES, SHOW, EXPLAIN, ... (also behind WITH)
  session,      ///< SET, USE, PREPARE, PRAGMA of the session, RESET, DISCARD, ...
  transaction,  ///< BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, SAVEPOINT, RELEASE
  copy_in,      ///< COPY ... FROM stdin
  maintenance,  ///< VACUUM, ANALYZE, REINDEX, OPTIMIZE, CHECKPOINT, ...: may be run again without harm
  opaque,       ///< CALL, EXECUTE, DO, LOAD DATA, anything unknown
};

enum class TransactionVerb : std::uint8_t { none, begin, commit, rollback, savepoint, release, rollback_to };

struct StatementInfo {
  StatementKind kind = StatementKind::opaque;
  std::string verb;  ///< upper case leading words that name the action: "CREATE INDEX", "ALTER TABLE", "DELETE"
  TransactionVerb transaction = TransactionVerb::none;
  ObjectKind object = ObjectKind::none;  ///< of a definition
  QualifiedName name;                    ///< the object defined, altered or dropped; empty where it has none
  std::vector<QualifiedName> more;       ///< DROP TABLE a, b: b
  QualifiedName table;                   ///< the table of an index, trigger, change or copy
  QualifiedName renamed_to;              ///< RENAME TO
  bool if_exists = false;
  bool if_not_exists = false;
  bool or_replace = false;
  bool concurrently = false;
  bool temporary = false;
  bool refuses_transaction = false;  ///< matches LexRules::no_transaction
  bool implicit_commit = false;      ///< matches LexRules::implicit_commit
  /// What it destroys, in words, empty if nothing: "table users", "column users.email", "all rows of users".
  std::string destroys;
};

[[nodiscard]] StatementInfo classify(std::string_view statement, const LexRules& rules);

/// One token of a statement; comments and white space are left out.
enum class TokenKind : std::uint8_t { word, quoted_name, string, number, symbol, parameter };
struct Token {
  TokenKind kind = TokenKind::symbol;
  std::string_view text;  ///< as written, quotes included
  std::size_t offset = 0;
};
[[nodiscard]] std::vector<Token> tokens(std::string_view statement, const LexRules& rules,
                                        std::size_t limit = SIZE_MAX);

/// A token's name, unquoted and folded.
[[nodiscard]] std::string name_of(const Token& token, const LexRules& rules);

/// Whether two texts hold the same tokens (only comments and white space differ).
[[nodiscard]] bool same_tokens(std::string_view a, std::string_view b, const LexRules& rules);

}  // namespace dunlin::sql
