#include "cli/program.hpp"

#include "base/text.hpp"

namespace dunlin::cli {
namespace {

constexpr std::string_view written = "dunlin ";

Application dunlin_itself() {
  Application application;
  application.configuration = true;
  return application;
}

/// The first word: letters and dashes.
std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && (base::is_alpha(text[end]) || text[end] == '-')) ++end;
  return text.substr(0, end);
}

}  // namespace

Program::Program() : Program(dunlin_itself()) {}

Program::Program(const Application& application)
    : name_(application.program),
      about_(application.about.empty() ? "Dunlin changes database schemas safely." : application.about),
      configuration_(application.configuration),
      names_(application.names) {
  for (const OptionSpec& option : global_options(configuration_)) {
    if (option.name == "--database" && !application.other_database) continue;
    options_.push_back(option);
  }
}

bool Program::offers(const Command& command) const { return configuration_ || command.needs != Needs::files; }

std::vector<const Command*> Program::commands() const {
  std::vector<const Command*> offered;
  for (const Command& command : cli::commands()) {
    if (offers(command)) offered.push_back(&command);
  }
  return offered;
}

const Command* Program::find(std::string_view name) const {
  for (const auto& [own, meant] : names_) {
    if (own == name) return find_command(meant);
  }
  for (const Command* command : {find_command(name), find_command("db " + std::string(name))}) {
    if (command != nullptr && offers(*command)) return command;
  }
  return nullptr;
}

std::vector<std::string> Program::names() const {
  std::vector<std::string> names;
  for (const auto& [own, meant] : names_) names.push_back(own);
  for (const Command* command : commands()) {
    names.emplace_back(command->name);
    for (auto& alias : aliases_of(*command)) names.push_back(std::move(alias));
  }
  return names;
}

std::vector<std::string> Program::own_names(const Command& command) const {
  std::vector<std::string> own;
  for (const auto& [name, meant] : names_) {
    if (find_command(meant) == &command) own.push_back(name);
  }
  return own;
}

std::string_view Program::tail(std::string_view text) const {
  // "app db db reset" is not what anybody would type.
  if (!text.starts_with("db ") || !(name_ == "db" || name_.ends_with(" db"))) return text;
  const std::string_view rest = text.substr(3);
  const auto word = first_word(rest);
  const Command* meant = find(word);
  return meant != nullptr && meant->name == "db " + std::string(word) ? rest : text;
}

std::string Program::command(std::string_view text) const { return name_ + " " + std::string(tail(text)); }

std::string Program::words(const std::string& text) const {
  if (name_ == "dunlin") return text;
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = 0; (at = text.find(written, at)) != std::string::npos;) {
    const std::string_view before = std::string_view(text).substr(0, at);
    const std::string_view rest = std::string_view(text).substr(at + written.size());
    at += written.size();
    if (!before.ends_with('`') && !before.ends_with("usage: ")) continue;
    const auto word = first_word(rest);
    if (find_command(word) == nullptr && !is_command_group(word)) continue;
    // All of the command's text, as `command` looks at its first two words.
    const std::size_t length = std::min(rest.find('`'), rest.size());
    out += text.substr(done, at - written.size() - done) + command(rest.substr(0, length));
    done = at += length;
  }
  return out + text.substr(done);
}

Error Program::words(Error error) const {
  for (std::string* text : {&error.message, &error.hint, &error.detail, &error.state}) *text = words(*text);
  return error;
}

std::vector<Problem> Program::words(std::vector<Problem> problems) const {
  for (Problem& problem : problems) {
    problem.message = words(problem.message);
    problem.hint = words(problem.hint);
  }
  return problems;
}

}  // namespace dunlin::cli
