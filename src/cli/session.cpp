#include "cli/session.hpp"

namespace dunlin::cli {

const Settings& Session::settings() {
  if (!settings_) settings_ = read_settings(arguments, process_environment());
  return *settings_;
}

Migrator& Session::migrator() {
  if (!migrator_) {
    Options options = library_options(settings());
    if (arguments.has("--out-of-order")) options.out_of_order = OutOfOrder::allow;
    migrator_.emplace(std::move(options));
  }
  return *migrator_;
}

std::string Session::url() { return complete_url(settings()); }

RunOptions Session::run_options() const {
  RunOptions options;
  options.target = arguments.word(0);
  options.steps = arguments.number("--steps", -1);
  if (!options.target.empty() && options.steps >= 0) {
    throw Error(ErrorKind::usage, "TARGET and --steps both say how far to go", "give one of them");
  }
  if (options.steps == 0) throw Error(ErrorKind::usage, "--steps must be at least 1");
  options.force = arguments.has("--force");
  options.allow_changed = arguments.has("--allow-changed");
  return options;
}

}  // namespace dunlin::cli
