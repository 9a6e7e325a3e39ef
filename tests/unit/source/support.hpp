// Folders with real files, and rules to read them with.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/layout.hpp"
#include "source/migration.hpp"

namespace dunlin::source::test {

/// A folder that is there as long as the object is.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "dunlin_source_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  Folder& add(const std::string& name, std::string_view bytes = "SELECT 1;\n") {
    const std::filesystem::path path = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return *this;
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// What the files are to the loader. As parts of the program they must be the same.
  [[nodiscard]] Source load(std::string layout = "auto") const {
    Source source = source::load({{path_}, layout});
    expect_same_embedded(source, layout);
    return source;
  }

 private:
  void expect_same_embedded(const Source& source, const std::string& layout) const;

  std::string path_;
};

/// A bit of every database: what these tests need to be cut and classified.
inline const sql::LexRules& rules() {
  static constexpr std::string_view no_transaction[] = {"create index concurrently", "vacuum"};
  static constexpr std::string_view session[] = {"set", "pragma"};
  static const sql::LexRules value = [] {
    sql::LexRules made;
    made.dollar_quotes = true;
    made.nested_comments = true;
    made.copy_from_stdin = true;
    made.psql_commands = true;
    made.delimiter_command = true;
    made.folding = sql::NameFolding::lower;
    made.no_transaction = no_transaction;
    made.session = session;
    return made;
  }();
  return value;
}

inline Migration migration_of(std::string text, std::string_view layout = "native") {
  Migration migration;
  migration.version = "001";
  migration.name = "test";
  migration.layout = layout_named(layout);
  migration.up = base::Content::memory("001_test.sql", std::move(text));
  migration.checksum = migration.up.checksum();
  return migration;
}

inline Body body_of(std::string text, std::string_view layout = "native", const Variables& variables = {}) {
  return read_body(migration_of(std::move(text), layout), rules(), variables);
}

inline std::vector<Statement> statements_of(const Half& half, std::string_view layout = "native",
                                            const Variables& variables = {}) {
  StatementReader reader(half, *layout_named(layout), rules(), variables);
  std::vector<Statement> all;
  Statement one;
  while (reader.next(one)) all.push_back(std::move(one));
  return all;
}

inline std::vector<std::string> texts(const std::vector<Statement>& statements) {
  std::vector<std::string> all;
  for (const Statement& one : statements) all.push_back(one.text);
  return all;
}

/// The versions of a source in their order.
inline std::vector<std::string> titles(const Source& source) {
  std::vector<std::string> all;
  for (const Migration& one : source.migrations) all.push_back(one.title());
  return all;
}

inline std::string told(const Source& source) {
  std::string all;
  for (const SourceProblem& one : source.problems) {
    all += (one.fatal ? "fatal: " : "note: ") + one.message + " [" + one.hint + "]\n";
  }
  return all;
}

inline bool tells(const Source& source, std::string_view message, std::string_view hint, bool fatal) {
  for (const SourceProblem& one : source.problems) {
    if (one.fatal == fatal && one.message.find(message) != std::string::npos &&
        one.hint.find(hint) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// The error that the body of the text gives; fails the test where there is none.
inline Error error_of(std::string text, std::string_view layout = "native", const Variables& variables = {}) {
  try {
    body_of(std::move(text), layout, variables);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorKind::internal, "no error");
}

using Strings = std::vector<std::string>;

/// Everything that the loader found, with `root` taken out of the paths.
inline std::string described(const Source& source, const std::string& root) {
  std::string all = std::string(source.layout->name) + "\n";
  const auto content = [](const base::Content& one) { return one.name() + " " + one.read(0, 1000) + one.checksum(); };
  for (const Migration& one : source.migrations) {
    all += one.key() + " " + one.title() + " " + content(one.up) + (one.down ? content(*one.down) : "no down");
    for (const base::Content& settings : one.settings) all += content(settings);
    all += one.checksum + (one.transaction_off ? " off\n" : "\n");
  }
  for (const SourceProblem& problem : source.problems) all += problem.place.file + ": ";
  all += told(source);
  for (std::size_t at = 0; (at = all.find(root, at)) != std::string::npos;) all.replace(at, root.size(), "ROOT");
  return all;
}

inline void Folder::expect_same_embedded(const Source& source, const std::string& layout) const {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& one : std::filesystem::recursive_directory_iterator(path_)) {
    // What embedding has not: folders without files, and files that cannot be read.
    if (!one.exists() || (one.is_directory() && std::filesystem::is_empty(one.path()))) return;
    if (!one.is_regular_file()) continue;
    std::ifstream in(one.path(), std::ios::binary);
    if (!in) return;
    files.emplace_back(one.path().lexically_relative(path_).string(),
                       std::string(std::istreambuf_iterator<char>(in), {}));
  }
  std::vector<EmbeddedFile> embedded;
  for (const auto& [name, bytes] : files) embedded.push_back({name, bytes, {}});
  const Source same = source::load({.directories = {}, .layout = layout, .embedded = {embedded}});
  EXPECT_EQ(described(same, "(embedded)"), described(source, path_));
}

}  // namespace dunlin::source::test
