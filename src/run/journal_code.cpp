// How a step in C++ runs outside a transaction: its beginning is recorded, each of its statements stays as it was done,
// and after a failure or a kill it is run again from its beginning. Batches are recorded with each commit and go on.
#include "base/fail_point.hpp"
#include "base/text.hpp"
#include "run/code.hpp"
#include "run/journal.hpp"

namespace dunlin::run {
namespace {

constexpr std::string_view done_word = "done ";
constexpr std::string_view at_word = "at ";

/// Record::observed of a step in C++: which batches are done, and which are under way.
struct BatchNotes {
  std::vector<std::string> done;
  std::string at;

  static BatchNotes read(std::string_view text) {
    BatchNotes notes;
    for (const std::string_view line : base::split(text, '\n')) {
      if (line.starts_with(done_word)) notes.done.emplace_back(line.substr(done_word.size()));
      if (line.starts_with(at_word)) notes.at = line.substr(at_word.size());
    }
    return notes;
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const auto& name : done) out += std::string(done_word) + name + "\n";
    if (!at.empty()) out += std::string(at_word) + at + "\n";
    return out;
  }
};

class JournaledCode final : public CodeRun {
 public:
  JournaledCode(Context& context, const plan::Item& item, history::Record& row, history::Record& written)
      : CodeRun(context, item, Ground::journaled), row_(row), written_(written) {}

  bool batches_done(const std::string& name) override {
    const auto notes = BatchNotes::read(row_.observed);
    const bool done = std::find(notes.done.begin(), notes.done.end(), name) != notes.done.end();
    if (done) log("the batches \"" + name + "\" are done already");
    return done;
  }

  void batches_begin(const std::string& name, std::string& position, std::int64_t& rows) override {
    auto notes = BatchNotes::read(row_.observed);
    if (notes.at == name) {
      position = row_.batch_position;
      rows = row_.batch_rows;
      log("the batches \"" + name + "\" go on after " + base::plural(rows, "row"));
      return;
    }
    notes.at = name;
    row_.observed = notes.text();
    row_.batch_position.clear();
    row_.batch_rows = 0;
  }

  std::vector<database::Command> batch_record(const std::string& position, std::int64_t rows) override {
    row_.batch_position = position;
    row_.batch_rows = rows;
    return {context_.history().progress(row_)};
  }

  std::vector<database::Command> batches_end(const std::string& name) override {
    auto notes = BatchNotes::read(row_.observed);
    notes.at.clear();
    if (std::find(notes.done.begin(), notes.done.end(), name) == notes.done.end()) notes.done.push_back(name);
    row_.observed = notes.text();
    row_.batch_position.clear();
    row_.batch_rows = 0;
    return {context_.history().progress(row_)};
  }

  void batch_recorded() override { written_ = row_; }

 private:
  history::Record& row_;
  history::Record& written_;
};

}  // namespace

void Journal::begin_code() {
  // The one uncertain thing is the code as a whole.
  row_.statement_begun = 1;
}

void Journal::pass_code() {
  // What can be tried again by itself was.
  announced_ = true;
  JournaledCode code(context_, item_, row_, written_);
  const auto take = [&] {
    result_.statements = code.statements();
    result_.rows = code.rows();
    effect_ = effect_ || code.effects() > 0;
    code_effects_ = code.effects();
    code_last_ = code.last_effect();
    text_.summary.changes_session = code.changed_session();
  };
  try {
    code.run();
  } catch (...) {
    take();
    row_ = written_;
    throw;
  }
  take();
  row_.statements_total = code.statements();
}

void Journal::tell_code(Error& error, const history::Record& row) const {
  const std::string again = item_.step.direction == Direction::up ? "`dunlin up`" : "`dunlin down`";
  if (error.state.empty()) {
    if (code_effects_ > 0) {
      error.state = base::plural(code_effects_, "statement") + " took effect and " +
                    (code_effects_ == 1 ? "stays" : "stay; the last of them") + ": " + code_last_;
    } else {
      error.state = "what an earlier try of it did stays";
    }
    if (row.batch_rows > 0)
      error.state += "; of the batches under way " + base::plural(row.batch_rows, "row") + " stay changed";
  }
  const std::string way = "mend what is wrong and run " + again +
                          " again: the migration begins from its start, and its batches go on where they stopped";
  error.hint += (error.hint.empty() ? "" : "; ") + way;
}

}  // namespace dunlin::run
