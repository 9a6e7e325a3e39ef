#include "cli/run_view.hpp"

#include <chrono>
#include <cmath>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "cli/json_views.hpp"
#include "cli/width.hpp"

namespace dunlin::cli {
namespace {

constexpr std::int64_t patience_ms = 700;  // what takes less is not worth a live line

std::string label(const Event& event) {
  const std::string title = base::printable(event.migration.empty() ? event.version : event.migration);
  return title.empty() ? title : title + ": ";
}

std::string hook_text(const Event& event) {
  return "hook " + event.text + (event.migration.empty() ? "" : " of " + base::printable(event.migration)) + ": " +
         one_line(base::printable(event.hook));
}

}  // namespace

std::string bytes_text(std::int64_t bytes) {
  constexpr std::string_view units[] = {"bytes", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  double amount = static_cast<double>(bytes);
  for (; amount >= 1000 && unit + 1 < std::size(units); ++unit) amount /= 1000;
  const auto tenths = static_cast<std::int64_t>(std::llround(amount * 10));
  const std::string number =
      base::format_count(tenths / 10) + (unit > 0 && tenths < 1000 ? "." + std::to_string(tenths % 10) : std::string());
  return number + " " + std::string(units[unit]);
}

std::string amount_text(const Event& event) {
  const bool backup = event.kind == EventKind::backup_progress;
  const std::string text = (backup ? "backup: " : "restore: ") + base::printable(event.text);
  if (event.total > 0) return text + ", " + std::to_string(event.index * 100 / event.total) + " %";
  return event.index > 0 ? text + ", " + bytes_text(event.index) : text;
}

std::string batch_text(std::int64_t rows, std::int64_t total, std::int64_t milliseconds) {
  std::string text = base::format_count(rows);
  if (total >= rows) text += " of about " + base::format_count(total);
  text += rows == 1 && total < rows ? " row" : " rows";
  if (milliseconds < 500 || rows <= 0) return text;
  const std::int64_t rate = rows * 1000 / milliseconds;
  text += ", " + base::format_count(rate) + " rows/s";
  if (total > rows && rate > 0) text += ", " + base::format_duration((total - rows) / rate * 1000) + " left";
  return text;
}

std::string finished_text(const Event& event, const Style& style) {
  const bool up = event.direction == Direction::up;
  std::string text = style(up ? Tone::good : Tone::warn, up ? "applied" : "undone") + " ";
  text += base::printable(event.migration.empty() ? event.version : event.migration);
  if (event.milliseconds >= 0) text += " in " + base::format_duration(event.milliseconds);
  return text;
}

RunView::RunView(Output& out, bool announce_backups) : out_(out), announce_backups_(announce_backups) {}

RunView::~RunView() {
  if (!ticker_.joinable()) return;
  {
    const std::lock_guard hold(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  ticker_.join();
  out_.progress({});
}

void RunView::live(std::string text, bool at_once) {
  if (!out_.live()) return;
  const std::lock_guard hold(mutex_);
  live_ = std::move(text);
  since_ = base::steady_milliseconds();
  at_once_ = at_once;
  // Started with the first statement rather than with the command: a run with nothing to do needs no thread.
  if (!ticker_.joinable()) ticker_ = std::thread([this] { tick(); });
}

void RunView::tick() {
  std::unique_lock hold(mutex_);
  while (!ending_) {
    wake_.wait_for(hold, std::chrono::milliseconds(200));
    if (ending_) return;
    const std::int64_t elapsed = base::steady_milliseconds() - since_;
    if (live_.empty() || (!at_once_ && elapsed < patience_ms)) continue;
    out_.progress(at_once_ ? live_ : live_ + " (" + base::format_count(elapsed / 1000) + " s)");
  }
}

void RunView::see(const Event& event) {
  out_.event(event_json(event));
  if (out_.json()) return;
  const Style& err = out_.err_style();
  switch (event.kind) {
    case EventKind::run_started:
    case EventKind::run_finished:
    case EventKind::lock_acquired:
      live({}, false);
      break;
    case EventKind::waiting_for_lock: {
      const std::string text = "waiting for another run: " + one_line(base::printable(event.text));
      if (out_.live()) {
        live(text, false);
      } else if (migration_ != text) {  // repeated by the runner while it waits
        out_.story(text);
      }
      migration_ = text;
      break;
    }
    case EventKind::compiling:
      live("compiling " + base::printable(event.migration), false);
      if (out_.verbose()) {
        out_.story(
            err(Tone::dim, "compiling " + base::printable(event.migration) + " with " + base::printable(event.text)));
      }
      break;
    case EventKind::migration_started:
      migration_ = event.migration;
      live(label(event) + "beginning", false);
      if (out_.verbose())
        out_.story(err(Tone::dim, (event.direction == Direction::up ? "applying " : "undoing ") +
                                      base::printable(event.migration)));
      break;
    case EventKind::migration_resumed:
      out_.story(label(event) + (event.text.empty() ? "goes on after statement " + base::format_count(event.index) +
                                                          ", where an earlier run stopped"
                                                    : base::printable(event.text)));
      break;
    case EventKind::statement_started: {
      const std::string text = one_line(base::printable(event.text));
      live(label(event) +
               (event.total > 1 ? std::to_string(event.index) + "/" + std::to_string(event.total) + " " : "") + text,
           false);
      if (out_.verbose()) {
        const std::string place = base::printable(event.place.text());
        out_.story("  " + (place.empty() ? "" : err(Tone::dim, place) + " ") + text);
      }
      break;
    }
    case EventKind::statement_finished:
      live({}, false);
      if (out_.verbose()) {
        std::string text = "    ";
        if (event.rows >= 0) text += base::plural(event.rows, "row") + ", ";
        out_.story(err(Tone::dim, text + base::format_duration(event.milliseconds < 0 ? 0 : event.milliseconds)));
      }
      break;
    case EventKind::statement_skipped:
      if (out_.verbose()) out_.story("  " + label(event) + "skipped: " + base::printable(event.text));
      break;
    case EventKind::batch:
      live(label(event) + batch_text(event.rows, event.total, event.milliseconds), true);
      if (out_.verbose() && !out_.live()) out_.story("    " + batch_text(event.rows, event.total, event.milliseconds));
      break;
    case EventKind::log:
      out_.story("  " + label(event) + base::printable(event.text));
      break;
    case EventKind::notice:
      out_.story("  " + label(event) + err(Tone::dim, base::printable(event.text)));
      break;
    case EventKind::retry: {
      std::string text = label(event) + base::printable(event.text);
      if (event.milliseconds >= 0) text += "; again in " + base::format_duration(event.milliseconds);
      out_.story("  " + err(Tone::warn, text));
      break;
    }
    case EventKind::settled:
      out_.story("  " + label(event) + base::printable(event.text));
      break;
    case EventKind::migration_finished:
      live({}, false);
      out_.line(finished_text(event, out_.out_style()));
      break;
    case EventKind::migration_failed:
      live({}, false);
      break;
    case EventKind::backup_progress:
    case EventKind::restore_progress:
      live(amount_text(event), true);
      break;
    case EventKind::backup_finished:
      live({}, false);
      if (announce_backups_) out_.story("backup " + base::printable(event.text) + ", " + bytes_text(event.total));
      break;
    case EventKind::hook_started:
      hook_ = event.text;
      live(hook_text(event), false);
      if (out_.verbose()) out_.story(err(Tone::dim, hook_text(event)));
      break;
    case EventKind::hook_output:
      out_.story("  " + hook_ + ": " + base::printable(event.text));
      break;
    case EventKind::hook_finished:
      live({}, false);
      if (out_.verbose()) out_.story("    " + err(Tone::dim, base::format_duration(event.milliseconds)));
      break;
    case EventKind::hook_failed:
      live({}, false);
      // The others are the run's own error, which is told at its end.
      if (event.text.starts_with("the on-failure hook")) out_.complain(err(Tone::warn, base::printable(event.text)));
      break;
  }
}

}  // namespace dunlin::cli
