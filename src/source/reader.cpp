#include "source/reader.hpp"

#include <utility>

#include "base/text.hpp"

namespace dunlin::source {
namespace {

sql::Markers markers_of(const Layout& layout) { return sql::Markers{layout.markers}; }

class MemorySource : public base::ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = left_.copy(into, size);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

// A mark that is not quite one would be an ordinary comment, and what it asks for would be left out in silence.
void refuse_near_mark(const sql::Item& item, const std::string& file) {
  const std::string text = base::lower(base::trim(std::string_view(item.text).substr(0, 40)));
  if (!text.starts_with("dunlin")) return;
  const std::string_view rest = base::trim(std::string_view(text).substr(6));
  if (!rest.starts_with(":")) return;
  throw config_error(file, item.begin, "\"" + base::printable(item.text.substr(0, 60)) + "\" is not quite a directive",
                     "Write it as -- dunlin:" + std::string(base::trim(rest.substr(1))));
}

}  // namespace

Half whole_text(const base::Content& content) {
  Half half;
  half.content = content;
  half.to = content.size();
  if (content.size() >= 3 && content.read(0, 3) == "\xEF\xBB\xBF") {
    half.from = half.start.offset = 3;
  }
  return half;
}

Reader::Reader(const Half& half, const Layout& layout, const sql::LexRules& rules, const Variables& variables,
               bool comments)
    : file_(half.content.name()), layout_(layout), rules_(rules), variables_(variables) {
  source_ = half.empty() ? std::make_unique<MemorySource>(std::string_view{}) : half.content.open(half.from, half.to);
  splitter_ = std::make_unique<sql::Splitter>(*source_, rules_, markers_of(layout_), file_, half.start, comments);
}

std::vector<std::string> Reader::take_log() { return std::exchange(attached_.log, {}); }

void Reader::refuse_pending() const {
  if (attached_.last.empty()) return;
  throw config_error(file_, attached_.last_place, "No statement follows dunlin:" + attached_.last,
                     "Put it right before the statement that it concerns, or take it out");
}

// False where there is nothing to run: what was said before it is then said about the next statement.
bool Reader::make_statement(sql::Item& item, Event& into) {
  into.kind = Event::Kind::statement;
  into.begin = item.begin;
  into.after = item.after;
  Statement& statement = into.statement;
  statement = Statement{};
  statement.place = item.begin;
  statement.has_data = item.has_data;
  if (!variables_.empty() && item.text.find("${") != std::string::npos) {
    statement.text = replace_variables(item.text, variables_);
    if (statement.text != item.text) statement.source = std::move(item.text);
  } else {
    statement.text = std::move(item.text);
  }
  statement.info = sql::classify(statement.text, rules_);
  if (statement.info.kind == sql::StatementKind::empty) return false;
  statement.conditions = std::move(attached_.conditions);
  statement.batch = std::move(attached_.batch);
  statement.log = std::move(attached_.log);
  check_batch(statement, attached_.batch_place, file_);
  attached_ = Attached{};
  return true;
}

// goose sends what is between StatementBegin and StatementEnd in one piece. Files have several statements there, which
// only some drivers take, so it is cut all the same, and sent in one piece only where it cannot be cut.
void Reader::read_block(const sql::Position& begin) {
  sql::Item whole = splitter_->take_until_marker();
  block_open_ = true;
  if (whole.kind == sql::ItemKind::end) return;
  std::deque<sql::Item> parts;
  try {
    MemorySource bytes(whole.text);
    sql::Splitter inner(bytes, rules_, sql::Markers{}, file_, whole.begin);
    for (sql::Item item = inner.next(); item.kind != sql::ItemKind::end; item = inner.next()) {
      if (item.has_data) throw config_error(file_, begin, "COPY within a block", {});
      if (!item.text.empty()) parts.push_back(std::move(item));
    }
  } catch (const Error&) {
    parts.clear();
    parts.push_back(std::move(whole));
  }
  if (parts.size() > 1 && !attached_.last.empty()) {
    throw config_error(file_, attached_.last_place,
                       "dunlin:" + attached_.last + " concerns one statement, and a block of several follows",
                       "Put it between the statements, right before the one that it concerns");
  }
  block_begun_ = block_begun_ || !parts.empty();
  block_ = std::move(parts);
}

bool Reader::read_marker(const sql::Item& item, Event& into) {
  MarkRead mark = layout_.read_mark(item.text);
  const bool native = item.text.starts_with("dunlin:");
  // goose takes NO TRANSACTION anywhere; within a statement it would part the one that it stands in.
  const bool before_statement = mark.mark == Mark::transaction_off && !native && !block_begun_;
  if (block_open_ && mark.mark != Mark::statement_end && !before_statement) {
    throw config_error(file_, item.begin, "\"" + base::printable(item.text) + "\" stands within a StatementBegin",
                       "End the statement before it with -- +goose StatementEnd");
  }
  into.begin = item.begin;
  into.after = item.after;
  switch (mark.mark) {
    case Mark::up:
    case Mark::down:
      refuse_pending();
      if (mark.mark == Mark::up && !attached_.log.empty()) {
        throw config_error(file_, attached_.log_place, "dunlin:log stands before the up half",
                           "Put it between the statements, where it is to be told");
      }
      attached_ = Attached{};
      into.kind = mark.mark == Mark::up ? Event::Kind::up : Event::Kind::down;
      break;
    case Mark::transaction_off:
    case Mark::transaction_on:
      into.kind = Event::Kind::transaction;
      if (block_open_) read_block(item.begin);
      break;
    case Mark::statement_begin:
      block_begun_ = false;
      read_block(item.begin);
      return false;
    case Mark::statement_end:
      if (!block_open_) {
        throw config_error(file_, item.begin, "StatementEnd without a StatementBegin",
                           "Put -- +goose StatementBegin before the statement, or take this line out");
      }
      block_open_ = false;
      return false;
    case Mark::directive:
      if (!native) return false;
      if (is_statement_directive(mark.name)) {
        const std::string rest = replace_variables(mark.rest, variables_);
        read_statement_directive(mark.name, rest, rules_, item.begin, file_, attached_);
        return false;
      }
      into.kind = Event::Kind::directive;
      break;
    case Mark::unknown: {
      if (!mark.problem.empty()) throw config_error(file_, item.begin, mark.problem, mark.hint);
      const std::string near = base::nearest(base::lower(mark.name), mark.known);
      const std::string name = native ? "dunlin:" + mark.name : std::string(item.text);
      throw config_error(file_, item.begin, "Unknown directive \"" + base::printable(name) + "\"",
                         (near.empty() ? std::string() : "Did you mean \"" + near + "\"? ") + "There are " +
                             base::join(mark.known, ", "));
    }
  }
  into.mark = std::move(mark);
  return true;
}

void Reader::next(Event& into) {
  for (;;) {
    if (!block_.empty()) {
      sql::Item item = std::move(block_.front());
      block_.pop_front();
      if (make_statement(item, into)) return;
      continue;
    }
    sql::Item item = splitter_->next();
    switch (item.kind) {
      case sql::ItemKind::statement:
        if (!item.text.empty() && make_statement(item, into)) return;
        continue;
      case sql::ItemKind::marker:
        if (read_marker(item, into)) return;
        continue;
      case sql::ItemKind::comment:
        refuse_near_mark(item, file_);
        into.kind = Event::Kind::comment;
        into.comment = std::move(item.text);
        into.begin = item.begin;
        into.after = item.after;
        return;
      case sql::ItemKind::end:
        if (block_open_) {
          throw config_error(file_, item.begin, "StatementBegin without a StatementEnd",
                             "Put -- +goose StatementEnd behind the statement");
        }
        refuse_pending();
        into.kind = Event::Kind::end;
        into.begin = item.begin;
        into.after = item.after;
        return;
    }
  }
}

}  // namespace dunlin::source
