#include "run_case.hpp"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

#include "database.hpp"
#include "process.hpp"

extern char** environ;

namespace cases {
namespace {

namespace fs = std::filesystem;

/// A folder that goes away again, with the case's own folder, its HOME and its TMPDIR inside.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "dunlin-case.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder could be made");
    root_ = fs::canonical(name);
    for (const char* part : {"work", "home", "tmp", "bin"}) fs::create_directory(root_ / part);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    if (kept_) return;
    std::error_code ignored;
    // A case may have taken away its own right to write.
    for (fs::recursive_directory_iterator it(root_, fs::directory_options::skip_permission_denied, ignored), end;
         !ignored && it != end; it.increment(ignored)) {
      if (it->is_directory(ignored) && !it->is_symlink(ignored)) {
        fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
      }
    }
    fs::remove_all(root_, ignored);
  }
  void keep() { kept_ = true; }
  [[nodiscard]] std::string path(const char* part) const { return (root_ / part).string(); }

 private:
  fs::path root_;
  bool kept_ = false;
};

std::vector<std::string> environment_of(const Folder& folder, const std::string& engine, const Database& database) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> result = {
      "PATH=" + folder.path("bin") + ":" + (path == nullptr ? "/usr/bin:/bin" : path),
      "HOME=" + folder.path("home"),
      "TMPDIR=" + folder.path("tmp"),
      "DIR=" + folder.path("work"),
      "NO_COLOR=1",
      "TZ=UTC",
      "LC_ALL=C.UTF-8",
      "USER=tester",
      "LOGNAME=tester",
      "ENGINE=" + engine,
  };
  if (!database.url().empty()) {
    result.push_back("DUNLIN_DATABASE_URL=" + database.url());
    result.push_back("URL=" + database.url());
    result.push_back("DATABASE=" + database.name());
  }
  for (std::string& more : database.environment()) result.push_back(std::move(more));
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    for (const std::string_view passed : {"ASAN_", "UBSAN_", "LSAN_", "TSAN_", "LLVM_PROFILE_", "DUNLIN_TEST_"}) {
      if (text.starts_with(passed)) result.emplace_back(text);
    }
  }
  return result;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

/// "SQLite 3.40.1", "MariaDB 10.11.19": the version depends on the machine, and the name on where the case runs.
void replace_servers(std::string& text) {
  for (const std::string_view product : {"SQLite ", "PostgreSQL ", "MariaDB ", "MySQL "}) {
    for (std::size_t at = 0; (at = text.find(product, at)) != std::string::npos;) {
      const std::size_t version = at + product.size();
      const std::size_t end = std::min(text.find_first_not_of("0123456789.", version), text.size());
      if (end == version) {
        at = version;
        continue;
      }
      text.replace(at, end - at, "$SERVER");
      at += 1;
    }
  }
}

/// Who ran it, as Dunlin's history has it.
std::string who() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  const passwd* user = getpwuid(geteuid());
  return std::string(user == nullptr ? "tester" : user->pw_name) + "@" + host.data();
}

void write_file(const std::string& folder, const Section& section) {
  const fs::path path = fs::path(folder) / section.path;
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << section.content;
  if (!out.flush()) throw std::runtime_error(section.path + " could not be written");
}

StepResult run_step(const Step& step, SectionKind kind, const std::string& engine, const Database& database,
                    const Folder& folder, const std::vector<std::string>& environment, int timeout_seconds) {
  std::string command = step.command;
  if (command.starts_with("sh: ")) command.erase(0, 4);
  Outcome outcome = kind == SectionKind::sql ? database.query(command, timeout_seconds)
                                             : run_shell(command, folder.path("work"), environment, timeout_seconds);
  for (const auto& [from, to] : database.replacements()) replace_all(outcome.output, from, to);
  replace_all(outcome.output, folder.path("work"), "$DIR");
  replace_all(outcome.output, folder.path("home"), "$HOME");
  replace_all(outcome.output, folder.path("tmp"), "$TMPDIR");
  static const std::string me = who();
  replace_all(outcome.output, me, "$WHO");
  replace_servers(outcome.output);
  StepResult result;
  result.output = split_lines(outcome.output);
  for (std::string& line : result.output) line.erase(line.find_last_not_of(" \t\r") + 1);
  while (!result.output.empty() && result.output.back().empty()) result.output.pop_back();
  for (std::string& line : result.output) line = escape_line(line);
  if (outcome.exit_code != 0) result.output.push_back("exit " + std::to_string(outcome.exit_code));
  result.timed_out = outcome.timed_out;
  result.diff = compare(step.expected_on(engine), result.output);
  result.passed = result.diff.equal && !result.timed_out;
  return result;
}

void add(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// One expectation for all databases on which the step was run, from the old one and what was printed.
std::vector<Expectation> merged(const Step& step, const std::vector<std::string>& on,
                                const std::map<std::string, const StepResult*>& results) {
  // While merging, `databases` names each one that prints the line: so far, those that were not run this time.
  std::vector<Expectation> lines;
  for (const Expectation& old : step.expected) {
    Expectation line{old.text, {}};
    for (const std::string& name : old.databases.empty() ? on : old.databases) {
      if (!results.contains(name)) add(line.databases, name);
    }
    lines.push_back(std::move(line));
  }
  for (const auto& [name, result] : results) {
    std::vector<std::string> patterns;
    patterns.reserve(lines.size());
    for (const Expectation& line : lines) patterns.push_back(line.text);
    std::vector<Expectation> next;
    std::size_t at = 0;
    for (const DiffLine& line : compare(patterns, result->output).lines) {
      if (line.kind == DiffLine::Kind::unexpected) {
        next.push_back({generalized(line.actual), {name}});
      } else if (line.expected != "..." || line.actual.empty()) {
        // A "..." is listed once for each line that it stands for, and once more at its end.
        next.push_back(lines[at++]);
        if (line.kind == DiffLine::Kind::same) add(next.back().databases, name);
      }
    }
    lines = std::move(next);
  }
  std::erase_if(lines, [](const Expectation& line) { return line.databases.empty(); });
  for (Expectation& line : lines) {
    if (line.databases.size() == on.size()) line.databases.clear();
  }
  return lines;
}

}  // namespace

bool CaseResult::passed() const {
  return error.empty() && std::all_of(steps.begin(), steps.end(), [](const StepResult& step) { return step.passed; });
}

CaseResult run_case(const CaseFile& file, const std::string& engine, const Options& options) {
  CaseResult result;
  for (const std::string& need : file.needs) {
    if (std::getenv(need.c_str()) == nullptr) {
      result.skipped = need + " is not set";
      return result;
    }
  }
  try {
    Folder folder;
    fs::create_symlink(options.program, fs::path(folder.path("bin")) / "dunlin");
    const std::unique_ptr<Database> database = Database::make(engine, file.preparation, folder.path("work"));
    const std::vector<std::string> environment = environment_of(folder, engine, *database);
    for (std::size_t i = 0; i < file.sections.size(); ++i) {
      const Section& section = file.sections[i];
      if (!section.is_for(engine)) continue;
      if (section.kind == SectionKind::file) write_file(folder.path("work"), section);
      for (std::size_t j = 0; j < section.steps.size(); ++j) {
        StepResult step =
            run_step(section.steps[j], section.kind, engine, *database, folder, environment, file.timeout_seconds);
        step.section = i;
        step.step = j;
        result.steps.push_back(std::move(step));
      }
    }
    if (options.keep && !result.passed()) {
      folder.keep();
      result.folder = folder.path("work");
    }
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  return result;
}

std::string describe(const CaseFile& file, const std::string& engine, const CaseResult& result) {
  std::string text = "FAILED " + file.name + " [" + engine + "]\n";
  if (!result.error.empty()) text += "  " + result.error + "\n";
  int shown = 0;
  int hidden = 0;
  for (const StepResult& step : result.steps) {
    if (step.passed) continue;
    // What fails after the first few mostly follows from them.
    if (++shown > 3) {
      ++hidden;
      continue;
    }
    const Step& wanted = file.sections[step.section].steps[step.step];
    text += file.path + ":" + std::to_string(wanted.line + 1) + ": $ " + wanted.command + "\n";
    for (const DiffLine& line : step.diff.lines) {
      switch (line.kind) {
        case DiffLine::Kind::same:
          text += "    " + (line.actual.empty() ? line.expected : line.actual) + "\n";
          break;
        case DiffLine::Kind::missing:
          text += "  - " + line.expected + "\n";
          break;
        case DiffLine::Kind::unexpected:
          text += "  + " + line.actual + "\n";
          break;
      }
    }
    if (step.timed_out) text += "  ! it did not end within " + std::to_string(file.timeout_seconds) + " s\n";
  }
  if (hidden > 0) text += "  (" + std::to_string(hidden) + " more steps differ)\n";
  if (!result.folder.empty()) text += "  its folder: " + result.folder + "\n";
  return text;
}

std::string rewritten(const CaseFile& file, const std::map<std::string, CaseResult>& results) {
  std::vector<std::string> lines = file.lines;
  // From the end, so that the places of earlier steps stay right.
  for (std::size_t i = file.sections.size(); i-- > 0;) {
    const Section& section = file.sections[i];
    std::vector<std::string> on;
    std::copy_if(file.databases.begin(), file.databases.end(), std::back_inserter(on),
                 [&](const std::string& name) { return section.is_for(name); });
    for (std::size_t j = section.steps.size(); j-- > 0;) {
      std::map<std::string, const StepResult*> of_step;
      bool passed = true;
      for (const auto& [name, result] : results) {
        for (const StepResult& step : result.steps) {
          if (step.section != i || step.step != j) continue;
          of_step[name] = &step;
          passed = passed && step.passed;
        }
      }
      if (passed) continue;
      const Step& step = section.steps[j];
      std::size_t end = step.end;
      while (end > step.line + 1 && lines[end - 1].empty()) --end;
      auto at = lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(step.line) + 1,
                            lines.begin() + static_cast<std::ptrdiff_t>(end));
      for (const Expectation& line : merged(step, on, of_step)) at = lines.insert(at, written(line)) + 1;
    }
  }
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace cases
