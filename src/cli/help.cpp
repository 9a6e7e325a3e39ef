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
  for (const Command& command : commands()) {
    if (!command.name.starts_with(prefix)) continue;
    if (prefix.empty() && (first || command.group != group)) {
      out.line("");
      out.line(out.out_style()(Tone::strong, group_title(command.group)));
    }
    group = command.group;
    first = false;
    const std::string left =
        std::string(command.name) + (command.words.empty() ? "" : " ") + std::string(command.words);
    out.line("  " + padded(left, 29) + " " + std::string(command.summary));
  }
}

}  // namespace

void print_overview(Output& out) {
  if (out.json()) {
    Json all = Json::array();
    for (const Command& command : commands()) all.add(command_json(command));
    out.document(Json::object().set("commands", std::move(all)).set("options", options_json(global_options())));
    return;
  }
  out.line("Dunlin changes database schemas safely.");
  out.line("");
  out.line("usage: dunlin COMMAND [OPTION...]");
  print_rows(out, "");
  out.line("");
  out.line(out.out_style()(Tone::strong, "Options of all commands"));
  print_options(out, global_options(), {});
  out.line("");
  out.line("`dunlin help COMMAND` explains one, with examples.");
}

void print_group(Output& out, std::string_view word) {
  if (out.json()) {
    Json all = Json::array();
    for (const Command& command : commands()) {
      if (command.name.starts_with(std::string(word) + " ")) all.add(command_json(command));
    }
    out.document(Json::object().set("commands", std::move(all)));
    return;
  }
  out.line("usage: dunlin " + std::string(word) + " COMMAND [OPTION...]");
  out.line("");
  print_rows(out, std::string(word) + " ");
}

void print_help(Output& out, const Command& command) {
  if (out.json()) {
    out.document(command_json(command));
    return;
  }
  const Style& style = out.out_style();
  out.line("dunlin " + std::string(command.name) + ": " + std::string(command.summary));
  out.line("");
  std::string usage = "usage: dunlin " + std::string(command.name);
  if (!command.words.empty()) usage += " " + std::string(command.words);
  out.line(usage + " [OPTION...]");
  if (!command.aliases.empty()) {
    out.line("also:  " + base::join(aliases_of(command), ", "));
  }
  if (!command.about.empty()) {
    out.line("");
    for (const auto line : base::split(command.about, '\n')) out.line(line);
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
  print_options(out, global_options(), command.options);
  if (!command.examples.empty()) {
    out.line("");
    out.line(style(Tone::strong, "Examples"));
    for (const auto line : base::split(command.examples, '\n')) out.line("  " + std::string(line));
  }
}

}  // namespace dunlin::cli
