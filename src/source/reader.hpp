// Walks the text of a migration, or of a half of one: statements with what their directives say, and the marks that
// concern the file. Private to this room.
#pragma once

#include <deque>
#include <memory>

#include "source/directive.hpp"
#include "source/layout.hpp"
#include "source/migration.hpp"
#include "sql/splitter.hpp"

namespace dunlin::source {

struct Event {
  enum class Kind : std::uint8_t { statement, up, down, transaction, directive, comment, end };
  Kind kind = Kind::end;
  Statement statement;
  MarkRead mark;        ///< up, down, transaction, directive (one that concerns the file)
  std::string comment;  ///< its text
  sql::Position begin;
  sql::Position after;
};

class Reader {
 public:
  Reader(const Half& half, const Layout& layout, const sql::LexRules& rules, const Variables& variables, bool comments);

  /// The next event; `end` at the end, again and again.
  void next(Event& into);
  base::ByteSource& copy_data() { return splitter_->copy_data(); }
  /// log directives that no statement has taken yet
  [[nodiscard]] std::vector<std::string> take_log();
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  bool read_marker(const sql::Item& item, Event& into);
  void read_block(const sql::Position& begin);
  bool make_statement(sql::Item& item, Event& into);
  void refuse_pending() const;

  std::string file_;
  const Layout& layout_;
  const sql::LexRules& rules_;
  const Variables& variables_;
  std::unique_ptr<base::ByteSource> source_;
  std::unique_ptr<sql::Splitter> splitter_;
  Attached attached_;
  std::deque<sql::Item> block_;  ///< statements of a goose block that are still to be given out
  bool block_open_ = false;
  bool block_begun_ = false;  ///< there was something in it
};

/// Byte order mark: all of the text but it.
[[nodiscard]] Half whole_text(const base::Content& content);

}  // namespace dunlin::source
