#include "cli/prompt.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "cli/signals.hpp"
#include "dunlin/error.hpp"

namespace dunlin::cli {

bool means_yes(std::string_view answer) {
  const std::string word = base::lower(base::trim(answer));
  return word == "y" || word == "yes";
}

std::optional<bool> ask(Output& out, std::string_view question) {
  out.ask(std::string(question) + " [y/N] ");
  std::string answer;
  for (;;) {
    pollfd wait[2] = {{STDIN_FILENO, POLLIN, 0}, {stop_descriptor(), POLLIN, 0}};
    if (::poll(wait, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    if ((wait[1].revents & POLLIN) != 0) {
      out.complain("");
      return std::nullopt;
    }
    char c = 0;
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      out.complain("");
      return std::nullopt;
    }
    if (c == '\n') return means_yes(answer);
    answer += c;
  }
}

bool ask_yes_no(Output& out, std::string_view question) { return ask(out, question).value_or(false); }

std::string loss_text(const Loss& loss) {
  std::string text = base::printable(loss.what);
  if (loss.rows >= 0) text += " (" + std::string(loss.exact ? "" : "about ") + base::plural(loss.rows, "row") + ")";
  return text;
}

bool confirm_losses(Output& out, bool yes, std::string_view deed, const std::vector<Loss>& losses) {
  if (losses.empty() || yes) return true;
  if (!out.may_ask()) {
    Error error(ErrorKind::refused, "this would " + std::string(deed) + " and lose data, and there is nobody to ask",
                "add --yes to go ahead");
    for (const Loss& loss : losses) error.detail += (error.detail.empty() ? "" : "\n") + loss_text(loss);
    throw error;
  }
  out.complain(out.err_style()(Tone::warn, "This would lose:"));
  for (const Loss& loss : losses) out.complain("  " + loss_text(loss));
  return ask_yes_no(out, "Really " + std::string(deed) + "?");
}

}  // namespace dunlin::cli
