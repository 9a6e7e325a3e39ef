// Gathers a Summary from statements in order. Private to this room.
#pragma once

#include "source/migration.hpp"

namespace dunlin::source {

class Summarizer {
 public:
  explicit Summarizer(const sql::LexRules& rules) : rules_(rules) {}
  void add(const Statement& statement);
  [[nodiscard]] Summary finish();
  [[nodiscard]] std::int64_t seen() const { return seen_; }

 private:
  void add_transaction(sql::TransactionVerb verb);
  void add_pragma(const Statement& statement);

  const sql::LexRules& rules_;
  Summary summary_;
  std::int64_t seen_ = 0;  ///< all statements
  bool open_ = false;
  bool foreign_keys_seen_ = false;
};

}  // namespace dunlin::source
