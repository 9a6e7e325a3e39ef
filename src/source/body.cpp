// read_body(): one pass over a migration's text.
#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "source/code.hpp"
#include "source/directive.hpp"
#include "source/layout.hpp"
#include "source/reader.hpp"
#include "source/settings.hpp"
#include "source/summary.hpp"

namespace dunlin::source {
namespace {

// The first comment of a file is its description: lines that follow each other without a gap.
class Description {
 public:
  void add(std::string_view comment, std::size_t line) {
    if (closed_) return;
    if (comment.starts_with("/*")) comment.remove_prefix(2);
    if (comment.ends_with("*/")) comment.remove_suffix(2);
    const std::string text = base::join(strings(base::words(comment)), " ");
    const bool says_something = std::any_of(
        text.begin(), text.end(), [](char c) { return base::is_alpha(c) || base::is_digit(c) || (c & 0x80) != 0; });
    if (!text_.empty() && (line != line_ + 1 || !says_something)) closed_ = true;
    if (closed_ || !says_something) return;
    if (!text_.empty()) text_ += ' ';
    text_ += text;
    line_ = line;
  }
  void close() { closed_ = true; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::vector<std::string> strings(const std::vector<std::string_view>& views) {
    return {views.begin(), views.end()};
  }
  std::string text_;
  std::size_t line_ = 0;
  bool closed_ = false;
};

class BodyScan {
 public:
  BodyScan(const Migration& migration, const sql::LexRules& rules, const Variables& variables)
      : migration_(migration),
        layout_(migration.layout != nullptr ? *migration.layout : native_layout()),
        rules_(rules),
        variables_(variables),
        up_(rules),
        down_(rules) {}

  Body run() {
    read_names_and_settings();
    scan_up_file();
    if (migration_.down) scan_down_file();
    body_.description = description_.text();
    if (body_.irreversible && body_.down_summary && body_.down_summary->statements > 0) {
      throw config_error(body_.down->content.name(), body_.down->start,
                         "The migration is said to be irreversible, and has a down",
                         "Take out dunlin:irreversible, or the down");
    }
    return std::move(body_);
  }

 private:
  enum class Where { preamble, up, down };

  void say_transaction(bool wanted) {
    body_.transaction = wanted;
    body_.down_transaction = wanted;
  }

  void read_names_and_settings() {
    if (migration_.transaction_off) say_transaction(false);
    if (!layout_.transaction_setting.empty()) {
      for (const base::Content& settings : migration_.settings) {
        if (const std::optional<bool> wanted = read_switch(settings, layout_.transaction_setting)) {
          say_transaction(*wanted);
        }
      }
    }
    if (!layout_.first_line_off.empty()) {
      if (begins_with(migration_.up, layout_.first_line_off)) body_.transaction = false;
      if (migration_.down && begins_with(*migration_.down, layout_.first_line_off)) body_.down_transaction = false;
    }
  }

  static bool begins_with(const base::Content& content, std::string_view text) {
    const Half whole = whole_text(content);
    return whole.to - whole.from >= text.size() && content.read(whole.from, whole.from + text.size()) == text;
  }

  // Where the half before a mark ends: where the mark's line begins, unless something else stands in that line.
  static std::uint64_t end_before(const Event& mark, std::uint64_t last_after) {
    return std::max(last_after, mark.begin.offset - std::min<std::uint64_t>(mark.begin.offset, mark.begin.column - 1));
  }

  static void take_statement(const Event& event, Summarizer& summary) { summary.add(event.statement); }

  // The half begins on the line after its mark.
  [[nodiscard]] sql::Position line_after(sql::Position at) const {
    const std::uint64_t size = migration_.up.size();
    const std::string next = at.offset < size ? migration_.up.read(at.offset, std::min(size, at.offset + 2)) : "";
    const std::size_t length = next == "\r\n" ? 2 : next.starts_with('\n') ? 1 : 0;
    if (length == 0) return at;
    return {at.offset + length, at.line + 1, 1};
  }

  [[nodiscard]] std::string up_mark() const { return std::string(layout_.up_mark); }

  void begin_up(const Event& event, const std::string& file) {
    if (where_ == Where::down) {
      throw config_error(file, event.begin, "The up half begins behind the down half", "Put " + up_mark() + " first");
    }
    if (where_ == Where::up) {
      throw config_error(file, event.begin, "The up half begins a second time", "Take this line out");
    }
    if (first_statement_) {
      throw config_error(file, *first_statement_,
                         "The statement stands before " + up_mark() + ", and so belongs to neither half",
                         "Move it behind " + up_mark());
    }
    where_ = Where::up;
    body_.up.start = line_after(event.after);
    body_.up.from = body_.up.start.offset;
    if (event.mark.half_transaction_off) body_.transaction = false;
  }

  void begin_down(const Event& event, std::uint64_t last_after, const std::string& file) {
    if (where_ == Where::down) {
      throw config_error(file, event.begin, "The down half begins a second time", "Take this line out");
    }
    if (where_ == Where::preamble) {
      throw config_error(file, event.begin, "There is a down, but no up before it",
                         "Begin the up half with " + up_mark());
    }
    if (migration_.down) {
      throw config_error(
          file, event.begin,
          "The migration has two downs: this one, and the file " + base::printable(migration_.down->name()),
          "Take one of them out");
    }
    where_ = Where::down;
    body_.up.to = std::max(body_.up.from, end_before(event, last_after));
    Half down = body_.up;
    down.start = line_after(event.after);
    down.from = down.start.offset;
    down.to = migration_.up.size();
    body_.down = down;
    if (event.mark.half_transaction_off) body_.down_transaction = false;
  }

  void file_directive(const Event& event, const std::string& file) {
    const bool transaction = event.kind == Event::Kind::transaction;
    const std::string name = transaction ? "transaction" : event.mark.name;
    if (where_ == Where::down && !transaction) {
      throw config_error(file, event.begin, "dunlin:" + name + " concerns the file, and stands in its down half",
                         "Put it before the first statement of the up half");
    }
    const Summarizer& current = where_ == Where::down ? down_ : up_;
    if (current.seen() > 0) {
      throw config_error(file, event.begin,
                         (event.mark.name == "NO TRANSACTION" ? std::string("NO TRANSACTION") : "dunlin:" + name) +
                             " stands behind a statement",
                         "Put it before the first statement");
    }
    if (!transaction) {
      read_file_directive(name, event.mark.rest, event.begin, file, seen_, body_);
      return;
    }
    const bool wanted = event.mark.mark == Mark::transaction_on;
    if (where_ == Where::down) {
      body_.down_transaction = wanted;
    } else {
      say_transaction(wanted);
    }
  }

  void scan_up_file() {
    const Half whole = whole_text(migration_.up);
    body_.up = whole;
    auto reader = std::make_unique<Reader>(whole, layout_, rules_, variables_, true);
    const std::string file = reader->file();
    std::uint64_t last_after = whole.from;
    Event event;
    for (reader->next(event); event.kind != Event::Kind::end; reader->next(event)) {
      if (event.kind == Event::Kind::comment) {
        if (&layout_ == &native_layout() && where_ == Where::preamble) {
          description_.add(event.comment, event.begin.line);
        }
      } else {
        description_.close();
      }
      switch (event.kind) {
        case Event::Kind::statement:
          if (where_ == Where::preamble && !first_statement_) first_statement_ = event.begin;
          take_statement(event, where_ == Where::down ? down_ : up_);
          break;
        case Event::Kind::up:
          begin_up(event, file);
          break;
        case Event::Kind::down:
          begin_down(event, last_after, file);
          // The down half is run by itself, so nothing that the up half set (DELIMITER, sql_mode) holds in it.
          reader = std::make_unique<Reader>(*body_.down, layout_, rules_, variables_, true);
          break;
        case Event::Kind::transaction:
        case Event::Kind::directive:
          file_directive(event, file);
          break;
        case Event::Kind::comment:
        case Event::Kind::end:
          break;
      }
      last_after = event.after.offset;
    }
    if (where_ == Where::preamble && layout_.needs_up) {
      throw config_error(file, first_statement_.value_or(whole.start),
                         "The file has no line " + std::string(layout_.up_mark),
                         "Put " + std::string(layout_.up_mark) + " before the first statement");
    }
    require_statements(whole, file);
    body_.up_summary = up_.finish();
    if (body_.down) body_.down_summary = down_.finish();
  }

  // A file that somebody forgot to fill in would be recorded as done, and never run again once it is filled in. One of
  // nothing but comments, without marks, is meant so. Other tools take empty files, so their folders may have some.
  void require_statements(const Half& whole, const std::string& file) const {
    if (up_.seen() > 0 || &layout_ != &native_layout()) return;
    constexpr std::uint64_t look = 4096;
    const bool blank = whole.to - whole.from <= look && base::trim(whole.text()).empty();
    if (where_ == Where::preamble && !blank) return;
    throw config_error(file, whole.start, blank ? "The file is empty" : "The up half has no statement",
                       "Write its SQL " + (blank ? std::string("into it") : "below " + up_mark()) +
                           "; a migration that is to do nothing says SELECT 1;");
  }

  void scan_down_file() {
    where_ = Where::down;
    Half whole = whole_text(*migration_.down);
    Reader reader(whole, layout_, rules_, variables_, true);
    const std::string& file = reader.file();
    Event event;
    bool begun = false;
    for (reader.next(event); event.kind != Event::Kind::end; reader.next(event)) {
      switch (event.kind) {
        case Event::Kind::statement:
          take_statement(event, down_);
          break;
        case Event::Kind::up:
          throw config_error(file, event.begin, "An up half in a file that is the down",
                             "Put the up into " + base::printable(migration_.up.name()));
        case Event::Kind::down:
          if (begun || down_.seen() > 0) {
            throw config_error(file, event.begin, "The down half begins a second time", "Take this line out");
          }
          begun = true;
          break;
        case Event::Kind::transaction:
        case Event::Kind::directive:
          file_directive(event, file);
          break;
        case Event::Kind::comment:
        case Event::Kind::end:
          break;
      }
    }
    body_.down = whole;
    body_.down_summary = down_.finish();
  }

  const Migration& migration_;
  const Layout& layout_;
  const sql::LexRules& rules_;
  const Variables& variables_;
  Body body_;
  Summarizer up_;
  Summarizer down_;
  Description description_;
  Where where_ = Where::preamble;
  std::optional<sql::Position> first_statement_;
  std::vector<std::string> seen_;
};

}  // namespace

Body read_body(const Migration& migration, const sql::LexRules& rules, const Variables& variables) {
  if (migration.code) return body_of_code(migration);
  try {
    return BodyScan(migration, rules, variables).run();
  } catch (Error& error) {
    if (error.migration.empty()) error.migration = migration.title();
    throw;
  }
}

struct StatementReader::State {
  State(const Half& half, const Layout& layout, const sql::LexRules& rules, const Variables& variables_)
      : variables(variables_), reader(half, layout, rules, variables, false) {}
  Variables variables;
  Reader reader;
  Event event;
  std::vector<std::string> trailing;
  bool ended = false;
};

StatementReader::StatementReader(const Half& half, const Layout& layout, const sql::LexRules& rules,
                                 const Variables& variables)
    : state_(std::make_unique<State>(half, layout, rules, variables)) {}
StatementReader::~StatementReader() = default;
StatementReader::StatementReader(StatementReader&&) noexcept = default;

bool StatementReader::next(Statement& into) {
  State& state = *state_;
  while (!state.ended) {
    state.reader.next(state.event);
    if (state.event.kind == Event::Kind::statement) {
      into = std::move(state.event.statement);
      return true;
    }
    // What concerns the file, or begins the half, was read by read_body().
    if (state.event.kind == Event::Kind::end) {
      state.ended = true;
      state.trailing = state.reader.take_log();
    }
  }
  return false;
}

base::ByteSource& StatementReader::copy_data() { return state_->reader.copy_data(); }
const std::vector<std::string>& StatementReader::trailing_log() const { return state_->trailing; }

Summary summarize(const Half& half, const Layout& layout, const sql::LexRules& rules, const Variables& variables) {
  Summarizer summary(rules);
  StatementReader reader(half, layout, rules, variables);
  Statement statement;
  while (reader.next(statement)) {
    summary.add(statement);
  }
  return summary.finish();
}

}  // namespace dunlin::source
