// The only unit that includes CLI11. It is handed the options of the one command that was named: setting up all of
// them would cost a start more than opening a database.
#include "cli/args.hpp"

#include <CLI/CLI.hpp>
#include <deque>

#include "base/text.hpp"
#include "dunlin/error.hpp"

namespace dunlin::cli {
namespace {

/// Put before words such as -1 while CLI11 looks at them, which would take them for options.
constexpr char shield = '\x01';

bool is_relative_target(std::string_view word) {
  if (word.size() < 2 || (word[0] != '-' && word[0] != '+')) return false;
  for (const char c : word.substr(1)) {
    if (!base::is_digit(c)) return false;
  }
  return true;
}

std::string unshield(std::string word) {
  if (!word.empty() && word[0] == shield) word.erase(0, 1);
  return word;
}

const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view word) {
  const auto equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  for (const OptionSpec& option : options) {
    if (name == option.name || (!option.other.empty() && name == option.other)) return &option;
    if (option.letter != 0 && word.size() >= 2 && word[0] == '-' && word[1] == option.letter) return &option;
  }
  return nullptr;
}

/// Whether `word`, a global option, takes the word behind it as its value.
bool takes_next(const Program& program, std::string_view word) {
  const OptionSpec* option = find_option(program.options(), word);
  if (option == nullptr || option->value.empty()) return false;
  return word.starts_with("--") ? word.find('=') == std::string_view::npos : word.size() == 2;
}

[[noreturn]] void unknown_command(const Program& program, const std::string& word) {
  const std::string near = base::nearest(word, program.names());
  throw Error(ErrorKind::usage, "there is no command '" + base::printable(word) + "'",
              near.empty() ? "`dunlin help` lists the commands" : "did you mean `dunlin " + near + "`?");
}

/// Takes the command's one or two words out of `words`.
const Command* take_command(const Program& program, std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && words[at].size() > 1 && words[at][0] == '-') {
    if (words[at] == "--") return nullptr;
    at += takes_next(program, words[at]) ? 2u : 1u;
  }
  if (at >= words.size()) return nullptr;
  const auto begin = words.begin() + static_cast<std::ptrdiff_t>(at);
  const std::string first = *begin;
  if (!is_command_group(first)) {
    const Command* command = program.find(first);
    if (command == nullptr) unknown_command(program, first);
    words.erase(begin);
    return command;
  }
  std::size_t second = at + 1;
  while (second < words.size() && words[second].size() > 1 && words[second][0] == '-') {
    second += takes_next(program, words[second]) ? 2u : 1u;
  }
  std::vector<std::string> known;
  for (const Command* command : program.commands()) {
    if (command->name.starts_with(first + " ")) known.emplace_back(command->name.substr(first.size() + 1));
  }
  const std::string choices = "`dunlin " + first + " " + base::join(known, "|") + "`";
  if (second >= words.size()) {
    for (const auto& word : words) {
      if (word == "--help" || word == "-h") {
        words = {first};
        return program.find("help");
      }
    }
    throw Error(ErrorKind::usage, "'" + first + "' needs a second word", choices);
  }
  const Command* command = program.find(first + " " + words[second]);
  if (command == nullptr) {
    const std::string near = base::nearest(words[second], known);
    throw Error(ErrorKind::usage, "there is no command '" + first + " " + base::printable(words[second]) + "'",
                near.empty() ? choices : "did you mean `dunlin " + first + " " + near + "`?");
  }
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(second));
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
  return command;
}

[[noreturn]] void unknown_option(const Program& program, std::string_view word, const Command* command) {
  std::vector<std::string> names;
  for (const OptionSpec& option : program.options()) names.emplace_back(option.name);
  if (command != nullptr) {
    for (const OptionSpec& option : command->options) names.emplace_back(option.name);
  }
  const std::string near = base::nearest(word.substr(0, word.find('=')), names);
  const std::string help = command == nullptr ? "`dunlin help`" : "`dunlin help " + std::string(command->name) + "`";
  throw Error(ErrorKind::usage,
              "there is no option '" + base::printable(word) + "'" +
                  (command == nullptr ? std::string() : " of " + std::string(command->name)),
              near.empty() ? help + " lists the options" : "did you mean: " + near);
}

void check_words(const Arguments& arguments) {
  const Command& command = *arguments.command;
  const auto count = static_cast<int>(arguments.words.size());
  const std::string usage = "usage: dunlin " + std::string(command.name) + " " + std::string(command.words);
  if (count < command.min_words) {
    throw Error(ErrorKind::usage, std::string(command.name) + " needs " + std::string(command.words), usage);
  }
  if (command.max_words >= 0 && count > command.max_words) {
    const std::string extra = base::printable(arguments.words[static_cast<std::size_t>(command.max_words)]);
    throw Error(ErrorKind::usage, std::string(command.name) + " does not take '" + extra + "'",
                std::string(base::trim(usage)));
  }
}

}  // namespace

bool mentions(int argc, const char* const* argv, std::string_view flag) {
  for (int i = 1; i < argc; ++i) {
    if (argv[i] == flag) return true;
  }
  return false;
}

Arguments parse_arguments(int argc, const char* const* argv, const Program& program) {
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  Arguments arguments;
  if (words.size() == 1 && (words[0] == "--version" || words[0] == "-V")) words[0] = "version";
  arguments.command = take_command(program, words);

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<std::pair<const OptionSpec*, std::vector<std::string>>> values;
  const auto declare = [&](const OptionSpec& option, bool letter) {
    std::string names(option.name);
    if (!option.other.empty()) names += "," + std::string(option.other);
    if (letter && option.letter != 0) names += std::string(",-") + option.letter;
    values.emplace_back(&option, std::vector<std::string>());
    auto& into = values.back().second;
    if (option.value.empty()) {
      app.add_flag_function(names, [&into](std::int64_t) { into.emplace_back(); });
    } else {
      app.add_option_function<std::vector<std::string>>(names,
                                                        [&into](const std::vector<std::string>& all) { into = all; })
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
          ->allow_extra_args(false);
    }
  };
  const std::span<const OptionSpec> own =
      arguments.command == nullptr ? std::span<const OptionSpec>() : arguments.command->options;
  for (const OptionSpec& option : own) declare(option, true);
  for (const OptionSpec& option : program.options()) {
    bool free = true;  // a command's own letter wins over a global one
    for (const OptionSpec& mine : own) free = free && (mine.letter == 0 || mine.letter != option.letter);
    declare(option, free);
  }

  for (auto& word : words) {
    if (is_relative_target(word)) word.insert(word.begin(), shield);
    if (word.starts_with("--") && word.ends_with("=")) {
      throw Error(ErrorKind::usage, base::printable(word.substr(0, word.size() - 1)) + " needs a value");
    }
  }
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    app.parse(words);
  } catch (const CLI::ArgumentMismatch& error) {
    throw Error(ErrorKind::usage, base::printable(error.what()));
  } catch (const CLI::Error& error) {
    throw Error(ErrorKind::usage, base::printable(error.what()));
  }
  for (const auto& [option, given] : values) {
    if (given.empty()) continue;
    auto& into = arguments.options[std::string(option->name)];
    for (const auto& value : given) into.push_back(unshield(value));
  }
  bool verbatim = false;
  for (auto& word : app.remaining()) {
    if (!verbatim && word == "--") {
      verbatim = true;
    } else if (!verbatim && word.size() > 1 && word[0] == '-') {
      unknown_option(program, word, arguments.command);
    } else {
      arguments.words.push_back(unshield(word));
    }
  }
  if (arguments.command != nullptr && !arguments.has("--help")) check_words(arguments);
  return arguments;
}

}  // namespace dunlin::cli
