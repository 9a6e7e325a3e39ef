#include "case_file.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace cases {
namespace {

const std::vector<std::string> all_databases = {"sqlite", "postgres", "mariadb"};

[[noreturn]] void fail(const CaseFile& file, std::size_t index, const std::string& message) {
  throw CaseError(file.path + ":" + std::to_string(index + 1) + ": " + message);
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find_first_not_of(" \t", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t", begin), text.size());
    result.emplace_back(text.substr(begin, at - begin));
  }
  return result;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> databases_of(const CaseFile& file, std::size_t index, std::string_view text) {
  std::vector<std::string> result = words(text);
  for (const std::string& name : result) {
    if (std::find(all_databases.begin(), all_databases.end(), name) == all_databases.end()) {
      fail(file, index, "unknown database '" + name + "' (sqlite, postgres, mariadb)");
    }
  }
  if (result.empty()) fail(file, index, "a database is missing");
  return result;
}

/// "-- file[mariadb postgres]: path", "-- run", "-- sql[sqlite]", "-- note: ..."; nothing else begins a section, so
/// that SQL comments in files and in output are left alone.
std::optional<Section> section_of(const CaseFile& file, std::size_t index) {
  std::string_view line = file.lines[index];
  if (!line.starts_with("-- ")) return std::nullopt;
  line.remove_prefix(3);
  const std::size_t end = std::min(line.find_first_of("[: "), line.size());
  const std::string_view word = line.substr(0, end);
  Section section;
  section.line = index;
  if (word == "file") {
    section.kind = SectionKind::file;
  } else if (word == "run") {
    section.kind = SectionKind::run;
  } else if (word == "sql") {
    section.kind = SectionKind::sql;
  } else if (word == "note") {
    section.kind = SectionKind::note;
  } else {
    return std::nullopt;
  }
  std::string_view rest = line.substr(end);
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) fail(file, index, "']' is missing");
    section.databases = databases_of(file, index, rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
  }
  if (section.kind == SectionKind::run || section.kind == SectionKind::sql) {
    if (!rest.empty()) return std::nullopt;
    return section;
  }
  if (!rest.starts_with(':')) return std::nullopt;
  const std::vector<std::string> names = words(rest.substr(1));
  if (section.kind == SectionKind::file) {
    if (names.size() != 1) fail(file, index, "one file name is expected after '-- file:'");
    section.path = names.front();
  }
  return section;
}

bool header_line(CaseFile& file, std::size_t index) {
  const std::string_view line = file.lines[index];
  if (line.empty() || line.starts_with('#')) return true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view key = line.substr(0, colon);
  const std::string_view value = line.substr(colon + 1);
  if (key == "databases") {
    if (words(value) == std::vector<std::string>{"none"}) {
      file.databases = {"sqlite"};
      file.preparation = Preparation::none;
    } else {
      file.databases = databases_of(file, index, value);
    }
  } else if (key == "database") {
    if (words(value) != std::vector<std::string>{"absent"}) fail(file, index, "only 'database: absent' is known");
    file.preparation = Preparation::absent;
  } else if (key == "needs") {
    file.needs = words(value);
  } else if (key == "timeout") {
    const std::vector<std::string> parts = words(value);
    const std::optional<int> seconds = parts.size() == 1 ? number(parts.front()) : std::nullopt;
    if (!seconds || *seconds < 1) fail(file, index, "'timeout' is a number of seconds");
    file.timeout_seconds = *seconds;
  } else {
    return false;
  }
  return true;
}

std::size_t read_content(const CaseFile& file, Section& section, std::size_t index) {
  std::vector<std::string> content;
  for (; index < file.lines.size() && !section_of(file, index); ++index) {
    std::string line = file.lines[index];
    if (line.starts_with("\\-- ")) line.erase(0, 1);
    content.push_back(std::move(line));
  }
  // The blank lines before the next section are there for the reader.
  while (!content.empty() && content.back().empty()) content.pop_back();
  for (const std::string& line : content) section.content += line + "\n";
  return index;
}

bool known(std::string_view name) {
  return std::find(all_databases.begin(), all_databases.end(), name) != all_databases.end();
}

/// Only names of databases make a mark; other output in braces, such as JSON, is left alone.
Expectation expectation_of(const std::string& line) {
  Expectation result{line, {}};
  const std::size_t close = line.find("} ");
  if (line.starts_with('{') && close != std::string::npos) {
    std::vector<std::string> names = words(std::string_view(line).substr(1, close - 1));
    if (!names.empty() && std::all_of(names.begin(), names.end(), known)) {
      result = {line.substr(close + 2), std::move(names)};
    }
  }
  // A backslash more than is needed does no harm.
  if (result.text.starts_with('\\')) result.text = escape_line(result.text.substr(1));
  return result;
}

std::size_t read_step(const CaseFile& file, Section& section, std::size_t index) {
  const std::string_view prefix = section.kind == SectionKind::run ? "$ " : "> ";
  Step step;
  step.line = index;
  step.command = file.lines[index].substr(prefix.size());
  // A query may have several lines; a command goes on while its lines end in a backslash.
  if (section.kind == SectionKind::sql) {
    while (index + 1 < file.lines.size() && file.lines[index + 1].starts_with(prefix)) {
      step.command += "\n" + file.lines[++index].substr(prefix.size());
    }
  } else {
    while (step.command.ends_with('\\') && index + 1 < file.lines.size()) {
      step.command += "\n" + file.lines[++index];
    }
  }
  step.line = index++;
  for (; index < file.lines.size(); ++index) {
    if (file.lines[index].starts_with(prefix) || section_of(file, index)) break;
    step.expected.push_back(expectation_of(file.lines[index]));
  }
  step.end = index;
  while (!step.expected.empty() && step.expected.back().text.empty()) step.expected.pop_back();
  section.steps.push_back(std::move(step));
  return index;
}

}  // namespace

bool Section::is_for(std::string_view database) const {
  return databases.empty() || std::find(databases.begin(), databases.end(), database) != databases.end();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string escape_line(const std::string& line) {
  for (const std::string_view taken : {"$ ", "> ", "-- file", "-- run", "-- sql", "-- note", "exit ", "\\"}) {
    if (line.starts_with(taken)) return "\\" + line;
  }
  return line == "..." ? "\\" + line : line;
}

std::string written(const Expectation& line) {
  if (line.databases.empty()) return line.text;
  std::string mark;
  for (const std::string& name : line.databases) mark += (mark.empty() ? "{" : " ") + name;
  return mark + "} " + line.text;
}

std::vector<std::string> Step::expected_on(std::string_view database) const {
  std::vector<std::string> result;
  for (const Expectation& each : expected) {
    const auto& only = each.databases;
    if (only.empty() || std::find(only.begin(), only.end(), database) != only.end()) result.push_back(each.text);
  }
  return result;
}

CaseFile parse_case(std::string path, std::string name, std::string_view text) {
  CaseFile file;
  file.path = std::move(path);
  file.name = std::move(name);
  file.lines = split_lines(text);
  file.databases = all_databases;
  std::size_t index = 0;
  for (; index < file.lines.size() && !section_of(file, index); ++index) {
    if (!header_line(file, index)) {
      fail(file, index, "expected '# text', 'databases:', 'database:', 'needs:', 'timeout:' or a section");
    }
  }
  while (index < file.lines.size()) {
    Section section = section_of(file, index).value();
    ++index;
    if (section.kind == SectionKind::file) {
      index = read_content(file, section, index);
    } else if (section.kind == SectionKind::note) {
      while (index < file.lines.size() && !section_of(file, index)) ++index;
    } else {
      const char* prefix = section.kind == SectionKind::run ? "$ " : "> ";
      while (index < file.lines.size() && !section_of(file, index)) {
        if (file.lines[index].starts_with(prefix)) {
          index = read_step(file, section, index);
        } else if (file.lines[index].empty()) {
          ++index;
        } else {
          fail(file, index, std::string("expected a line that begins with '") + prefix + "'");
        }
      }
      if (section.steps.empty()) fail(file, section.line, "this section runs nothing");
    }
    file.sections.push_back(std::move(section));
  }
  if (std::none_of(file.sections.begin(), file.sections.end(), [](const Section& s) { return !s.steps.empty(); })) {
    fail(file, 0, "this case runs nothing");
  }
  return file;
}

CaseFile read_case(const std::string& path, const std::string& name) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw CaseError(path + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_case(path, name, text);
}

}  // namespace cases
