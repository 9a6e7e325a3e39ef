#include "compile/compiler.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "base/child.hpp"
#include "base/file.hpp"
#include "base/spawn.hpp"
#include "base/text.hpp"
#include "dunlin/version.hpp"

namespace dunlin::compile {
namespace {

constexpr std::size_t longest_output = 64 * 1024;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

struct Said {
  base::ChildEnd end;
  std::string text;
};

Said ask(std::vector<std::string> words, const Stop& stop) {
  Said said;
  base::Child child;
  child.arguments = std::move(words);
  child.environment = {{"LC_ALL", "C"}};  // its words are read
  child.out = [&](std::string_view piece) {
    if (said.text.size() < longest_output) said.text += piece.substr(0, longest_output - said.text.size());
  };
  child.stop = stop;
  said.end = base::run_child(child);
  if (said.end.stopped) {
    Error error(ErrorKind::cancelled, "stopped on request");
    error.state = "nothing was changed";
    throw error;
  }
  return said;
}

Error no_compiler(std::string message) {
  return {
      ErrorKind::config, std::move(message),
      "Install one that knows C++20 (g++ of Debian and Ubuntu, gcc-c++ of Fedora) or name it in CXX; a program that "
      "has the file compiled in needs none (dunlin_embed_migrations in CMake)"};
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

/// Where this code lies: the library, or the program that it is a part of; and the program.
std::vector<std::string> own_files() {
  std::vector<std::string> files;
  Dl_info info{};
  char resolved[PATH_MAX];
  if (::dladdr(reinterpret_cast<const void*>(&version), &info) != 0 && info.dli_fname != nullptr &&
      ::realpath(info.dli_fname, resolved) != nullptr) {
    files.emplace_back(resolved);
  }
  const ssize_t length = ::readlink("/proc/self/exe", resolved, sizeof resolved - 1);
  if (length > 0) files.emplace_back(resolved, static_cast<std::size_t>(length));
  return files;
}

}  // namespace

Compiler Compiler::find(const Stop& stop) {
  Compiler compiler;
  const std::string named = environment("CXX");
  for (const auto word : base::words(named)) compiler.words.emplace_back(word);
  if (!compiler.words.empty()) {
    const std::string path = base::find_program(compiler.words[0]);
    if (path.empty())
      throw no_compiler("there is no compiler " + base::printable(compiler.words[0]) + ", which CXX names");
    compiler.words[0] = path;
  } else {
    std::string path;
    for (const char* usual : {"c++", "g++", "clang++"}) {
      if (path.empty()) path = base::find_program(usual);
    }
    if (path.empty()) throw no_compiler("there is no C++ compiler (c++, g++ or clang++) on this machine");
    compiler.words = {path};
  }
  auto words = compiler.words;
  words.emplace_back("--version");
  const Said said = ask(std::move(words), stop);
  if (!said.end.ok() || said.text.empty()) {
    Error error = no_compiler("the compiler " + base::printable(compiler.words[0]) + " does not say its version");
    error.detail = base::printable(said.text);
    throw error;
  }
  compiler.identity = said.text;
  return compiler;
}

std::vector<std::string> flags() {
  std::vector<std::string> all = {"-std=c++20", "-O1", "-fPIC", "-shared", "-fvisibility=hidden"};
  const std::string more = environment("DUNLIN_CXXFLAGS");
  for (const auto word : base::words(more)) all.emplace_back(word);
  return all;
}

void compile(const Compiler& compiler, const Job& job, const Stop& stop) {
  // The source before the flags, because a library counts for what stands before it.
  std::vector<std::string> words = compiler.words;
  words.push_back(job.source);
  for (auto& flag : flags()) words.push_back(std::move(flag));
  for (const std::string& word :
       {std::string("-fdiagnostics-color=never"), std::string("-iquote"), job.folder, "-I" + job.include,
        std::string("-MMD"), std::string("-MF"), job.dependencies, std::string("-o"), job.library}) {
    words.push_back(word);
  }
  const Said said = ask(std::move(words), stop);
  if (said.end.ok()) return;
  const std::string file = base::base_name(job.name);
  const auto complaint = first_complaint(said.text);
  Error error(ErrorKind::config, "cannot compile " + base::printable(file) +
                                     (complaint ? ": " + complaint->words : ": the compiler " + said.end.words()));
  error.place.file = base::printable(job.name);
  if (complaint && !complaint->place.file.empty()) error.place = complaint->place;
  error.detail = base::replace_all(said.text, "\r", "");
  while (error.detail.ends_with('\n')) error.detail.pop_back();
  error.state = "nothing was changed";
  throw error;
}

std::optional<Complaint> first_complaint(const std::string& output) {
  for (const std::string_view mark : {": fatal error: ", ": error: ", ": undefined reference to "}) {
    const auto at = output.find(mark);
    if (at == std::string::npos) continue;
    const auto begin = output.rfind('\n', at) + 1;
    const std::string_view line = std::string_view(output).substr(begin, output.find('\n', at) - begin);
    Complaint complaint;
    complaint.words = base::printable(line.substr(at - begin + mark.size()));
    if (mark.ends_with("to ")) complaint.words = "undefined reference to " + complaint.words;
    // FILE:LINE:COLUMN, from behind: a name may have colons too.
    std::string_view place = line.substr(0, at - begin);
    std::vector<std::size_t> numbers;
    while (numbers.size() < 2) {
      const auto colon = place.rfind(':');
      std::uint64_t number = 0;
      if (colon == std::string_view::npos || !base::parse_number(place.substr(colon + 1), number)) break;
      numbers.push_back(number);
      place = place.substr(0, colon);
    }
    if (!numbers.empty()) {
      complaint.place.file = base::printable(place);
      complaint.place.line = numbers.back();
      if (numbers.size() == 2) complaint.place.column = numbers.front();
    }
    return complaint;
  }
  return std::nullopt;
}

std::string find_headers() {
  const auto there = [](const std::string& folder) {
    return base::file_exists(base::join_path(folder, "dunlin/migration.hpp"));
  };
  const std::string asked = environment("DUNLIN_INCLUDE_DIR");
  std::vector<std::string> places;
  if (!asked.empty()) {
    places.push_back(asked);
  } else {
    for (const std::string& file : own_files()) {
      // bin/dunlin or lib/libdunlin.so; lib/x86_64-linux-gnu/libdunlin.so, or a build folder within the sources.
      const std::string up = folder_of(folder_of(file));
      for (const std::string& place : {base::join_path(up, "include"), base::join_path(folder_of(up), "include")}) {
        if (std::ranges::find(places, place) == places.end()) places.push_back(place);
      }
    }
  }
  for (const std::string& place : places) {
    if (there(place)) return place;
  }
  throw Error(
      ErrorKind::config,
      "the headers of Dunlin, which a migration in C++ needs, are not in " + base::printable(base::join(places, ", ")),
      "Install them (they come with the library) or name their folder in DUNLIN_INCLUDE_DIR");
}

}  // namespace dunlin::compile
