// Where everything that the command says goes: the result to standard output, the story and errors to standard error.
// All calls may come from any thread. A reader of standard output that went away (EPIPE) ends the output, not the run.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/json.hpp"
#include "cli/program.hpp"

namespace dunlin::cli {

enum class Tone : std::uint8_t { plain, good, bad, warn, dim, strong };

/// Paints text where the terminal shows colours; else returns it as it is.
class Style {
 public:
  explicit Style(bool colour = false) : colour_(colour) {}
  [[nodiscard]] std::string operator()(Tone tone, std::string_view text) const;

 private:
  bool colour_;
};

class Output {
 public:
  struct Modes {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool colour = true;  ///< where the terminal has it
  };
  /// `program` must outlive it.
  Output(Modes modes, const Program& program);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  [[nodiscard]] bool json() const { return modes_.json; }
  [[nodiscard]] bool quiet() const { return modes_.quiet; }
  [[nodiscard]] bool verbose() const { return modes_.verbose; }
  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const Style& out_style() const { return out_style_; }
  [[nodiscard]] const Style& err_style() const { return err_style_; }
  /// Whether a live line can be shown, and a question asked.
  [[nodiscard]] bool live() const { return live_; }
  [[nodiscard]] bool may_ask() const;
  [[nodiscard]] std::size_t width() const;  ///< columns of the terminal on standard error; 100 where there is none

  /// A line of the result. Not in JSON mode.
  void line(std::string_view text);
  /// A line that rounds the result off for people ("nothing to do", what to do next): not with --quiet.
  void remark(std::string_view text);
  /// The story: not with --quiet.
  void story(std::string_view text);
  /// An error, or a question.
  void complain(std::string_view text);
  void ask(std::string_view question);  ///< without a line break

  /// The one JSON document of this command, or with --verbose its last line.
  void document(const Json& json);
  void made_document(std::string_view text);  ///< the same, that was made elsewhere
  /// A JSON line before the document: only with --json --verbose.
  void event(const Json& json);
  [[nodiscard]] bool document_written() const { return document_written_; }

  /// Shows `text` on the live line, in place of what it showed; empty clears it.
  void progress(std::string_view text);

  /// False when standard output could not be written, other than for a reader that went away.
  [[nodiscard]] bool written() const { return failed_errno_ == 0; }
  [[nodiscard]] int write_error() const { return failed_errno_; }

 private:
  void write_out(std::string_view bytes);
  void write_err(std::string_view bytes);
  void clear_progress();

  Modes modes_;
  const Program& program_;
  Style out_style_, err_style_;
  bool out_terminal_ = false, err_terminal_ = false, live_ = false;
  bool progress_shown_ = false;
  bool document_written_ = false;
  bool closed_ = false;
  int failed_errno_ = 0;
  std::mutex mutex_;
};

}  // namespace dunlin::cli
