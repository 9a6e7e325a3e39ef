// What a command is given: its arguments, the output, and the settings, which are read when they are first asked for.
#pragma once

#include <memory>
#include <optional>

#include "cli/args.hpp"
#include "cli/output.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "dunlin/migrator.hpp"

namespace dunlin::cli {

class Session {
 public:
  Session(Arguments arguments_, const Application& given_, Output& out_)
      : arguments(std::move(arguments_)), out(out_), given(given_) {}

  const Arguments arguments;
  Output& out;
  const Application& given;  ///< what the application brings

  [[nodiscard]] const Settings& settings();
  [[nodiscard]] bool yes() const { return arguments.has("--yes"); }
  /// A Migrator for the configured database and folder.
  [[nodiscard]] Migrator& migrator();
  /// The URL of the configured database, complete with its password.
  [[nodiscard]] std::string url();
  /// REV: `head`, `-N` and `+N` become the version that they mean now; other words are the library's to read.
  [[nodiscard]] std::string revision(const std::string& word);
  /// TARGET and --steps, which exclude each other, --force and --allow-changed.
  [[nodiscard]] RunOptions run_options() const;
  /// --on-failure, else the setting of this name.
  [[nodiscard]] OnFailure on_failure();

 private:
  std::optional<Settings> settings_;
  std::optional<Migrator> migrator_;
};

}  // namespace dunlin::cli
