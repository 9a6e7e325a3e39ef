// dunlin_cases: runs case files through a real dunlin and compares what it prints. See tests/cases/README.md.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "case_file.hpp"
#include "database.hpp"
#include "run_case.hpp"

namespace {

namespace fs = std::filesystem;
using cases::CaseFile;
using cases::CaseResult;

const char* const usage =
    "usage: dunlin_cases --dunlin PROGRAM [options] FOLDER|FILE...\n"
    "  --database NAME   only on this database: sqlite, postgres or mariadb (may be repeated)\n"
    "  --filter TEXT     only cases whose name contains TEXT\n"
    "  --update          rewrite the expectations of what differs\n"
    "  --keep            leave the folders of failed cases behind\n"
    "  -jN               N cases at once (2)\n"
    "  --list            print the names, run nothing\n";

struct Arguments {
  cases::Options options;
  std::vector<std::string> databases;
  std::vector<std::string> paths;
  std::string filter;
  bool update = false;
  bool list = false;
  unsigned jobs = 2;
};

[[noreturn]] void wrong_usage(const std::string& message) {
  std::fprintf(stderr, "dunlin_cases: %s\n%s", message.c_str(), usage);
  std::exit(2);
}

Arguments parse(int argc, char** argv) {
  Arguments result;
  const std::vector<std::string> given(argv + 1, argv + argc);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& word = given[i];
    const auto value = [&] {
      if (i + 1 == given.size()) wrong_usage(word + " needs a value");
      return given[++i];
    };
    if (word == "--dunlin") {
      result.options.program = fs::absolute(value()).string();
    } else if (word == "--database") {
      result.databases.push_back(value());
    } else if (word == "--filter") {
      result.filter = value();
    } else if (word == "--update") {
      result.update = true;
    } else if (word == "--keep") {
      result.options.keep = true;
    } else if (word == "--list") {
      result.list = true;
    } else if (word.starts_with("-j")) {
      const auto [end, error] = std::from_chars(word.data() + 2, word.data() + word.size(), result.jobs);
      if (error != std::errc{} || end != word.data() + word.size() || result.jobs == 0)
        wrong_usage("-j needs a number");
    } else if (word.starts_with("-")) {
      wrong_usage("unknown option " + word);
    } else {
      result.paths.push_back(word);
    }
  }
  if (result.paths.empty()) wrong_usage("which cases?");
  if (!result.list && result.options.program.empty()) wrong_usage("--dunlin is missing");
  if (!result.list && !fs::exists(result.options.program)) wrong_usage(result.options.program + " is not there");
  return result;
}

std::vector<CaseFile> read_all(const Arguments& arguments) {
  std::vector<CaseFile> files;
  for (const std::string& path : arguments.paths) {
    std::vector<fs::path> found;
    if (fs::is_directory(path)) {
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
        if (entry.path().extension() == ".case") found.push_back(entry.path());
      }
      std::sort(found.begin(), found.end());
    } else {
      found.emplace_back(path);
    }
    for (const fs::path& file : found) {
      const fs::path relative = fs::is_directory(path) ? fs::relative(file, path) : file.filename();
      std::string name = (relative.parent_path() / relative.stem()).string();
      if (name.find(arguments.filter) == std::string::npos) continue;
      files.push_back(cases::read_case(file.string(), name));
    }
  }
  return files;
}

bool selected(const Arguments& arguments, const std::string& database) {
  return arguments.databases.empty() ||
         std::find(arguments.databases.begin(), arguments.databases.end(), database) != arguments.databases.end();
}

struct Totals {
  int passed = 0;
  int failed = 0;
  int skipped = 0;
};

class Runner {
 public:
  explicit Runner(const Arguments& arguments) : arguments_(arguments) {}

  /// Every case on every database that is asked for.
  Totals run(const std::vector<CaseFile>& files) {
    for (const CaseFile& file : files) {
      for (const std::string& database : file.databases) {
        if (selected(arguments_, database)) jobs_.push_back({&file, database});
      }
    }
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < arguments_.jobs; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    return totals_;
  }

 private:
  struct Job {
    const CaseFile* file;
    std::string database;
  };

  void work() {
    for (std::size_t index = next_++; index < jobs_.size(); index = next_++) {
      const Job& job = jobs_[index];
      const CaseResult result = cases::run_case(*job.file, job.database, arguments_.options);
      const std::lock_guard guard(mutex_);
      if (!result.skipped.empty()) {
        ++totals_.skipped;
        std::printf("skipped %s [%s]: %s\n", job.file->name.c_str(), job.database.c_str(), result.skipped.c_str());
      } else if (result.passed()) {
        ++totals_.passed;
      } else {
        ++totals_.failed;
        std::printf("%s", cases::describe(*job.file, job.database, result).c_str());
      }
      std::fflush(stdout);
    }
  }

  const Arguments& arguments_;
  std::vector<Job> jobs_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  Totals totals_;
};

void update(const Arguments& arguments, std::vector<CaseFile>& files) {
  for (CaseFile& file : files) {
    std::map<std::string, CaseResult> results;
    bool passed = true;
    for (const std::string& database : file.databases) {
      if (!selected(arguments, database)) continue;
      CaseResult result = cases::run_case(file, database, arguments.options);
      if (!result.skipped.empty() || !result.error.empty()) continue;
      passed = passed && result.passed();
      results.emplace(database, std::move(result));
    }
    if (passed) continue;
    const std::string text = cases::rewritten(file, results);
    std::ofstream(file.path, std::ios::binary) << text;
    file = cases::parse_case(file.path, file.name, text);
    std::printf("updated %s\n", file.name.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Arguments arguments = parse(argc, argv);
    std::vector<CaseFile> files = read_all(arguments);
    if (arguments.list) {
      for (const CaseFile& file : files) std::printf("%s\n", file.name.c_str());
      return 0;
    }
    if (files.empty()) {
      std::fprintf(stderr, "dunlin_cases: there are no such cases\n");
      return 2;
    }
    for (const char* database : {"sqlite", "postgres", "mariadb"}) {
      if (!selected(arguments, database)) continue;
      if (const std::string variable = cases::missing_server(database); !variable.empty()) {
        std::fprintf(stderr, "dunlin_cases: %s is not set; run this under scripts/with-servers, or give --database\n",
                     variable.c_str());
        return 2;
      }
    }
    if (arguments.update) update(arguments, files);
    const Totals totals = Runner(arguments).run(files);
    std::printf("%d passed, %d failed", totals.passed, totals.failed);
    if (totals.skipped > 0) std::printf(", %d skipped", totals.skipped);
    std::printf("\n");
    return totals.failed == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "dunlin_cases: %s\n", error.what());
    return 2;
  }
}
