// The table of commands: parsing, help, "did you mean" and the documentation's test all read this one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::cli {

class Session;

/// Exit codes of the command: a stable contract.
enum ExitCode : int {
  exit_done = 0,
  exit_failed = 1,
  exit_usage = 2,    ///< wrong usage or configuration
  exit_found = 3,    ///< something was found: pending migrations, a wrong set-up
  exit_locked = 4,   ///< another run is at work
  exit_partial = 5,  ///< some statements of a migration outside a transaction took effect
};

struct OptionSpec {
  std::string_view name;   ///< "--steps"
  char letter;             ///< 'n', or 0
  std::string_view value;  ///< "N"; empty: a flag
  std::string_view help;
  std::string_view other = {};  ///< further spelling, not shown
};

enum class Group : std::uint8_t { start, apply, look, schema, mend, database, other };

/// What has to be there before the command can run.
enum class Needs : std::uint8_t {
  nothing,
  files,          ///< it is about dunlin.toml: not offered where none is read
  configuration,  ///< dunlin.toml is read where there is one
  run,            ///< ... and a stop request is heard: Ctrl-C ends the run in order
};

struct Command {
  std::string_view name;     ///< "up", "db create"
  std::string_view aliases;  ///< other names, separated by spaces, _ for a space in one ("reset" for "db reset")
  Group group;
  std::string_view summary;  ///< one line
  Needs needs;
  std::string_view words;  ///< "[TARGET]"
  int min_words;
  int max_words;  ///< -1: any number
  std::span<const OptionSpec> options;
  std::string_view about;     ///< what one line cannot say
  std::string_view examples;  ///< lines "command   # what it does"
  int (*run)(Session&);
};

[[nodiscard]] std::span<const Command> commands();
/// Its other names, of one or two words.
[[nodiscard]] std::vector<std::string> aliases_of(const Command& command);
/// The options of all commands; `configuration`: where dunlin.toml is read.
[[nodiscard]] std::span<const OptionSpec> global_options(bool configuration);
[[nodiscard]] std::string_view group_title(Group group);

/// The command of this name or alias; null where there is none. `name` may be two words ("db create").
[[nodiscard]] const Command* find_command(std::string_view name);
/// Whether `word` is the first of two-word commands ("db").
[[nodiscard]] bool is_command_group(std::string_view word);

int cmd_init(Session&);
int cmd_new(Session&);
int cmd_up(Session&);
int cmd_down(Session&);
int cmd_to(Session&);
int cmd_redo(Session&);
int cmd_run(Session&);
int cmd_status(Session&);
int cmd_current(Session&);
int cmd_history(Session&);
int cmd_show(Session&);
int cmd_plan(Session&);
int cmd_mark(Session&);
int cmd_repair(Session&);
int cmd_baseline(Session&);
int cmd_adopt(Session&);
int cmd_db_create(Session&);
int cmd_db_drop(Session&);
int cmd_db_reset(Session&);
int cmd_db_wait(Session&);
int cmd_db_setup(Session&);
int cmd_db_seed(Session&);
int cmd_db_backup(Session&);
int cmd_db_restore(Session&);
int cmd_schema_show(Session&);
int cmd_schema_diff(Session&);
int cmd_schema_apply(Session&);
int cmd_schema_snapshot(Session&);
int cmd_schema_load(Session&);
int cmd_drift(Session&);
int cmd_doctor(Session&);
int cmd_version(Session&);
int cmd_help(Session&);

}  // namespace dunlin::cli
