// The command table as one program offers it: under which name, with which commands and options, and how its texts
// name a command. Everywhere else a command is written `dunlin COMMAND`; here that becomes what people type.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "dunlin/cli.hpp"
#include "dunlin/error.hpp"
#include "dunlin/plan.hpp"

namespace dunlin::cli {

class Program {
 public:
  /// `dunlin` itself.
  Program();
  explicit Program(const Application& application);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& about() const { return about_; }
  /// Whether environment variables, .env and dunlin.toml are read.
  [[nodiscard]] bool configuration() const { return configuration_; }

  /// The options of all commands.
  [[nodiscard]] std::span<const OptionSpec> options() const { return options_; }
  [[nodiscard]] std::vector<const Command*> commands() const;
  /// The command of this name; null where there is none. `db` may be left out where no other command has the name.
  [[nodiscard]] const Command* find(std::string_view name) const;
  /// Every name that a command has, for "did you mean".
  [[nodiscard]] std::vector<std::string> names() const;

  /// The names of a command that only this program has.
  [[nodiscard]] std::vector<std::string> own_names(const Command& command) const;

  /// "db reset --yes" as it follows this program's name: "reset --yes" behind "app db".
  [[nodiscard]] std::string_view tail(std::string_view text) const;
  /// "db reset --yes" as people type it: "dunlin db reset --yes", "app db reset --yes".
  [[nodiscard]] std::string command(std::string_view text) const;
  /// The text with each `dunlin COMMAND as people type it.
  [[nodiscard]] std::string words(const std::string& text) const;
  [[nodiscard]] Error words(Error error) const;
  [[nodiscard]] std::vector<Problem> words(std::vector<Problem> problems) const;

 private:
  [[nodiscard]] bool offers(const Command& command) const;

  std::string name_, about_;
  bool configuration_ = true;
  std::vector<OptionSpec> options_;
  std::vector<std::pair<std::string, std::string>> names_;
};

}  // namespace dunlin::cli
