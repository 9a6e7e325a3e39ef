#include "cli/help.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace dunlin::cli {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string option_left(const OptionSpec& option, bool letter) {
  std::string left = letter && option.letter != 0 ? std::string("-") + option.letter + ", " : "    ";
  left += option.name;
  if (!option.value.empty()) left += " " + std::string(option.value);
  return left;
}

void print_options(Output& out, std::span<const OptionSpec> options, std::span<const OptionSpec> taken) {
  for (const OptionSpec& option : options) {
    bool letter = true;
    for (const OptionSpec& other : taken) letter = letter && other.letter != option.letter;
    out.line("  " + padded(option_left(option, letter), 26) + " " + std::string(option.help));
  }
}

Json options_json(std::span<const OptionSpec> options) {
  Json all = Json::array();
  for (const OptionSpec& option : options) {
    Json json = Json::object();
    json.set("name", option.name).set("value", Json::known(std::string(option.value))).set("help", option.help);
    all.add(std::move(json));
  }
  return all;
}

Json command_json(const Command& command) {
  Json aliases = Json::array();
  for (const auto& alias : aliases_of(command)) aliases.add(alias);
  Json json = Json::object();
  json.set("name", command.name).set("aliases", std::move(aliases)).set("summary", command.summary);
  json.set("arguments", command.words).set("options", options_json(command.options));
  return json;
}

void print_rows(Output& out, std::string_view prefix) {
  Group group = Group::start;
  bool first = true;
  for (const Command* command : out.program().commands()) {
    if (!command->name.starts_with(prefix)) continue;
    if (prefix.empty() && (first || command->group != group)) {
      out.line("");
      out.line(out.out_style()(Tone::strong, group_title(command->group)));
    }
    group = command->group;
    first = false;
    std::string left(out.program().tail(command->name));
    for (const auto& own : out.program().own_names(*command)) left += ", " + own;
    if (!command->words.empty()) left += " " + std::string(command->words);
    out.line("  " + padded(left, 29) + " " + std::string(command->summary));
  }
}

/// Each of a line's commands is written "dunlin COMMAND".
std::string example(const Program& program, std::string_view line) {
  constexpr std::string_view written = "dunlin ";
  constexpr std::string_view joined = " && ";
  std::vector<std::string> parts;
  for (;;) {
    const auto end = std::min(line.find(joined), line.size());
    const auto part = line.substr(0, end);
    parts.push_back(part.starts_with(written) ? program.command(part.substr(written.size())) : std::string(part));
    if (end == line.size()) break;
    line.remove_prefix(end + joined.size());
  }
  return base::join(parts, joined);
}

}  // namespace

void print_overview(Output& out) {
  if (out.json()) {
    Json all = Json::array();
    for (const Command* command : out.program().commands()) all.add(command_json(*command));
    out.document(Json::object().set("commands", std::move(all)).set("options", options_json(out.program().options())));
    return;
  }
  out.line(out.program().about());
  out.line("");
  out.line("usage: " + out.program().name() + " COMMAND [OPTION...]");
  print_rows(out, "");
  out.line("");
  out.line(out.out_style()(Tone::strong, "Options of all commands"));
  print_options(out, out.program().options(), {});
  out.line("");
  out.line("`" + out.program().command("help COMMAND") + "` explains one, with examples.");
}

void print_group(Output& out, std::string_view word) {
  if (out.json()) {
    Json all = Json::array();
    for (const Command* command : out.program().commands()) {
      if (command->name.starts_with(std::string(word) + " ")) all.add(command_json(*command));
    }
    out.document(Json::object().set("commands", std::move(all)));
    return;
  }
  out.line("usage: " + out.program().name() + " " + std::string(word) + " COMMAND [OPTION...]");
  out.line("");
  print_rows(out, std::string(word) + " ");
}

void print_help(Output& out, const Command& command) {
  if (out.json()) {
    out.document(command_json(command));
    return;
  }
  const Style& style = out.out_style();
  const Program& program = out.program();
  out.line(program.command(command.name) + ": " + std::string(command.summary));
  out.line("");
  std::string usage = "usage: " + program.command(command.name);
  if (!command.words.empty()) usage += " " + std::string(command.words);
  out.line(usage + " [OPTION...]");
  std::vector<std::string> names = program.own_names(command);
  for (auto& alias : aliases_of(command)) names.push_back(std::move(alias));
  if (!names.empty()) {
    out.line("also:  " + base::join(names, ", "));
  }
  if (!command.about.empty()) {
    const std::string about = program.words(std::string(command.about));
    out.line("");
    for (const auto line : base::split(about, '\n')) out.line(line);
  }
  if (command.words.find("TARGET") != std::string_view::npos || command.words.find("REV") != std::string_view::npos) {
    out.line("");
    out.line("TARGET and REV are a version, an unambiguous beginning of one, the file's name, head, base, +N or -N.");
  }
  if (!command.options.empty()) {
    out.line("");
    out.line(style(Tone::strong, "Options"));
    print_options(out, command.options, {});
  }
  out.line("");
  out.line(style(Tone::strong, "Options of all commands"));
  print_options(out, program.options(), command.options);
  if (!command.examples.empty()) {
    out.line("");
    out.line(style(Tone::strong, "Examples"));
    for (const auto line : base::split(command.examples, '\n')) out.line("  " + example(program, line));
  }
}

}  // namespace dunlin::cli
