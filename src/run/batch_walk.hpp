// Walks a key in ranges, for batches in SQL and in C++, and writes down how far it has come.
#pragma once

#include <optional>
#include <string>

#include "database/connection.hpp"

namespace dunlin::run {

/// A key as the history keeps it, and back as the type that the key has.
[[nodiscard]] std::string key_text(const Value& key);
[[nodiscard]] Value key_value(const std::string& text, const Value& like);

class KeyWalk {
 public:
  /// `position`: the key_text() up to which an earlier run has come; empty: from the beginning.
  KeyWalk(database::Catalogue& catalogue, sql::QualifiedName table, std::string key, std::int64_t size,
          const std::string& position);

  struct Range {
    Value first, last;  ///< both belong to it
  };
  /// The range behind the last one; no value at the end.
  [[nodiscard]] std::optional<Range> next() const;
  /// It is done: the next one follows it.
  void pass(const Range& range) { from_ = range.last; }
  /// Rows that are left, roughly.
  [[nodiscard]] std::int64_t left() const { return catalogue_.batch_rows(table_, key_, from_); }

 private:
  database::Catalogue& catalogue_;
  sql::QualifiedName table_;
  std::string key_;
  std::int64_t size_;
  Value from_;
};

}  // namespace dunlin::run
