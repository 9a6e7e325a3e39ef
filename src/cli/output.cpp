#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "cli/width.hpp"

namespace dunlin::cli {
namespace {

/// Writes all of it; returns 0 or errno.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return 0;
}

bool set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool plain_terminal() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

}  // namespace

std::string Style::operator()(Tone tone, std::string_view text) const {
  const char* code = nullptr;
  switch (tone) {
    case Tone::plain:
      break;
    case Tone::good:
      code = "32";
      break;
    case Tone::bad:
      code = "1;31";
      break;
    case Tone::warn:
      code = "33";
      break;
    case Tone::dim:
      code = "2";
      break;
    case Tone::strong:
      code = "1";
      break;
  }
  if (!colour_ || code == nullptr || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

Output::Output(Modes modes, const Program& program) : modes_(modes), program_(program) {
  out_terminal_ = ::isatty(STDOUT_FILENO) == 1;
  err_terminal_ = ::isatty(STDERR_FILENO) == 1;
  const bool colour = modes.colour && !set("NO_COLOR") && !plain_terminal();
  out_style_ = Style(colour && out_terminal_);
  err_style_ = Style(colour && err_terminal_);
  live_ = err_terminal_ && !plain_terminal() && !modes.json && !modes.quiet;
}

Output::~Output() { clear_progress(); }

bool Output::may_ask() const { return !modes_.json && err_terminal_ && ::isatty(STDIN_FILENO) == 1; }

std::size_t Output::width() const {
  winsize size{};
  if (err_terminal_ && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

void Output::write_out(std::string_view bytes) {
  if (closed_ || failed_errno_ != 0) return;
  const int error = write_all(STDOUT_FILENO, bytes);
  if (error == EPIPE) closed_ = true;
  if (error != 0 && error != EPIPE) failed_errno_ = error;
}

void Output::write_err(std::string_view bytes) { static_cast<void>(write_all(STDERR_FILENO, bytes)); }

void Output::clear_progress() {
  if (!progress_shown_) return;
  write_err("\r\x1b[K");
  progress_shown_ = false;
}

void Output::line(std::string_view text) {
  if (modes_.json) return;
  const std::lock_guard hold(mutex_);
  clear_progress();
  write_out(std::string(text) + "\n");
}

void Output::remark(std::string_view text) {
  if (!modes_.quiet) line(text);
}

void Output::story(std::string_view text) {
  if (modes_.json || modes_.quiet) return;
  complain(text);
}

void Output::complain(std::string_view text) {
  const std::lock_guard hold(mutex_);
  clear_progress();
  write_err(std::string(text) + "\n");
}

void Output::ask(std::string_view question) {
  const std::lock_guard hold(mutex_);
  clear_progress();
  write_err(question);
}

void Output::document(const Json& json) { made_document(json.text(!modes_.verbose)); }

void Output::made_document(std::string_view text) {
  const std::lock_guard hold(mutex_);
  if (document_written_) return;
  document_written_ = true;
  while (text.ends_with('\n')) text.remove_suffix(1);
  write_out(std::string(text) + "\n");
}

void Output::event(const Json& json) {
  if (!modes_.json || !modes_.verbose) return;
  const std::lock_guard hold(mutex_);
  write_out(json.text(false) + "\n");
}

void Output::progress(std::string_view text) {
  if (!live_) return;
  const std::lock_guard hold(mutex_);
  if (text.empty()) {
    clear_progress();
    return;
  }
  const std::size_t columns = width();
  write_err("\r" + elide(text, columns > 1 ? columns - 1 : columns) + "\x1b[K");
  progress_shown_ = true;
}

}  // namespace dunlin::cli
